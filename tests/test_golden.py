"""What people see: the text reports of a few scenarios, and of two versions compared, word for word.

After a change that is meant, run `UPDATE_GOLDEN=1 pytest tests/test_golden.py` and read the difference before it is
committed.
"""

import os
from pathlib import Path

import pytest

from govrules.doors.comparing import difference
from govrules.files import FileFinder
from govrules.pipeline import check
from govrules.report import diff
from govrules.report.text import render

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"
SHOWN = {
    "early-election-2022": ("scenarios/kazakhstan/early-election-2022.timeline", False),
    "early-election-2015": ("scenarios/kazakhstan/early-election-2015.timeline", False),
    "unknown-birth-date": ("scenarios/kazakhstan/unknown-birth-date.timeline", False),
    "laws-broken": ("scenarios/kazakhstan/laws-broken.timeline", False),
    "second-term-2029-why": ("scenarios/kazakhstan/second-term-2029.timeline", True),
    "treaties-broken": ("scenarios/ruritania/treaties-broken.timeline", False),
}


@pytest.mark.parametrize("name", SHOWN)
def test_report_reads_as_before(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    path, why = SHOWN[name]
    finder = FileFinder()
    made = check([finder.open(path)], finder=finder, explain="*" if why else None, attribute=why)
    shown = render(made, why=why)
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "by"), [("kz-2017-2022", None), ("kz-2017-2022-by-actor", "actor")])
def test_difference_reads_as_before(name: str, by: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    made = difference(("kz_2017", "kz_2022"), (), by, FileFinder())
    assert made.comparison is not None
    shown = (
        diff.render_balance(made.comparison, made.balance) if made.balance is not None else diff.render(made.comparison)
    )
    golden = GOLDEN / f"diff-{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")


def test_colour_changes_nothing_but_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    import re

    monkeypatch.chdir(ROOT)
    finder = FileFinder()
    made = check([finder.open(SHOWN["laws-broken"][0])], finder=finder)
    colored = render(made, color=True)
    assert "\x1b[" in colored
    assert [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", colored).splitlines()] == render(made).splitlines()
