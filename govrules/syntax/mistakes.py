"""Mistakes of form, in words, and how reading goes on after them.

In: a block that the grammar refuses, and the parser's complaint. Out: diagnostics. A broken clause is reported, put
aside and the block read again, so that one run shows the mistakes of all its clauses. What is wrong only because a
clause was put aside is not reported.
"""

import re
from collections.abc import Callable, Mapping

from lark import Token, UnexpectedInput

from govrules.syntax.habits import advice
from govrules.syntax.layout import CONTINUATION, blank, blank_in_words
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics, did_you_mean, nearest
from govrules.text.source import Source, Span

Retry = Callable[[str, int], UnexpectedInput | None]
Terminals = Mapping[str, str | None]
"""Every terminal by name, with its text if it has a fixed one."""

_REREAD = 2_000_000
"""How many characters a block may cost in new attempts."""

_WORDS = {
    "STRING": "a quoted text",
    "CITE": "a citation in `[…]`",
    "SENTENCE": "a sentence",
    "ID": "a name in lower case such as `two_terms`",
    "NAME": "a capitalised name",
    "VAR": "a variable",
    "NUMBER": "a number",
    "DATE": "a date such as `2022-11-20`",
    "CLOCK": "a time of day such as `07:00`",
    "DURATION": "a duration such as `2 months`",
    "OPERATOR": "a comparison",
    "OF": "`of`",
    "_NL": "the end of the line",
    "_INDENT": "an indented line",
    "_DEDENT": "a line further out",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "MONTH": "a month",
    "WEEKDAY": "a weekday",
    "WEEKDAYS": "a weekday such as `Sundays`",
    "NTH": "a day such as `first Sunday of December`",
    "ZONE": "a time zone such as `Asia/Almaty`",
    "EDGE": "`begins` or `ends`",
    "FACT_WHEN": "`begins when` or `ends when`",
    "FACT_ON": "`ends on`",
    "FACT_WHILE": "`while`",
    "ROUNDING": "`down` or `up`",
    "SIDE": "`before` or `after`",
    "NEIGHBOUR": "`next` or `previous`",
    "STATUS": "a status such as `violated`",
    "AGGREGATE": "`largest of`",
    "MEASURE": "`how long`",
    "DIRECTION": "`later` or `earlier`",
    "$END": "the end of the file",
}
_HIDDEN = {"_CONT", "WEEKDAY", "MONTH_AT_HAND", "NEIGHBOUR", "CLOCK_IN", "PLUS", "MINUS", "TIMES", "DIVIDED"}
_SPELT = {
    "EVENT_WORD": ("event", "act"),
    "NORM_WORD": ("rule", "principle"),
    "COLUMN": ("before", "after", "under"),
    "REPEALABLE": ("rule", "principle", "exception", "power", "transition", "let"),
    "WITHIN": ("within",),
    "WHERE": ("where",),
}
_OPERANDS = {"NUMBER", "FRACTION", "PERCENT", "DURATION", "VAR", "NAME", "ID", "LPAR"}
_VALUES = _OPERANDS | {
    *(
        "DATE",
        "CLOCK",
        "MONEY",
        "STRING",
        "ZONE",
        "YES",
        "NO",
        "LAST",
        "DATE_OF_LAST",
        "MEASURE",
        "AGE_OF",
        "AGGREGATE",
    ),
    *("EVERY", "ANY", "NONE_OF", "NO_EARLIER", "AT_MOST", "COUNT_OF", "CLOCK_IN", "NOT"),
}
_TOP = (
    *("language", "use", "source", "kind", "event", "act", "fact", "given", "ruleset", "let", "rule", "principle"),
    *(
        "exception",
        "power",
        "reform",
        "reading",
        "entrench",
        "timeline",
        "expect",
        "variant",
        "remove",
        "move",
        "change",
    ),
)
_HOMES = {
    "rule": ("when", "while", "require", "then", "deemed", "otherwise"),
    "power": ("provided",),
    "exception": ("where",),
    "reform": ("set", "repeal", "add", "replace", "transition", "disregard"),
    "ruleset": ("title", "in", "timezone", "days", "rounding"),
    "timeline": ("before", "after", "under", "until", "incomplete"),
}
_HOME = {word: home for home, words in _HOMES.items() for word in words}
_CLAUSE_WORDS = {*_TOP, *_HOME, "option", "keep", "from", "on", "or", "and", "within", "by", "between", "unless", "not"}
_STUBS = {
    **{"when": "when x", "while": "while x", "then": "then x", "deemed": "deemed x"},
    **{"require": "require yes", "provided": "provided yes", "where": "where yes"},
}
_HEAD_STUBS = {
    **{"rule": "rule x", "principle": "principle x", "power": "power x", "exception": "exception x to x"},
    **{"ruleset": "ruleset x", "reform": "reform x of x", "timeline": 'timeline "x"'},
    **{"variant": 'variant "x" of "x"'},
}
_INNER = (
    *(
        "earlier",
        "none of",
        "count of",
        "where",
        "within",
        "since",
        "before",
        "after",
        "counting",
        "largest",
        "smallest",
    ),
    *("under", "from", "begins", "ends", "violated", "replaces", "otherwise", "touches", "retroactive"),
)
_SIGNS = {"=>": ">=", "=<": "<=", "==": "=", "<>": "!="}
_QUOTED = re.compile(r"[“”„«»‘](?P<said>[^“”„«»\n\"]*)[“”«»’]")
_WORD = re.compile(r"\b[a-z]+\b")


def report_mistakes(
    source: Source,
    text: str,
    start: int,
    error: UnexpectedInput,
    retry: Retry,
    terminals: Terminals,
    found: Diagnostics,
    first: bool = True,
) -> None:
    """Report what is wrong with the block that starts at an offset and ends with the text, clause by clause.

    With `first` not set, a mistake in the block has been reported already.
    """
    attempts = max(1, min(limits.MISTAKES, _REREAD // (len(text) - start)))
    lines = _Lines(text, start)
    next_error: UnexpectedInput | None = error if lines.lines else None  # nothing may be left of the block
    while next_error is not None:
        at = _place(text, next_error)
        suggestion = None
        clause: tuple[int, int] | None
        if first or not _follows(text, next_error, at):
            suggestion = _report(source, text, next_error, at, terminals, found)
            clause = lines.clause(at)
        else:
            clause = lines.around(at)
        first = False
        attempts -= 1
        aside = _put_aside(text, clause, suggestion, head=clause[0] == start) if clause is not None else None
        if aside is None or attempts <= 0:
            return
        text = aside
        next_error = retry(text, start)


def without_lines(text: str, start: int, spoilt: list[int]) -> str | None:
    """The block without the clauses at these offsets, whose mistakes are reported; None when nothing is left."""
    lines = _Lines(text, start)
    for at in spoilt:
        clause = lines.clause(at)
        aside = _put_aside(text, clause, None, head=clause[0] == start)
        if aside is None:
            return None
        text = aside
    return text


def _place(text: str, error: UnexpectedInput) -> int:
    """Where in the text an error stands: the line above when something is missing below it."""
    token = getattr(error, "token", None)
    at: int | None = error.pos_in_stream
    if isinstance(token, Token):
        if token.type == "_INDENT":
            return _next_line(text, (token.end_pos or 0))
        if token.type in ("$END", "_DEDENT", "_NL", "_CONT"):
            at = len(text[: len(text) if token.type == "$END" or at is None else at + (token.type == "_CONT")].rstrip())
            return max(0, at - 1)
    return at if at is not None else max(0, len(text.rstrip()) - 1)


def _next_line(text: str, at: int) -> int:
    match = re.compile(r"\S").search(text, at)
    return match.start() if match else max(0, len(text.rstrip()) - 1)


class _Lines:
    """The lines of a block: which lines belong to which clause."""

    def __init__(self, text: str, start: int) -> None:
        self.lines: list[tuple[int, int, int, bool]] = []
        at = start
        for line in text[start:].split("\n"):
            stripped = line.strip()
            if stripped:
                indent = len(line) - len(line.lstrip())
                self.lines.append((at, at + len(line), indent, bool(CONTINUATION.match(stripped))))
            at += len(line) + 1

    def clause(self, at: int) -> tuple[int, int]:
        """The clause whose line holds an offset; for the block's own first line, that line alone."""
        index = self._index(at)
        return self._extent(index) if index > 0 else self.lines[0][:2]

    def around(self, at: int) -> tuple[int, int] | None:
        """The clause that the clause at an offset stands under; None for the block itself."""
        index = self._index(at)
        continues, width = self.lines[index][3], self.lines[index][2]
        above = index - 1
        while above > 0 and (self.lines[above][3] or (not continues and self.lines[above][2] >= width)):
            above -= 1
        return self._extent(above) if above > 0 else None

    def _index(self, at: int) -> int:
        return max((i for i, line in enumerate(self.lines) if line[0] <= at), default=0)

    def _extent(self, index: int) -> tuple[int, int]:
        start, end, width, continues = self.lines[index]
        for _, line_end, line_width, line_continues in self.lines[index + 1 :] if not continues else ():
            if line_width <= width and not line_continues:
                break
            end = line_end
        return start, end


def _put_aside(text: str, clause: tuple[int, int], suggestion: str | None, *, head: bool) -> str | None:
    """The text without a clause; a stub takes its place where its block needs one. None when the block is lost."""
    start, end = clause
    begin = start + len(text[start:end]) - len(text[start:end].lstrip(" "))
    words = text[begin:end].split(None, 1)
    if not words:
        return None
    stub = (_HEAD_STUBS if head else _STUBS).get(suggestion or words[0], "")
    line_end = text.find("\n", begin)
    if begin + len(stub) > (line_end if line_end >= 0 else len(text)):
        stub = ""
    if head and (not stub or text[begin:end].rstrip() == stub):
        return None
    text = blank(text, (clause,))
    return text[:begin] + stub + text[begin + len(stub) :]


def _follows(text: str, error: UnexpectedInput, at: int) -> bool:
    """Whether an error may stem from a clause above it that was put aside."""
    token = getattr(error, "token", None)
    if isinstance(token, Token) and token.type in ("$END", "_DEDENT", "_INDENT"):
        return True
    line_start = text.rfind("\n", 0, at) + 1
    if text[line_start:at].strip():
        return False
    word = _word_at(text, at)
    return word in _CLAUSE_WORDS or not nearest(word, _CLAUSE_WORDS)


def _word_at(text: str, at: int) -> str:
    return re.split(r"[\s:]", text[at : at + 60] + " ", maxsplit=1)[0]


# ---- what went wrong, in words --------------------------------------------------------------------------------------


def _report(
    source: Source, text: str, error: UnexpectedInput, at: int, terminals: Terminals, found: Diagnostics
) -> str | None:
    """Report one mistake. Gives back the clause word that was probably meant, if it is misspelt."""
    path = source.path
    expected = set(
        getattr(error, "accepts", None) or getattr(error, "expected", None) or getattr(error, "allowed", None) or ()
    )
    choices = _in_words(expected, terminals)
    token = getattr(error, "token", None)
    kind = token.type if isinstance(token, Token) else ""
    if kind not in ("_INDENT", "_DEDENT", "_NL", "_CONT", "$END") and _report_character(path, text, at, found):
        return None
    known = advice(text, at, kind)
    if known is not None:
        found.error(known.code, known.message, Span(path, known.start, known.end), help=known.help)
        return known.meant
    if kind == "_INDENT":
        found.error(
            "GR103",
            "this line is indented deeper than the line above it allows",
            Span(path, text.rfind("\n", 0, at) + 1, at),
            help="start it as far in as the line above, or one step further out",
        )
        return None
    if kind in ("$END", "_DEDENT", "_NL", "_CONT"):
        _report_short(source, text, at + 1, expected, choices, found)
        return None
    line_start = text.rfind("\n", 0, at) + 1
    if at > line_start and text[at].isalnum() and text[at - 1].isalpha():
        return _report_grown(path, text, line_start, at, found)
    before = text[line_start:at]
    shown = str(token).split("\n")[0].strip() if isinstance(token, Token) else _word_at(text, at)
    shown = shown or "�"
    span = Span(path, at, at + max(1, len(shown)))
    if not before.strip():
        return _report_first(path, text, at, shown, expected, choices, terminals, found)
    word = before.split(None, 1)[0]
    if not before[0].isspace() and word in _HOME:
        _report_margin(path, line_start, word, found)
        return None
    meant = nearest(word, _TOP)
    if not before[0].isspace() and len(before.split()) == 1 and word not in _TOP and meant and word.isidentifier():
        found.error(
            "GR106",
            f"no clause starts with `{word}`",
            Span(path, line_start, line_start + len(word)),
            help=f"did you mean `{meant[0]}`?",
        )
        return meant[0]
    help = f"expected {choices}"
    inner = _inner(_word_at(text, at))
    sign = _SIGNS.get(text[at - 1 : at + 1])
    if sign is not None:
        help = f"did you mean `{sign}`?"
    elif inner and len(expected) > 2 and shown[0].islower() and shown.split()[0] not in _INNER:
        help = f"did you mean `{inner[0]}`? expected {choices}"
    elif (shown[0] == "(" or shown.split()[0] in ("and", "or")) and "RPAR" in expected:
        help = "a bracket holds one sentence; name a part with `let`, or write a second `require`"
    elif expected <= {"NAME", "VAR"} and shown[0].islower():
        help = f"names are capitalised: `{shown[0].upper()}{shown[1:].split(' ')[0]}`"
    elif "NAME" not in expected and "ID" in expected and shown[0].isupper() and not expected & _OPERANDS - {"ID"}:
        help = f"names of rules and values are in lower case: `{_snake(shown)}`"
    found.error("GR101", f"`{_short(shown)}` cannot stand here", span, help=help)
    return None


def _report_character(path: str, text: str, at: int, found: Diagnostics) -> bool:
    """Report a blank or a quotation mark that is none of the language, as word processors set them."""
    char = text[at : at + 1]
    blank = blank_in_words(char)
    if blank is not None:
        found.error("GR101", f"{blank} cannot stand here", Span(path, at, at + 1), help="type a plain blank")
        return True
    if char and char in "“”„«»‘’":
        quoted = _QUOTED.match(text, at)
        said = quoted["said"].strip() if quoted is not None else ""
        end = quoted.end() if quoted is not None else at + 1
        help = f'quotations stand between straight marks: `"{said or "…"}"`'
        found.error("GR101", f"`{_short(text[at:end])}` cannot stand here", Span(path, at, end), help=help)
        return True
    return False


def _inner(word: str) -> list[str]:
    """The word inside clauses that was probably meant; short words are alike by chance, so it has to be very near."""
    import difflib  # only a text with a mistake needs it

    return [near for near in nearest(word, _INNER) if difflib.SequenceMatcher(None, word, near).ratio() >= 0.75]


def _report_grown(path: str, text: str, line_start: int, at: int, found: Diagnostics) -> str | None:
    """A clause word with letters grown on, such as `untill`: the grammar has read the word and stops at the rest."""
    start = at
    while start > line_start and text[start - 1].isalpha():
        start -= 1
    word = _word_at(text, start)
    span = Span(path, start, start + len(word))
    found.error("GR106", f"`{word}` is no word of the language", span, help=f"did you mean `{text[start:at]}`?")
    return text[start:at]


def _report_margin(path: str, at: int, word: str, found: Diagnostics) -> None:
    help = f"indent it under the `{_HOME[word]}` to which it belongs"
    if _HOME[word] == "ruleset":
        help = "it belongs in the head: indent it right under the `ruleset` line"
    found.error("GR103", f"`{word}` does not stand at the margin", Span(path, at, at + len(word)), help=help)


def _report_short(source: Source, text: str, at: int, expected: set[str], choices: str, found: Diagnostics) -> None:
    path = source.path
    line_start = text.rfind("\n", 0, at) + 1
    line = text[line_start:at].strip()
    below = _WORD.match(source.text, len(text))
    if "_INDENT" in expected and below is not None and below[0] in _HOME:
        _report_margin(path, below.start(), below[0], found)
        return
    message = f"the clause `{_short(line)}` stops short here"
    if "_INDENT" in expected:
        message = f"something indented has to follow `{_short(line)}`"
        choices = {
            "rule": "`when` or `while`",
            "principle": "`when` or `while`",
            "power": "the act that it allows",
        }.get(line.split(" ")[0], "an indented clause")
    found.error("GR101", message, Span(path, at, at), help=f"expected {choices}")


def _report_first(
    path: str,
    text: str,
    at: int,
    shown: str,
    expected: set[str],
    choices: str,
    terminals: Terminals,
    found: Diagnostics,
) -> str | None:
    word = _word_at(text, at) or shown
    span = Span(path, at, at + len(word))
    top = at == 0 or text[at - 1] == "\n"
    if word[0].isdigit():
        help = "dates are written year-month-day, as in `2022-11-20: …`"
        found.error("GR101", f"`{word}` starts no clause", span, help=help)
        return None
    words = _keywords(expected, terminals)
    if word in _HOME and top:
        _report_margin(path, at, word, found)
        return None
    meant = nearest(word, words)
    if word in _TOP and not top:
        help = f"`{word}` stands at the margin, not indented; here, expected {choices}"
    elif meant:
        help = f"did you mean `{meant[0]}`?"
    elif word in _CLAUSE_WORDS:
        help = f"expected {choices}"
    else:
        help = did_you_mean(word, _CLAUSE_WORDS) or f"expected {choices}"
    if top and not meant and word not in _TOP:
        line = _short(text[at:].split("\n", 1)[0].strip())
        help = f"a dated event starts with its date, as in `2022-11-20: {line}`"
    found.error("GR106", f"no clause starts with `{_short(word)}` here", span, help=help)
    return meant[0] if meant else None


def _snake(text: str) -> str:
    return re.sub(r"\W+", "_", text).strip("_").lower()


def _short(text: str) -> str:
    text = text.split("\n")[0]
    return text if len(text) <= 60 else text[:57] + "…"


def _keywords(expected: set[str], terminals: Terminals) -> list[str]:
    words: list[str] = []
    for name in sorted(expected):
        fixed = terminals.get(name)
        if name in _SPELT:
            words += _SPELT[name]
        elif name not in _WORDS and fixed is not None and fixed.isalpha():
            words.append(fixed)
    return words


def _in_words(expected: set[str], terminals: Terminals) -> str:
    parts: list[str] = []
    if expected >= _OPERANDS:
        expected = expected - _VALUES
        parts = ["a value"]
    parts += [_WORDS[name] for name in sorted(expected) if name in _WORDS and name not in _HIDDEN]
    parts += [f"`{word}`" for word in _keywords(expected - _HIDDEN, terminals)]
    for name in sorted(expected - _HIDDEN):
        if name in _WORDS or name in _SPELT or name.startswith("_"):
            continue
        fixed = terminals.get(name)
        if fixed is None:
            parts.append("`" + name.lower().replace("_", " ") + "`")
        elif not fixed.isalpha():
            parts.append(f"`{fixed}`")
    parts = sorted(dict.fromkeys(parts), key=lambda part: part.startswith("the end of"))
    if len(parts) > 9:
        parts = [*parts[:8], "another clause of this place"]
    return " or ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts) or "nothing more"
