"""What is still owed when a timeline ends, over all of its columns.

In: the check of a timeline. Out: what must be done by which last day, each duty once with the laws that impose it, the
most pressing first.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from govrules.engine.columns import TimelineResult
from govrules.engine.verdict import STILL_DUE, Finding
from govrules.report.wording import article, listed


class Owed(Struct, frozen=True):
    """A duty that is open at the end."""

    finding: Finding
    laws: list[str]

    def what(self) -> str:
        """What must be done by which day; with more on the days, where there is more to them than a last one."""
        acts: list[str] = []
        for reason in self.finding.reasons:
            act, due, limit = reason.text.partition(STILL_DUE)
            if due:
                acts.append(act if limit in ("", f" by {self.finding.due}") else f"{act}{limit}")
        due = f"{self.finding.due}" if self.finding.due is not None else "some day"
        return f"{due:<10}  {'; '.join(acts)}"

    def by_what(self) -> str:
        """The rule and the laws that impose it, and what it arose from."""
        cited = article(self.finding.citation)
        rule = self.finding.rule + (f" [{cited}]" if cited else "")
        trigger = self.finding.trigger
        if trigger is None or trigger.moment is None:
            since = f"{self.finding.anchor}"
        else:
            since = f"{trigger.moment.day}"
            since += f": {trigger.sentence}" if trigger.sentence != since else ""
        return f"{rule}, {listed(self.laws)}, since {since}"


def owed(result: TimelineResult) -> list[Owed]:
    """What is owed at the end, grouped over the columns; what has no last day comes last."""
    grouped: dict[tuple[object, ...], Owed] = {}
    for column in result.columns:
        for finding in column.findings:
            if finding.status == "pending":
                key = (finding.rule, finding.due, finding.message, finding.citation)
                laws = grouped.setdefault(key, Owed(finding, [])).laws
                laws.append("in force" if column.in_force else f"under {column.ruleset}")
    return sorted(grouped.values(), key=lambda each: each.finding.due or date.max)
