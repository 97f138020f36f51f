"""What the engines once did not agree on, one small case each; the story of each is at the head of its rule file."""

from pathlib import Path

import pytest

from govrules.files import FileFinder
from govrules.pipeline import Workspace, check
from govrules.text.diagnostics import Diagnostics
from tests.properties.agreement import compiled, differences, side_by_side, specified

ROOT = Path(__file__).resolve().parent.parent
CASES = sorted(path.stem for path in (ROOT / "tests/regressions").glob("*.timeline"))


@pytest.mark.parametrize("name", CASES)
def test_the_engines_agree_and_expectations_are_met(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    finder = FileFinder(ROOT)
    source = finder.open(f"tests/regressions/{name}.timeline")
    found = Diagnostics()
    made = Workspace(finder).timeline(source, found)
    assert made is not None, [d.message for d in found.sorted()]
    different = [*differences(made, specified, compiled, seed=name, steps=None)]
    assert not different, side_by_side(different)
    checked = check([source], finder=finder)
    assert all(each.met for timeline in checked.timelines for each in timeline.expectations)


@pytest.mark.parametrize("name", CASES)
def test_each_has_its_story(name: str) -> None:
    first = (ROOT / f"tests/regressions/{name}.gov").read_text("utf-8").splitlines()[0]
    assert first.startswith("# ")
