"""Citations: whether what they begin and end with is what it seems to be meant as.

In: a citation and the declared sources. Out: the citation with its source, if its first word is one. A source or a
confidence that is misspelt changes no verdict, so it is warned of: a guess is not to pass as verified.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from govrules.syntax import tree as t
from govrules.syntax.build_expressions import CONFIDENCE
from govrules.text.diagnostics import Diagnostics, nearest

_SOURCE_CODE = r"[A-Z]+\d+$"
_CAPITALS = r"[A-Z][A-Z0-9]+$"
_LAST = r"(?P<mark>[,;(]|\s|^)\s*(?P<word>(from |by )?[^\W\d_]+)[\s.)]*$"
_TAIL = 60
"""The letters at the end of a citation in which its last word is looked for."""
_OTHER_WORDS = {
    **dict.fromkeys(("from memory", "by memory", "memory", "remembered"), "recalled"),
    **dict.fromkeys(("calculated", "derived", "inferred"), "computed"),
    **dict.fromkeys(("contested", "controversial"), "disputed"),
    **dict.fromkeys(("checked", "confirmed", "primary", "certain", "sure"), "verified"),
    **dict.fromkeys(("unchecked", "unconfirmed", "uncertain", "unsure", "guessed", "guess", "doubtful"), "unverified"),
}
_ORDINARY = ("second", "seconds", "recall")
"""Words at the end of citations that are like a confidence and mean something else."""
_ALIKE = 0.72


def cited(citation: t.Citation | None, sources: Iterable[str], found: Diagnostics) -> t.Citation | None:
    """A citation with its source, if its first word is one."""
    if citation is None or citation.source is None:
        return citation
    _check_confidence(citation, found)
    sources = set(sources)
    if citation.source in sources:
        return citation
    help = _source_help(citation.source, sources, found)
    if help is not None:
        found.warning("GR218", f"no source `{citation.source}` is declared", citation.span, help=help)
    return t.Citation(citation.span, citation.text, None, citation.confidence)


def _source_help(word: str, sources: set[str], found: Diagnostics) -> str | None:
    """What to do about a first word that no `source` line declares; None for a word that is not meant as one."""
    same = [name for name in sorted(sources) if name.casefold() == word.casefold()]
    if same:
        return f"did you mean `{same[0]}`?"
    near = found.suggest(word, sorted(sources)) if re.match(_CAPITALS, word) else None
    return near or (f'declare it: `source {word} "…"`' if re.match(_SOURCE_CODE, word) else None)


def _check_confidence(citation: t.Citation, found: Diagnostics) -> None:
    """Warn of a last word that seems to say how sure a citation is, and is not read so."""
    tail = citation.text[-_TAIL:]
    if citation.confidence != "verified" or tail[-1:].isdigit():
        return
    last = re.search(_LAST, tail)
    if last is None:
        return
    word, before = last["word"], citation.text[: len(citation.text) - len(tail) + last.start()].rstrip(" ,;(")
    if word in CONFIDENCE and last["mark"] in (",", ""):
        return
    if word in CONFIDENCE:
        message = f"`{word}` is read as part of the citation, so it counts as verified"
        found.warning("GR221", message, citation.span, help=f"put a comma before it: `[{before}, {word}]`")
        return
    if last["mark"].isspace():
        return
    meant = _confidence(word)
    if meant is None:
        return
    message = f"`{word}` does not say how sure this citation is, so it counts as verified"
    words = ", ".join(f"`{each}`" for each in CONFIDENCE)
    found.warning("GR221", message, citation.span, help=f"did you mean `{meant}`? the words are {words}")


def _confidence(word: str) -> str | None:
    """The word for how sure a citation is that another word may be meant as."""
    import difflib  # only a citation that ends in a word of its own needs it

    folded = word.casefold()
    if folded in CONFIDENCE or folded in _OTHER_WORDS:
        return _OTHER_WORDS.get(folded, folded)
    if folded in _ORDINARY:
        return None
    near = nearest(folded, CONFIDENCE)
    alike = difflib.SequenceMatcher(None, folded, near[0]).ratio() if near else 0
    return near[0] if alike >= _ALIKE else None
