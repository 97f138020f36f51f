"""What `govrules explain` prints: the page of a diagnostic code, or the list of all of them.

In: a code as a person types it. Out: text; for what is no code, the codes that are near.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from govrules.files import shipped
from govrules.text.diagnostics import CODES, did_you_mean

_GROUPS = {
    "GR1": "Reading a file",
    "GR2": "Names and sentences",
    "GR3": "What goes together, and what can be",
    "GR4": "Rule sets and reforms",
    "GR5": "Timelines",
    "GR6": "Rules that are hardly meant",
    "GR9": "Limits",
}
_NEAR = 3


def page(code: str) -> str:
    """The page of a code."""
    folders = (Path(shipped("diagnostics")), Path(shipped("docs")) / "diagnostics")
    path = next((path for path in (folder / f"{code}.md" for folder in folders) if path.is_file()), None)
    return path.read_text("utf-8") if path is not None else f"{code}: {CODES[code]}\n"


def listed() -> str:
    """All codes with what they mean, in groups."""
    lines: list[str] = []
    for start in sorted({code[:3] for code in CODES}):
        lines += [_GROUPS.get(start, f"{start}…")]
        lines += [f"  {code}  {meaning}" for code, meaning in CODES.items() if code.startswith(start)] + [""]
    return "\n".join([*lines, "`govrules explain GR201` says more about one of them."]) + "\n"


def known(words: Sequence[str]) -> str | None:
    """The code that is meant by what was typed, such as `gr201`, `201` or `error[GR201]`."""
    typed = "".join(words).upper()
    match = re.fullmatch(r"(?:\W*(?:ERROR|WARNING|NOTE)?\[)?(?:GR)?[\W_]*(\d{3})\W*", typed)
    code = f"GR{match[1]}" if match is not None else typed
    return code if code in CODES else None


def near(words: Sequence[str]) -> str:
    """What to say to someone who typed something that is no code."""
    typed = "".join(words).upper()
    digits = re.sub(r"\D", "", typed)
    found = [code for code in CODES if digits and code.startswith(f"GR{digits}")]
    if not found and len(digits) == 3:
        group = [code for code in CODES if code[2] == digits[0]]
        found = sorted(sorted(group, key=lambda code: abs(int(code[2:]) - int(digits)))[:_NEAR])
    if found:
        lines = "".join(f"\n  {code}  {CODES[code]}" for code in found)
        return f"near it {'is' if len(found) == 1 else 'are'}{lines}"
    return did_you_mean(typed, CODES) or "codes look like GR201; `govrules explain` lists them"
