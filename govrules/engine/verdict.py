"""Verdicts: what a check finds, one finding for each instance of a rule."""

from __future__ import annotations

import datetime
from typing import Literal

from msgspec import Struct

from govrules.calendar import Moment
from govrules.engine.grounds import Ground
from govrules.law.model import Value
from govrules.syntax.tree import Citation
from govrules.text.source import Span

Status = Literal["satisfied", "violated", "void", "pending", "undetermined", "contested", "excused", "met", "concern"]
UNWELCOME: frozenset[str] = frozenset({"violated", "void"})
UNLAWFUL: frozenset[str] = frozenset({"violated", "void", "concern"})
STILL_DUE = " is still due"


class Happened(Struct, frozen=True):
    """An event or stated fact that a finding rests on."""

    sentence: str
    moment: Moment | None
    span: Span | None
    citation: Citation | None = None
    written: str | None = None
    """The date as it is written, if it is uncertain; the moment is then one of those that it may mean."""


class Reason(Struct, frozen=True):
    """One step of why a finding is what it is: a sentence, and what it rests on."""

    text: str
    rests_on: tuple[Happened, ...] = ()


class Finding(Struct, frozen=True):
    """The verdict on one instance of a rule, principle or power."""

    rule: str
    kind: Literal["rule", "principle", "power"]
    status: Status
    date: datetime.date
    """The day of the verdict: of the event judged, of the act that discharged a duty, or of the deadline missed."""
    trigger: Happened | None
    """What set the rule going; None for a rule that a day sets going or that binds as long as a fact holds."""
    anchor: datetime.date
    """The day whose law judges: of the trigger, or of the first false day."""
    citation: Citation | None
    sentence: str | None
    """The rule in its author's words."""
    bindings: dict[str, Value]
    message: str
    reasons: tuple[Reason, ...]
    due: datetime.date | None
    location: Span
    follows_from: str | None = None
    """The rule by which an event was void, for a finding that only stands because of it."""
    cause: Happened | None = None
    """That event, if it is another one than the finding is about."""
    missing: tuple[str, ...] = ()
    """For an undetermined finding, the questions whose answers would decide it, if a small set of them does."""
    law: str = ""
    """The version of the law that judged."""
    law_why: str | None = None
    """Why that version: since when it is in force, and what did not take its place; None where it is taken as given."""
    why: Ground | None = None
    """The explanation, in a check that was asked for it."""

    def __repr__(self) -> str:
        return f"<Finding {self.rule}: {self.status} on {self.date}>"


class Step(Struct, frozen=True):
    """A change of the law in force, or one that did not come."""

    day: datetime.date
    version: str
    """The version in force from then on."""
    text: str
    because: Happened | None = None
    failed: bool = False
    """Whether something does not enter into force."""
    last: datetime.date | None = None
    """The last day on which it may come, if that is uncertain or the law is read in several ways."""
    certain: bool = True
    """Whether it comes in every reading and on every day that an uncertain date may mean."""


def counted(findings: tuple[Finding, ...]) -> str:
    """How many findings there are of each status, in a few words."""
    statuses = [finding.status for finding in findings]
    return ", ".join(f"{statuses.count(each)} {each}" for each in dict.fromkeys(statuses)) or "no finding"


class Judgement(Struct, frozen=True):
    """All findings of one timeline under one rule set, and what the law itself made happen."""

    ruleset: str
    findings: tuple[Finding, ...]
    deemed: tuple[Happened, ...]
    limited: str | None = None
    """Why the check could not be finished, if it could not."""
    steps: tuple[Step, ...] = ()
    """How the law changed on the way, where the law in force judges."""
    impossible: tuple[tuple[Happened, str], ...] = ()
    """What happens in the timeline and cannot, each with why."""
    readings: tuple[int, int] = (1, 1)
    """How many combinations of readings were tried, and how many there are."""
    missed: tuple[tuple[str, Ground], ...] = ()
    """Of rules that are to be explained, the events that did not set them going, and why."""
    limited_by: tuple[Span, ...] = ()
    """The uncertain dates that keep the check from being finished, if it is they that do."""

    def __repr__(self) -> str:
        return f"<Judgement under {self.ruleset}: {counted(self.findings)}>"
