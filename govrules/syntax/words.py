"""Words: numbers that are written out, and verbs after `must` and its like.

In: words of a text. Out: the figure or the form of the verb that the language reads.
"""

import re

_SMALL = {
    **{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8},
    **{"nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15},
    **{"sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40},
    **{"fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
}
_GREAT = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_NUMBER_WORD = "|".join(word for word in (*_SMALL, *_GREAT) if word not in ("a", "an"))
WRITTEN_OUT = re.compile(
    rf"\b(?:(?:an? )(?=hundred|thousand|million))?(?:{_NUMBER_WORD})(?:(?:-| and | )(?:{_NUMBER_WORD}))*\b",
    re.IGNORECASE,
)
"""A number in words, such as `two hundred and fifty`."""
_PARTS = {
    **{"half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7},
    **{"eighth": 8, "ninth": 9, "tenth": 10, "twentieth": 20},
}
FRACTION = re.compile(
    r"\b(?P<count>an?|one|two|three|four|five|six|seven|eight|nine)[- ]"
    r"(?P<part>halves|half|(?:third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twentieth)s?)\b"
    r"(?P<of> of\b)?"
)
"""A share in words, such as `one sixth of`."""
MODAL = re.compile(
    r"\b(?:must|shall|should|may|can|will|has to|have to|is to|needs to|is (?:obliged|required|allowed) to)"
    r"(?P<no> not)? (?P<verb>[a-z]+)\b|\bcannot (?P<never>[a-z]+)\b"
)
"""A verb after `must` and its like."""
_LONGEST = 10
"""The words beyond which a run of number words is no number."""
_IRREGULAR = {"be": "is", "have": "has"}


def figures(number: str) -> int | None:
    """A number in words as a figure, as far as it is written as people do."""
    if number.isdecimal():
        return int(number) if len(number) < 5 else None
    words = re.split(r"[- ]", number.lower())
    if len(words) > _LONGEST:
        return None
    total = part = 0
    for word in words:
        if word in _SMALL:
            part += _SMALL[word]
        elif word == "hundred":
            part = max(part, 1) * 100
        elif word in _GREAT:
            total, part = total + max(part, 1) * _GREAT[word], 0
        elif word != "and":
            return None
    return total + part or None


def share(match: re.Match[str]) -> str:
    """A share that `FRACTION` has found, in figures: `1/6 of`."""
    part = match["part"] if match["part"] in _PARTS else match["part"].removesuffix("s")
    return f"{_SMALL[match['count']]}/{_PARTS[part]}{match['of'] or ''}"


def third_person(verb: str) -> str:
    """The form of a verb in which sentences have it: `dissolve` is `dissolves`."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    return verb[:-1] + "ies" if re.search(r"[^aeiou]y$", verb) else verb + "s"
