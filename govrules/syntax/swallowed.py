"""Limits that were written at the end of a duty's line and so were read as words of its sentence.

In: the text of a sentence that no phrase says. Out: the limit in it, if it seems to hold one, and how to write it.
`by`, `on` and `before` are free words inside sentences; so a limit is only seen where a time follows the word.
"""

import re

from govrules.syntax.words import figures

_DURATION = re.compile(
    r"(?P<number>[\w-]+) (?:(?:calendar|full|whole|working|business) )?(?P<unit>(year|month|week|day|hour)s?)\b"
)
_COUNTED = r"(\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|[a-z]+(teen|ty|ty-[a-z]+|hundred))"
_SPAN = rf"{_COUNTED} (?:(?:calendar|full|whole|working|business) )?(?:year|month|week|day|hour)s?\b"
_MONTH = "(January|February|March|April|May|June|July|August|September|October|November|December)"
_TIME = (
    rf"(the )?(\d|date\b|start\b|commencement\b|next\b|previous\b|{_MONTH}\b|end of\b|start of\b"
    r"|(first|second|third|fourth|last) (Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    rf"|{_SPAN}|[A-Z][0-9]?( [-+]|$)|[a-z][a-z0-9_]*( [-+*]|$))"
)
_LIMIT = re.compile(
    r"(?<= )(?:(?P<sure>not counting|unless)\b"
    r"|(?P<timed>(?:not|no) (?:later|earlier) than|not before|at the latest by|within|by|on|between|before|after|until"
    rf"|from) {_TIME}"
    rf"|(?P<spoken>in|at most|at least) {_SPAN})"
)
_WITHIN = ("within", "in", "at most", "not later than", "no later than", "before", "until", "by", "on")
_THROUGH = ("until", "not later than", "no later than", "at the latest by")
_FROM = ("from", "not before", "not earlier than", "no earlier than", "at least")


def swallowed_limit(text: str) -> tuple[str, int] | None:
    """The word that begins a limit inside a sentence, and its offset; None when the sentence seems to hold none."""
    match = _LIMIT.search(text)
    return (match["sure"] or match["timed"] or match["spoken"], match.start()) if match is not None else None


def what_of_it(text: str, word: str, at: int) -> tuple[str, str]:
    """The message and the help on a sentence that holds such a limit."""
    right = right_limit(word, text[at + len(word) :])
    message = f"`{text[at:]}` is read as part of the sentence; only `within …` may end this line"
    if right.startswith("within ") and right[7].isdigit():
        return message.partition(";")[0], f"write `{right}`, with the number in figures"
    return message, f"write `{right}` on a line of its own under it"


def right_limit(word: str, rest: str) -> str:
    """The limit that says, as the language has it, what a limit that begins with this word was meant to say."""
    rest = rest.strip().rstrip(".,").removeprefix("the ")
    if word == "between":
        return "between " + " and ".join(_point(bound) for bound in rest.split(" and "))
    duration = _DURATION.match(rest)
    counted_back = duration is not None and rest[duration.end() :].lstrip().startswith("before ")
    if word in _WITHIN and duration is not None and not counted_back:
        return f"within {_in_figures(duration)}"
    if word in _THROUGH:
        return f"by {rest}"
    if word == "before":
        return f"by 1 day before {rest}"
    if word in _FROM:
        return f"between {_point(rest)} and open"
    if word == "after":
        return f"between {_point(rest) if duration is not None else f'1 day after {rest}'} and open"
    return f"{word} {rest}"


def _in_figures(duration: re.Match[str]) -> str:
    return f"{figures(duration['number']) or 60} {duration['unit']}"


def _point(text: str) -> str:
    """A bound as a point in time: a bare duration is counted from the trigger."""
    duration = _DURATION.match(text)
    return f"date + {_in_figures(duration)}" if duration is not None and duration.end() == len(text) else text
