"""A reading that only some rules ask for is tried for these rules alone, and comes to the same as a whole run."""

from pathlib import Path

import pytest

from govrules.engine import readings
from govrules.files import FileFinder
from govrules.pipeline import Workspace
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = sorted((ROOT / "scenarios/kazakhstan").glob("*.timeline"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_short_runs_come_to_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finder = FileFinder(ROOT)
    source = finder.open(str(path))
    assert isinstance(source, Source)
    read = Workspace(finder).timeline(source, Diagnostics())
    assert read is not None
    timeline, library = read
    columns = [(column.ruleset, in_force) for column in timeline.columns for in_force in (False, True)]
    short = [readings.judge(library, name, timeline, in_force=each, causes=False) for name, each in columns]
    monkeypatch.setattr(readings, "_asking", lambda *_: None)
    whole = [readings.judge(library, name, timeline, in_force=each, causes=False) for name, each in columns]
    for one, two in zip(short, whole, strict=True):
        assert sorted(map(str, one.findings)) == sorted(map(str, two.findings))
        assert {(f.rule, f.message, f.due, f.law) for f in one.findings} == {
            (f.rule, f.message, f.due, f.law) for f in two.findings
        }
        assert (one.steps, one.deemed, one.readings) == (two.steps, two.deemed, two.readings)
