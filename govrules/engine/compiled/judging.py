"""Judging: what a requirement, a power, an exception comes to.

In: rules that were set going, with the values of their variables. Out: drafts of findings, whose message and reasons
are put into words when the finding is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from govrules.engine import say
from govrules.engine.compiled.answers import Answers
from govrules.engine.reasons import happened, message_of, why, wrong_slots
from govrules.engine.record import At, Happening
from govrules.engine.values import Env, Truth, both, either
from govrules.engine.verdict import Finding, Happened, Reason, Status
from govrules.law import model as m
from govrules.law.model import UNKNOWN

Reasons = Callable[[], list[Reason]]
_KNOWN_WAYS = 1000
_OPEN_WAYS = 500
_MANY = 64


class Instance:
    """A rule set going, once."""

    __slots__ = ("at", "env", "rule", "shadows", "sure", "trigger")

    def __init__(self, rule: m.Rule, env: Env, sure: Truth, trigger: Happened | None, at: At) -> None:
        self.rule = rule
        self.env = env
        self.sure = sure
        self.trigger = trigger
        self.at = at
        self.shadows: list[object] = []
        """The other readings of the law that judge it themselves."""


class Draft:
    """A finding whose reasons are not yet put into words."""

    __slots__ = (
        *("anchor", "day", "due", "env", "follows_from", "instance", "law", "norm", "reasons", "status", "trigger"),
        "_finding",
    )

    def __init__(
        self,
        norm: m.Rule | m.Power,
        status: Status,
        day: date,
        trigger: Happened | None,
        anchor: date,
        env: Env,
        reasons: Reasons,
        due: date | None,
        follows_from: str | None,
        law: str,
        instance: Instance | None = None,
    ) -> None:
        self.instance = instance
        self._finding: Finding | None = None
        self.norm = norm
        self.status = status
        self.day = day
        self.trigger = trigger
        self.anchor = anchor
        self.env = env
        self.reasons = reasons
        self.due = due
        self.follows_from = follows_from
        self.law = law

    def finding(self) -> Finding:
        """The finding in full, made once."""
        if self._finding is None:
            self._finding = self._made()
        return self._finding

    def _made(self) -> Finding:
        norm, reasons = self.norm, self.reasons()
        if isinstance(norm, m.Power):
            kind: Any = "power"
            bindings = dict(self.env)
        else:
            kind = "principle" if norm.is_principle else "rule"
            bindings = {name: value for name, value in self.env.items() if value is not UNKNOWN}
        return Finding(
            norm.name,
            kind,
            self.status,
            self.day,
            self.trigger,
            self.anchor,
            norm.citation,
            norm.sentence,
            bindings,
            message_of(self.status, self.trigger, reasons, norm),
            tuple(reasons),
            self.due,
            norm.span,
            self.follows_from,
            law=self.law,
        )


class _Powers:
    """The powers of one version, and what transition clauses keep, by name and by the act that they are for."""

    def __init__(self, ruleset: m.RuleSet) -> None:
        kept = [name for t in ruleset.transitions.values() for keep in t.keeps for name in keep.names]
        self.some_kept = bool(kept)
        self.names = [*dict.fromkeys((*ruleset.powers, *kept))]
        self.by_act: dict[str, list[str]] = {}
        for name, power in ruleset.powers.items():
            self.by_act.setdefault(power.match.pattern.what.name, []).append(name)


def _exceptions(ruleset: m.RuleSet) -> dict[str, list[m.ExceptionTo]]:
    """The exceptions of one version by the rule from which they except."""
    by_rule: dict[str, list[m.ExceptionTo]] = {}
    for exception in ruleset.exceptions.values():
        for rule in dict.fromkeys(exception.rules):
            by_rule.setdefault(rule, []).append(exception)
    return by_rule


class Judging:
    """Collects findings."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.drafts: list[Draft] = []
        self._worded = 0
        """How many of them have been put into words for good."""

    def put_into_words(self) -> None:
        """Put the reasons of all drafts into words now, since what they rest on is about to change."""
        for draft in self.drafts[self._worded :]:
            draft.reasons = said(draft.reasons())
        self._worded = len(self.drafts)

    def put_many_into_words(self) -> None:
        """Put what has gathered into words while what it rests on is near."""
        if len(self.drafts) - self._worded >= _MANY:
            self.put_into_words()

    def take(self) -> list[Draft]:
        """Hand over the drafts made since the last time, and keep none."""
        taken, self.drafts, self._worded = self.drafts, [], 0
        return taken

    # ---- requirements -----------------------------------------------------------------------------------------------

    def requirement(
        self, instance: Instance, consequence: m.RequireConsequence, *, follows_from: str | None = None
    ) -> Truth:
        """Judge a requirement. Gives back whether what it is about is lawful under it."""
        closures, env, at = self.answers.closures, instance.env, instance.at
        truth: Truth = True
        for condition in consequence.conditions:
            truth = both(truth, closures.truth(condition)(env, at))
        sure = instance.sure
        verdict = truth if truth is True else both(truth, True) if sure is True else UNKNOWN
        told: tuple[m.ExceptionTo, Truth] | None = None
        status: Status
        if verdict is True:
            status = "met" if instance.rule.is_principle else "satisfied"
        else:
            excepted, told = self._exception(instance.rule.name, env, at)
            if excepted is True:
                status, verdict = "excused", True
            elif verdict is UNKNOWN or excepted is UNKNOWN:
                status, verdict = "undetermined", UNKNOWN
            elif instance.rule.is_principle:
                status = "concern"
            else:
                status = "void" if consequence.void else "violated"
        if follows_from is not None and status not in ("violated", "undetermined", "concern"):
            return verdict

        def reasons() -> list[Reason]:
            said: list[Reason] = []
            alone = len(consequence.conditions) == 1
            for condition in consequence.conditions:
                if alone or self.answers.truth(condition, env, at) is truth:
                    said += why(self.answers, condition, env, at, truth)
            if sure is not True and truth is False:
                said.append(Reason("whether the rule applies here is not known"))
            return [*said, self.told(told, env, at)] if told is not None else said

        day = at.now.day
        self.add(instance, status, day, day, reasons, follows_from=follows_from)
        return verdict

    def excepted(self, instance: Instance) -> tuple[Truth, Reasons]:
        """Whether an exception takes an instance out of its rule, and which one, in words."""
        env, at = instance.env, instance.at
        truth, told = self._exception(instance.rule.name, env, at)
        return truth, lambda: [self.told(told, env, at)] if told is not None else []

    def _exception(self, name: str, env: Env, at: At) -> tuple[Truth, tuple[m.ExceptionTo, Truth] | None]:
        self.answers.asked.add(f"exception to {name}")
        result: Truth = False
        told: tuple[m.ExceptionTo, Truth] | None = None
        for exception in self.answers.of_version(_exceptions, at.law).get(name, ()):
            truth: Truth = False
            for _, sure in self.answers.closures.ways(exception.where)(env, at):
                truth = either(truth, sure)
            if truth is not False and (told is None or truth is True):
                told = (exception, truth)
            result = either(result, truth)
        return result, told

    def told(self, told: tuple[m.ExceptionTo, Truth], env: Env, at: At) -> Reason:
        """Which exception applies or may apply, and why."""
        exception, truth = told
        cited = f" [{exception.citation.text}]" if exception.citation is not None else ""
        reasons = why(self.answers, exception.where, env, at)
        rests_on = tuple(each for reason in reasons for each in reason.rests_on)
        verb = "applies" if truth is True else "may apply"
        detail = "; ".join(reason.text for reason in reasons)
        return Reason(f"the exception `{exception.name}`{cited} {verb}: {detail}", rests_on)

    def deemed(self, instance: Instance, consequence: m.DeemedConsequence, excused: Truth, why_so: Reasons) -> None:
        """Note that the law drew a consequence itself."""
        said = say.pattern(consequence.pattern, instance.env)
        day = instance.at.now.day
        if excused is True:
            self.add(instance, "excused", day, day, why_so)
        elif instance.sure is True and excused is False:
            self.add(instance, "satisfied", day, day, lambda: [Reason(f"by law, {said}")])
        else:
            self.add(instance, "undetermined", day, day, lambda: [Reason(f"whether by law {said} is not known")])

    # ---- powers -----------------------------------------------------------------------------------------------------

    def act(self, happening: Happening, law: m.RuleSet) -> tuple[Truth, str | None]:
        """Judge an act by the powers for it: whether it is valid, and if not, by which power it falls short."""
        at = At(happening.place, happening.moment, law, happening)
        best: tuple[int, m.Power, Env, Reasons, Truth, bool] | None = None
        for power, of_power in self._powers(happening, law, at):
            for rank, env, reasons, truth, excused in self._ways(power, happening, of_power):
                governs = self.answers.governs(of_power.law, power.name, env, at)
                if governs is False:
                    continue
                score = rank + (_KNOWN_WAYS if truth is True else _OPEN_WAYS if truth is UNKNOWN else 0)
                if best is None or score > best[0]:
                    best = (score, power, env, reasons, truth if governs is True else both(truth, UNKNOWN), excused)
        if best is None:
            return False, self._ultra_vires(happening, law)
        _, power, env, reasons, truth, excused = best
        if happening.certain is False and truth is False:
            truth = UNKNOWN
        status: Status = "undetermined" if truth is UNKNOWN else "satisfied" if truth else "void"
        if excused:
            status = "excused"
        day = happening.day
        self.drafts.append(Draft(power, status, day, happened(happening), day, env, reasons, None, None, law.name))
        return truth, power.name if truth is False else None

    def _powers(self, happening: Happening, law: m.RuleSet, at: At) -> Iterator[tuple[m.Power, At]]:
        """The powers for an act, under the version at hand and those that a transition clause keeps."""
        powers = self.answers.of_version(_Powers, law)
        self.answers.asked.update(powers.names)
        for name in powers.names if powers.some_kept else powers.by_act.get(happening.what.name, ()):
            for version in self.answers.versions_of(name, at):
                its = version.powers.get(name)
                if its is not None and its.match.pattern.what.name == happening.what.name:
                    yield its, At(happening.place, happening.moment, version, happening, name, its.rounding)

    def _ways(self, power: m.Power, happening: Happening, at: At) -> list[tuple[int, Env, Reasons, Truth, bool]]:
        """How far an act gets under a power, for each way to read it."""
        closures = self.answers.closures
        fitted = closures.fit(power.match.pattern)(happening.values, {}, at)
        if fitted is None:
            wrong = wrong_slots(power.match.pattern, happening)
            asked = say.pattern(power.match.pattern, {})
            nearest = Reason(f"the nearest power is for `{asked}`: {' and '.join(wrong)}")
            return [(50 - len(wrong), {}, lambda: [nearest], False, False)]
        ways: list[tuple[int, Env, Reasons, Truth, bool]] = []
        solutions = list(closures.ways(power.where)(fitted[0], at))
        if not solutions and power.where is not None:
            where, start = power.where, fitted[0]
            return [(100, start, lambda: why(self.answers, where, start, at), False, False)]
        for env, sure in solutions:
            truth: Truth = both(sure, fitted[1])
            met = 0
            for condition in power.provided:
                holds = closures.truth(condition)(env, at)
                met += holds is True
                truth = both(truth, holds)
            told: tuple[m.ExceptionTo, Truth] | None = None
            found, excused = truth, False
            if truth is not True:
                excepted, told = self._exception(power.name, env, at)
                excused = excepted is True
                truth = either(truth, excepted)
            ways.append((200 + met, env, self._because(power, env, at, found, told), truth, excused))
        return ways

    def _because(
        self, power: m.Power, env: Env, at: At, truth: Truth, told: tuple[m.ExceptionTo, Truth] | None
    ) -> Reasons:
        def reasons() -> list[Reason]:
            said: list[Reason] = []
            for condition in power.provided:
                if self.answers.truth(condition, env, at) is truth:
                    said += why(self.answers, condition, env, at, truth)
            return [*said, self.told(told, env, at)] if told is not None else said

        return reasons

    def _ultra_vires(self, happening: Happening, law: m.RuleSet) -> str:
        """Judge an act for which this version has no power at all; another version's lends the finding its name."""
        lacking, act = f"`{law.name}`", happening.what.name
        same = [power for power in law.elsewhere.values() if power.match.pattern.what.name == act]
        if not same:  # the law at hand has one, and leaves the act under an earlier law
            lacking = "the law that a transition clause keeps"
            same = [power for power in law.powers.values() if power.match.pattern.what.name == act]
        nearest = min(same, key=lambda power: len(wrong_slots(power.match.pattern, happening)))
        cited = f" [{nearest.citation.text}]" if nearest.citation is not None else ""
        reason = Reason(f"{lacking} gives nobody the power for it; another version has `{nearest.name}`{cited}")
        foreign = m.Power(nearest.name, None, None, None, nearest.match, None, (), nearest.span)
        day = happening.day
        self.drafts.append(
            Draft(foreign, "void", day, happened(happening), day, {}, lambda: [reason], None, None, law.name)
        )
        return nearest.name

    # ---- findings ---------------------------------------------------------------------------------------------------

    def add(
        self,
        instance: Instance,
        status: Status,
        day: date,
        anchor: date,
        reasons: Reasons,
        *,
        due: date | None = None,
        follows_from: str | None = None,
    ) -> None:
        """Add the finding on an instance of a rule."""
        law = instance.at.law.name
        self.drafts.append(
            Draft(
                instance.rule,
                status,
                day,
                instance.trigger,
                anchor,
                instance.env,
                reasons,
                due,
                follows_from,
                law,
                instance,
            )
        )


def said(reasons: list[Reason]) -> Reasons:
    """Reasons that are put into words already."""
    return lambda: reasons
