"""Habits: what writers of laws and users of other languages write where this language has words of its own.

In: a text and the place at which the grammar stops. Out: what is wrong there in the field's words, and what to write
instead; None where no habit is known. Each row has a pattern of a line. It speaks if the place lies in what it matches.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from govrules.syntax.swallowed import figures, right_limit, swallowed_limit, what_of_it

_NUMBER = (
    r"(?P<number>a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+(teen|ty)(-[a-z]+)?|hundred)"
)
_UNIT = r"(?P<unit>(year|month|week|day|hour)s?)\b"
_MONTHS = "January February March April May June July August September October November December"
_MONTH = "(?P<month>" + _MONTHS.replace(" ", "|") + ")"
_LIMIT = re.compile(
    r"(?P<word>not before|(not|no) (later|earlier) than|at (most|least)|before|after|until|from|in|within|by|on"
    r"|between) (?P<rest>\S.*)"
)
_LONGEST = 1_000
"""The letters of a line beyond which no habit is looked for."""
_GROUPS = "brackets do not group conditions"
_UNGROUP = (
    "a bracket holds one sentence, perhaps with `where`; write one `require` for each part that has to hold, "
    "make the rest a derived fact (`… while …`), or, without variables, a `let`"
)


class Advice(NamedTuple):
    """What is wrong from one offset to another, and what to write instead."""

    code: str
    message: str
    start: int
    end: int
    help: str
    meant: str | None = None
    """The clause word that was probably meant."""


Help = str | Callable[[re.Match[str]], str]


class _Row(NamedTuple):
    pattern: re.Pattern[str]
    help: Help
    homes: tuple[str, ...] = ()
    """The words of the blocks in which the row holds; all blocks if there are none."""


def _rows(*rows: tuple[str, Help], homes: tuple[str, ...] = ()) -> Iterable[_Row]:
    return (_Row(re.compile(pattern), help, homes) for pattern, help in rows)


def _figure(match: re.Match[str]) -> str:
    figure = figures(match["number"])
    rest = f" {match['rest']}" if match["rest"] else ""
    return f"numbers are written in figures: `{figure}{rest}`" if figure else "numbers are written in figures"


def _iso(match: re.Match[str]) -> str:
    month = _MONTHS.split().index(match["month"]) + 1
    return f"dates are written year-month-day: `{match['year']}-{month:02}-{int(match['day']):02}`"


_RULES = ("rule", "principle")
_ROWS: tuple[_Row, ...] = (
    *_rows(
        (r"^otherwise violated\b.*", "leave it out: without `otherwise void`, a breach is a violation anyway"),
        (r"^else void\b", "write `otherwise void`"),
        (r"^(forbid|prohibit)\w* .*", "`require none of (…)` forbids an event, `require not (…)` a fact"),
        (
            r"^(void|invalid|forbidden|prohibited|unlawful|illegal)\b.*",
            "say what has to hold with `require …`, and `otherwise void` on the line below",
        ),
        (
            r"^(unless|except|save)\b.*",
            "an exception stands by itself at the margin: `exception NAME to RULE`, with `where …` under it",
        ),
        (r"^[^\W\d_a-z].*\.$", 'what the rule says in words stands in quotation marks: `"{0}"`'),
        homes=_RULES,
    ),
    *_rows(
        (r"^require\b", "a condition of a power is said with `provided …`"),
        (r"^(if|when|only)\b", "a condition of a power is said with `provided …`"),
        (r"^unless\b.*", "say it with `provided not (…)`, or as an `exception` to the power"),
        homes=("power",),
    ),
    *_rows((r"^(if|when|while|require|unless)\b", "say it with `where …`"), homes=("exception",)),
    *_rows(
        (r"^(change|amend|modify|alter|update)\b.*", "`set NAME = …` changes a value, `replace rule NAME` a rule"),
        (r"^(delete|remove|strike|abolish|drop)\b(?P<rest>.*)", "write `repeal{rest}`"),
        (r"^(?P<word>rule|principle|exception|power|let)\b", "write `add {word} …`, or `replace {word} …`"),
        (r"^set \S+(?P<to> to\b| :=|:)", "write `set NAME = …`"),
        homes=("reform", "from", "option"),
    ),
    *_rows(
        (r"^(starts?|begins?|ends?) (when|on)\b.*", "the fact's own sentence comes first: `P is … begins when …`"),
        (r"^(?P<said>.*) starts when\b", "write `{said} begins when …`"),
        (r"^(?P<said>.*) (stops|expires) when\b", "write `{said} ends when …`"),
        homes=("fact",),
    ),
    *_rows(
        (r"^from \d.*", "write `in force {0}`"),
        (r"^in force (since|on|as of)(?= \d)", "write `in force from …`"),
        homes=("ruleset", "reform"),
    ),
    # ---- clauses at the margin
    *_rows(
        (r"^(//|--|/\*|;).*", "a comment starts with `#`"),
        (r"^use (?P<name>[^\s\"“”]+)$", 'the module stands in quotation marks: `use "{name}"`'),
        (r"^(import|include)s? (?P<name>[^\s()\"]+|\"[^\"]*\")$", "write `use \"…\"`"),
        (
            r"^(article|section|chapter|paragraph|art\.?)\b.*",
            "a rule has a name of its own and cites the article after it: `rule NAME [Art. 5]`",
        ),
        (r"^(constitution|law|statute)\b.*", "write `ruleset NAME`, and its `title` under it"),
        (r"^exception (?P<name>\w+) (for|of|from)\b", "write `exception {name} to RULE`"),
        (
            r"^(?P<word>rule|principle|power|exception|ruleset|reform|let|event|act|fact) (?P<name>[a-z]\w*([- ]\w+)+)"
            r"(?= (to|of|is|replaces|=|\")|:?$| \[)",
            lambda m: f"a name is one word: `{m['word']} {_joined(m['name'])}`",
        ),
        (
            r"^(?P<word>rule|principle|power|exception|ruleset|reform) \"(?P<name>[\w -]+)\"",
            lambda m: (
                f"the name is one word in lower case: `{m['word']} {_joined(m['name'])}`; "
                "what it says in words goes on a line of its own"
            ),
        ),
        (r"^(?P<word>event|act|fact) \"", 'a short name comes first: `{word} NAME "…"`'),
        (
            r"^(?P<word>event|act|fact) (?P<name>[a-z]\w*) (?P<said>[^\"\s].*)",
            'the phrase stands in quotation marks: `{word} {name} "{said}"`',
        ),
        (r"^let (?P<name>\w+)(:=?| is| to| be)", "write `let {name} = …`"),
        (r"^reform (?P<name>\w+)( to| for|$)", "say what it changes: `reform {name} of RULESET`"),
    ),
    # ---- anywhere in a line
    *_rows(
        (r"^then$", "say what has to happen, as in `then P takes office as President`"),
        (r"\s*(:|\.|,|;)$", "no mark ends a clause; leave it out"),
        (r"(?<= )otherwise (void|deemed)\b.*", "`{0}` stands on a line of its own, as far in as the line above"),
        (r"(?P<word>\b(and|or))$", "a condition stands on one line; write on, or begin a second `require`"),
        (rf"\b(?P<day>\d{{1,2}}) {_MONTH},? (?P<year>\d{{4}})\b", _iso),
        (rf"\b{_MONTH} (?P<day>\d{{1,2}})(st|nd|rd|th)?,? (?P<year>\d{{4}})\b", _iso),
        (rf"\b{_MONTH} (?P<day>\d{{1,2}})(st|nd|rd|th)?\b", "the day comes first: `{day} {month}`"),
        (rf"\b(?P<day>\d{{1,2}})(st|nd|rd|th) (of )?{_MONTH}\b", "write `{day} {month}`"),
        (r"\bthe (?P<rest>(first|second|third|fourth|last|next|previous)\b.*)", "leave out `the`: `{rest}`"),
        (
            rf"\b(?P<limit>within \d+) (?P<which>working|business) {_UNIT}",
            "write `{limit} {unit}`, and on the line under it `not counting days off`",
        ),
        (rf"\b(?P<limit>within \d+) (calendar|full|whole|consecutive) {_UNIT}", "write `{limit} {unit}`"),
        (
            rf"\b(?P<limit>within \d+ {_UNIT}) (of|after|from|before|since)\b.*",
            "`within` counts from the day of the trigger: `{limit}`; "
            "from another day, write `by … after POINT`",
        ),
        (r"\bnot counting (the )?weekends?\b", "write `not counting Saturdays`, and under it `not counting Sundays`"),
        (
            r"\bnot counting (the )?(public )?holidays?\b",
            "write `not counting days off`, and list them in the rule set: `days off 1 January, …`",
        ),
        (rf"\b(?P<number_>{_NUMBER}) (?P<rest>{_UNIT}|earlier\b)", _figure),
        (r"\bno (?=\()|\bnone (?=\()", "write `none of (…)`, or `not (…)` for a fact"),
        (r"\b(count|number) (?=\()", "write `count of (…)`"),
        (r"\b(exists?|there (is|was)|ever|some) (?=\()", "write `any (…)`"),
        (r"\bnever (?=\()", "write `no earlier (…)`"),
        (r"\b(?P<owner>[A-Z][\w]*)['’]s (?P<what>age)\b", "write `age of {owner}`"),
        (r"\b(?P<owner>[A-Z][\w]*)['’]s (?P<what>[a-z]\w*)", "write `{owner}.{what}`"),
        (r"\b(?P<figure>\d+(\.\d+)?) per ?cent\b", "write `{figure}%`"),
        (
            r"\b(?P<figure>\d{1,3}(,\d{3})+)\b",
            lambda m: f"in rules, thousands are not set apart: `{m['figure'].replace(',', '')}`",
        ),
        (r"(\bis )?\b(at least|no less than|not less than|no fewer than)\b|≥", "write `>=`"),
        (r"(\bis )?\b(at most|no more than|not more than)\b(?! \w+ earlier)|≤", "write `<=`"),
        (r"(\bis )?\b(more|greater|older|higher|longer|larger) than\b|\bexceeds\b", "write `>`"),
        (r"(\bis )?\b(less|fewer|younger|lower|shorter|smaller) than\b", "write `<`"),
        (r"\bis not\b(?! counting)|≠|\bequals not\b", "values differ with `!=`; a fact is denied with `not (…)`"),
        (r"\b(equals|is equal to)\b", "write `=`"),
        (r"&&|&", "write `and`"),
        (r"\|\|?", "write `or`"),
        (
            r"\b(?P<left>[\w. ]+?) (is )?between (?P<low>[^()]+?) and (?P<high>[^()]+)",
            lambda m: (
                f"write `{re.sub(r'^(require|provided|where) ', '', m['left'])} >= {m['low']}` and the same with "
                f"`<= {m['high']}`, joined by `and`"
            ),
        ),
    ),
)  # fmt: skip


def advice(text: str, at: int, *, continued: bool) -> Advice | None:
    """What is known about a mistake at an offset; `continued` if the line below was read as its continuation."""
    if continued:
        return _continued(text, at)
    start, line = _line(text, at)
    body = line.lstrip(" ")
    start += len(line) - len(body)
    body = body.rstrip()
    column = at - start
    if not body or body[0].isdigit() or len(body) > _LONGEST:
        return None
    home, above = _home(text, start)
    return (
        _of_block(body, start, column, home, above)
        or _limit_in_brackets(body, start, column)
        or _grouped(body, start, column)
        or _by_row(body, start, column, home)
        or _bare(body, start, column, home)
    )


def _by_row(body: str, start: int, column: int, home: str) -> Advice | None:
    for row in _ROWS:
        if row.homes and home not in row.homes:
            continue
        for match in row.pattern.finditer(body):
            if match.start() <= column <= match.end() and match[0]:
                groups = {name: value or "" for name, value in match.groupdict().items()}
                said = row.help(match) if callable(row.help) else row.help.format(match[0], **groups)
                code = "GR106" if match.start() == 0 and column == 0 else "GR101"
                message = f"`{_short(match[0].strip())}` cannot stand here"
                return Advice(code, message, start + match.start(), start + match.end(), said)
    return None


def _of_block(body: str, start: int, column: int, home: str, above: list[str]) -> Advice | None:
    """What depends on the lines above in the same block."""
    word = body.split(" ", 1)[0]
    heads = [line.split(" ", 1)[0] for line in above]
    if home not in _RULES or column > len(word):
        return None
    help: str | None = None
    meant: str | None = None
    wrong = "starts no line of a rule here"
    limit = _LIMIT.fullmatch(body)
    headed = "when" in heads or "while" in heads or "on" in heads
    if word == "if" and not headed:
        meant = "when"
        help = "write `when …` for what happens, or `while …` for as long as something holds"
    elif word in ("if", "where", "provided") or (word in ("and", "but") and heads[-1:] in (["when"], ["while"])):
        help = "narrow what sets the rule going: `where …` at the end of the line above"
    elif word in ("require", "then", "deemed", "otherwise") and not headed:
        help = "a rule says first what sets it going: `when …` or `while …`"
    elif word in ("then", "deemed") and "while" in heads:
        help = "under `while` stands `require`; a duty follows an event, such as `when (…) begins`"
    elif limit is not None and "then" in heads:
        right = right_limit(limit["word"], limit["rest"])
        help = f"write `{right}`" if right != body else None
        wrong = "is no limit that a duty can have"
    elif limit is not None and heads and word not in ("or", "on"):
        help = "a limit stands under the `then` of a duty"
    if help is None:
        return None
    return Advice("GR106", f"`{_short(body)}` {wrong}", start, start + len(body), help, meant)


def _grouped(body: str, start: int, column: int) -> Advice | None:
    """A bracket around more than one sentence."""
    opened = [at for at, char in enumerate(body[:column]) if char == "("]
    closed = body[:column].count(")")
    depth = len(opened) - closed
    rest = body[column:]
    if depth > 0 and (rest.startswith("(") or re.match(r"(and|or)\b", rest)):
        outer = _outermost(body[:column])
        return Advice("GR101", _GROUPS, start + outer, start + outer + 1, _UNGROUP)
    return None


_BARE = re.compile(r"(?P<said>[A-Z][\w’-]*( [A-Z][\w’-]*)* [a-z]+\b[^()<>=,]*?)(?= (?:and|or|where|otherwise)\b|$)")


def _bare(body: str, start: int, column: int, home: str) -> Advice | None:
    """A sentence without the round brackets that it needs inside a condition."""
    if not home or (not re.match(r"(require|provided|where)\b", body) and " where " not in body[:column]):
        return None
    for match in _BARE.finditer(body):
        if match.start() < column <= match.end():
            message = f"`{_short(match['said'])}` is a sentence, and stands here without brackets"
            help = f"write `({match['said']})` for a fact, `any ({match['said']})` for an event"
            return Advice("GR101", message, start + match.start(), start + match.end(), help)
    return None


def _limit_in_brackets(body: str, start: int, column: int) -> Advice | None:
    """`unless (…)` and its like at the end of a duty's line: the grammar stops at their bracket."""
    first = re.match(r"(then|or|and) ", body)
    limit = swallowed_limit(body[:column] + "()") if first is not None and body[column : column + 1] == "(" else None
    if limit is None:
        return None
    message, help = what_of_it(body, *limit)
    return Advice("GR101", message, start + limit[1], start + len(body), help)


def _outermost(text: str) -> int:
    """The offset of the first bracket that is still open at the end of a text."""
    open_at: list[int] = []
    for at, char in enumerate(text):
        if char == "(":
            open_at.append(at)
        elif char == ")" and open_at:
            open_at.pop()
    return open_at[0]


def _continued(text: str, at: int) -> Advice | None:
    """A line such as `or …` under a clause that no line continues."""
    _, above = _line(text, at)
    below = re.compile(r"\n *(?P<word>or|and)\b.*", re.DOTALL).match(text, max(at, text.find("\n", at)))
    if below is None or above.split()[:1] not in (["require"], ["provided"], ["where"]):
        return None
    start = below.start("word")
    help = "write it on at the end of the line above" + (
        ", or begin a second `require`" if below["word"] == "and" and above.split()[0] == "require" else ""
    )
    return Advice(
        "GR101",
        f"`{below['word']} …` does not go on with a condition on a line of its own",
        start,
        start + len(below["word"]),
        help,
    )


def _joined(name: str) -> str:
    return re.sub(r"[- ]+", "_", name.strip()).lower()


def _line(text: str, at: int) -> tuple[int, str]:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", start)
    return start, text[start : end if end >= 0 else len(text)]


def _home(text: str, start: int) -> tuple[str, list[str]]:
    """The word of the block that the line at an offset stands in, and the block's lines above it."""
    line_start = text.rfind("\n", 0, start) + 1
    width = start - line_start
    if width == 0:
        return "", []
    above: list[str] = []
    deepest = width
    for line in reversed(text[:line_start].split("\n")):
        body = line.lstrip(" ")
        if not body:
            continue
        indent = len(line) - len(body)
        words = body.split(" ", 2)
        word = words[1] if words[0] in ("add", "replace") and len(words) > 1 else words[0]
        if indent < deepest and word in _BLOCKS:
            return word, above[::-1]
        above.append(body)
        deepest = min(deepest, max(indent, 1))
    return "", above[::-1]


_BLOCKS = {"rule", "principle", "power", "exception", "ruleset", "reform", "fact", "from", "option", "timeline", "kind"}


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
