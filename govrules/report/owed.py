"""What is still owed when a timeline ends, over all of its columns.

In: the check of a timeline. Out: what must be done by which last day, each duty once with the laws that impose it, the
most pressing first.
"""

from datetime import date

from msgspec import Struct

from govrules.engine.columns import TimelineResult
from govrules.engine.duties import STILL_DUE
from govrules.engine.verdict import Finding


class Owed(Struct, frozen=True):
    """A duty that is open at the end."""

    finding: Finding
    laws: list[str]

    @property
    def acts(self) -> list[str]:
        """What must be done; with the days, where there is more to them than a last one."""
        acts: list[str] = []
        for reason in self.finding.reasons:
            act, due, limit = reason.text.partition(STILL_DUE)
            if due:
                acts.append(act if limit in ("", f" by {self.finding.due}") else f"{act}{limit}")
        return acts

    @property
    def since(self) -> str:
        """What it arose from."""
        trigger = self.finding.trigger
        if trigger is None or trigger.moment is None:
            return f"since {self.finding.anchor}"
        day = f"{trigger.moment.day}"
        return f"since {day}" if trigger.sentence == day else f"since {day}: {trigger.sentence}"


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
