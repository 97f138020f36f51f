"""What the command line names: files, folders and standard input.

In: paths as typed. Out: sources, or why one could not be had. A folder stands for every rule file and timeline in it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from govrules.files import FileFinder
from govrules.law.modules import Missing
from govrules.syntax.layout import decode
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics, nearest
from govrules.text.source import Source, is_harmless

_STDIN = "standard-input"
_ENDINGS = (".gov", ".timeline", ".json")
_OPTIONS = ("before", "after", "under", "format", "why", "notes", "fail-on", "exit-zero", "color", "root", "help")
_SHOWN = 8
_PEEKED = 4096
_TIMELINE = r"(?m)^(?:timeline\b|variant \"|\d{4}-\d{2}-\d{2}\b.*:)"


def gather(paths: Iterable[str], finder: FileFinder, stdin: BinaryIO) -> list[Source | Missing]:
    """The sources behind paths, in the order given and each once; `-` is standard input."""
    gathered: list[Source | Missing] = []
    seen: set[str] = set()
    for path in paths:
        for each in _files(path) if os.path.isdir(path) else [path]:
            key = each if each == "-" else os.path.realpath(each)
            if key in seen:
                continue
            seen.add(key)
            gathered.append(single(each, finder, stdin))
        if os.path.isdir(path) and not any(_files(path)):
            gathered.append(Missing("GR510", f"the folder `{path}` holds no `.gov` or `.timeline` file", _inside(path)))
    return gathered


def single(path: str, finder: FileFinder, stdin: BinaryIO) -> Source | Missing:
    """The source behind one path; `-` is standard input."""
    return read_stream(stdin) if path == "-" else _astray(path) or finder.open(path)


def rule_file(name: str, finder: FileFinder, stdin: BinaryIO) -> Source | Missing:
    """A rule file, by its path or by the name that `use` has for it."""
    module = finder.find(name, "") if name.isidentifier() else None
    return module if isinstance(module, Source) else single(name, finder, stdin)


def _inside(folder: str) -> str:
    """What to name instead of a folder that holds nothing to check."""
    data = sorted(name for name in os.listdir(folder) if name.endswith(".json"))
    if data:
        return f"timelines as data are named one by one, as in `{os.path.join(folder, data[0])}`"
    return "name a folder that holds some, or the files themselves"


def _astray(path: str) -> Missing | None:
    """Why a path that was typed leads to nothing that can be checked, if it does."""
    if not is_harmless(path) or (path.endswith(_ENDINGS) and os.path.lexists(path)):
        return None
    if path.endswith(_ENDINGS):
        return Missing("GR110", f"there is no file `{path}`", _near(path))
    if not os.path.exists(path):
        return Missing("GR110", f"there is no file or folder `{path}`", _near(path))
    if not os.path.isfile(path):
        return None
    try:
        with open(path, "rb") as file:
            start = file.read(_PEEKED).decode("utf-8", "strict" if os.path.getsize(path) < _PEEKED else "ignore")
    except OSError:
        return None
    except UnicodeDecodeError:
        start = "\0"
    message = f"`{path}` is neither a `.gov` nor a `.timeline` file"
    if "\0" in start:
        return Missing("GR111", message, "rule files and timelines are plain texts")
    named = "timeline" if re.search(_TIMELINE, start) else "json" if start.lstrip().startswith("{") else "gov"
    whether = (
        "it reads like one" if named == "timeline" or re.search(r"^ruleset ", start, re.MULTILINE) else "if it is one"
    )
    what = {"timeline": "timelines", "json": "timelines as data", "gov": "rule files"}[named]
    help = f"{what} end in `.{named}`; {whether}, call it `{os.path.splitext(path)[0]}.{named}`"
    return Missing("GR111", message, help)


def _near(path: str) -> str | None:
    """What may have been meant by a path that does not exist."""
    if path in _OPTIONS:
        return f"did you mean the option `--{path}`?"
    folder, name = os.path.split(path)
    if folder and not os.path.isdir(folder):
        return f"there is no folder `{folder}` either; paths start from the folder that you are in"
    try:
        inside = sorted(os.listdir(folder or "."))
    except OSError:
        return None
    there = [each for each in inside if not each.startswith(".")]
    there = [each for each in there if each.endswith(_ENDINGS) or os.path.isdir(os.path.join(folder, each))]
    meant = [each for each in there if os.path.splitext(each)[0] == os.path.splitext(name)[0]] or nearest(name, there)
    if meant:
        return f"did you mean `{os.path.join(folder, meant[0])}`?"
    texts = [each for each in there if each.endswith(_ENDINGS)]
    where = f"in `{folder}`" if folder else "in this folder"
    if not texts:
        return f"there is nothing to check {where}"
    more = f" and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
    return f"{where} are " + ", ".join(f"`{os.path.join(folder, each)}`" for each in texts[:_SHOWN]) + more


def _files(folder: str) -> Iterator[str]:
    """The rule files and timelines in a folder and below it, sorted; nothing hidden, no links to folders."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.endswith((".gov", ".timeline")) and not name.startswith("."):
                yield os.path.join(here, name)


def read_stream(stream: BinaryIO) -> Source | Missing:
    """A text from standard input: JSON if it opens with `{`, a timeline if a line of one is in it, else rules."""
    found = Diagnostics()
    limit = limits.TIMELINE_BYTES
    source = decode("standard input", stream.read(limit + 1), limit, found)
    for problem in found.sorted():
        return Missing(problem.code, problem.message, problem.help)
    if not source.text.strip():
        return Missing("GR107", "standard input is empty", "pipe a timeline or a rule file into it")
    if source.text.lstrip().startswith("{"):
        return Source(f"{_STDIN}.json", source.text)
    kind = "timeline" if re.search(_TIMELINE, source.text) else "gov"
    return Source(f"{_STDIN}.{kind}", source.text)
