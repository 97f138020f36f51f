"""Why a rule came out as it did, for programs: versioned, and described by a JSON Schema.

In: a `Check` with the rule explained. Out: an `Explanation`, or its JSON. What is promised of the report of a check
holds here, too: within version 1 fields may be added, never renamed, removed or given another meaning.
"""

import datetime
import json
from typing import Literal

from pydantic import Field

from govrules.engine.untriggered import untriggered
from govrules.pipeline import Check
from govrules.report.json import Diagnostic, Finding, Ground, Model, diagnosed, grounded, judged
from govrules.text.source import escaped


class Explained(Model):
    """Why a rule came out as it did in one column: its findings, or why it has none."""

    path: str = Field(description="The timeline.")
    column: str = Field(description="The rule set that is applied, or `in force`.")
    findings: tuple[Finding, ...] = Field(description="Each with its explanation in `why`.")
    untriggered: Ground | None = Field(description="Why the rule has no finding; null if it has one.")


class Explanation(Model):
    """Why a rule came out as it did in each column, or in the one that was asked about."""

    version: Literal["1"] = Field(description="The version of this report's form.")
    ok: bool = Field(description="Whether the timeline could be checked; if not, `diagnostics` say what kept it.")
    rule: str = Field(description="The name of the rule, principle, power or exception that is explained.")
    columns: tuple[Explained, ...]
    diagnostics: tuple[Diagnostic, ...]


def report(check: Check, rule: str, *, on: datetime.date | None = None, law: str | None = None) -> Explanation:
    """The explanation of a rule in each column, or in that of one law; `on` leaves the findings of one day."""
    explained: list[Explained] = []
    for result in check.timelines:
        for column in result.columns:
            if law not in (None, column.label):
                continue
            found = [f for f in column.findings if f.rule == rule and on in (None, f.date, f.anchor)]
            explained.append(
                Explained(
                    path=result.timeline.path,
                    column=column.label,
                    findings=tuple(judged(f, result, column, check.sources) for f in found),
                    untriggered=None if found else grounded(untriggered(result, column, rule, on), check.sources),
                )
            )
    return Explanation(
        version="1",
        ok=check.made,
        rule=rule,
        columns=tuple(explained),
        diagnostics=tuple(diagnosed(each, check.sources) for each in check.diagnostics),
    )


def render(check: Check, rule: str, *, on: datetime.date | None = None, law: str | None = None) -> str:
    """The explanation as JSON. The same check gives the same bytes."""
    return escaped(report(check, rule, on=on, law=law).model_dump_json(indent=2)) + "\n"


def schema() -> str:
    """The JSON Schema of the explanation, as JSON."""
    described = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Explanation.model_json_schema(mode="serialization"),
    }
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"
