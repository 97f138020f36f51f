"""The command `check`: gathers what it names, calls the pipeline, and prints what a report makes."""

import sys
from typing import TYPE_CHECKING

from govrules import pipeline
from govrules.doors.inputs import gather
from govrules.doors.printing import colored, show, width
from govrules.files import FileFinder

if TYPE_CHECKING:
    from pathlib import Path


def checked(
    paths: tuple[str, ...],
    *,
    before: str | None = None,
    after: str | None = None,
    under: tuple[str, ...] = (),
    form: str = "text",
    events: tuple[str, ...] = (),
    why: bool = False,
    notes: bool = False,
    fail_on: tuple[str, ...] = (),
    exit_zero: bool = False,
    verify: bool = False,
    color: str = "auto",
    root: "Path | None" = None,
) -> int:
    """Check, print the report, and give back the exit code."""
    finder = FileFinder(root)
    made = pipeline.check(
        gather(paths, finder, sys.stdin.buffer),
        finder=finder,
        before=before,
        after=after,
        under=under,
        events=events,
        attribute=why or form == "json",
        explain="*" if why else None,
        verify=verify,
    )
    if form == "json":
        from govrules.report import json

        show(json.render(made, fail_on=fail_on, exit_zero=exit_zero), color=False)
    else:
        from govrules.report import text

        in_color = colored(color)
        shown = text.render(made, why=why, color=in_color, width=width(), notes=notes, fail_on=fail_on)
        show(shown, color=in_color)
    code = made.exit_code(fail_on)
    return 0 if exit_zero and code == 1 else code
