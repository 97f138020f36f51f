"""Files: where rule files, timelines, the prelude and the shipped rule sets lie on disk.

In: paths as users write them. Out: sources whose path is the one to show. Nothing outside the root of a checked file
is read, but for what the package ships.
"""

from __future__ import annotations

import os
import stat
from functools import cache
from typing import TYPE_CHECKING

from govrules.law.modules import Missing
from govrules.syntax.layout import decode
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source, is_harmless

if TYPE_CHECKING:
    from pathlib import Path  # importing it takes longer than finding all files of a check

_PACKAGE = os.path.dirname(os.path.realpath(__file__))
_PRELUDE = os.path.join(_PACKAGE, "prelude")


@cache
def shipped(folder: str) -> str:
    """A folder that the wheel holds inside the package and a checkout beside it (`grammar`, `seeds`)."""
    inside = os.path.join(_PACKAGE, folder)
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(_PACKAGE), folder)


class FileFinder:
    """Finds what `use` lines name: prelude modules, shipped rule sets, and files relative to the one that uses them.

    The timeline that a variant rests on is found in the same way.
    """

    def __init__(self, root: Path | str | None = None) -> None:
        self._root = os.path.realpath(root or os.getcwd())
        self._on_disk: dict[str, str] = {}
        self._kept: dict[tuple[str, str], Source | Missing] = {}
        """What is shipped and was read: many files use the same modules."""

    @property
    def root(self) -> Path:
        """The folder that `use` lines may not lead out of."""
        from pathlib import Path

        return Path(self._root)

    def open(self, path: str) -> Source | Missing:
        """A file that the user names, to be checked."""
        if not is_harmless(path):
            return Missing("GR110", "a file is not read whose name holds control characters", f"rename it: {path!a}")
        on_disk = path.rstrip(os.sep) or path or os.curdir
        if os.path.isdir(on_disk):
            return Missing("GR111", f"`{path}` is a folder", "name the files in it")
        if os.path.splitext(on_disk)[1] not in (".gov", ".timeline", ".json"):
            return Missing("GR111", f"`{path}` is neither a `.gov` nor a `.timeline` file", None)
        self._on_disk[path] = os.path.realpath(on_disk)
        return _read(on_disk, path)

    def find(self, module: str, used_by: str) -> Source | Missing:
        """The source behind a `use` line."""
        if module.startswith("."):
            return self._relative(module, used_by)
        prelude = f"{_PRELUDE}{os.sep}{module}.gov"
        if module.isidentifier() and os.path.isfile(prelude):
            return self._shipped(prelude, f"prelude/{module}.gov")
        seed = os.path.join(shipped("seeds"), module, f"{module}.gov")
        if module.replace("-", "_").isidentifier() and os.path.isfile(seed):
            return self._shipped(seed, f"seeds/{module}/{module}.gov")
        help = f'write `use "./{module}"` for a file beside this one' if module.endswith(".gov") else None
        return Missing("GR212", f"there is no module `{module}`", help)

    def names(self) -> list[str]:
        """The prelude modules and the shipped rule sets."""
        seeds = shipped("seeds")
        names = [name.removesuffix(".gov") for name in _ending(".gov", _PRELUDE)]
        return names + [name for name in sorted(os.listdir(seeds)) if os.path.isfile(f"{seeds}/{name}/{name}.gov")]

    def _shipped(self, path: str, shown: str) -> Source | Missing:
        self._on_disk[shown] = path
        if (path, shown) not in self._kept:
            self._kept[path, shown] = _read(path, shown)
        return self._kept[path, shown]

    def _relative(self, module: str, used_by: str) -> Source | Missing:
        user = self._on_disk.get(used_by, os.path.join(self._root, "standard-input"))
        path = os.path.normpath(os.path.join(os.path.dirname(user), module))
        root = self._root_of(user)
        on_disk = _real_shipped(path) if root == _real_seeds() else os.path.realpath(path)
        if not _is_in(on_disk, root):
            return Missing(
                "GR216",
                f"`{module}` lies outside `{os.path.basename(root) or root}`, the root of this check",
                "move it inside, or name a wider root with `--root`",
            )
        ending = os.path.splitext(path)[1]
        if os.path.lexists(path) and not os.path.isfile(path):
            return Missing("GR110", f"`{module}` is no file, but {_what_it_is(path)}", "name a file")
        if not os.path.isfile(path):
            near = _ending(".timeline" if ending == ".timeline" else ".gov", os.path.dirname(path))
            help = "beside it are " + ", ".join(f"`./{name}`" for name in near[:8]) if near else None
            return Missing("GR110", f"there is no file `{module}` beside `{os.path.basename(user)}`", help)
        if ending not in (".gov", ".timeline"):
            return Missing("GR111", f"`{module}` is no rule file; those end in `.gov`", None)
        shown = os.path.normpath(os.path.join(os.path.dirname(used_by), module))
        self._on_disk[shown] = on_disk
        return _read(path, shown)

    def _root_of(self, user: str) -> str:
        """The folder that a file's relative uses must stay in."""
        seeds = _real_seeds()
        if _is_in(user, seeds):
            return seeds
        return self._root if _is_in(user, self._root) else os.path.dirname(user)


@cache
def _real_seeds() -> str:
    return os.path.realpath(shipped("seeds"))


def _real_shipped(path: str) -> str:
    """Where a file beside a shipped one really is."""
    if os.path.islink(path):
        return os.path.realpath(path)
    folder, name = os.path.split(path)
    return os.path.join(_real_folder(folder), name)


@cache
def _real_folder(folder: str) -> str:
    return os.path.realpath(folder)


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _ending(ending: str, folder: str) -> list[str]:
    """The names in a folder, if it is one, that end like this."""
    return sorted(name for name in os.listdir(folder) if name.endswith(ending)) if os.path.isdir(folder) else []


def _what_it_is(path: str) -> str:
    """What a path leads to, if not to a file."""
    if not os.path.exists(path):
        return "a link that leads nowhere"
    return "a folder" if os.path.isdir(path) else "a pipe or a device"


def _read(path: str, shown: str) -> Source | Missing:
    found = Diagnostics()
    ending = os.path.splitext(path)[1]
    limit = limits.RULE_FILE_BYTES if ending == ".gov" else limits.TIMELINE_BYTES
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            what = _what_it_is(path)
            return Missing("GR110", f"`{shown}` is no file, but {what}", "pipe it into `govrules check -`")
        size = status.st_size
        if size > limit:
            return Missing(
                "GR901",
                f"`{shown}` has {size:,} bytes; at most {limit:,} are read",
                "split the file, or give long histories as data",
            )
        with open(path, "rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        if os.path.islink(path):
            return Missing("GR110", f"`{shown}` is {_what_it_is(path)}", "mend the link, or name the file itself")
        near = _ending(ending, os.path.dirname(path) or os.curdir)
        help = "in that folder are " + ", ".join(f"`{name}`" for name in near[:8]) if near else None
        return Missing("GR110", f"there is no file `{shown}`", help)
    except OSError as error:
        return Missing("GR110", f"`{shown}` cannot be read: {(error.strerror or 'unknown reason').lower()}", None)
    source = decode(shown, data, limit, found)
    problems = found.sorted()
    return Missing(problems[0].code, problems[0].message, problems[0].help) if problems else source
