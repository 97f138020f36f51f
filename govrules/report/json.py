"""The report that programs read: versioned, documented, and described by a JSON Schema.

In: a `Check`. Out: a `Report`, or its JSON. Within version 1 fields may be added, never renamed, removed or given
another meaning; a reader ignores fields that it does not know. Dates are `2022-11-20`, times of day `07:00`, and all
values are texts in the words of the language, because a binary float could not hold them exactly.
"""

import datetime
import json
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field

from govrules.engine import flips, grounds, say, verdict
from govrules.engine.columns import ColumnResult, TimelineResult, matches
from govrules.engine.grounds import Kind
from govrules.engine.verdict import Status
from govrules.law import model as m
from govrules.law.types import Type
from govrules.pipeline import Check
from govrules.syntax import tree as t
from govrules.text import diagnostics
from govrules.text.source import Sources, Span, escaped
from govrules.timeline import model
from govrules.timeline.model import Event

STATUSES: tuple[Status, ...] = (
    "violated",
    "void",
    "concern",
    "undetermined",
    "contested",
    "pending",
    "excused",
    "satisfied",
    "met",
)


class Model(BaseModel):
    """What all parts of a report have in common."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Location(Model):
    """A place in a text. Lines and columns count from 1, in characters; the end is the first place after it."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


class Citation(Model):
    """The article or document that something rests on."""

    text: str = Field(description="As written, without its confidence: `K23 Art. 42.5`.")
    source: str | None = Field(description="The declared source that the citation names: `K23`.")
    confidence: t.Confidence = Field(description="How sure the author is of it; `verified` unless said otherwise.")


class Happening(Model):
    """An event, or a fact that was stated."""

    sentence: str
    date: datetime.date | None = Field(description="Its day; null for a stated fact without one.")
    written: str | None = Field(description="Its date as it is written, if it is uncertain; `date` may then be it.")
    time: str | None = Field(description="Its time of day in the zone of the rule set, if it has one: `07:00`.")
    location: Location | None = Field(description="Where it is written; null for what the law itself made happen.")
    citation: Citation | None


class Reason(Model):
    """One step of why a finding is what it is."""

    text: str
    rests_on: tuple[Happening, ...]


class Ground(Model):
    """One step of an explanation: a sentence, what it comes to, and the steps that it rests on."""

    kind: Kind = Field(description="What sort of step it is.")
    text: str
    truth: Literal["true", "false", "unknown"] | None = Field(
        description="Of a statement, or of whether an event counts."
    )
    value: str | None = Field(description="What an expression comes to.")
    how: str = Field(
        description="How it follows from its children: an operator or a word of the language, if one is needed."
    )
    date: datetime.date | None = Field(description="The day of an event, or the day at hand.")
    time: str | None
    location: Location | None
    citation: Citation | None
    children: tuple["Ground", ...]


class Clause(Model):
    """A clause of a reform."""

    reform: str
    word: Literal["set", "add", "repeal", "replace"]
    kind: str = Field(description="What it is about: a value, attribute, rule, exception, power, transition, …")
    name: str
    citation: Citation | None
    location: Location | None


class Remedy(Model):
    """What would make a finding lawful: the nearest change of its kind."""

    kind: Literal["date", "number", "missing", "without"] = Field(
        description="`date`: an event on another day; `number`: another number in an event; `missing`: a further "
        "event; `without`: an event less."
    )
    text: str
    day: datetime.date | None = Field(description="The nearest such day.")
    number: str | None = Field(description="The nearest such number.")
    event: str | None = Field(description="The sentence of the event that is moved, changed, needed or left out.")
    confirmed: bool = Field(
        description="Whether the changed timeline was judged, and the finding came out lawful. Not, where it is not "
        "known what stands in a slot of the event that is needed."
    )
    breaks: tuple[str, ...] = Field(description="The rules that this change would break.")


class Finding(Model):
    """The verdict on one instance of a rule, principle or power, under one rule set."""

    rule: str = Field(description="The name of the rule, principle or power; unique within a rule set.")
    kind: Literal["rule", "principle", "power"]
    column: str = Field(description="The rule set that is applied, or `in force`.")
    law: str = Field(description="The version of the law that judges; in the column `in force`, that of the anchor.")
    law_why: str | None = Field(description="Why that version judges; null where it is taken as given.")
    status: Status
    date: datetime.date = Field(
        description="The day of the verdict: of the event judged, of the act that discharged a duty, "
        "or of the deadline missed."
    )
    anchor: datetime.date = Field(description="The day whose law judges: of the trigger, or the first false day.")
    due: datetime.date | None = Field(description="The last day of a duty, if it has one.")
    citation: Citation | None
    sentence: str | None = Field(description="The rule in its author's words.")
    bindings: dict[str, str] = Field(description="What the rule's variables stand for.")
    message: str
    reasons: tuple[Reason, ...]
    trigger: Happening | None = Field(description="What set the rule going, with its place in the timeline.")
    location: Location | None = Field(description="Where the rule is written.")
    follows_from: str | None = Field(
        description="The rule by which an event was void, for a finding that stands only because of it."
    )
    missing: tuple[str, ...] = Field(
        description="For an undetermined finding, the questions whose answers would decide it."
    )
    cause: Happening | None = Field(description="That event, if it is another one than the finding is about.")
    flipped_by: tuple[Clause, ...] = Field(
        description="For a finding before or after that differs from the one in the other column: a set of clauses "
        "that makes it differ, none of which can be left out. Empty otherwise."
    )
    remedy: tuple[Remedy, ...] = Field(
        description="For a finding that is violated, void or a concern: what would make it lawful."
    )
    expected: bool = Field(description="Whether an `expect` line speaks of this finding.")
    why: Ground | None = Field(description="The explanation; null if it was not asked for.")


class LawStep(Model):
    """A change of the law in force, or one that did not come."""

    date: datetime.date
    last: datetime.date | None = Field(description="The last day on which it may come, if the day is uncertain.")
    certain: bool = Field(description="Whether it comes in every reading and on every day that a date may mean.")
    version: str = Field(description="The version in force from then on.")
    text: str
    because: Happening | None = Field(description="The event that brought it, or by which it did not come.")


class Column(Model):
    """A timeline under one rule set, or under the law in force that leads to it."""

    role: str = Field(description="`before`, `after`, `under` or `in force`.")
    ruleset: str = Field(description="The rule set; in the column `in force`, the one to which the law leads.")
    title: str | None
    counts: dict[Status, int] = Field(description="The number of findings with each status, also where it is 0.")
    deemed: tuple[Happening, ...] = Field(description="What the law itself made happen.")
    steps: tuple[LawStep, ...] = Field(description="How the law changed; empty but in the column `in force`.")
    readings_tried: int = Field(description="How many combinations of readings were tried.")
    readings: int = Field(description="How many combinations of readings there are.")


class Expectation(Model):
    """An `expect` line, and whether it is met in every column that it speaks of."""

    text: str
    rule: str | None = Field(description="Null for `expect nothing violated`.")
    status: Status | None
    on: datetime.date | None
    under: str | None = Field(description="The rule set it speaks of, if it names one.")
    in_force: bool = Field(description="Whether it speaks of the law in force.")
    met: bool
    found: tuple[str, ...] = Field(description="What stands in its way.")
    location: Location | None


class Alteration(Model):
    """One thing that a variant does to its original."""

    word: Literal["removed", "moved", "changed", "added", "set"]
    text: str = Field(description="What it is done to, and how: `2022-11-20 to 2023-01-20: …`.")
    location: Location | None = Field(description="The line of the variant.")


class VariantOf(Model):
    """The timeline that a variant changes."""

    path: str
    title: str
    alterations: tuple[Alteration, ...]


class Verdict(Model):
    """What was found of a rule."""

    status: Status
    date: datetime.date
    message: str


class Difference(Model):
    """A verdict of a variant that is not as in its original."""

    rule: str
    column: str = Field(description="The rule set that is applied, or `in force`.")
    original: Verdict | None = Field(description="Null where the original has no such verdict.")
    variant: Verdict | None = Field(description="Null where the variant has no such verdict.")


class TimelineReport(Model):
    """One timeline, checked."""

    path: str
    title: str
    until: datetime.date
    asked: tuple[Happening, ...] = Field(description="The acts that were asked about with `--event`.")
    columns: tuple[Column, ...]
    expectations: tuple[Expectation, ...]
    findings: tuple[Finding, ...] = Field(description="The findings of all columns, column by column.")
    variant_of: VariantOf | None = Field(description="The original of a variant; null for other timelines.")
    differences: tuple[Difference, ...] = Field(
        description="The verdicts of a variant whose status is not as in its original. Empty for other timelines."
    )


class Label(Model):
    """A second place that a diagnostic points at."""

    location: Location | None
    text: str


class Diagnostic(Model):
    """Something to tell the author of a text. With an error, what it stands in could not be checked."""

    code: str
    severity: diagnostics.Severity
    message: str
    help: str | None
    location: Location | None
    labels: tuple[Label, ...]


class Report(Model):
    """What one check found."""

    version: Literal["1"] = Field(description="The version of this report's form.")
    ok: bool = Field(
        description="Whether the check could be made, every expectation is met, and no unexpected finding is "
        "violated or void, or has another status that the check was told to fail on."
    )
    exit_code: Literal[0, 1, 2] = Field(
        description="0: ok, or not and told to exit with zero; 1: not ok; 2: the check could not be made."
    )
    rule_files: tuple[str, ...] = Field(description="The rule files that were checked by themselves.")
    timelines: tuple[TimelineReport, ...]
    diagnostics: tuple[Diagnostic, ...]


# ---- from a check to its report --------------------------------------------------------------------------------------


def report(check: Check, *, fail_on: Iterable[str] = (), exit_zero: bool = False) -> Report:
    """The report of a check. Statuses in `fail_on` count as failures besides violated and void."""
    code = check.exit_code(fail_on)
    writer = _Writer(check.sources)
    return Report(
        version="1",
        ok=code == 0,
        exit_code=0 if exit_zero and code == 1 else code,
        rule_files=check.rule_files,
        timelines=tuple(writer.timeline(result) for result in check.timelines),
        diagnostics=tuple(writer.diagnostic(each) for each in check.diagnostics),
    )


def render(check: Check, *, fail_on: Iterable[str] = (), exit_zero: bool = False) -> str:
    """The report as JSON. The same check gives the same bytes."""
    return escaped(report(check, fail_on=fail_on, exit_zero=exit_zero).model_dump_json(indent=2)) + "\n"


def schema() -> str:
    """The JSON Schema of the report, as JSON."""
    described = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Report.model_json_schema(mode="serialization"),
    }
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"


class _Writer:
    """Writes the parts of a report, with places looked up in the sources of its check."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources

    def timeline(self, result: TimelineResult) -> TimelineReport:
        types: dict[tuple[str, str], dict[str, Type]] = {}
        findings: list[Finding] = []
        for column in result.columns:
            for finding in column.judgement.findings:
                key = (column.label, finding.rule)
                if key not in types:
                    types[key] = _variables(result.norm(column, finding.rule))
                findings.append(self.finding(finding, result, column, types[key]))
        return TimelineReport(
            path=result.timeline.path,
            title=result.timeline.title,
            until=result.timeline.until,
            asked=tuple(self.event(e) for e in result.timeline.events if e.span in result.timeline.asked),
            columns=tuple(self.column(column) for column in result.columns),
            expectations=tuple(
                Expectation(
                    text=each.expectation.text,
                    rule=each.expectation.rule,
                    status=_status(each.expectation.status),
                    on=each.expectation.on,
                    under=each.expectation.under,
                    in_force=each.expectation.in_force,
                    met=each.met,
                    found=each.found,
                    location=self.location(each.expectation.span),
                )
                for each in result.expectations
            ),
            findings=tuple(findings),
            variant_of=self.variant_of(result.timeline.variant),
            differences=tuple(
                Difference(
                    rule=each.rule,
                    column=each.column,
                    original=_verdict(each.before),
                    variant=_verdict(each.after),
                )
                for each in result.differences
            ),
        )

    def variant_of(self, variant: model.VariantOf | None) -> VariantOf | None:
        if variant is None:
            return None
        return VariantOf(
            path=variant.original.path,
            title=variant.original.title,
            alterations=tuple(
                Alteration(word=each.word, text=each.text, location=self.location(each.span))
                for each in variant.alterations
            ),
        )

    def column(self, column: ColumnResult) -> Column:
        counts = dict.fromkeys(STATUSES, 0)
        for finding in column.judgement.findings:
            counts[finding.status] += 1
        return Column(
            role=column.role,
            ruleset=column.ruleset,
            title=column.title,
            counts=counts,
            deemed=tuple(self.happening(each) for each in column.judgement.deemed),
            steps=tuple(
                LawStep(
                    date=each.day,
                    last=each.last if each.last != each.day else None,
                    certain=each.certain,
                    version=each.version,
                    text=each.text,
                    because=self.happening(each.because) if each.because is not None else None,
                )
                for each in column.judgement.steps
            ),
            readings_tried=column.judgement.readings[0],
            readings=column.judgement.readings[1],
        )

    def finding(
        self, finding: verdict.Finding, result: TimelineResult, column: ColumnResult, types: dict[str, Type]
    ) -> Finding:
        flip = result.flip_of(column, finding)
        return Finding(
            rule=finding.rule,
            kind=finding.kind,
            column=column.label,
            law=finding.law,
            law_why=finding.law_why,
            status=finding.status,
            date=finding.date,
            anchor=finding.anchor,
            due=finding.due,
            citation=cited(finding.citation),
            sentence=finding.sentence,
            bindings={name: say.value(value, types.get(name)) for name, value in finding.bindings.items()},
            message=finding.message,
            reasons=tuple(
                Reason(text=each.text, rests_on=tuple(self.happening(h) for h in each.rests_on))
                for each in finding.reasons
            ),
            trigger=self.happening(finding.trigger) if finding.trigger is not None else None,
            location=self.location(finding.location),
            follows_from=finding.follows_from,
            missing=finding.missing,
            cause=self.happening(finding.cause) if finding.cause is not None else None,
            flipped_by=tuple(self.clause(each) for each in flip.clauses) if flip is not None else (),
            remedy=tuple(
                Remedy.model_validate(each, from_attributes=True) for each in result.remedies_of(column, finding)
            ),
            expected=any(matches(each, column, finding) for each in result.timeline.expectations),
            why=self.ground(finding.why) if finding.why is not None else None,
        )

    def ground(self, ground: grounds.Ground) -> Ground:
        moment = ground.moment
        truth: Literal["true", "false", "unknown"] | None = None
        if ground.truth is not None:
            truth = "unknown" if ground.truth is m.UNKNOWN else "true" if ground.truth else "false"
        plain = ground.value is not None and type(ground.value) is not tuple
        return Ground(
            kind=ground.kind,
            text=ground.text,
            truth=truth,
            value=say.value(ground.value) if plain else None,
            how=ground.how,
            date=moment.day if moment is not None else None,
            time=say.clock(moment.minute) if moment is not None and moment.minute is not None else None,
            location=self.location(ground.span),
            citation=cited(ground.citation),
            children=tuple(self.ground(child) for child in ground.children),
        )

    def event(self, event: Event) -> Happening:
        return Happening(
            sentence=event.sentence,
            date=event.day,
            written=event.written,
            time=say.clock(event.minute) if event.minute is not None else None,
            location=self.location(event.span),
            citation=cited(event.citation),
        )

    def clause(self, clause: flips.Clause) -> Clause:
        return Clause(
            reform=clause.reform,
            word=clause.change.word,
            kind=clause.change.kind,
            name=clause.change.name,
            citation=cited(clause.change.citation),
            location=self.location(clause.change.span),
        )

    def happening(self, happened: verdict.Happened) -> Happening:
        moment = happened.moment
        return Happening(
            sentence=happened.sentence,
            date=moment.day if moment is not None else None,
            written=happened.written,
            time=say.clock(moment.minute) if moment is not None and moment.minute is not None else None,
            location=self.location(happened.span),
            citation=cited(happened.citation),
        )

    def diagnostic(self, found: diagnostics.Diagnostic) -> Diagnostic:
        return Diagnostic(
            code=found.code,
            severity=found.severity,
            message=found.message,
            help=found.help,
            location=self.location(found.span),
            labels=tuple(Label(location=self.location(each.span), text=each.text) for each in found.labels),
        )

    def location(self, span: Span | None) -> Location | None:
        if span is None or not span.path:
            return None
        source = self.sources.get(span.path)
        line, column = source.position(span.start)
        end_line, end_column = source.position(span.end)
        return Location(path=span.path, line=line, column=column, end_line=end_line, end_column=end_column)


def located(span: Span | None, sources: Sources) -> Location | None:
    """A place as reports have it."""
    return _Writer(sources).location(span)


def judged(finding: verdict.Finding, result: TimelineResult, column: ColumnResult, sources: Sources) -> Finding:
    """A finding as reports have it."""
    return _Writer(sources).finding(finding, result, column, _variables(result.norm(column, finding.rule)))


def grounded(ground: grounds.Ground, sources: Sources) -> Ground:
    """A step of an explanation as reports have it."""
    return _Writer(sources).ground(ground)


def diagnosed(found: diagnostics.Diagnostic, sources: Sources) -> Diagnostic:
    """A diagnostic as reports have it."""
    return _Writer(sources).diagnostic(found)


def _verdict(finding: verdict.Finding | None) -> Verdict | None:
    if finding is None:
        return None
    return Verdict(status=finding.status, date=finding.date, message=finding.message)


def _status(text: str | None) -> Status | None:
    return next((status for status in STATUSES if status == text), None)


def cited(citation: t.Citation | None) -> Citation | None:
    """A citation as reports have it."""
    if citation is None:
        return None
    return Citation(text=citation.text, source=citation.source, confidence=citation.confidence)


def _variables(node: object) -> dict[str, Type]:
    """The types of the variables in a norm, without which a share could not be told from a number."""
    if isinstance(node, m.Variable):
        return {node.name: node.type}
    found: dict[str, Type] = {}
    if isinstance(node, tuple):
        for part in node:
            found |= _variables(part)
    elif isinstance(node, Struct) and not isinstance(node, m.Occurrence | Span | Type | t.Citation):
        for field in node.__struct_fields__:
            found |= _variables(getattr(node, field))
    return found
