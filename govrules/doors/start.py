"""The program's entry. `govrules check FILE…` without an option starts at once; all else is the command line's.

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
        paths = plain_check(sys.argv[1:])
        if paths:
            _check(paths)
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


def plain_check(words: list[str]) -> tuple[str, ...]:
    """The files of a check that has no option; none if the words ask for something else.

    Where a shell asks how a line goes on, or leaves it to the program what `*` stands for, the command line answers.
    """
    if not words or words[0] != "check" or any(word.startswith("-") for word in words):
        return ()
    if os.name == "nt" or any(name.endswith("_COMPLETE") for name in os.environ):
        return ()
    return tuple(words[1:])


def _check(paths: tuple[str, ...]) -> None:
    try:
        _import_msgspec()
        from govrules.doors.checking import checked

        raise SystemExit(checked(paths))
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
