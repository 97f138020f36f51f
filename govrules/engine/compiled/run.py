"""One run of the engine: a timeline under one version of the law, or under the law in force.

In: a library and a timeline. Out: a `Run`. Its judgement is put into words when it is asked for; the same findings come
out as from the specification.
"""

from functools import cached_property

from govrules.engine.compiled.answers import Answers
from govrules.engine.compiled.course import Course, EndlessError, happening_of
from govrules.engine.compiled.history import History
from govrules.engine.compiled.judging import Draft
from govrules.engine.law import Assumed, Law, LawInForce, adopted, entries_of, with_why
from govrules.engine.outcome import Outcome
from govrules.engine.values import StepLimitError
from govrules.engine.verdict import Judgement
from govrules.law import model as m
from govrules.law.library import Library
from govrules.text import limits
from govrules.timeline.model import Timeline


class Run:
    """What one run found, and what it had to leave open."""

    def __init__(self, course: Course, limited: str | None) -> None:
        self._course = course
        self._limited = limited

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
        law, sitting = self._course.law, self._course.sitting
        judgement = self.judgement
        made = {name: truth is True for name, truth in law.made.items()} if isinstance(law, LawInForce) else {}
        return Outcome(
            judgement,
            sitting.ambiguous,
            tuple(law.doubtful),
            frozenset(sitting.asked),
            made,
            sitting.steps,
            tuple(sitting.unknown.values()),
            sitting.asked_by,
        )

    @cached_property
    def judgement(self) -> Judgement:
        """All findings, in words."""
        course, law = self._course, self._course.law
        course.answers.resume(course.sitting)
        names = dict.fromkeys(name for _, version in law.versions for name in (*version.rules, *version.powers))
        order = {name: position for position, name in enumerate(names)}
        limited, findings = self._limited, []
        try:
            findings = [draft.finding() for draft in course.judging.drafts]
        except StepLimitError:
            limited = _TOO_MANY
        findings.sort(key=lambda f: (f.date, order.get(f.rule, len(order)), f.anchor, f.message))
        findings = with_why(findings, law)
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
) -> Run:
    """Judge a timeline under one version, applied to all of it, or under the law in force that leads to it.

    `version` takes the place of the version of that name. `answers` are those of earlier runs of this library: what
    they worked out about versions of the law is used again.
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
    limited = None
    try:
        course.run(happenings, until)
    except StepLimitError:
        limited = _TOO_MANY
    except EndlessError as endless:
        limited = str(endless)
    return Run(course, limited)
