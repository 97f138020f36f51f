"""What people see: the text reports of a few scenarios, and of two versions compared, word for word.

After a change that is meant, run `UPDATE_GOLDEN=1 pytest tests/test_golden.py` and read the difference before it is
committed.
"""

import os
from datetime import date
from pathlib import Path

import pytest

from govrules.doors.comparing import difference
from govrules.doors.why import explained
from govrules.files import FileFinder
from govrules.pipeline import check
from govrules.report import diff
from govrules.report.explain import explain
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


KZ = "scenarios/kazakhstan"
EXPLAINED: dict[str, tuple[str, str, str | None, str]] = {
    "why-disregarded": (f"{KZ}/early-election-2022.timeline", "single_term", "2022-11-20", "kz_2022"),
    "why-void": (f"{KZ}/early-election-2022.timeline", "single_term", "2022-11-20", "kz_2022_without_transition"),
    "why-in-time": (f"{KZ}/early-election-2022.timeline", "early_election_in_time", "2022-11-20", "in force"),
    "why-contested": (f"{KZ}/early-election-2022.timeline", "early_election_in_time", "2019-06-09", "in force"),
    "why-not-in-this-law": (f"{KZ}/early-election-2022.timeline", "consecutive_terms", None, "kz_2022"),
    "why-excused": (f"{KZ}/five-elections.timeline", "consecutive_terms", "2005-12-04", "kz_2017"),
    "why-while": (f"{KZ}/dissolution-2023.timeline", "within_the_term", "2027-11-27", "kz_2017"),
    "why-pending": (f"{KZ}/death-in-2022.timeline", "next_election", None, "kz_2022"),
    "why-undetermined": (f"{KZ}/unknown-birth-date.timeline", "candidate_age", None, "kz_2022"),
    "why-beyond-the-power": (f"{KZ}/dissolution-broken.timeline", "dissolve", "2023-06-03", "kz_2017"),
    "why-clock-stands-still": (f"{KZ}/laws.timeline", "sign_or_return", "2024-04-30", "kz_2017"),
    "why-not-set-going": (f"{KZ}/dissolution-broken.timeline", "early_election_in_time", None, "kz_2022"),
}
"""A timeline, a rule, a day and a law, for each shape of an explanation."""


@pytest.mark.parametrize("name", EXPLAINED)
def test_explanation_reads_as_before(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    path, rule, on, law = EXPLAINED[name]
    in_force = law == "in force"
    made = explained(path, rule, None if in_force else law, in_force, FileFinder())
    assert made.problem is None
    shown = explain(made.check, rule, on=date.fromisoformat(on) if on else None, law=law)
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")
    assert all(len(line) <= 100 for line in shown.splitlines())


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
