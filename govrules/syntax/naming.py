"""Names: how one that is no run of capitalised words is declared, by a short name with the full one as its title.

In: a name as people write it, and the word that declares such a thing. Out: the line to write.
"""

import re

_WORD = re.compile(r"[^\W\d_][\w'’-]*|\d+")
_SMALL = frozenset(
    (
        *("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to"),
        *("al", "da", "das", "de", "del", "della", "den", "der", "des", "di", "do", "dos", "du", "e", "el", "en"),
        *("et", "la", "las", "le", "les", "los", "und", "van", "vom", "von", "y", "zu", "zum", "zur"),
    )
)
_CAPITAL = r"(?![a-z])[^\W\d_][\w'’-]*"
NAME = re.compile(rf"{_CAPITAL}( {_CAPITAL})*")
"""What the grammar reads as a name."""
CAPITALISED = re.compile(rf"(?<!\w){_CAPITAL}(?: {_CAPITAL})*")
"""The names in a text, each a run of capitalised words."""
MIXED = re.compile(rf"(?<!\w){_CAPITAL}(?:(?: (?:{'|'.join(sorted(_SMALL))}))* {_CAPITAL})+")
"""Capitalised words with small ones between them, as in `João da Silva`."""


def declaration(keyword: str, name: str) -> str:
    """The line that declares something of this name."""
    short = short_name(keyword, name)
    return f"{keyword} {name}" if short == name else f'{keyword} {short} "{name}"'


def short_name(keyword: str, name: str) -> str:
    """A name that the language reads: the name itself if it does, else a person's last or another's great words."""
    if NAME.fullmatch(name) and len(name) > 2:
        return name
    words = [_capital(word) for word in _WORD.findall(name) if word not in _SMALL]
    words = [word for word in words if NAME.fullmatch(word)]
    if keyword == "person":
        words = words[-1:]
    short = " ".join(words)
    return short if len(short) > 2 else "Shortname"


def _capital(word: str) -> str:
    """A word as one that can stand in a name: `d'Estaing` is `Estaing`, `siege` is `Siege`."""
    head, mark, rest = word.partition("'") if "'" in word else word.partition("’")
    if mark and rest and head.islower():
        word = rest
    return word[0].upper() + word[1:]


__all__ = ["CAPITALISED", "MIXED", "NAME", "declaration", "short_name"]
