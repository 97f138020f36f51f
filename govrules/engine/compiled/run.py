"""One run of the engine: a timeline under one version of the law, or under the law in force.

In: a library and a timeline. Out: a `Run`. Its judgement is put into words when it is asked for; the same findings come
out as from the specification.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import chain, count

from msgspec.structs import replace

from govrules.engine.compiled.answers import Answers
from govrules.engine.compiled.course import Course, EndlessError, happening_of
from govrules.engine.compiled.history import History
from govrules.engine.compiled.judging import Draft
from govrules.engine.compiled.shadow import Shadow
from govrules.engine.compiled.sitting import Sitting
from govrules.engine.law import Assumed, Law, LawInForce, Stated, adopted, entries_of, with_why
from govrules.engine.outcome import Outcome
from govrules.engine.values import StepLimitError
from govrules.engine.verdict import Finding, Judgement
from govrules.law import model as m
from govrules.law.library import Library
from govrules.text import limits
from govrules.timeline.model import Timeline


class Run:
    """What one run found, and what it had to leave open."""

    def __init__(self, course: Course, limited: str | None) -> None:
        self._course = course
        self._limited = limited
        self._with_why: dict[int, Finding] = {}
        """The findings with why the law that judged them governs, by the identity of those without."""

    @property
    def drafts(self) -> list[Draft]:
        """The findings as they were made, their reasons not yet in words."""
        return self._course.judging.drafts

    @property
    def history(self) -> History:
        """All that has happened and held, with its indexes."""
        return self._course.history

    @property
    def outcome(self) -> Outcome:
        """All that the run found, in words, and what it left open."""
        return self._outcome(self.judgement, self._course.sitting)

    @property
    def others(self) -> dict[Assumed, Outcome]:
        """What the other readings come to that could be followed in the same run."""
        found: dict[Assumed, Outcome] = {}
        for shadow in self._course.shadows:
            if not shadow.lost and self.judgement.limited is None:
                drafts = shadow.drafts(self._course.judging.drafts)
                found[shadow.assumed] = self._outcome(self._in_words(drafts), self._course.sitting, shadow.sitting)
        return found

    def _outcome(self, judgement: Judgement, *sittings: Sitting) -> Outcome:
        law = self._course.law
        made = {name: truth is True for name, truth in law.made.items()} if isinstance(law, LawInForce) else {}
        unknown: dict[tuple[object, ...], Stated] = {}
        asked_by: dict[str, set[str | None]] = {}
        for sitting in sittings:
            unknown |= sitting.unknown
            for name, askers in sitting.asked_by.items():
                asked_by.setdefault(name, set()).update(askers)
        return Outcome(
            judgement,
            any(sitting.ambiguous for sitting in sittings),
            tuple(law.doubtful),
            frozenset[str]().union(*(sitting.asked for sitting in sittings)),
            made,
            sum(sitting.steps for sitting in sittings),
            tuple(unknown.values()),
            asked_by,
        )

    @cached_property
    def judgement(self) -> Judgement:
        """All findings, in words."""
        self._course.answers.resume(self._course.sitting)
        return self._in_words(self._course.judging.drafts)

    def _in_words(self, drafts: list[Draft]) -> Judgement:
        course, law = self._course, self._course.law
        names = dict.fromkeys(chain.from_iterable((*v.rules, *v.powers) for _, v in law.versions))
        order = dict(zip(names, count(), strict=False))
        limited, findings = self._limited, []
        try:
            findings = [draft.finding() for draft in drafts]
        except StepLimitError:
            limited = _TOO_MANY
        findings.sort(key=lambda f: (f.date, order.get(f.rule, len(order)), f.anchor, f.message))
        new = [finding for finding in findings if id(finding) not in self._with_why]
        self._with_why.update(zip(map(id, new), with_why(new, law), strict=True))
        findings = [self._with_why[id(finding)] for finding in findings]
        return Judgement(
            law.name,
            tuple(findings),
            tuple(course.deemed),
            limited,
            tuple(law.steps),
            impossible=tuple(course.impossible),
        )


_TOO_MANY = f"the check asks more than {limits.STEPS:,} questions"


def run(
    library: Library,
    name: str,
    timeline: Timeline,
    *,
    in_force: bool = False,
    assumed: Assumed | None = None,
    version: m.RuleSet | None = None,
    answers: Answers | None = None,
    also: Sequence[Assumed] = (),
    alone: frozenset[str] = frozenset(),
) -> Run:
    """Judge a timeline under one version, applied to all of it, or under the law in force that leads to it.

    `version` takes the place of the version of that name. `answers` are those of earlier runs of this library: what
    they worked out about versions of the law is used again. `also` are other options to be followed in the same run if
    they can be: if they differ by values for which only rules in `alone` ask, on which nothing hangs.
    """
    law: Law
    if in_force:
        law = LawInForce(library, name, assumed or Assumed(), adopted(timeline))
    else:
        law = Law(library, name, assumed or Assumed(), version)
    entries = {each: entry for each, entry in entries_of(library, name).items() if entry.event is not None}
    days, timezone = dict(law.assumed.days), library.rulesets[name].timezone
    happenings = tuple(
        happening_of(event, days.get(position, event.day), position, timeline, timezone)
        for position, event in enumerate(timeline.events)
    )
    until = max([timeline.until, *(happening.day for happening in happenings)])
    course = Course(answers or Answers(library.vocabulary), law, timeline, entries)
    shadows = [_shadow(course, other, alone) for other in also]
    course.follow_also([shadow for shadow in shadows if shadow is not None])
    limited = None
    try:
        course.run(happenings, until)
    except StepLimitError:
        limited = _TOO_MANY
    except EndlessError as endless:
        limited = str(endless)
    return Run(course, limited)


def _shadow(course: Course, assumed: Assumed, alone: frozenset[str]) -> Shadow | None:
    """Another reading that may be followed in a run; None if it differs by more than values."""
    law = course.law
    if replace(assumed, options=()) != replace(law.assumed, options=()):
        return None
    differ = {*assumed.options} ^ {*law.assumed.options}
    options = [o for name, chosen in differ for o in law.library.readings[name].options if o.name == chosen]
    changes = [change for option in options for change in option.changes]
    if any(change.kind not in ("value", "attribute") for change in changes):
        return None
    return Shadow(course.answers, law, assumed, frozenset(change.name for change in changes), alone)
