"""Shadows: another reading of the law, followed in the same run.

In: a run under one reading, and another that differs from it by values alone. Out: the findings of the other one. A
rule on which nothing hangs, and which asks for such a value only when it judges what has set it going, comes to
something else and changes nothing else. So everything happens once, and such a rule judges twice. When anything else
asks for such a value, the shadow is lost, and the other reading needs a run of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

from govrules.engine.compiled.answers import Answers
from govrules.engine.compiled.duties import Duties
from govrules.engine.compiled.judging import Draft, Instance, Judging
from govrules.engine.compiled.sitting import Sitting
from govrules.engine.law import Assumed, Law
from govrules.engine.record import At, Happening
from govrules.engine.values import Truth
from govrules.law import model as m


class Shadow:
    """What comes out under other values."""

    def __init__(
        self, answers: Answers, law: Law, assumed: Assumed, values: frozenset[str], alone: Collection[str]
    ) -> None:
        self.assumed = assumed
        self.values = values
        """The names of the values and attributes that differ."""
        self.lost = False
        self.judging = Judging(answers)
        self.duties = Duties(answers, self.judging)
        self._answers = answers
        self._law = law
        self._alone = alone
        """The rules on which nothing hangs."""
        self._own = answers.sitting
        self.sitting = Sitting(self._own.history, law, self._own.incomplete_before)
        self._listening = False
        self._heard: set[str] = set()
        """The rules that have asked for a value that differs, since it was last listened."""
        self._twice: set[str] = set()
        """The rules that have judged twice."""
        self._once: set[str] = set()
        """The rules that have judged once, and may ask later."""

    def hear(self, name: str, rule: str | None) -> None:
        """A value is asked for, for a rule or for something else."""
        if name not in self.values or self.lost or self._answers.sitting is self.sitting:
            return
        if rule is None or rule not in self._alone:
            self.lost = True
        elif self._listening:
            self._heard.add(rule)
        elif rule in self._once or rule not in self._twice:
            self.lost = True

    def listen(self) -> None:
        """From now on a rule judges what has set it going."""
        self._listening = True
        self._heard.clear()

    def judge(self, instance: Instance, consequence: m.Consequence, sure: Truth, void_by: str | None = None) -> None:
        """A rule has judged. If it has asked for a value that differs, it judges again.

        `sure` is whether it was sure to apply before it judged.
        """
        self._listening = False
        name = instance.rule.name
        if self.lost or self._heard - {name}:
            self.lost = True
            return
        if name not in self._heard:
            self._once.add(name)
            return
        self._twice.add(name)
        law = self._law.twin(instance.at.law, self.assumed)
        if law is None or law.rules.get(name) is not instance.rule:
            self.lost = True
            return
        instance.shadows.append(self)
        at = instance.at
        there = At(at.place, at.now, law, at.this, at.rule, at.rounding, at.start)
        twin = Instance(instance.rule, instance.env, sure, instance.trigger, there)
        self._answers.note_in(self.sitting)
        try:
            match consequence:
                case m.RequireConsequence():
                    self.judging.requirement(twin, consequence, follows_from=void_by)
                case m.DutyConsequence():
                    self.duties.open(twin, consequence)
        finally:
            self._answers.note_in(self._own)

    def discharge(self, happening: Happening) -> None:
        """An event discharges duties."""
        if self.duties.opened:
            self._instead(lambda: self.duties.discharge(happening))

    def close_day(self, day: date) -> None:
        """A day closes."""
        if self.duties.opened:
            self._instead(lambda: self.duties.close_day(day))

    def close(self, until: date) -> None:
        """The timeline ends."""
        self._instead(lambda: self.duties.close(until))
        self.put_into_words()

    def put_into_words(self) -> None:
        """Put what was found into words, since what it rests on is about to change."""
        if self.judging.drafts:
            self._instead(self.judging.put_into_words)

    def drafts(self, drafts: list[Draft]) -> list[Draft]:
        """The findings of the other reading: those that are the same, and its own."""
        same = [draft for draft in drafts if draft.instance is None or self not in draft.instance.shadows]
        return [*same, *self.judging.drafts]

    def _instead(self, carry_out: Callable[[], None]) -> None:
        """Note what is asked for meanwhile as asked by the other reading."""
        self._answers.note_in(self.sitting)
        try:
            carry_out()
        finally:
            self._answers.note_in(self._own)
