"""How a report is printed, and how the program ends when it cannot be."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import NoReturn


def show(text: str, *, color: bool) -> None:
    """Print a report; characters that the terminal does not have are replaced, and those that it might obey."""
    from govrules.text.source import shown  # which the program may load in its own way

    text = shown(text, color=color)
    with suppress(AttributeError, ValueError):
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # not every stream can
    if "\033" in text or (sys.stdout.encoding or "").lower() != "utf-8":
        import click  # which knows what to do about colours, and about terminals that say nothing of their letters

        click.echo(text, nl=False, color=color)
    else:
        sys.stdout.write(text)
        sys.stdout.flush()


def width() -> int:
    """How wide a report may be: as the terminal or COLUMNS has it, else 100."""
    if not (sys.stdout.isatty() or os.environ.get("COLUMNS")):
        return 100
    import shutil

    return shutil.get_terminal_size((100, 24)).columns


def colored(choice: str) -> bool:
    """Whether to colour: as told, else as the environment and the terminal have it."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def drop_output() -> None:
    """Nobody reads any more: let the rest of the output go nowhere, also what is flushed on the way out."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def end_after(error: BaseException) -> NoReturn:
    """End the program after something went wrong inside it: in one line, never with a traceback."""
    if isinstance(error, KeyboardInterrupt):
        raise SystemExit(130)
    if isinstance(error, BrokenPipeError):
        drop_output()
    elif isinstance(error, ModuleNotFoundError) and not (error.name or "govrules").startswith("govrules"):
        sys.stderr.write(f"govrules needs the package `{error.name}`, which is not installed\n")
    else:
        sys.stderr.write(
            f"govrules: this is a mistake in govrules itself ({type(error).__name__}); "
            "please report it, with the files that show it\n"
        )
    raise SystemExit(2)
