"""No completion of what is unknown contradicts a definite verdict: over the shipped scenarios, every unknown that a check
came upon is answered at random, and what was certain stays as it was.
"""

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from govrules.calendar import Duration, Moment
from govrules.engine import reference
from govrules.engine.law import Assumed, Stated
from govrules.engine.readings import key_of
from govrules.engine.verdict import Judgement
from govrules.files import FileFinder
from govrules.law import model as m
from govrules.law.library import Library
from govrules.law.types import Type
from govrules.pipeline import Workspace
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source
from govrules.timeline.model import Timeline

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted(path for path in (ROOT / "scenarios").rglob("*.timeline"))
DEFINITE = ("satisfied", "violated", "void", "met", "concern", "excused")
COMPLETIONS = 3


def read(path: Path) -> tuple[Timeline, Library]:
    """A shipped timeline and its library."""
    finder = FileFinder(ROOT)
    source = finder.open(str(path))
    assert isinstance(source, Source)
    diagnostics = Diagnostics()
    made = Workspace(finder).timeline(source, diagnostics)
    assert made is not None, diagnostics.sorted()
    return made


def some_value(type: Type, library: Library, random: Random) -> m.Value:
    """A value of a type, at random; unknown where none is known."""
    match type.name:
        case "Date":
            return Moment(date(1900, 1, 1) + timedelta(days=random.randrange(50_000)))
        case "Number":
            return Fraction(random.choice((0, 1, 2, 35, 50, 67, 100, 400, 10_000_000)))
        case "Percent":
            return Fraction(random.randrange(10_001), 10_000)
        case "YesNo":
            return random.random() < 0.5
        case "Duration":
            return Duration(random.randrange(120), random.randrange(30), 0)
        case "Reform" | "Text" | "Money" | "Clock" | "Zone":
            return m.UNKNOWN
    return random.choice(library.vocabulary.of_kind(type.name) or [m.UNKNOWN])


def completed(timeline: Timeline, library: Library, unknown: tuple[Stated, ...], random: Random):
    """The timeline with its slots filled, and what is unknown stated, all at random."""
    events = []
    for event in timeline.events:
        values = [
            some_value(field.type, library, random) if value is m.UNKNOWN else value
            for field, value in zip(event.what.fields, event.values, strict=True)
        ]
        events.append(m_replace(event, values=tuple(values)))
    stated = []
    for each in unknown:
        value = random.random() < 0.5 if each.fact is not None else some_value(each.type, library, random)
        if value is not m.UNKNOWN:
            stated.append(m_replace(each, value=value))
    return m_replace(timeline, events=tuple(events)), tuple(stated)


def m_replace(struct, **changes):
    """A struct with some fields changed."""
    from msgspec.structs import replace

    return replace(struct, **changes)


def definite(judgement: Judgement) -> dict[object, list[str]]:
    """The definite statuses by what they are about."""
    table: dict[object, list[str]] = {}
    for finding in judgement.findings:
        trigger = finding.trigger
        place = trigger.span if trigger is not None and trigger.span is not None else finding.anchor
        table.setdefault((finding.rule, place, key_of(finding)[0]), []).append(finding.status)
    return table


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_is_definite_survives_every_completion(path: Path) -> None:
    timeline, library = read(path)
    if any(event.last is not None for event in timeline.events):
        pytest.skip("uncertain dates are completed elsewhere, one run for each day")
    readings = tuple((reading.name, reading.options[0].name) for reading in library.readings.values())
    columns = [(column.ruleset, False) for column in timeline.columns]
    columns += [(timeline.columns[-1].ruleset, True)]
    for name, in_force in columns:
        assumed = Assumed(readings, "down")
        run = reference.run(library, name, timeline, in_force=in_force, assumed=assumed)
        before = definite(run.judgement)
        random = Random(f"{path.name}{name}{in_force}")
        for _ in range(COMPLETIONS):
            changed, stated = completed(timeline, library, tuple(run.evaluator.unknown.values()), random)
            again = reference.run(
                library, name, changed, in_force=in_force, assumed=Assumed(readings, "down", stated=stated)
            )
            after = definite(again.judgement)
            for key, statuses in before.items():
                certain = {status for status in statuses if status in DEFINITE}
                if len(statuses) == 1 and certain and key in after:
                    assert certain <= set(after[key]), (key, statuses, after[key], stated)
