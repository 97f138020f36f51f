"""The command `check`: gathers what it names, calls the pipeline, and prints what a report makes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from govrules import pipeline
from govrules.doors.inputs import gather
from govrules.doors.printing import colored, show, width
from govrules.files import FileFinder
from govrules.text.source import Sources

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
    root: Path | None = None,
    seconds: float | None = None,
    megabytes: int | None = None,
) -> int:
    """Check, print the report, and give back the exit code.

    With `seconds` or `megabytes`, the check ends when it needs more.
    """

    def reported() -> tuple[pipeline.Check, str]:
        made = _made(paths, root, before, after, under, events, form, why, verify)
        return made, _in_form(made, form, why, in_color, notes, fail_on, exit_zero)

    in_color = form == "text" and colored(color)
    if seconds is None and megabytes is None:
        made, shown = reported()
    else:
        from govrules.doors.guarding import CannotGuardError, OverLimitError, guarded

        try:
            with guarded(seconds, megabytes):
                made, shown = reported()
        except OverLimitError as over:
            made = pipeline.Check((), (), (over.diagnostic,), Sources())
            shown = _in_form(made, form, why, in_color, notes, fail_on, exit_zero)
        except CannotGuardError as cannot:
            sys.stderr.write(f"govrules: {cannot}\n")
            return 2
    show(shown, color=in_color)
    code = made.exit_code(fail_on)
    return 0 if exit_zero and code == 1 else code


def _made(
    paths: tuple[str, ...],
    root: Path | None,
    before: str | None,
    after: str | None,
    under: tuple[str, ...],
    events: tuple[str, ...],
    form: str,
    why: bool,
    verify: bool,
) -> pipeline.Check:
    finder = FileFinder(root)
    return pipeline.check(
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


def _in_form(
    made: pipeline.Check,
    form: str,
    why: bool,
    in_color: bool,
    notes: bool,
    fail_on: tuple[str, ...],
    exit_zero: bool,
) -> str:
    """The report as it is printed."""
    if form == "json":
        from govrules.report import json

        return json.render(made, fail_on=fail_on, exit_zero=exit_zero)
    from govrules.report import text

    return text.render(made, why=why, color=in_color, width=width(), notes=notes, fail_on=fail_on)
