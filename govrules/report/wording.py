"""Words that several parts of a report share."""

from __future__ import annotations

from govrules.syntax.tree import Citation


def article(citation: Citation | None) -> str:
    """An article, and how sure its source is where that wants saying."""
    if citation is None:
        return ""
    sure = "" if citation.confidence == "verified" else citation.confidence
    return f"{citation.text} ({sure})" if citation.text and sure else citation.text or sure


def listed(laws: list[str]) -> str:
    """Several columns in words: `under kz_2017 and kz_2022, in force (kz_2022)`."""
    under = [law.removeprefix("under ") for law in laws if law.startswith("under ")]
    said = [f"under {' and '.join(under)}"] if under else []
    return ", ".join([*said, *(law for law in laws if not law.startswith("under "))])
