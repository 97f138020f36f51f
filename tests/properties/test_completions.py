"""No completion of what is unknown contradicts a definite verdict, over the shipped scenarios and generated ones.

What a check leaves open is answered as hypothesis chooses: the option of each reading, the rounding of a day that does
not exist, the day of an uncertain date, the slots that an event leaves unknown, the facts and attributes that nobody
states, the validity of a reform. What the check found to be certain is found in the completed timeline too.
"""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from govrules.calendar import Duration, Moment
from govrules.engine import reference
from govrules.engine.law import Assumed, Stated
from govrules.engine.readings import judge, key_of, readings_of
from govrules.engine.verdict import Finding, Judgement
from govrules.files import FileFinder
from govrules.law import model as m
from govrules.law.library import Library
from govrules.law.types import Type
from govrules.pipeline import Workspace
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source
from govrules.timeline.model import Timeline
from tests.properties.agreement import STEPS
from tests.properties.strategies import Case, cases, read

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted(path for path in (ROOT / "scenarios").rglob("*.timeline"))
DEFINITE = frozenset({"satisfied", "violated", "void", "met", "concern", "excused"})
OBJECTED = frozenset({"violated", "void", "concern"})
NUMBERS = tuple(map(Fraction, (0, 1, 2, 35, 50, 67, 100, 400, 10_000_000)))
Column = tuple[str, bool]
"""A rule set, and whether the law in force that leads to it judges."""


def columns(timeline: Timeline) -> list[Column]:
    """The columns of a timeline, and the law in force that leads to the last one."""
    names = [column.ruleset for column in timeline.columns]
    return [*((name, False) for name in names), (names[-1], True)]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parent.name}/{path.stem}")
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_definite_survives_every_completion(path: Path, data: st.DataObject) -> None:
    survives(data, *shipped(path))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=cases(), data=st.data())
def test_what_is_definite_in_generated_cases_survives_every_completion(case: Case, data: st.DataObject) -> None:
    made = read(case)
    if made is not None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("govrules.text.limits.STEPS", STEPS)
            survives(data, *made)


def survives(data: st.DataObject, timeline: Timeline, library: Library) -> None:
    """What is certain under some column is found whatever the answers to what is open."""
    column = data.draw(st.sampled_from(columns(timeline)), "column")
    certain = certainties(timeline, library, column)
    complete = with_known_slots(data, timeline, library)
    assumed = assumptions(data, timeline, library, column)
    stated: dict[object, Stated] = {}
    for _ in range(3):  # an answer may raise another question
        run = reference.run(
            library,
            column[0],
            complete,
            in_force=column[1],
            assumed=replace(assumed, stated=tuple(each for each in stated.values() if each.value is not m.UNKNOWN)),
        )
        if run.judgement.limited is not None:
            return
        verdicts = by_place(run.judgement)
        for place, status in certain.items():
            found = verdicts.get(place, frozenset())
            assert status in found or not (found or status in OBJECTED), (place, status, found, stated)
        open_questions = [each for each in run.evaluator.unknown.values() if question(each) not in stated]
        if not open_questions:
            return
        stated |= {question(each): answered(data, each, library) for each in open_questions}


@cache
def shipped(path: Path) -> tuple[Timeline, Library]:
    """A shipped timeline and its library."""
    finder = FileFinder(ROOT)
    source = finder.open(str(path))
    assert isinstance(source, Source)
    diagnostics = Diagnostics()
    made = Workspace(finder).timeline(source, diagnostics)
    assert made is not None, diagnostics.sorted()
    return made


def certainties(timeline: Timeline, library: Library, column: Column) -> dict[object, str]:
    """What a check finds to be certain of a place: by a rule and what set it going, the one definite status."""
    judgement = judge(library, column[0], timeline, in_force=column[1], causes=False)
    places = {place_of(finding) for finding in judgement.findings if finding.trigger is not None}
    return {
        place: next(iter(statuses))
        for place, statuses in by_place(judgement).items()
        if len(statuses) == 1 and statuses <= DEFINITE and place in places
    }


def by_place(judgement: Judgement) -> dict[object, frozenset[str]]:
    """The statuses by what they are about."""
    table: dict[object, frozenset[str]] = {}
    for finding in judgement.findings:
        place = place_of(finding)
        table[place] = table.get(place, frozenset()) | {finding.status}
    return table


def place_of(finding: Finding) -> object:
    """What a finding is about, whoever takes part in it, on whatever day."""
    trigger = finding.trigger
    where = trigger.span if trigger is not None and trigger.span is not None else finding.anchor
    return finding.rule, where, key_of(finding)[-1]


def assumptions(data: st.DataObject, timeline: Timeline, library: Library, column: Column) -> Assumed:
    """One way to read the law and the dates."""
    name, in_force = column
    options = [
        (reading.name, data.draw(st.sampled_from([option.name for option in reading.options]), reading.name))
        for reading in readings_of(library, name, in_force=in_force)
    ]
    days = [
        (at, data.draw(st.sampled_from([*event.days()]), event.sentence))
        for at, event in enumerate(timeline.events)
        if event.last is not None
    ]
    rounding = data.draw(st.sampled_from(["down", "up"]), "rounding")
    valid = [
        (reform, data.draw(st.booleans(), f"validity of {reform}")) for reform in doubtful(timeline, library, column)
    ]
    return Assumed(tuple(options), rounding, tuple(valid), days=tuple(days))


def doubtful(timeline: Timeline, library: Library, column: Column) -> Iterable[str]:
    """The reforms of which a run does not know whether they were validly made."""
    return reference.run(library, column[0], timeline, in_force=column[1]).outcome.doubtful


def with_known_slots(data: st.DataObject, timeline: Timeline, library: Library) -> Timeline:
    """The timeline with a value in each slot that an event leaves unknown."""
    events = [
        replace(
            event,
            values=tuple(
                data.draw(values(field.type, library), event.sentence) if value is m.UNKNOWN else value
                for field, value in zip(event.what.fields, event.values, strict=True)
            ),
        )
        for event in timeline.events
    ]
    return replace(timeline, events=tuple(events))


def question(each: Stated) -> object:
    """What is asked for, whatever the answer."""
    return each.fact, each.values, each.entity, each.name


def answered(data: st.DataObject, each: Stated, library: Library) -> Stated:
    """An answer to what nobody states."""
    value = st.booleans() if each.fact is not None else values(each.type, library)
    return replace(each, value=data.draw(value, f"{question(each)}"))


def values(type: Type, library: Library) -> st.SearchStrategy[m.Value]:
    """The values of a type; unknown where none is known."""
    match type.name:
        case "Date":
            return st.dates(date(1900, 1, 1), date(2040, 1, 1)).map(Moment)
        case "Number":
            return st.sampled_from(NUMBERS)
        case "Percent":
            return st.integers(0, 10_000).map(lambda part: Fraction(part, 10_000))
        case "YesNo":
            return st.booleans()
        case "Duration":
            return st.builds(Duration, st.integers(0, 120), st.integers(0, 30), st.just(0))
        case "Reform" | "Text" | "Money" | "Clock" | "Zone":
            return st.just(m.UNKNOWN)
    return st.sampled_from(library.vocabulary.of_kind(type.name) or [m.UNKNOWN])
