"""The program's entry. `govrules check FILE…` with no option but a plain one starts at once; all else is the command
line's.

What the two do for the same words is the same: this door only spares a plain check what reads options and makes help.
"""

import gc
import os
import sys

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
    """Import msgspec without `typing_extensions`, which it takes where it is installed and does not need.

    With that come `inspect`, `ast` and `tokenize`: a twentieth of the time of a small check.
    """
    asked = "typing_extensions"
    if asked in sys.modules:
        return
    sys.modules[asked] = None  # type: ignore[assignment]  # Python's own way to say that a module is not to be had
    try:
        import msgspec  # noqa: F401  # it is imported for those who use it
    finally:
        del sys.modules[asked]
