"""A reading that only some rules ask for is followed in the same run, or tried for these rules alone; either way it comes
to the same as a run of its own."""

from pathlib import Path
from unittest.mock import patch

import pytest

from govrules.engine import readings
from govrules.engine.verdict import Judgement
from govrules.files import FileFinder
from govrules.law.library import Library
from govrules.pipeline import Workspace
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source
from tests.properties.strategies import Read, case_of, read

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = sorted((ROOT / "scenarios/kazakhstan").glob("*.timeline"))


def judgements(read: Read) -> list[Judgement]:
    timeline, library = read
    names = [column.ruleset for column in timeline.columns if column.ruleset in library.rulesets]
    columns = [(name, in_force) for name in names for in_force in (False, True)]
    return [readings.judge(library, name, timeline, in_force=each, causes=False) for name, each in columns]


def compare(read: Read) -> None:
    """Both short ways beside runs of their own."""
    short = judgements(read)
    with patch.object(readings, "_of_values", lambda *_: []):
        alone = judgements(read)
        with patch.object(readings, "_asking", lambda *_: None):
            whole = judgements(read)
    for made in (short, alone):
        for one, two in zip(made, whole, strict=True):
            assert sorted(map(str, one.findings)) == sorted(map(str, two.findings))
            assert {(f.rule, f.message, f.due, f.law) for f in one.findings} == {
                (f.rule, f.message, f.due, f.law) for f in two.findings
            }
            assert (one.steps, one.deemed, one.readings) == (two.steps, two.deemed, two.readings)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_short_runs_come_to_the_same(path: Path) -> None:
    finder = FileFinder(ROOT)
    source = finder.open(str(path))
    assert isinstance(source, Source)
    made = Workspace(finder).timeline(source, Diagnostics())
    assert made is not None
    compare(made)


def test_short_runs_come_to_the_same_in_generated_cases() -> None:
    varied = 0
    with patch.object(limits, "STEPS", 20_000):
        for seed in range(150):
            made = read(case_of(f"readings {seed}"))
            if made is not None and made[1].readings and _gives_values(made[1]):
                varied += 1
                compare(made)
    assert varied >= 5


def _gives_values(library: Library) -> bool:
    """Whether some reading only gives values."""
    changes = ([c.kind for o in reading.options for c in o.changes] for reading in library.readings.values())
    return any(set(kinds) <= {"value", "attribute"} for kinds in changes)


def test_the_flagship_needs_one_run_for_each_column() -> None:
    finder = FileFinder(ROOT)
    source = finder.open(str(ROOT / "scenarios/kazakhstan/early-election-2022.timeline"))
    assert isinstance(source, Source)
    made = Workspace(finder).timeline(source, Diagnostics())
    assert made is not None
    with patch.object(readings, "_run", side_effect=AssertionError("another run")):
        judged = readings.judge(made[1], "kz_2017", made[0])
    assert judged.readings == (2, 2)
