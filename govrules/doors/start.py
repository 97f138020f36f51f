"""The program's entry. `govrules check FILE…` with no option but a plain one starts at once; all else is the command
line's.

What the two do for the same words is the same: this door only spares a plain check what reads options and makes help.
"""

import gc
import os
import sys
import typing
from contextlib import suppress
from importlib import import_module
from types import ModuleType

from govrules.doors.printing import drop_output, end_after


def run() -> None:
    """Run the program. A check ends before collecting garbage, or taking the interpreter apart, would pay."""
    gc.disable()
    code: int | str | None = 0
    try:
        asked = plain_check(sys.argv[1:])
        if asked is not None:
            _check(*asked)
        else:
            from govrules.doors.cli import main

            main()
    except SystemExit as exit:
        code = exit.code
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (BrokenPipeError, ValueError):
        drop_output()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


_PLAIN = frozenset(["--exit-zero", "--notes"])
"""The options that need no reading."""


def plain_check(words: list[str]) -> tuple[tuple[str, ...], frozenset[str]] | None:
    """The files of a check that has none but plain options, and these; None if the words ask for something else.

    Where a shell asks how a line goes on, or leaves it to the program what `*` stands for, the command line answers.
    """
    paths = tuple(word for word in words[1:] if word not in _PLAIN)
    if not paths or words[0] != "check" or any(word.startswith("-") for word in paths):
        return None
    if os.name == "nt" or any(name.endswith("_COMPLETE") for name in os.environ):
        return None
    return paths, _PLAIN & {*words}


def _check(paths: tuple[str, ...], options: frozenset[str]) -> None:
    try:
        _import_msgspec()
        from govrules.doors.checking import checked

        raise SystemExit(checked(paths, exit_zero="--exit-zero" in options, notes="--notes" in options))
    except (Exception, KeyboardInterrupt) as error:
        end_after(error)


def _import_msgspec() -> None:
    """Import msgspec without what it brings and a check of a text never uses, which takes longer than msgspec itself.

    `typing_extensions` it takes where it is installed. `uuid`, which it imports, asks `platform` for no more than the
    name of the system. Its own modules for forms of data come when they are asked for. And it makes a reference to a
    type by name, for which Python would get its compiler ready.
    """
    if "msgspec" in sys.modules:
        return
    _import_datetime()
    platform = ModuleType("platform")
    platform.system = lambda: os.uname().sysname  # type: ignore[attr-defined]  # a module made by hand
    meanwhile = {"typing_extensions": None, "platform": platform}
    meanwhile |= {f"msgspec.{name}": ModuleType(name) for name in _FORMS}
    meanwhile = {name: module for name, module in meanwhile.items() if name not in sys.modules}
    sys.modules.update(meanwhile)  # type: ignore[arg-type]  # None is how Python says that a module is not to be had
    forward = typing.ForwardRef
    typing.ForwardRef = lambda *_, **__: None  # type: ignore[assignment, misc]  # it only looks what that takes
    try:
        import msgspec
    finally:
        typing.ForwardRef = forward  # type: ignore[misc]  # as above
        for name in meanwhile:
            del sys.modules[name]
    for name in _FORMS:
        if f"msgspec.{name}" in meanwhile:
            delattr(msgspec, name)

    def form(name: str) -> object:
        if name not in _FORMS:
            raise AttributeError(f"module 'msgspec' has no attribute {name!r}")
        return import_module(f"msgspec.{name}")

    vars(msgspec)["__getattr__"] = form


def _import_datetime() -> None:
    """Import the part of `datetime` that is used, without the one in Python that takes its place where that is missing.

    Later versions of Python do so themselves.
    """
    if sys.version_info < (3, 12) and "datetime" not in sys.modules:
        with suppress(ImportError):
            sys.modules["datetime"] = import_module("_datetime")


_FORMS = ("inspect", "json", "msgpack", "toml", "yaml")
