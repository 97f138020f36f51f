"""The shipped scenarios: every expectation is met, and every norm of the shipped rule sets is kept and broken."""

from functools import cache
from pathlib import Path

import pytest

from govrules.files import FileFinder
from govrules.pipeline import Check, check
from govrules.report import json as report_json

ROOT = Path(__file__).resolve().parent.parent
TIMELINES = sorted((ROOT / "scenarios").glob("*/*.timeline"))
KAZAKHSTAN = [path for path in TIMELINES if path.parent.name == "kazakhstan"]

KEPT = {"satisfied", "met", "excused"}
BROKEN = {"violated", "void", "concern"}

UNBREAKABLE = {
    "reconsider_in_a_month": "after the month the law accepts the objections by itself",
    "charge_decided_in_time": "after two months the law rejects the charge by itself",
    "initiators_lose_seats": "the law takes the seats by itself",
    "bill_passes_without_vote": "the law passes the bill by itself",
    "government_resigns": "the text sets no time limit, so what is not done yet stays due",
    "minister_dismissed": "the text sets no time limit",
    "list_seat_lost": "the law takes the seat by itself",
    "recalled_loses_seat": "the law takes the seat by itself",
}


@cache
def run(path: Path) -> Check:
    finder = FileFinder(ROOT)
    source = finder.open(str(path))
    return check([source], finder=finder)


@pytest.mark.parametrize("path", TIMELINES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_expectation_is_met(path: Path) -> None:
    made = run(path)
    assert [d.message for d in made.diagnostics if d.severity != "note"] == []
    assert [(e.expectation.text, e.found) for t in made.timelines for e in t.expectations if not e.met] == []
    assert made.failures() == 0
    assert all(t.expectations for t in made.timelines)


@cache
def statuses() -> dict[str, dict[str, set[str]]]:
    """For each norm, the statuses it gets, and in which scenarios."""
    found: dict[str, dict[str, set[str]]] = {}
    for path in KAZAKHSTAN:
        for timeline in run(path).timelines:
            for column in timeline.columns:
                for finding in column.judgement.findings:
                    found.setdefault(finding.rule, {}).setdefault(finding.status, set()).add(path.stem)
    return found


def norms() -> dict[str, str]:
    """Every rule, principle and power of the shipped versions of Kazakhstan's law, with its kind."""
    library = run(KAZAKHSTAN[0]).timelines[0].library
    found: dict[str, str] = {}
    for ruleset in library.rulesets.values():
        if ruleset.span.path.startswith("seeds/"):
            found |= dict.fromkeys(ruleset.rules, "rule")
            found |= dict.fromkeys(ruleset.powers, "power")
    return found


def test_kazakhstans_law_is_one_chain() -> None:
    library = run(KAZAKHSTAN[0]).timelines[0].library
    amended = ["kz_1995", "kz_1998", "kz_2007", "kz_2011", "kz_2017", "kz_2019", "kz_2022_june", "kz_2022"]
    assert library.texts("kz_2026") == [amended, ["kz_2026"]]


def exceptions() -> dict[str, tuple[str, ...]]:
    library = run(KAZAKHSTAN[0]).timelines[0].library
    return {e.name: e.rules for r in library.rulesets.values() for e in r.exceptions.values()}


def test_there_are_at_least_forty_norms() -> None:
    assert len(norms()) + len(exceptions()) >= 40


@pytest.mark.parametrize("name", sorted(norms()))
def test_every_norm_is_kept_in_one_scenario_and_broken_in_another(name: str) -> None:
    seen = statuses().get(name, {})
    kept = set().union(*(seen.get(status, set()) for status in KEPT))
    broken = set().union(*(seen.get(status, set()) for status in BROKEN))
    assert kept, f"{name} is kept nowhere: {seen}"
    if name in UNBREAKABLE:
        assert not broken, f"{name} can be broken after all"
    else:
        assert broken, f"{name} is broken nowhere: {seen}"


@pytest.mark.parametrize("name", sorted(exceptions()))
def test_every_exception_is_used_in_one_scenario_and_not_available_in_another(name: str) -> None:
    seen = [statuses().get(rule, {}) for rule in exceptions()[name]]
    assert any(each.get("excused") for each in seen)
    assert any(each.get(status) for each in seen for status in BROKEN)


def test_the_flagship_tells_the_disregarded_election_from_the_second_one() -> None:
    made = run(ROOT / "scenarios" / "kazakhstan" / "early-election-2022.timeline")
    report = report_json.report(made)
    timeline = report.timelines[0]
    verdicts = {
        (finding.column, str(finding.date)): finding.status
        for finding in timeline.findings
        if finding.rule == "single_term"
    }
    assert verdicts["kz_2022", "2022-11-20"] == "satisfied"
    assert verdicts["kz_2022_without_transition", "2022-11-20"] == "void"
    reasons = " ".join(f.message for f in timeline.findings if f.rule == "single_term" and f.column == "kz_2022")
    assert "Art. 94-2" in reasons
    expected = {(e.rule, e.status, e.under) for e in timeline.expectations if e.met}
    assert ("single_term", "satisfied", "kz_2022") in expected
    assert ("single_term", "void", "kz_2022_without_transition") in expected
