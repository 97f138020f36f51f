"""What the command line names: files, folders and standard input.

In: paths as typed. Out: sources, or why one could not be had. A folder stands for every rule file and timeline in it.
"""

import os
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from govrules.files import FileFinder
from govrules.law.modules import Missing
from govrules.syntax.layout import decode
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source

_STDIN = "standard-input"
_TIMELINE = re.compile(r"^(?:timeline\b|\d{4}-\d{2}-\d{2}\b.*:)", re.MULTILINE)


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
            gathered.append(read_stream(stdin) if each == "-" else finder.open(each))
        if os.path.isdir(path) and not any(_files(path)):
            help = "name a folder that holds some, or the files themselves"
            gathered.append(Missing("GR510", f"the folder `{path}` holds no `.gov` or `.timeline` file", help))
    return gathered


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
    kind = "timeline" if _TIMELINE.search(source.text) else "gov"
    return Source(f"{_STDIN}.{kind}", source.text)
