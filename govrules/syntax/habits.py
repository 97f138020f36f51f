"""Habits: what writers of laws and users of other languages write where this language has words of its own.

In: a text and the place at which the grammar stops. Out: what is wrong there in the field's words, and what to write
instead; None where no habit is known. A row of `habit_rows` speaks if the place lies in what its pattern matches.
"""

import re
from typing import NamedTuple

from govrules.syntax.habit_rows import MARGIN, ROWS, RULES
from govrules.syntax.swallowed import right_limit, swallowed_limit, what_of_it
from govrules.syntax.words import MODAL, third_person

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


def advice(text: str, at: int, kind: str) -> Advice | None:
    """What is known about a mistake at an offset, where a terminal of this kind does not fit."""
    if kind == "_CONT":
        return _continued(text, at)
    start, line = _line(text, at)
    body = line.lstrip(" ")
    start += len(line) - len(body)
    body = body.rstrip()
    column = at - start
    if not body or body[0].isdigit() or len(body) > _LONGEST or body.startswith("expect "):
        return None
    home, above = _home(text, start)
    known = _of_block(body, start, column, home, above) or _of_power(text, body, start, column, home, above)
    if known is not None or kind == "_INDENT":
        return known
    return (
        _limit_in_brackets(body, start, column)
        or _grouped(body, start, column)
        or _by_row(body, start, column, home)
        or _bare(body, start, column, home)
    )


def _by_row(body: str, start: int, column: int, home: str) -> Advice | None:
    for row in ROWS:
        if row.homes and home not in row.homes:
            continue
        for match in row.pattern.finditer(body):
            if match.start() <= column <= match.end() and match[0]:
                groups = {name: value or "" for name, value in match.groupdict().items()}
                said = row.help(match) if callable(row.help) else row.help.format(match[0], **groups)
                if said is None:
                    continue
                code = "GR106" if match.start() == 0 and column == 0 else "GR101"
                message = f"`{_short(match[0].strip())}` cannot stand here"
                return Advice(code, message, start + match.start(), start + match.end(), said)
    return None


def _of_block(body: str, start: int, column: int, home: str, above: list[str]) -> Advice | None:
    """What depends on the lines above in the same block."""
    word = body.split(" ", 1)[0]
    heads = [line.split(" ", 1)[0] for line in above]
    if home not in RULES or column > len(word):
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
    elif body[0].isupper() and not body.endswith(".") and column == 0:
        help = _bare_sentence(body, headed)
    elif word == "then" and "require" in heads:
        help = "a rule has either `require` or `then`: give the duty a rule of its own, with the same `when`"
    elif limit is not None and "then" in heads:
        right = right_limit(limit["word"], limit["rest"])
        help = f"write `{right}`" if right != body else None
        wrong = "is no limit that a duty can have"
    elif limit is not None and heads and word not in ("or", "on"):
        help = "a limit stands under the `then` of a duty"
    if help is None:
        return None
    return Advice("GR106", f"`{_short(body)}` {wrong}", start, start + len(body), help, meant)


def _bare_sentence(body: str, headed: bool) -> str:
    """What to write before a sentence that begins a line of a rule."""
    modal = MODAL.search(body)
    verb = (modal["verb"] or modal["never"]) if modal is not None else "be"
    if modal is None or verb == "be":
        return f"write `then {body}` for a duty, `require …` for a condition" if headed else f"write `when {body}`"
    said = f"{body[: modal.start()]}{third_person(verb)}{body[modal.end() :]}"
    if not headed:
        return f"say with `when …` what sets the rule going, and under it `then {said}`"
    return f"write `require none of ({said})`" if modal["no"] or modal["never"] else f"write `then {said}`"


_CONDITIONS = ("provided", "when", "if", "while", "require")


def _of_power(text: str, body: str, start: int, column: int, home: str, above: list[str]) -> Advice | None:
    """A condition of a power above the act that it allows."""
    acts = [line for line in above if not line.startswith('"') and line.split(" ", 1)[0] not in ("rounding",)]
    word = body.split(" ", 1)[0]
    if home != "power" or len(acts) > 1:
        return None
    if not acts and word in _CONDITIONS and column > 0:
        message = f"`{_short(body)}` stands before the act"
        help = "the act that the power allows comes first, then `provided …`"
        return Advice("GR101", message, start, start + len(body), help, "act")
    if acts and column == 0 and acts[0].split(" ", 1)[0] in _CONDITIONS and word not in _CONDITIONS:
        message = f"`{_short(acts[0])}` stands before the act"
        help = f"the act that the power allows comes first, without a word before it: `{_short(body)}`"
        at = text.rfind(acts[0], 0, start)
        return Advice("GR101", message, at, at + len(acts[0]), help)
    return None


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
    if home == MARGIN or (
        not re.match(r"(require|provided|where)\b", body) and not re.search(" (where|while) ", body[:column])
    ):
        return None
    starts = [match.end() for match in re.finditer(r"\b(require|provided|where|while) ", body[:column])]
    for match in _BARE.finditer(body, starts[-1] if starts else 0):
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
    below = _BELOW.match(text, max(at, text.find("\n", at)))
    if below is None or above.split()[:1] not in (["require"], ["provided"], ["where"]):
        return None
    start, word, first = below.start("word"), below["word"], above.split()[0]
    if word not in ("or", "and"):
        home, lines = _home(text, start) if text[start - 1] == " " else ("rule", [])
        if first != "require" or (home not in RULES and lines):
            return None
        help = (
            "`unless` follows a duty (`then`); for what is required, write an exception at the margin: "
            f"`exception NAME to RULE`, with `where {below['rest']}` under it"
            if word == "unless"
            else "a limit stands under the `then` of a duty"
        )
        said = _short(f"{word} {below['rest']}")
        message = f"`{said}` does not go on with a condition"
        return Advice("GR101", message, start, below.end(), help)
    help = "write it on at the end of the line above" + (
        ", or begin a second `require`" if word == "and" and first == "require" else ""
    )
    message = f"`{word} …` does not go on with a condition on a line of its own"
    return Advice("GR101", message, start, start + len(word), help)


_BELOW = re.compile(r"\n *(?P<word>or|and|unless|within|by|between|not counting) (?P<rest>.*)")


def _line(text: str, at: int) -> tuple[int, str]:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", start)
    return start, text[start : end if end >= 0 else len(text)]


def _home(text: str, start: int) -> tuple[str, list[str]]:
    """The word of the block that the line at an offset stands in, and the block's lines above it."""
    line_start = text.rfind("\n", 0, start) + 1
    width = start - line_start
    if width == 0:
        return MARGIN, []
    above: list[str] = []
    deepest = width
    for line in reversed(text[:line_start].split("\n")):
        body = line.lstrip(" ")
        if not body:
            continue
        indent = len(line) - len(body)
        words = body.split(" ", 2)
        word = words[1] if words[0] in ("add", "replace") and len(words) > 1 else words[0]
        if indent == 0 or (indent < deepest and word in _BLOCKS):
            return word if word in _BLOCKS else "", above[::-1]
        above.append(body)
        deepest = min(deepest, indent)
    return "", above[::-1]


_BLOCKS = {"rule", "principle", "power", "exception", "ruleset", "reform", "fact", "from", "option", "timeline", "kind"}


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
