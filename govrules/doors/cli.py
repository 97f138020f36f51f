"""The command line. Every command only gathers its arguments, calls the pipeline, and prints what a report makes.

Exit codes: 0 when nothing unexpected was found, 1 when something was, 2 when the check could not be made, 130 when
it was interrupted.
"""

import os
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govrules.doors.printing import colored, end_after, show, width

if TYPE_CHECKING:
    from govrules.law.modules import Missing
    from govrules.text.source import Source

_COMMANDS = {
    **dict.fromkeys(("validate", "run", "test", "lint", "verify", "-"), "check …"),
    "help": "--help",
    "version": "--version",
    **dict.fromkeys(("codes", "errors"), "explain"),
    **dict.fromkeys(("compare", "changes"), "diff BEFORE AFTER"),
    **dict.fromkeys(("consolidate", "text", "show"), "law …"),
}
"""What commands that do not exist are called here."""
_OPTIONS = {
    "--json": "--format json",
    "--text": "--format text",
    "--output": "--format",
    **dict.fromkeys(("-v", "--verbose", "--explain", "--reasons"), "--why"),
    **dict.fromkeys(("--no-color", "--no-colour"), "--color never"),
    **dict.fromkeys(("--ruleset", "--rules", "--law"), "--under RULESET"),
    "--strict": "--fail-on STATUS,…",
    "--colour": "--color",
}
"""What options that do not exist are called here."""
_FAILABLE = ("pending", "undetermined", "contested", "excused", "concern")


class _Program(click.Group):
    """The program: whatever goes wrong inside it ends in one line, never in a traceback."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named; without one, say which is meant."""
        meant = _COMMANDS.get(args[0])
        if meant is None and (os.path.exists(args[0]) or args[0].endswith((".timeline", ".gov", ".json"))):
            meant = f"check {args[0]}"
        if meant is not None and self.get_command(ctx, args[0]) is None:
            ctx.fail(f"no command {args[0]!r}; did you mean `govrules {meant}`?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except (Exception, KeyboardInterrupt) as error:
            if ctx.params.get("debug") and not isinstance(error, KeyboardInterrupt | BrokenPipeError):
                raise
            end_after(error)


class _Checking(click.Command):
    """The command `check`, which knows some options by other names."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; of an option that other programs have, say what it is called here."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            meant = _OPTIONS.get(error.option_name)
            if meant is None:
                raise
            ctx.fail(f"no option {error.option_name!r}; did you mean `{meant}`?")


class _Printing(click.Command):
    """The command `law`, whose files are named by options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; of a file that stands alone, say which option names it."""
        alone = [each for at, each in enumerate(args) if at and not args[at - 1].startswith("-")]
        try:
            return super().parse_args(ctx, args)
        except click.UsageError:
            for ending, option in ((".gov", "--rules"), (".timeline", "--timeline"), (".json", "--timeline")):
                named = next((each for each in alone if each.endswith(ending)), None)
                if named is not None:
                    ctx.fail(f"one rule set is named, and its file by an option; did you mean `{option} {named}`?")
            raise


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        from govrules import __version__

        click.echo(f"govrules {__version__}")
        ctx.exit()


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version and exit."
)
@click.option("--debug", is_flag=True, hidden=True, help="Show the traceback of an internal error.")
def main(debug: bool) -> None:
    """Check what the constitution allows: before a reform, after it, and why."""


def _statuses(_ctx: click.Context, _param: click.Parameter, value: str) -> tuple[str, ...]:
    from govrules.text.diagnostics import did_you_mean

    words = tuple(word.strip() for word in value.split(",") if word.strip())
    for word in words:
        if word in ("violated", "void"):
            continue
        if word not in _FAILABLE:
            help = did_you_mean(word, _FAILABLE) or "choose from " + ", ".join(_FAILABLE)
            raise click.BadParameter(f"{word!r} is no status to fail on; {help}")
    return words


def _one_by_one(_ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    for each in value:
        if "," in each:
            words = " ".join(f"--{param.name} {word.strip()}" for word in each.split(",") if word.strip())
            raise click.BadParameter(f"{each!r} names more than one; write `{words}`")
    return value


@main.command(cls=_Checking, short_help="Check timelines and rule files.")
@click.argument("paths", nargs=-1, required=True, metavar="TIMELINE…")
@click.option("--before", metavar="RULESET", help="Check under this rule set as the law before.")
@click.option("--after", metavar="RULESET", help="Check under this rule set as the law after.")
@click.option(
    "--under",
    metavar="RULESET",
    multiple=True,
    callback=_one_by_one,
    help="Check under this rule set, and under those that expectations name, but no others; may be repeated.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="The form of the report; text if unsaid.",
)
@click.option(
    "--event",
    "events",
    metavar="EVENT",
    multiple=True,
    help='Ask about an act that has not happened, such as "2029-12-02: Ada is elected President"; may be repeated.',
)
@click.option("--why", is_flag=True, help="Explain every finding, step by step, also what is satisfied.")
@click.option("--notes", is_flag=True, help="Show also what is only worth a note.")
@click.option(
    "--fail-on",
    default="",
    callback=_statuses,
    metavar="STATUS,…",
    help="Fail also on these unexpected findings: " + ", ".join(_FAILABLE) + ".",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever the findings are.")
@click.option("--verify", is_flag=True, help="Run the specification as well; an error if it finds anything else.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colour; auto heeds the terminal, NO_COLOR and FORCE_COLOR.",
)
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="The folder that `use` lines may not lead out of; the working folder if unsaid.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    metavar="N",
    help="End the check when it takes longer: for texts of strangers.",
)
@click.option(
    "--megabytes", type=click.IntRange(min=128), metavar="N", help="End the check when the program needs more memory."
)
def check(
    paths: tuple[str, ...],
    before: str | None,
    after: str | None,
    under: tuple[str, ...],
    form: str,
    events: tuple[str, ...],
    why: bool,
    notes: bool,
    fail_on: tuple[str, ...],
    exit_zero: bool,
    verify: bool,
    color: str,
    root: Path | None,
    seconds: float | None,
    megabytes: int | None,
) -> None:
    """Check timelines and rule files against the law.

    TIMELINE is a `.timeline` text, a `.json` timeline, a `.gov` rule file, a folder of such texts, or `-` for
    standard input. Exits with 0 if nothing unexpected is violated or void and every expectation is met, with 1 if
    not, and with 2 if the check could not be made.
    """
    from govrules.doors.checking import checked

    code = checked(
        paths,
        before=before,
        after=after,
        under=under,
        form=form,
        events=events,
        why=why,
        notes=notes,
        fail_on=fail_on,
        exit_zero=exit_zero,
        verify=verify,
        color=color,
        root=root,
        seconds=seconds,
        megabytes=megabytes,
    )
    raise SystemExit(code)


@main.command(cls=_Checking, short_help="Explain why a rule came out as it did, or why it did not apply.")
@click.argument("timeline", metavar="TIMELINE")
@click.argument("rule", metavar="RULE")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Explain what was found on this day.")
@click.option("--under", metavar="RULESET", help="Explain it under this rule set.")
@click.option("--in-force", is_flag=True, help="Explain it under the law in force on each day.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="The form; text if unsaid.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colour; auto heeds the terminal, NO_COLOR and FORCE_COLOR.",
)
def why(
    timeline: str, rule: str, on: datetime | None, under: str | None, in_force: bool, form: str, color: str
) -> None:
    """Explain each finding of RULE in TIMELINE, from its verdict down to dated events and the clauses of the law.

    Where the rule has no finding, say why it did not apply. Exits with 0, or with 2 if there is nothing to explain.
    """
    from govrules.doors.why import explained
    from govrules.files import FileFinder

    if in_force and under is not None:
        raise click.UsageError("ask under one law: `--under` or `--in-force`")
    made = explained(timeline, rule, under, in_force, FileFinder())
    day = on.date() if on is not None else None
    law = "in force" if in_force else under
    in_color = colored(color)
    if made.problem is not None:
        raise click.UsageError(made.problem)
    if form == "json":
        from govrules.report import why_json

        show(why_json.render(made.check, rule, on=day, law=law), color=False)
    else:
        from govrules.report.explain import explain as explained_text

        wide = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
        show(explained_text(made.check, rule, on=day, law=law, color=in_color, width=wide), color=in_color)
    raise SystemExit(0 if made.check.made else 2)


@main.command(cls=_Printing, short_help="Print the consolidated text of a law.")
@click.argument("ruleset", metavar="RULESET")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Print what is in force on this day.")
@click.option(
    "--rules",
    metavar="FILE",
    help="The rule file that declares it, or the name of a module; the shipped rule sets if unsaid.",
)
@click.option("--timeline", metavar="TIMELINE", help="The timeline with the events that bring laws into force.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write it here.")
def law(ruleset: str, on: datetime | None, rules: str | None, timeline: str | None, output: Path | None) -> None:
    """Print the text of RULESET, a rule set or reform, as it stands: one rule file with all changes worked in.

    Without a day it has all that leads to it; with one, what is in force on that day. What is left out is said on
    standard error. Exits with 2 if there is no such text.
    """
    from govrules.doors.inputs import rule_file, single
    from govrules.files import FileFinder
    from govrules.pipeline import law_text
    from govrules.report.diagnostics import render

    finder = FileFinder()
    source = _found(rule_file(rules, finder, sys.stdin.buffer)) if rules is not None else None
    events = _found(single(timeline, finder, sys.stdin.buffer)) if timeline is not None else None
    made = law_text(ruleset, source, timeline=events, on=on.date() if on is not None else None, finder=finder)
    for diagnostic in made.diagnostics:
        if diagnostic.severity != "note":
            click.echo(render(diagnostic, made.sources) + "\n", err=True)
    for note in made.notes:
        click.echo(f"govrules: {note}", err=True)
    if made.text is None:
        raise SystemExit(2)
    if output is None:
        show(made.text, color=False)
        return
    try:
        output.write_text(made.text, "utf-8", newline="\n")
    except OSError as error:
        raise click.FileError(str(output), (error.strerror or "unknown reason").lower()) from error


def _found(source: "Source | Missing") -> "Source":
    """A text that an option names, or an end with what is wrong with it."""
    from govrules.law.modules import Missing

    if isinstance(source, Missing):
        raise click.UsageError(source.message + (f"; {source.help}" if source.help else ""))
    return source


@main.command(cls=_Checking, short_help="Say what differs between two versions of the law.")
@click.argument("words", nargs=-1, required=True, metavar="BEFORE AFTER")
@click.option(
    "--rules",
    multiple=True,
    metavar="FILE",
    help="The rule file that declares them, or the name of a module; the shipped rule sets if unsaid.",
)
@click.option(
    "--by",
    type=click.Choice(["reform", "actor"]),
    default="reform",
    help="By reform and article; or what each office and body gains and loses.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="The form; text if unsaid.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colour; auto heeds the terminal, NO_COLOR and FORCE_COLOR.",
)
def diff(words: tuple[str, ...], rules: tuple[str, ...], by: str, form: str, color: str) -> None:
    """Say what differs between two rule sets or reforms, by reform and article, or by actor.

    BEFORE and AFTER are their names, as in `govrules diff kz_2017 kz_2022`; one name alone is compared with what it
    amends or replaces. Exits with 0, or with 2 if they could not be compared.
    """
    from govrules.doors.comparing import difference
    from govrules.files import FileFinder

    made = difference(words, rules, by, FileFinder())
    in_color = colored(color)
    if form == "json":
        from govrules.report import diff_json

        show(diff_json.render(made.comparison, made.balance, made.diagnostics, made.sources), color=False)
    elif made.comparison is None:
        from govrules.report.diagnostics import render

        for diagnostic in made.diagnostics:
            click.echo(render(diagnostic, made.sources, color=in_color) + "\n", err=True)
    else:
        from govrules.report import diff as shown

        if made.balance is not None:
            text = shown.render_balance(made.comparison, made.balance, color=in_color, width=width())
        else:
            text = shown.render(made.comparison, color=in_color, width=width())
        show(text, color=in_color)
    raise SystemExit(0 if made.comparison is not None else 2)


@main.command(short_help="Print the JSON Schema of a report.")
@click.argument("which", type=click.Choice(["check", "why", "diff"]), default="check", required=False)
def schema(which: str) -> None:
    """Print the JSON Schema of what `check --format json` prints, or `why --format json`, or `diff --format json`."""
    if which == "why":
        from govrules.report import why_json

        show(why_json.schema(), color=False)
        return
    if which == "diff":
        from govrules.report import diff_json

        show(diff_json.schema(), color=False)
        return
    from govrules.report import json

    show(json.schema(), color=False)


@main.command(short_help="Explain a diagnostic code, or list them all.")
@click.argument("code", nargs=-1)
def explain(code: tuple[str, ...]) -> None:
    """Print the page of a diagnostic code, such as GR201. Without a code, list all codes and what they mean."""
    from govrules.doors import explaining

    if not code:
        show(explaining.listed(), color=False)
        return
    name = explaining.known(code)
    if name is None:
        raise click.UsageError(f"there is no code {' '.join(code)!r}; {explaining.near(code)}")
    show(explaining.page(name), color=False)
