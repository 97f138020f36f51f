"""Make the package of ready-made laws for a wheel, from the shipped rule sets.

Its first module says of which files each law is made, and which module has it. The text of that one is built from
resolved rule sets alone: every value in it is written out as the call that makes it, and what is one object there is
one object here.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from msgspec import Struct  # noqa: E402  # the checkout has to be on the path first
from msgspec.structs import replace  # noqa: E402  # as above

from govrules.files import FileFinder  # noqa: E402  # as above
from govrules.law.model import NOBODY, UNKNOWN  # noqa: E402  # as above
from govrules.law.modules import Missing, Modules  # noqa: E402  # as above
from govrules.law.ready import RULES, ReadyLaw, outline  # noqa: E402  # as above
from govrules.law.resolve import resolve  # noqa: E402  # as above
from govrules.syntax.parse import parse  # noqa: E402  # as above
from govrules.syntax.tree import File  # noqa: E402  # as above
from govrules.text.diagnostics import Diagnostics  # noqa: E402  # as above
from govrules.text.source import Sources, Span  # noqa: E402  # as above

HEADER = '''"""{}. Made when the wheel was built; do not edit."""
# ruff: noqa
'''
IMPORTS = """from datetime import date
from fractions import Fraction
from govrules.law.ready import numbers
"""
_WIDE = 100
"""Where a line is broken: what Python keeps of where each step of a program stands takes half the room then."""
_PLACES = 100
"""How many places a statement names by names of its own."""
_MARK = re.compile("\x00([0-9]+)\x00")
_SPECIAL = {id(UNKNOWN): "UNKNOWN", id(NOBODY): "NOBODY"}


class _Writer:
    """Writes one law as a function. Its spans, which are nearly half of it, are made all at once from three tables."""

    def __init__(self, law: ReadyLaw) -> None:
        self.classes: set[type] = {Span}
        self._lines: list[str] = []
        self._named: dict[object, str] = {}
        self._seen: Counter[object] = Counter()
        self._met: list[Span] = []
        """The spans as they were met."""
        self._spans: list[Span] = []
        """The spans in the order of the tables."""
        self._count(law)
        self._add("return ", self._written(law))

    def module(self) -> str:
        """The text of the module but for its head."""
        names = sorted(((each, _name(each)) for each in self.classes), key=lambda pair: pair[1])
        imports = "".join(sorted(f"from {each.__module__} import {each.__name__} as {name}\n" for each, name in names))
        imports += "from govrules.law.model import NOBODY, UNKNOWN\n"
        paths = [*dict.fromkeys(span.path for span in self._spans)]
        tables = [[paths.index(span.path) for span in self._spans]]
        tables += [[span.start for span in self._spans], [span.end for span in self._spans]]
        for name, table in zip(("files", "starts", "ends"), tables, strict=True):
            imports += f"{name} = {b''.join(each.to_bytes(4, 'little') for each in table)!r}\n"
        local = [f"{name}={name}" for _, name in names]  # such names are found sooner than global ones
        local += [f"s{at}=None" for at in range(_PLACES)]
        places = f"map({paths!r}.__getitem__, numbers(files)), numbers(starts), numbers(ends)"
        body = f"    S = [*map({_name(Span)}, {places})]\n"
        body += "".join(f"    {line}\n" for line in self._lines)
        return f"{IMPORTS}{imports}\ndef build({', '.join(local)}):\n{body}"

    def _add(self, start: str, text: str) -> None:
        """Write a statement, after the names of the spans in it."""
        first = len(self._spans)
        self._spans += [self._met[int(at)] for at in _MARK.findall(text)]
        count = min(len(self._spans) - first, _PLACES)
        if count:
            names = "".join(f"s{at}," for at in range(count))
            self._lines.append(f"{names}=S[{first}:{first + count}]")
        at = iter(range(len(self._spans) - first))
        named = _MARK.sub(lambda _: f"s{n}" if (n := next(at)) < _PLACES else f"S[{first + n}]", text)
        self._lines.append(start + named)

    def _count(self, value: Any) -> None:
        key = _key(value)
        if key is None:
            return
        self._seen[key] += 1
        if self._seen[key] == 1:
            for part in _parts(value):
                self._count(part)

    def _written(self, value: Any) -> str:
        key = _key(value)
        if key is None:
            return repr(value) if id(value) not in _SPECIAL else _SPECIAL[id(value)]
        if key in self._named:
            return self._named[key]
        text = self._made(value)
        if self._seen[key] > 1 and not isinstance(value, Span):
            name = self._named[key] = f"v{len(self._named)}"
            self._add(f"{name}=", text)
            return name
        return text

    def _made(self, value: Any) -> str:
        if isinstance(value, Span):
            self._met.append(value)
            return f"\x00{len(self._met) - 1}\x00"
        if isinstance(value, dict):
            return "{" + _joined([f"{self._written(k)}:{self._written(v)}" for k, v in value.items()]) + "}"
        if isinstance(value, frozenset):
            return f"frozenset(({''.join(self._written(each) + ',' for each in sorted(value, key=repr))}))"
        if isinstance(value, date):
            return f"date({value.year},{value.month},{value.day})"
        if isinstance(value, Fraction):
            return f"Fraction({value.numerator},{value.denominator})"
        parts = [self._written(part) for part in _parts(value)]
        if type(value) is tuple:
            return f"({_joined(parts)},)"
        self.classes.add(type(value))
        return f"{_name(type(value))}({_joined(parts)})"


def _joined(parts: list[str]) -> str:
    lines = [""]
    for part in parts:
        if len(lines[-1]) + len(part.partition("\n")[0]) > _WIDE:
            lines.append("")
        lines[-1] += part + ","
        lines[-1:] = lines[-1].rsplit("\n", 1)
    return "\n".join(lines).removesuffix(",")


def _name(what: type) -> str:
    """The name of a class in the module; two of ours have the same name elsewhere."""
    return f"{what.__module__.rpartition('.')[2]}_{what.__name__}"


def _key(value: Any) -> object | None:
    """What tells an object from another one; None for what is written out wherever it stands."""
    if value is None or value == () or isinstance(value, bool | int | str) or id(value) in _SPECIAL:
        return None
    if isinstance(value, Struct) and type(value).__name__ == "Type":
        return repr(value)
    return value if isinstance(value, Span) else id(value)


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, date | Fraction):
        return ()
    if isinstance(value, dict):
        return [part for pair in value.items() for part in pair]
    if isinstance(value, Struct):
        return [getattr(value, field) for field in value.__struct_fields__]
    if isinstance(value, tuple | frozenset):
        return value
    raise SystemExit(f"a {type(value).__name__} cannot be written out")


def ready_modules(root: Path) -> dict[str, str]:
    """The modules for the files below a checkout's root: their file names and their text."""
    modules: dict[str, str] = {}
    entries: list[str] = []
    for path in sorted((root / "seeds").glob("*/*.gov")):
        if path.stem != path.parent.name:
            continue
        files = _files(path.stem)
        found = Diagnostics()
        alone = resolve(files, found).alone
        if found.has_errors:
            raise SystemExit(f"{path} is not right: {found.sorted()[0].message}")
        if alone is None:
            continue  # other files might change it
        rules = sum(isinstance(item, RULES) for file in files for item in file.items)
        writer = _Writer(replace(alone.law, outline=outline(files), rules=rules))
        module = f"law_{path.stem}"
        modules[f"{module}.py"] = HEADER.format(f"The law of {path.stem}") + writer.module()
        paths = tuple(file.path for file in files)
        entries.append(f"    {paths[-1]!r}: Made({paths!r}, frozenset({sorted(alone.names)!r}), {module!r}),\n")
    head = HEADER.format("The laws of the shipped rule sets") + "from govrules.law.ready import Made\n"
    modules["__init__.py"] = f"{head}\nLAWS = {{\n{''.join(entries)}}}\n"
    return modules


def _files(seed: str) -> list[File]:
    """The files of a shipped rule set, used ones first."""
    found, finder, sources = Diagnostics(), FileFinder(), Sources()
    source = finder.find(seed, "")
    if isinstance(source, Missing):
        raise SystemExit(source.message)
    files = Modules(finder, sources).load(parse(source, found), found)
    if found.has_errors:
        raise SystemExit(f"{seed} does not parse cleanly: {found.sorted()[0].message}")
    return files


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in ready_modules(ROOT).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
