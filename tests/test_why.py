"""Explanations: every finding has one, each of its steps follows from what it rests on, and asking changes nothing."""

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from helpers import checked
from msgspec.structs import replace

from govrules.calendar import Moment
from govrules.doors.cli import main
from govrules.engine.certificate import problems
from govrules.engine.certificate_values import Texts
from govrules.engine.columns import ColumnResult, TimelineResult
from govrules.engine.grounds import Ground, size
from govrules.engine.verdict import Finding
from govrules.files import FileFinder
from govrules.law.model import RuleSet
from govrules.pipeline import Check, check
from govrules.report import json as report_json
from govrules.report import why_json
from govrules.report.explain import explain
from govrules.report.text import render
from govrules.text import limits

ROOT = Path(__file__).resolve().parent.parent
TIMELINES = sorted([*(ROOT / "scenarios").glob("*/*.timeline"), *(ROOT / "tests" / "provisions").glob("*.timeline")])


@cache
def explained(path: Path) -> Check:
    finder = FileFinder(ROOT)
    return check([finder.open(str(path))], finder=finder, explain="*")


def texts_of(result: TimelineResult, column: ColumnResult) -> Texts:
    """What the leaves of an explanation may name."""
    versions: list[RuleSet] = [*result.library.rulesets.values()]
    options = [o for reading in result.library.readings.values() for o in reading.options]
    changes = [change.what for option in options for change in option.changes]
    deemed = frozenset((each.sentence, each.moment.day) for each in column.judgement.deemed if each.moment)
    made = Texts(result.timeline, versions, deemed)
    parts = [p for reform in result.library.reforms.values() for p in reform.parts]
    for what in [*changes, *(change.what for part in parts for change in part.changes)]:
        if hasattr(what, "value") and hasattr(what, "span"):
            made.clauses[what.span] = what
    return made


def findings(made: Check) -> list[tuple[Texts, Finding]]:
    return [(texts_of(t, c), f) for t in made.timelines for c in t.columns for f in c.findings]


@pytest.mark.parametrize("path", TIMELINES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_step_of_every_explanation_follows_and_asking_changes_no_verdict(path: Path) -> None:
    made = explained(path)
    found = []
    for texts, finding in findings(made):
        assert finding.why is not None
        assert size(finding.why) <= limits.EXPLANATION
        found += [f"{finding.rule} {finding.date} {p}" for p in problems(finding, texts)]
    assert not found, "\n".join(found)
    finder = FileFinder(ROOT)
    plain = check([finder.open(str(path))], finder=finder)
    assert all(finding.why is None for finding in plain.findings)
    assert [replace(finding, why=None) for finding in made.findings] == list(plain.findings)


# ---- the certificate refuses what was tampered with ------------------------------------------------------------------

TAMPERED = [
    "scenarios/kazakhstan/early-election-2022.timeline",
    "scenarios/kazakhstan/unknown-birth-date.timeline",
    "scenarios/kazakhstan/dissolution-broken.timeline",
    "scenarios/kazakhstan/removal-broken.timeline",
    "tests/provisions/us02-broken.timeline",
]
HARMLESS = {
    # What is left out says the same twice, or only says more of what is false anyhow.
    "a child of exists",
    "a child of event",
    "a child of count",
    "a child of holds",
    "a child of part",
    "a child of window",
    "a child of measured",
    # The day at hand, of a step whose truth is the same a year later.
    "the day of stretch",
    "the day of denial",
    "the day of clock",
    "the day of trigger",
    "the day of measured",
    # What the power rests on says it once more.
    "the truth of trigger",
    "the value of deadline",
    "the value of constant",
    "the value of clock",
}


def tampered(ground: Ground) -> Iterator[tuple[str, Ground]]:
    """An explanation with one thing changed, in every way there is: a truth, a day, a value, a step left out."""
    if ground.truth is not None:
        yield f"the truth of {ground.kind}", replace(ground, truth=ground.truth is not True)
    if ground.moment is not None:
        later = Moment(ground.moment.day + timedelta(days=400), ground.moment.minute)
        yield f"the day of {ground.kind}", replace(ground, moment=later)
    if isinstance(ground.value, Moment):
        moved = Moment(ground.value.day + timedelta(days=1), ground.value.minute)
        yield f"the value of {ground.kind}", replace(ground, value=moved)
    elif isinstance(ground.value, int) and not isinstance(ground.value, bool):
        yield f"the value of {ground.kind}", replace(ground, value=ground.value + 1)
    for at, child in enumerate(ground.children):
        rest = (*ground.children[:at], *ground.children[at + 1 :])
        yield f"a child of {ground.kind}", replace(ground, children=rest)
        for what, other in tampered(child):
            yield what, replace(ground, children=(*ground.children[:at], other, *ground.children[at + 1 :]))


@pytest.mark.parametrize("path", TAMPERED)
def test_a_tree_that_was_tampered_with_is_refused(path: str) -> None:
    tried: dict[str, int] = {}
    passed: dict[str, int] = {}
    for texts, finding in findings(explained(ROOT / path)):
        assert finding.why is not None
        for what, tree in tampered(finding.why):
            if tried.get(what, 0) < 150:
                tried[what] = tried.get(what, 0) + 1
                passed[what] = passed.get(what, 0) + (not problems(replace(finding, why=tree), texts))
    assert {what for what, count in passed.items() if count} <= HARMLESS
    assert sum(passed.values()) < sum(tried.values()) / 7
    assert tried["the truth of event"] >= 10


def test_an_explanation_of_another_finding_is_refused() -> None:
    made = explained(ROOT / TAMPERED[0])
    (texts, one), (_, other) = findings(made)[:2]
    assert problems(one, texts) == []
    assert problems(replace(one, why=other.why), texts)
    assert problems(replace(one, why=None), texts)


# ---- what is shown ---------------------------------------------------------------------------------------------------

RULES = """
rule once
  when P is elected
  require no earlier (P is elected)
  otherwise void
rule signs
  when P is elected where (P is a citizen)
  then P signs
    within 30 days
"""
TIMELINE = """
given Adams is a citizen
given not (Brown is a citizen)
2001-01-01: Adams is elected
2001-01-20: Adams signs
2005-01-01: Adams is elected
2006-01-01: Brown is elected
"""


def why(rule: str, **asked: object) -> str:
    return explain(checked(RULES, TIMELINE, explain=rule), rule, **asked)  # type: ignore[arg-type]


def test_a_void_event_that_set_nothing_going_names_the_rule_by_which_it_was() -> None:
    from datetime import date

    shown = why("signs", on=date(2005, 1, 1))
    assert "`signs` did not apply on 2005-01-01 under law" in shown
    assert "it was void by `once`, so nothing follows from it" in shown


def test_a_where_that_was_false_is_shown_with_what_made_it_so() -> None:
    from datetime import date

    shown = why("signs", on=date(2006, 1, 1))
    assert "2006-01-01  Brown is elected" in shown
    assert "`Brown is a citizen` does not hold" in shown
    assert "stated: not (Brown is a citizen)" in shown


def test_the_time_to_spare_is_shown_with_its_arithmetic() -> None:
    shown = why("signs")
    assert "the last day: 2001-01-01 + 30 days = 2001-01-31" in shown
    assert "2001-01-20  Adams signs: 11 days to spare  test.timeline:8" in shown


def test_the_tree_is_in_the_data_when_it_is_asked_for() -> None:
    plain = report_json.report(checked(RULES, TIMELINE)).timelines[0].findings
    assert all(finding.why is None for finding in plain)
    asked = report_json.report(checked(RULES, TIMELINE, explain="*")).timelines[0].findings
    assert all(finding.why is not None for finding in asked)
    void = next(finding for finding in asked if finding.status == "void")
    assert void.why is not None
    required = next(child for child in void.why.children if child.kind == "requirement")
    assert (required.truth, required.children[0].value) == ("false", "1")


def test_only_the_rule_that_is_asked_about_is_explained() -> None:
    made = checked(RULES, TIMELINE, explain="once")
    assert {(f.rule, f.why is not None) for f in made.findings} == {("once", True), ("signs", False)}


def test_every_line_is_as_wide_as_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    made = explained(ROOT / TAMPERED[2])
    for width in (80, 100):
        lines = render(made, why=True, width=width).splitlines()
        trees = [line for line in lines if line.lstrip(" │").startswith(("├─", "└─"))]
        assert len(trees) > 50
        assert [line for line in trees if len(line) > width] == []


def test_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    def run(*words: str) -> tuple[int, str]:
        made = CliRunner().invoke(main, ["why", *words])
        return made.exit_code, made.output

    path = TAMPERED[0]
    code, shown = run(path, "single_term", "--under", "kz_2022", "--on", "2022-11-20")
    assert code == 0
    assert "`earlier_elections` [K23 Art. 94-2] disregards it" in shown
    code, shown = run(path, "single_term", "--in-force", "--format", "json")
    data = json.loads(shown)
    assert (code, [column["column"] for column in data["columns"]]) == (0, ["in force"])
    assert why_json.Explanation.model_validate_json(shown).model_dump_json(indent=2) + "\n" == shown
    code, shown = run(path, "singel_term")
    assert (code, "did you mean `single_term`?" in shown) == (2, True)
    assert run(path, "single_term", "--in-force", "--under", "kz_2022")[0] == 2
    assert run("seeds/kazakhstan/reforms-2022.gov", "single_term")[0] == 2
    assert run("nowhere.timeline", "single_term")[0] == 2


# ---- what would change it --------------------------------------------------------------------------------------------


def asked(path: str, *words: str) -> tuple[str, Any]:
    """What `why` says, as text and as data."""
    made = [CliRunner().invoke(main, ["why", path, *words, *more]) for more in ((), ("--format", "json"))]
    return made[0].output, json.loads(made[1].output)


def test_a_remedy_stands_above_the_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    law = ("--under", "kz_2022_without_transition", "--on", "2022-11-20")
    shown, data = asked(TAMPERED[0], "single_term", *law)
    remedy = "it would be lawful if `Tokayev is elected President with 70.96%` on 2019-06-09 had not happened"
    assert remedy in " ".join(shown.split())
    assert shown.index("it would be lawful") < shown.index("it applies because of")
    assert [each["text"] for each in data["columns"][0]["findings"][0]["remedy"]] == [remedy]


def test_the_clauses_by_which_the_verdict_differs_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    shown, data = asked(TAMPERED[0], "single_term", "--on", "2022-11-20")
    assert "What the reform changes, and by which clauses" in shown
    assert "transition earlier_elections [K23 Art. 94-2]" in " ".join(shown.split())
    after = next(column for column in data["columns"] if column["column"] == "kz_2022")
    assert [each["name"] for each in after["findings"][0]["flipped_by"]] == ["single_term", "earlier_elections"]
    one_law, _ = asked(TAMPERED[0], "single_term", "--under", "kz_2022")
    assert "What the reform changes" not in one_law, "one law has nothing to differ from"


def test_of_one_rule_no_other_is_said_to_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    _, data = asked(TAMPERED[0], "early_election_in_time")
    assert {f["rule"] for column in data["columns"] for f in column["findings"]} == {"early_election_in_time"}


# ---- as data ---------------------------------------------------------------------------------------------------------


def test_the_published_schema_is_current() -> None:
    published = (ROOT / "docs" / "why.schema.json").read_text("utf-8")
    assert published == why_json.schema(), "run `govrules schema why > docs/why.schema.json`"
    assert CliRunner().invoke(main, ["schema", "why"]).output == published


def test_every_field_is_required_in_the_schema() -> None:
    described = json.loads(why_json.schema())
    assert described["title"] == "Explanation"
    for model in [described, *described["$defs"].values()]:
        if "properties" in model:
            assert set(model["required"]) == set(model["properties"])


def test_the_data_say_why_a_rule_did_not_apply(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    _, data = asked(TAMPERED[0], "consecutive_terms", "--under", "kz_2022")
    (column,) = data["columns"]
    assert (data["version"], data["ok"], data["rule"]) == ("1", True, "consecutive_terms")
    assert (column["path"], column["findings"]) == (TAMPERED[0], [])
    assert [child["text"] for child in column["untriggered"]["children"]] == [
        "One and the same person may not be elected President more than two times in a row.",
        "until then it was a rule: that of kz_2022_june and before",
        "kz_2022 repeals it",
    ]


def test_a_timeline_that_cannot_be_checked_is_told_in_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.timeline").write_text('timeline "x"\n  use "people"\n  until 2020-01-01\n', "utf-8")
    made = CliRunner().invoke(main, ["why", "bad.timeline", "rule", "--format", "json"])
    data = json.loads(made.output)
    assert (made.exit_code, data["ok"], data["columns"]) == (2, False, [])
    assert data["diagnostics"][0]["code"] == "GR501"
