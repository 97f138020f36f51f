"""Make the module of ready-made syntax trees for a wheel, from the prelude and the shipped rule sets.

The text of the module is built from syntax trees alone: every value in it is the `repr` of a tree's own node.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from govrules.syntax.parse import parse  # noqa: E402  # the checkout has to be on the path first
from govrules.syntax.ready import fingerprint  # noqa: E402  # as above
from govrules.text.diagnostics import Diagnostics  # noqa: E402  # as above
from govrules.text.source import Source  # noqa: E402  # as above

HEADER = '''"""Syntax trees of the shipped files. Made when the wheel was built; do not edit."""
# ruff: noqa
from fractions import Fraction
import datetime
from govrules.calendar import DayMonth, Duration, NthWeekday
from govrules.syntax.tree import *
from govrules.text.source import Span

'''


def ready_module(root: Path) -> str:
    """The text of the module for the files below a checkout's root."""
    functions: list[str] = []
    entries: list[str] = []
    files = [(path, f"prelude/{path.name}") for path in sorted((root / "govrules" / "prelude").glob("*.gov"))]
    files += [(path, path.relative_to(root).as_posix()) for path in sorted((root / "seeds").glob("*/*.gov"))]
    for number, (path, shown) in enumerate(files):
        found = Diagnostics()
        text = path.read_text(encoding="utf-8")
        tree = parse(Source(shown, text), found)
        if len(found):
            raise SystemExit(f"{shown} does not parse cleanly: {found.sorted()[0].message}")
        made = re.sub(rf"Span\(path={re.escape(repr(shown))}, start=(\d+), end=(\d+)\)", r"S(p,\1,\2)", repr(tree))
        functions.append(f"def _{number}(p={shown!r}, S=Span):\n    return {made}\n")
        entries.append(f"    {shown!r}: ({fingerprint(text)!r}, _{number}),\n")
    return HEADER + "\n".join(functions) + "\n\nTREES = {\n" + "".join(entries) + "}\n"


if __name__ == "__main__":
    sys.stdout.write(ready_module(ROOT))
