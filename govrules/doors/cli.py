"""The command line. Every command only gathers its arguments, calls the pipeline, and prints what a report makes."""

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Check what the constitution allows: before a reform, after it, and why."""


@main.command()
@click.argument("paths", nargs=-1, required=True)
def check(paths: tuple[str, ...]) -> None:
    """Check timelines and rule files."""
    from govrules.files import FileFinder
    from govrules.pipeline import check as run

    finder = FileFinder()
    made = run([finder.open(path) for path in paths], finder=finder)
    for d in made.diagnostics:
        if d.severity != "note":
            place = ":".join(str(part) for part in made.sources.place(d.span))
            click.echo(f"{d.severity}[{d.code}] {place}: {d.message}" + (f"\n   help: {d.help}" if d.help else ""))
    for result in made.timelines:
        click.echo(result.timeline.path)
        for column in result.columns:
            click.echo(f"  {column.role} {column.ruleset}")
            for f in column.judgement.findings:
                click.echo(f"    {f.date} {f.rule} {f.status}: {f.message}")
            for each in column.judgement.deemed:
                click.echo(f"    deemed: {each.sentence} {each.moment.in_words() if each.moment else ''}")
        for expected in result.expectations:
            met = "met" if expected.met else "NOT MET"
            click.echo(f"  expect {expected.expectation.text}: {met} {'; '.join(expected.found)}")
    raise SystemExit(2 if not made.made else 1 if made.failures() else 0)
