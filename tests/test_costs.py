"""What work costs, counted and not timed: calls and questions for each event, entries in the indexes, runs of the engine.

The figures hold on every machine. When one grows, something has become slower; when it was worth it, the ceiling is
raised here, and said why.
"""

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FrameType
from typing import NamedTuple

import pytest

from benchmarks import generator
from benchmarks.subject import Subject
from govrules.engine import engines
from govrules.engine.compiled import run as compiled
from govrules.engine.compiled.history import History
from govrules.files import FileFinder
from govrules.pipeline import check

ROOT = Path(__file__).resolve().parent.parent
SHORT, LONG = 200, 2_000

CALLS = 370
"""Calls of Python functions for each event, one version, all reasons in words: 285 to 331 when this was written."""
QUESTIONS = 10
"""Questions about the past and statements matched for each event: 4 to 9 when this was written."""
ENTRIES = 2.5
"""Entries in the indexes of the history for each event: 1.7 to 2.1 when this was written."""


class Cost(NamedTuple):
    """What one run costs for each event."""

    calls: float
    questions: float
    entries: float


@cache
def cost(events: int) -> Cost:
    scenario = Subject().read(generator.story(3, events))
    assert scenario.library is not None
    assert scenario.timeline is not None
    timeline, library = scenario.timeline, scenario.library
    made: list[compiled.Run] = []

    def run() -> None:
        made.append(compiled.run(library, "workload_before", timeline))
        assert made[0].judgement.findings

    calls = calls_of(run)
    outcome, history = made[0].outcome, made[0].history
    return Cost(calls / events, outcome.steps / events, entries(history) / events)


def calls_of(what: Callable[[], None]) -> int:
    """How many functions written in Python are called."""
    calls = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        what()
    finally:
        sys.setprofile(before)
    return calls


def entries(history: History) -> int:
    """How many entries the indexes have."""
    shelves = [*history.events.values(), *history.facts.values()]
    kept = sum(len(shelf.items) for shelf in shelves)
    kept += sum(len(items) for shelf in shelves for values in shelf.by_slot.values() for items in values.values())
    tallies = (by_slots.values() for by_slots in history.tallies.values())
    return kept + sum(len(places) for each in tallies for by_values in each for places in by_values.values())


@pytest.mark.parametrize("events", [SHORT, LONG])
def test_an_event_costs_no_more_than_it_did(events: int) -> None:
    made = cost(events)
    assert made.calls <= CALLS
    assert made.questions <= QUESTIONS
    assert made.entries <= ENTRIES


def test_an_event_costs_no_more_in_a_long_timeline() -> None:
    short, long = cost(SHORT), cost(LONG)
    assert long.calls <= 1.2 * short.calls
    assert long.entries <= 1.2 * short.entries


@pytest.mark.parametrize(
    ("attribute", "most"),
    [
        (False, 4),
        (True, 20),
    ],  # before, after, in force, and one more; then which clauses make verdicts differ, and remedies
)
def test_a_check_runs_the_engine_no_more_often_than_it_did(
    attribute: bool, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = 0
    real = compiled.run

    def counted(*args: object, **options: object) -> compiled.Run:
        nonlocal runs
        runs += 1
        return real(*args, **options)  # type: ignore[arg-type]  # handed on as they come

    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(engines.compiled, "run", counted)
    finder = FileFinder(ROOT)
    check([finder.open("scenarios/kazakhstan/early-election-2022.timeline")], finder=finder, attribute=attribute)
    assert 0 < runs <= most
