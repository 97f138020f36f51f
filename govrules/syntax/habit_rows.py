"""Patterns of lines that come from habit, each with what to write instead. The first that fits is the one that speaks.

`habits` looks here for the line at which the grammar stops.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from govrules.syntax.naming import MIXED, declaration, short_name
from govrules.syntax.words import FRACTION, figures, share

MARGIN = "margin"
"""The home of lines that stand at the margin."""
_NUMBER = (
    r"(?P<number>a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+(teen|ty)(-[a-z]+)?|hundred)"
)
_UNIT = r"(?P<unit>(year|month|week|day|hour)s?)\b"
_MONTHS = "January February March April May June July August September October November December"
_MONTH = "(?P<month>" + _MONTHS.replace(" ", "|") + ")"

_KINDS = ("person", "office", "chamber", "court", "actor", "region", "party", "emergency", "country", "treaty", "bill")
"""Words that surely declare a thing."""
_NO_KIND = frozenset(
    (
        *("event", "act", "fact", "rule", "principle", "power", "exception", "let", "kind", "use", "ruleset", "reform"),
        *("source", "given", "expect", "when", "while", "if", "require", "then", "where", "deemed", "otherwise", "on"),
        *("language", "article", "art", "section", "chapter", "paragraph", "constitution", "law", "statute"),
        *("title", "in", "timezone", "days", "rounding", "until", "before", "after", "under", "timeline", "incomplete"),
        *(
            "entrench",
            "reading",
            "option",
            "transition",
            "keep",
            "disregard",
            "from",
            "not",
            "deem",
            "import",
            "include",
        ),
        *("or", "and", "by", "within", "unless", "between", "provided", "set", "repeal", "replace", "add", "adoption"),
    )
)

_DONE = {
    **dict.fromkeys(("publication", "promulgation", "proclamation"), "published"),
    **dict.fromkeys(("adoption", "approval"), "adopted"),
    **dict.fromkeys(("signature", "signing", "royal assent"), "signed"),
}
_SPOKEN_DAY = rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH},? (?P<year>\d{{4}})\b"
_AGES = {
    ("more than", "over", "older than", "above"): ">",
    ("less than", "under", "younger than", "below"): "<",
    ("at most", "no older than", "not older than", "no more than", "not more than"): "<=",
}
_SIDES = {"before": "<", "after": ">", "until": "<=", "since": ">=", "from": ">="}
_SIGN = {"more than": ">", "fewer than": "<", "less than": "<", "exactly": "="}
_UNITS = {"y": "year", "m": "month", "w": "week", "d": "day", "h": "hour"}

Help = str | Callable[[re.Match[str]], str | None]
"""What to write instead, or how it follows from what the pattern found; None where the row has nothing to say."""


class Row(NamedTuple):
    """A pattern, what to write instead, and where this holds."""

    pattern: re.Pattern[str]
    help: Help
    homes: tuple[str, ...] = ()
    """The words of the blocks in which the row holds; all blocks if there are none."""


def _rows(*rows: tuple[str, Help], homes: tuple[str, ...] = ()) -> Iterable[Row]:
    return (Row(re.compile(pattern), help, homes) for pattern, help in rows)


def _figure(match: re.Match[str]) -> str:
    figure = figures(match["number"])
    rest = f" {match['rest']}" if match["rest"] else ""
    return f"numbers are written in figures: `{figure}{rest}`" if figure else "numbers are written in figures"


def _declared(match: re.Match[str]) -> str:
    return declaration(match["kind"], match["name"].strip())


def _quoted_name(match: re.Match[str]) -> str | None:
    if match["kind"] in _NO_KIND:
        return None
    right = _declared(match)
    if '"' not in right:
        return f"a name has no quotation marks: `{right}`"
    return f"a short name of capitalised words comes before the full one: `{right}`"


def _attribute(match: re.Match[str]) -> str | None:
    if match["kind"] in _NO_KIND or match["what"] in _NO_KIND:
        return None
    said = f"{match['what']} {match['value']}"
    return f"an attribute has a line of its own under `{match['kind']} {match['name']}`, indented: `{said}`"


def _times(match: re.Match[str]) -> str:
    """How often something may have happened."""
    count = figures(match["n"]) or match["n"]
    said, how = match["said"] or "(…)", match["how"]
    if how in ("no more than", "not more than"):
        return f"write `at most {count} earlier {said}`"
    return f"write `count of {said} {_SIGN.get(how, '>=')} {count}`"


def _majority(match: re.Match[str]) -> str:
    if match["op"] == "= ":
        return f"write `= 1/2 of {match['what']}`, and compare with `>`"
    return f"write `> 1/2 of {match['what']}`"


def _lower_name(match: re.Match[str]) -> str | None:
    kind = match["kind"]
    right = (
        f"{kind} {short_name(kind, match['name'])}" if kind == "person" else declaration(kind, match["name"].title())
    )
    return f"each word of a name is capitalised: `{right}`" if kind in _KINDS else None


def _mixed_name(match: re.Match[str]) -> str | None:
    kind, short = match["kind"], short_name(match["kind"], match["name"])
    if kind in _NO_KIND or not (MIXED.fullmatch(match["name"]) or kind in _KINDS):
        return None
    if len(short.split()) == len(match["name"].split()):
        return f"each word of a name is capitalised: `{kind} {short}`"
    if match["title"]:
        return f"small words stand in no name: `{kind} {short} {match['title']}`"
    return f"small words stand in no name; write the full one behind a short one: `{_declared(match)}`"


def _numeric(match: re.Match[str]) -> str:
    return f"dates are written year-month-day: `{match['year']}-{int(match['month']):02}-{int(match['day']):02}`"


def _iso(match: re.Match[str]) -> str:
    month = _MONTHS.split().index(match["month"]) + 1
    return f"dates are written year-month-day: `{match['year']}-{month:02}-{int(match['day']):02}`"


def _value(match: re.Match[str]) -> str:
    """An attribute without a colon; a day in it as days are written."""
    value = re.sub(_SPOKEN_DAY, lambda m: _iso(m).split("`")[1], match["value"])
    return f"write `{match['name']} {value}`"


def _age(match: re.Match[str]) -> str | None:
    if not re.search(r"year|old|young|age", match[0]):
        return None
    how = re.sub(r"^is |^aged? ", "", match["how"] or "").strip()
    sign = next((sign for words, sign in _AGES.items() if how in words), ">=")
    return f"write `age of {match['who']} {sign} {match['n']} years`"


def _dotted(match: re.Match[str]) -> str | None:
    if match["kind"] in _NO_KIND:
        return None
    kind, name = match["kind"], match["name"]
    right = f'{kind} {short_name(kind, name)} "{match["title"] or name}"'
    return f"a short name comes before the full one in quotes: `{right}`"


def _entry(match: re.Match[str]) -> str:
    said = re.sub(r"^(the )?(reform|law|act|constitution|amendment) (?=is\b)", "reform R ", match["said"])
    return f"an event stands in brackets: `in force {match['delay'] or 'on'} ({said.removeprefix('the ')})`"


RULES = ("rule", "principle")
ROWS: tuple[Row, ...] = (
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
        (r"^otherwise void$", "`otherwise void` follows `require`; what a breached duty brings, `otherwise deemed …`"),
        (r"^otherwise deemed\b.*", "`otherwise deemed` follows a duty (`then …`); under `require`, `otherwise void`"),
        (r"^otherwise (?P<said>[^\Wa-z].*)", "write `otherwise deemed {said}`"),
        (r"^otherwise \w+$", "write `otherwise void`"),
        (r"^(must|shall|should|may|can)\b.*", "a condition is said with `require …`, a duty with `then …`"),
        (r"^every (?P<day>.*)", "write `on every {day}`"),
        (r"^(after|once|upon|as soon as|each time|every time|whenever) (?P<said>[^\d].*)", "write `when {said}`"),
        (r"^on (?P<said>[A-Z]\w* [a-z].*)", "`on` takes a day; for an event write `when {said}`"),
        (
            r"^title\b.*",
            "a title belongs in the head, under `ruleset`; "
            'what a rule says in words stands alone in quotation marks under its name: `"…"`',
        ),
        (r"^(name|description|text)\b.*", 'what the rule says in words stands alone in quotation marks: `"…"`'),
        (r"^then require\b(?P<said>.*)", "start the line with `require`: `require{said}`"),
        (
            r"(?<= )unless (?P<said>.*)",
            "`unless` follows a duty (`then`); for what is required, write an exception at the margin: "
            "`exception NAME to RULE`, with `where {said}` under it",
        ),
        (r"^\[.*\]$", "a citation stands at the end of the line with the name"),
        (r"^[^\W\d_a-z].*\.$", 'what the rule says in words stands in quotation marks: `"{0}"`'),
        homes=RULES,
    ),
    *_rows(
        (r"^require\b", "a condition of a power is said with `provided …`"),
        (r"^(if|when|only)\b", "a condition of a power is said with `provided …`"),
        (r"^unless\b.*", "say it with `provided not (…)`, or as an `exception` to the power"),
        (r"\bwithin .*", "a power has no deadline; what has to hold at the time of the act is said with `provided …`"),
        (r"(?<= )(if|when|provided|unless|only if) .*", "the condition has a line of its own: `provided …`"),
        homes=("power",),
    ),
    *_rows(
        (r"^(if|when|while|require|unless)\b", "say it with `where …`"),
        (r"^(?P<said>\(.*)", "a condition starts with `where`: `where {said}`"),
        homes=("exception",),
    ),
    *_rows(
        (r"^(change|amend|modify|alter|update)\b.*", "`set NAME = …` changes a value, `replace rule NAME` a rule"),
        (r"^(delete|remove|strike|abolish|drop)\b(?P<rest>.*)", "write `repeal{rest}`"),
        (r"^(?P<word>rule|principle|exception|power|let)\b", "write `add {word} …`, or `replace {word} …`"),
        (r"^repeal (?P<name>[a-z]\w*)$", "say what is repealed, as in `repeal rule {name}`"),
        (r"^repeal (rules|principles|exceptions|powers|lets|transitions)\b.*", "repeal each on a line of its own"),
        (r"^replace (?P<what>\w+ \w+) (with|by)\b.*", "write `replace {what}`, and the new wording under it, indented"),
        (
            r"^(when|while|require|then|deemed|otherwise|provided)\b.*",
            "indent it under the `add` or `replace` line to which it belongs",
        ),
        (r"^set \S+(?P<to> to\b| :=|:)", "write `set NAME = …`"),
        (
            r"(?<= )before (the |this )?(reform|amendment|act|law|change|entry into force)\b"
            r"( is in force| enters? into force| takes effect)?",
            "the first day of the reform is `commencement`: write `before commencement`",
        ),
        homes=("reform", "from", "option"),
    ),
    *_rows(
        (r"^(starts?|begins?|ends?) (when|on)\b.*", "the fact's own sentence comes first: `P is … begins when …`"),
        (r"^(?P<said>.*) ends after (?P<time>\d.*)", "write `{said} ends on start + {time}`"),
        (r"^(?P<said>.*?) (?P<word>begins|ends) (?!when|on)(?P<what>.*)", "write `{said} {word} when {what}`"),
        (r"^(?P<said>.*?) (when|if|once|after|from|upon) (?P<what>.*)", "write `{said} begins when {what}`"),
        (r"^(?P<said>.*) starts when\b", "write `{said} begins when …`"),
        (r"^(?P<said>.*) (stops|expires) when\b", "write `{said} ends when …`"),
        homes=("fact",),
    ),
    *_rows(
        (
            r"^in force (?P<word>on|upon|after|from|with|at|by) (the |its )?"
            r"(?P<what>publication|promulgation|proclamation|adoption|approval|signature|signing|royal assent)\b.*",
            lambda m: (
                f"an event stands in brackets, in its own words: `in force on (reform NAME is {_DONE[m['what']]})`"
            ),
        ),
        (
            r"^in force (?:when|once|if|upon|as soon as|on|after|(?P<delay>\d+ \w+ after)) "
            r"(?P<said>(?!the day|its )[A-Za-z][^()]*)",
            _entry,
        ),
        (r"^from \d.*", "write `in force {0}`"),
        (r"^in force (since|on|as of)(?= \d)", "write `in force from …`"),
        (r"(?<= )(until|to|till) .*", "a rule set is in force until another `replaces` it"),
        (r"^timezone \"(?P<zone>[^\"]*)\"", "write `timezone {zone}`"),
        (r"^(name|description|text) (?P<said>\".*)", "write `title {said}`"),
        (
            r"^(rule|principle|power|exception|let|entrench|transition)\b",
            "start it at the margin; it belongs to the rule set above it all the same",
        ),
        homes=("ruleset", "reform"),
    ),
    # ---- clauses at the margin
    *_rows(
        (
            r"^(?P<what>[a-z]\w*) (\d\S*|yes|no)( \w+)?$",
            lambda m: f"indent it under the name whose `{m['what']}` it is" if m["what"] not in _NO_KIND else None,
        ),
        (
            r"^let (?P<name>[a-z]\w*( [a-z]\w*)*?)( is| to| be| of| at)? (?P<value>\d.*|\".*|yes|no)$",
            lambda m: f"`=` is missing: `let {_joined(m['name'])} = {m['value']}`",
        ),
        (r"^(constant|const|define|variable|var|set) (?P<name>[a-z]\w*).*", "write `let {name} = …`"),
        (r"^(?P<name>[a-z]\w*) = .*", "write `let {0}`"),
        (r"^given \((?P<said>[^()]*)\)", "write `given {said}`"),
        (r"^kind (?P<one>\w+) is (an?|the) (?P<two>\w+)", "write `kind {one} is {two}`"),
        (r"^exception to (?P<rule>\w+)$", "an exception has a name of its own: `exception NAME to {rule}`"),
        (
            r"^reform (?P<name>\w+) (amends|amending|changes|modifies|to|for|on) (?P<base>\w+)$",
            "write `reform {name} of {base}`",
        ),
        (r"^(?P<head>(ruleset|reform) \w+) (?P<title>\"[^\"]*\")", "its title has a line of its own: `title {title}`"),
        (
            r"^(?P<head>(rule|principle|power|exception) \w+) \(?(?P<cite>(Art|Article|Sec|Section|§)\b[^()]*)\)?$",
            "write `{head} [{cite}]`",
        ),
        (
            r"^(?P<kind>[a-z_]+) (?P<name>[^\W\d_a-z][\w'’-]*(?: [^\W\d_a-z][\w'’-]*)*)( \"[^\"]*\")?,? "
            r"\(?(?:with )?(?P<what>[a-z]\w*):? (?P<value>\d[^\s()]*|yes|no)\)?(?= \[|$)",
            _attribute,
        ),
        (r"^(?P<kind>[a-z_]+) (?P<name>[a-z]\w*( [a-z]\w*)+)$", _lower_name),
        (
            r"^entrench (?P<word>rules?|principles?|powers?|values?|let|exceptions?) (?P<name>[a-z]\w*)(?P<more>.*)",
            "leave out `{word}`: `entrench {name}{more}`",
        ),
        (
            r"^entrench (?:(?:the|an?|art\w*) |\"|[A-Z]|\w+ ?=).*",
            "what is entrenched has a name: `entrench NAME`, of a rule, a power or a value; "
            "what no rule says gets one with `let NAME = yes`",
        ),
        (
            r"^(?P<kind>[a-z_]+) \"(?P<name>[^\"]*[^\W\d_][^\"]*)\"(?= \[|$)",
            _quoted_name,
        ),
        (
            r"^(?P<kind>[a-z_]+) (?P<name>(?=[^\"]*\.)[^\W\d_a-z][\w'’.-]*( [\w'’.-]+)*)"
            r"(?: \"(?P<title>[^\"]*)\")?(?= \[|$)",
            _dotted,
        ),
        (
            r"^(?P<kind>[a-z_]+) (?P<name>[A-Z][\w'’-]*( [\w'’-]+)+)(?: (?P<title>\"[^\"]*\"))?(?= \[|$)",
            _mixed_name,
        ),
        (r"^(?P<kind>[a-z_]+) (?P<name>[A-Z][\w ]*), .*", "each name has a line of its own: `{kind} {name}`"),
        homes=(MARGIN,),
    ),
    *_rows((r"^(?P<name>[a-z]\w*)(:| =) (?P<value>.+)", _value), homes=("",)),
    *_rows(
        (r"^(//|--|/\*|;).*", "a comment starts with `#`"),
        (r"^use (?P<name>[^\s\"“”]+)$", 'the module stands in quotation marks: `use "{name}"`'),
        (r"^(import|include)s? (?P<name>[^\s()\"]+|\"[^\"]*\")$", 'write `use "…"`'),
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
        (
            r"(?<!of )\b(?P<who>[A-Z]\d?)(?: is| was)(?P<how>(?: aged?)?(?: (?:at least|at most"
            r"|(?:no|not) (?:younger|older|less|more) than|more than|less than|older than|younger than"
            r"|over|under|above|below))?) (?P<n>\d+)"
            r"( years?\b)?( old| of age)?",
            _age,
        ),
        (
            r"\b(?P<how>(?:no|not) more than|at least|(?:no|not) (?:less|fewer) than|more than|fewer than|less than"
            rf"|exactly) (?P<n>\d+|{_NUMBER[len('(?P<number>') : -1]}) (?:earlier|times|previous)\b"
            r"( (?P<said>\([^()]*\)))?",
            _times,
        ),
        (
            r"\bnot (?P<said>\([^()]*\)) (?P<window>in the last|since|before|on|as of)\b(?P<rest>.*)",
            lambda m: (
                f"whether an event has happened is asked with `none of`: "
                f"`none of {m['said']} {m['window']}{re.sub('^ (?=year|month|week|day)', ' 1 ', m['rest'])}`"
            ),
        ),
        (
            r"(?P<op>[<>]=? |= )?\b(an? |the )?(absolute |simple )?majority (of|in) (the )?(?P<what>[A-Z][\w ]*\.\w+)",
            _majority,
        ),
        (
            r"([<>]=? |= )?\b(an? |the )?(absolute |simple |overall )?majority\b.*",
            "say of what: `> 1/2 of Senate.seats`, or `> 50%` for a share",
        ),
        (
            r"\b(?P<n>\d+) ?(?P<unit>yrs?|y|mos?|mths?|m|wks?|w|d|hrs?|h)\b\.?",
            lambda m: f"write `{m['n']} {_UNITS[m['unit'][0]]}{'' if m['n'] == '1' else 's'}`",
        ),
        (r"^then$", "say what has to happen, as in `then P takes office as President`"),
        (r"\s*(:|\.|,|;)$", "no mark ends a clause; leave it out"),
        (r"(?<= )otherwise (void|deemed)\b.*", "`{0}` stands on a line of its own, as far in as the line above"),
        (r"(?P<word>\b(and|or))$", "a condition stands on one line; write on, or begin a second `require`"),
        (r"\b(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})\b", _numeric),
        (
            r"((?<=off )|(?<=counting )|(?<=, ))(?P<day>(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b",
            "write `{day}s`",
        ),
        (rf"\b(?P<day>\d{{1,2}}) {_MONTH},? (?P<year>\d{{4}})\b", _iso),
        (rf"\b{_MONTH} (?P<day>\d{{1,2}})(st|nd|rd|th)?,? (?P<year>\d{{4}})\b", _iso),
        (rf"\b{_MONTH} (?P<day>\d{{1,2}})(st|nd|rd|th)?\b", "the day comes first: `{day} {month}`"),
        (rf"\b(?P<day>\d{{1,2}})(st|nd|rd|th) (of )?{_MONTH}\b", "write `{day} {month}`"),
        (
            r"\b(?P<day>(first|second|third|fourth|last) [A-Z]\w*day) in (?P<month>[A-Z]\w+)",
            "write `{day} of {month}`",
        ),
        (r"\bin (last|(the )?(past|previous|preceding)) (?=\d)", "write `in the last …`"),
        (r"\bthe (?P<rest>((first|second|third|fourth|last) [A-Z]\w*|next|previous)\b.*)", "leave out `the`: `{rest}`"),
        (
            rf"\b(?P<limit>within \d+) (?P<which>working|business) {_UNIT}",
            "write `{limit} {unit}`, and on the line under it `not counting days off`",
        ),
        (rf"\b(?P<limit>within \d+) (calendar|full|whole|consecutive) {_UNIT}", "write `{limit} {unit}`"),
        (
            rf"\b(?P<limit>within \d+ {_UNIT}) (of|after|from|before|since)\b.*",
            "`within` counts from the day of the trigger: `{limit}`; from another day, write `by … after POINT`",
        ),
        (r"\bnot counting (the )?weekends?\b", "write `not counting Saturdays`, and under it `not counting Sundays`"),
        (
            r"\bnot counting (the )?(public )?holidays?\b",
            "write `not counting days off`, and list them in the rule set: `days off 1 January, …`",
        ),
        (rf"\b(in the last )?{_NUMBER} (?P<rest>{_UNIT}|earlier\b)", _figure),
        (r"\bat most (?P<n>\d+) (?=\()", "write `at most {n} earlier (…)`, or `count of (…) <= {n}`"),
        (
            r"\b(?P<word>no earlier|none of|count of|how long|time since|start of|end of|at most \d+ earlier|any) "
            r"(?P<said>[A-Z]\w*( [A-Z]\w*)* [a-z][^()<>=]*?)(?= [<>=!]| (and|or|where|in the last|since)\b|$)",
            "the sentence stands in brackets: `{word} ({said})`",
        ),
        (
            r"(?<=\) )(within|for|over|during) (the last )?(?P<time>\d+ \w+)",
            "`in the last {time}` looks back at events; `how long (…) >= {time}` measures how long a fact holds",
        ),
        (
            r"(?<=\d )(?P<window>(in the last|since|before|as of) .*)",
            "it stands right after the bracket whose events it narrows: `(…) {window}`",
        ),
        (
            r"(?P<day>\bdate|\b[A-Z]\w*\.\w+) (is |was |falls )?(?P<side>before|after|until|since|from) (?P<other>.+)",
            lambda m: f"days are compared with signs: `{m['day']} {_SIDES[m['side']]} {m['other']}`",
        ),
        (
            r"(?<=\) )(?P<window>(in the last|since|before|as of) .*)",
            "it narrows what is asked about the past: write `any`, `none of` or `count of` before the bracket",
        ),
        (r"\bage (?P<who>[A-Z]\w*)", "write `age of {who}`"),
        (r"\b(?P<time>\d+ years) (old|of age)\b", "write `{time}`"),
        (FRACTION.pattern, lambda m: f"write `{share(m)}`"),
        (r"\b(?P<figure>\d+(\.\d+)?) %", "write `{figure}%`"),
        (r"(?<=\)),", "conditions are joined with `and` or `or`"),
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
)


def _joined(name: str) -> str:
    return re.sub(r"[- ]+", "_", name.strip()).lower()
