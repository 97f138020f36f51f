"""Files: where rule files, timelines, the prelude and the shipped rule sets lie on disk.

In: paths as users write them. Out: sources whose path is the one to show. Nothing outside the root of a checked file
is read, but for what the package ships.
"""

import os
from pathlib import Path

from govrules.law.modules import Missing
from govrules.syntax.layout import decode
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source

_PACKAGE = Path(__file__).resolve().parent
PRELUDE = _PACKAGE / "prelude"


def shipped(folder: str) -> Path:
    """A folder that the wheel holds inside the package and a checkout beside it (`grammar`, `seeds`)."""
    inside = _PACKAGE / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


class FileFinder:
    """Finds what `use` lines name: prelude modules, shipped rule sets, and files relative to the one that uses them.

    The timeline that a variant rests on is found in the same way.
    """

    def __init__(self, root: Path | None = None) -> None:
        self.root = (root or Path.cwd()).resolve()
        self._on_disk: dict[str, Path] = {}

    def open(self, path: str) -> Source | Missing:
        """A file that the user names, to be checked."""
        on_disk = Path(path)
        if on_disk.is_dir():
            return Missing("GR111", f"`{path}` is a folder", "name the files in it")
        if on_disk.suffix not in (".gov", ".timeline", ".json"):
            return Missing("GR111", f"`{path}` is neither a `.gov` nor a `.timeline` file", None)
        self._on_disk[path] = on_disk.resolve()
        return _read(on_disk, path)

    def find(self, module: str, used_by: str) -> Source | Missing:
        """The source behind a `use` line."""
        if module.startswith("."):
            return self._relative(module, used_by)
        prelude = PRELUDE / f"{module}.gov"
        if module.isidentifier() and prelude.is_file():
            return self._shipped(prelude, f"prelude/{module}.gov")
        seed = shipped("seeds") / module / f"{module}.gov"
        if module.replace("-", "_").isidentifier() and seed.is_file():
            return self._shipped(seed, f"seeds/{module}/{module}.gov")
        help = f'write `use "./{module}"` for a file beside this one' if module.endswith(".gov") else None
        return Missing("GR212", f"there is no module `{module}`", help)

    def names(self) -> list[str]:
        """The prelude modules and the shipped rule sets."""
        seeds = shipped("seeds")
        names = [path.stem for path in sorted(PRELUDE.glob("*.gov"))]
        return names + [path.name for path in sorted(seeds.iterdir()) if (path / f"{path.name}.gov").is_file()]

    def _shipped(self, path: Path, shown: str) -> Source | Missing:
        self._on_disk[shown] = path
        return _read(path, shown)

    def _relative(self, module: str, used_by: str) -> Source | Missing:
        user = self._on_disk.get(used_by, self.root / "standard-input")
        path = Path(os.path.normpath(user.parent / module))
        root = self._root_of(user)
        if not path.resolve().is_relative_to(root):
            return Missing(
                "GR216",
                f"`{module}` lies outside `{root.name or root}`, the root of this check",
                "move it inside, or name a wider root with `--root`",
            )
        if not path.is_file():
            ending = ".timeline" if path.suffix == ".timeline" else ".gov"
            near = sorted(p.name for p in path.parent.glob(f"*{ending}")) if path.parent.is_dir() else []
            help = "beside it are " + ", ".join(f"`./{name}`" for name in near[:8]) if near else None
            return Missing("GR110", f"there is no file `{module}` beside `{user.name}`", help)
        if path.suffix not in (".gov", ".timeline"):
            return Missing("GR111", f"`{module}` is no rule file; those end in `.gov`", None)
        shown = os.path.normpath(os.path.join(os.path.dirname(used_by), module))
        self._on_disk[shown] = path.resolve()
        return _read(path, shown)

    def _root_of(self, user: Path) -> Path:
        """The folder that a file's relative uses must stay in."""
        seeds = shipped("seeds").resolve()
        if user.is_relative_to(seeds):
            return seeds
        return self.root if user.is_relative_to(self.root) else user.parent


def _read(path: Path, shown: str) -> Source | Missing:
    found = Diagnostics()
    limit = limits.RULE_FILE_BYTES if path.suffix == ".gov" else limits.TIMELINE_BYTES
    try:
        if path.stat().st_size > limit:
            size = path.stat().st_size
            return Missing(
                "GR901",
                f"`{shown}` has {size:,} bytes; at most {limit:,} are read",
                "split the file, or give long histories as data",
            )
        data = path.read_bytes()
    except FileNotFoundError:
        near = sorted(p.name for p in path.parent.glob(f"*{path.suffix}")) if path.parent.is_dir() else []
        help = "in that folder are " + ", ".join(f"`{name}`" for name in near[:8]) if near else None
        return Missing("GR110", f"there is no file `{shown}`", help)
    except OSError as error:
        return Missing("GR110", f"`{shown}` cannot be read: {(error.strerror or 'unknown reason').lower()}", None)
    source = decode(shown, data, limit, found)
    problems = found.sorted()
    return Missing(problems[0].code, problems[0].message, problems[0].help) if problems else source
