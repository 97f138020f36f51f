"""Rego through regopy (rego-cpp): the eight rules as a policy (`rules.rego`) over one document a story.

There are no months in it: the host program puts the days so many months later into the document, which it also arranges
by person, office, chamber and bill. The documents are made before the clock starts.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import events as e
from benchmarks.events import Story
from benchmarks.generator import months_later
from benchmarks.peers import rows

if TYPE_CHECKING:
    import regopy

    Prepared = tuple[regopy.Interpreter, regopy.Bundle, list[regopy.Input]]

NAME = "Rego (regopy)"

_RULES = Path(__file__).parent / "rules.rego"


def available() -> str | None:
    """What is missing, if it cannot run here."""
    return rows.missing_module("regopy")


def prepare(stories: Sequence[Story]) -> "Prepared":
    """An interpreter with the policy, the query made ready, and a document for each story."""
    import regopy

    interpreter = regopy.Interpreter()
    interpreter.add_module("workload", _RULES.read_text())
    query = interpreter.build("data.workload.result")
    return interpreter, query, [regopy.Input(_document(story)) for story in stories]


def violations(prepared: "Prepared") -> list[tuple[int, int]]:
    """How often each rule is violated before and after."""
    interpreter, query, documents = prepared
    totals = [[0, 0] for _ in range(8)]
    for document in documents:
        interpreter.set_input(document)
        columns = interpreter.query_bundle(query).results[0].expressions[0]
        for column, counts in enumerate(columns):
            for rule, count in enumerate(counts):
                totals[rule][column] += count
    return [(before, after) for before, after in totals]


def _document(story: Story) -> dict[str, Any]:
    document: dict[str, Any] = {"until": story.until, "presented": [], "override": [], "answered": {}}
    for name in ("changes", "takes", "deaths", "elected", "dissolved", "called", "held", "later"):
        document[name] = {}
    document["days"] = [event[0] for event in story.events]
    for seq, (day, kind, first, second, figure) in enumerate(story.events):
        match kind:
            case e.TAKES | e.LEAVES:
                document["changes"].setdefault(str(second), []).append(seq)
                if kind == e.TAKES:
                    taken = {"seq": seq, "day": day, "office": str(second)}
                    document["takes"].setdefault(str(first), []).append(taken)
            case e.DIES:
                document["deaths"][str(first)] = [seq]
            case e.ELECTED:
                elected = {"seq": seq, "share": figure}
                document["elected"].setdefault(f"{first} {second}", []).append(elected)
            case e.PRESENTED:
                document["presented"].append({"day": day, "bill": str(first)})
            case e.SIGNED | e.RETURNED:
                document["answered"][str(first)] = day
            case e.OVERRIDDEN:
                document["override"].append({"chamber": first, "votes": figure})
            case e.DISSOLVED:
                document["dissolved"].setdefault(str(first), []).append(day)
            case e.CALLED:
                document["called"].setdefault(str(first), []).append(day)
            case e.HELD:
                document["held"].setdefault(str(first), []).append(day)
    for day, months in rows.sums_with_months([story]):
        document["later"].setdefault(str(months), {})[str(day)] = months_later(day, months)
    return document
