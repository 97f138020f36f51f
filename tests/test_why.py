"""Explanations: every finding has one, each of its steps follows from what it rests on, and asking changes nothing."""

from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from govrules.engine.certificate import problems
from govrules.engine.certificate_values import Texts
from govrules.engine.columns import ColumnResult, TimelineResult
from govrules.engine.grounds import size
from govrules.engine.verdict import Finding
from govrules.files import FileFinder
from govrules.law.model import RuleSet
from govrules.pipeline import Check, check
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
        found += [f"{finding.rule} {finding.date} {p}" for p in problems(finding.why, texts, finding.bindings)]
    assert not found, "\n".join(found)
    finder = FileFinder(ROOT)
    plain = check([finder.open(str(path))], finder=finder)
    assert all(finding.why is None for finding in plain.findings)
    assert [replace(finding, why=None) for finding in made.findings] == list(plain.findings)
