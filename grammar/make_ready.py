"""Make the package of ready-made syntax trees for a wheel, from the prelude and the shipped rule sets.

The text of its modules is built from syntax trees alone: every value in it is the `repr` of a tree's own node. Its
first module says of every file what it uses, and which module has its tree: a check builds few of them, or none.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from govrules.syntax.parse import parse  # noqa: E402  # the checkout has to be on the path first
from govrules.syntax.ready import fingerprint  # noqa: E402  # as above
from govrules.syntax.tree import Use  # noqa: E402  # as above
from govrules.text.diagnostics import Diagnostics  # noqa: E402  # as above
from govrules.text.source import Source  # noqa: E402  # as above

HEADER = '''"""{}. Made when the wheel was built; do not edit."""
# ruff: noqa
'''
IMPORTS = """from fractions import Fraction
import datetime
from govrules.calendar import DayMonth, Duration, NthWeekday
from govrules.syntax.tree import *
from govrules.text.source import Span

"""


def ready_modules(root: Path) -> dict[str, str]:
    """The modules for the files below a checkout's root: their file names and their text."""
    modules: dict[str, str] = {}
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
        head = HEADER.format(f"The syntax tree of {shown}")
        modules[f"tree_{number}.py"] = f"{head}{IMPORTS}def build(p={shown!r}, S=Span):\n    return {made}\n"
        uses = tuple((item.module, item.span.start, item.span.end) for item in tree.items if isinstance(item, Use))
        entries.append(f"    {shown!r}: ({fingerprint(text)!r}, {uses!r}, 'tree_{number}'),\n")
    modules["__init__.py"] = HEADER.format("Syntax trees of the shipped files") + f"TREES = {{\n{''.join(entries)}}}\n"
    return modules


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in ready_modules(ROOT).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
