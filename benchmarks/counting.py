"""Findings counted by rule, column and status, so that everyone who checks the workload can be compared."""

from collections import Counter
from collections.abc import Iterable

import govrules
from benchmarks.events import COLUMNS, RULES
from benchmarks.loop import Record

Counts = dict[tuple[str, str, str], int]
"""How often each rule comes out so, by rule, column and status."""


def of_records(records: Iterable[Record]) -> Counts:
    """The counts of the loop's records."""
    return dict(Counter((RULES[rule], COLUMNS[column], status) for rule, column, status, *_ in records))


def of_check(check: govrules.Check) -> Counts:
    """The counts of a check by govrules, under the rule sets taken as given."""
    return dict(
        Counter(
            (finding.rule, column.ruleset, finding.status)
            for timeline in check.timelines
            for column in timeline.columns
            if not column.in_force
            for finding in column.findings
        )
    )


def violations(counts: Counts) -> list[tuple[int, int]]:
    """How often each rule is violated before and after."""
    before, after = ([counts.get((rule, column, "violated"), 0) for rule in RULES] for column in COLUMNS)
    return list(zip(before, after, strict=True))
