"""What several peers need: whether one is there, and the events as rows of a table."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from benchmarks import events as e
from benchmarks.events import Story

COLUMNS = (
    ("story", "INTEGER"),
    ("seq", "INTEGER"),
    ("day", "DATE"),
    ("kind", "INTEGER"),
    ("first", "INTEGER"),
    ("second", "INTEGER"),
    ("number", "INTEGER"),
    ("until", "DATE"),
)
"""What a table of events holds: story by story, in the order in which they happened."""


def missing_module(name: str, package: str | None = None) -> str | None:
    """What to say if a module is not installed."""
    return None if find_spec(name) is not None else f"`pip install {package or name}`"


def table(stories: Sequence[Story]) -> Iterator[tuple[int, int, date, int, int, int, int, date]]:
    """The events as rows."""
    for story in stories:
        until = date.fromordinal(story.until)
        for seq, (day, kind, first, second, number) in enumerate(story.events):
            yield story.number, seq, date.fromordinal(day), kind, first, second, number, until


def write_csv(stories: Sequence[Story], folder: str) -> Path:
    """The rows as a file."""
    path = Path(folder) / "events.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([name for name, _ in COLUMNS])
        writer.writerows(table(stories))
    return path


_MONTHS = {e.TAKES: (1, 6, 60, 84), e.LEAVES: (1, 6), e.PRESENTED: (1,), e.CALLED: (2, 3), e.DISSOLVED: (12, 18)}
"""Which sums with months the rules need, by the kind of the event that they start from."""


def sums_with_months(stories: Sequence[Story]) -> list[tuple[int, int]]:
    """The days and numbers of months that have to be added up for an engine that has no months."""
    return sorted({(day, n) for story in stories for day, kind, *_ in story.events for n in _MONTHS.get(kind, ())})
