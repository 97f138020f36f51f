"""Judging: what a requirement, a power, an exception comes to, as findings.

In: rules that were set going, with the values of their variables. Out: findings with message and reasons.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from govrules.engine import say
from govrules.engine.evaluate import Evaluator
from govrules.engine.reasons import happened, message_of, why, wrong_slots
from govrules.engine.record import At, Happening
from govrules.engine.values import Env, Truth, both, either
from govrules.engine.verdict import Finding, Happened, Reason, Status
from govrules.law import model as m
from govrules.law.model import UNKNOWN


class Instance(Struct, eq=False):
    """A rule set going, once."""

    rule: m.Rule
    env: Env
    sure: Truth
    trigger: Happened | None
    at: At


class Looked(Struct, frozen=True):
    """From which day on a rule that binds as long as a fact holds was looked at, and where last."""

    since: date
    at: At


class Explains(Protocol):
    """Explains findings as they are made."""

    def finding(self, finding: Finding, instance: Instance, about: object) -> Finding:
        """A finding on an instance of a rule, explained."""

    def power(self, finding: Finding, power: m.Power | None, env: Env, happening: Happening, at: At | None) -> Finding:
        """A finding on an act, explained."""


class Judge:
    """Collects findings."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.findings: list[Finding] = []
        self.explainer: Explains | None = None

    # ---- requirements -----------------------------------------------------------------------------------------------

    def requirement(
        self,
        instance: Instance,
        consequence: m.RequireConsequence,
        happening: Happening | None,
        *,
        follows_from: str | None = None,
    ) -> Truth:
        """Judge a requirement. Gives back whether what it is about is lawful under it."""
        truth: Truth = True
        for condition in consequence.conditions:
            truth = both(truth, self.evaluator.truth(condition, instance.env, instance.at))
        verdict = truth if truth is True else both(truth, True) if instance.sure is True else UNKNOWN
        reasons: list[Reason] = []
        for condition in consequence.conditions:
            if self.evaluator.truth(condition, instance.env, instance.at) is truth:
                reasons += why(self.evaluator, condition, instance.env, instance.at)
        if instance.sure is not True and truth is False:
            reasons.append(Reason("whether the rule applies here is not known"))
        status: Status
        if verdict is True:
            status = "met" if instance.rule.is_principle else "satisfied"
        else:
            excepted, reason = self._exception(instance)
            if reason is not None:
                reasons.append(reason)
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
        day = instance.at.now.day
        self.add(instance, status, day, day, reasons, follows_from=follows_from)
        return verdict

    def excepted(self, instance: Instance) -> Truth:
        """Whether an exception takes an instance out of its rule."""
        return self._exception(instance)[0]

    def exception_reason(self, instance: Instance) -> Reason | None:
        """Which exception applies or may apply, and why."""
        return self._exception(instance)[1]

    def _exception(self, instance: Instance) -> tuple[Truth, Reason | None]:
        return self._exception_to(instance.rule.name, instance.env, instance.at)

    def _exception_to(self, name: str, env: Env, at: At) -> tuple[Truth, Reason | None]:
        self.evaluator.asked.add(f"exception to {name}")
        result: Truth = False
        told: Reason | None = None
        for exception in at.law.exceptions.values():
            if name not in exception.rules:
                continue
            truth: Truth = False
            for _, sure in self.evaluator.solutions(exception.where, env, at):
                truth = either(truth, sure)
            if truth is not False and (told is None or truth is True):
                cited = f" [{exception.citation.text}]" if exception.citation is not None else ""
                reasons = why(self.evaluator, exception.where, env, at)
                rests_on = tuple(each for reason in reasons for each in reason.rests_on)
                detail = "; ".join(reason.text for reason in reasons)
                verb = "applies" if truth is True else "may apply"
                told = Reason(f"the exception `{exception.name}`{cited} {verb}: {detail}", rests_on)
            result = either(result, truth)
        return result, told

    def deemed(self, instance: Instance, consequence: m.DeemedConsequence, excused: Truth) -> None:
        """Note that the law drew a consequence itself."""
        said = say.pattern(consequence.pattern, instance.env)
        day = instance.at.now.day
        if excused is True:
            reason = self.exception_reason(instance)
            self.add(instance, "excused", day, day, [reason] if reason is not None else [])
        elif instance.sure is True and excused is False:
            self.add(instance, "satisfied", day, day, [Reason(f"by law, {said}")])
        else:
            self.add(instance, "undetermined", day, day, [Reason(f"whether by law {said} is not known")])

    # ---- powers -----------------------------------------------------------------------------------------------------

    def act(self, happening: Happening, law: m.RuleSet) -> tuple[Truth, str | None]:
        """Judge an act by the powers for it: whether it is valid, and if not, by which power it falls short."""
        best: tuple[int, m.Power, Env, list[Reason], Truth, bool, At] | None = None
        for power, at in self._powers(happening, law):
            for rank, env, reasons, truth, excused in self._ways(power, happening, at):
                governs = self.evaluator.governs(at.law, power.name, env, replace(at, law=law))
                if governs is False:
                    continue
                score = rank + {True: 1000, UNKNOWN: 500}.get(truth, 0)
                if best is None or score > best[0]:
                    best = (score, power, env, reasons, truth if governs is True else both(truth, UNKNOWN), excused, at)
        if best is None:
            return False, self._ultra_vires(happening, law)
        _, power, env, reasons, truth, excused, of_power = best
        if happening.certain is False and truth is False:
            truth = UNKNOWN
        status: Status = "undetermined" if truth is UNKNOWN else "satisfied" if truth else "void"
        if excused:
            status = "excused"
        self._add_power(power, status, happening, env, reasons, law)
        if self.explainer is not None:
            self.findings[-1] = self.explainer.power(self.findings[-1], power, env, happening, of_power)
        return truth, power.name if truth is False else None

    def _powers(self, happening: Happening, law: m.RuleSet) -> Iterator[tuple[m.Power, At]]:
        """The powers for an act, under the version at hand and those that a transition clause keeps."""
        at = At(happening.place, happening.moment, law, happening)
        names = dict.fromkeys((*law.powers, *(n for t in law.transitions.values() for k in t.keeps for n in k.names)))
        for name in names:
            self.evaluator.asked.add(name)
            for version in self.evaluator.versions_of(name, at):
                power = version.powers.get(name)
                if power is not None and power.match.pattern.what.name == happening.what.name:
                    yield power, replace(at, law=version, rule=name, rounding=power.rounding)

    def _ways(self, power: m.Power, happening: Happening, at: At) -> list[tuple[int, Env, list[Reason], Truth, bool]]:
        """How far an act gets under a power, for each way to read it."""
        evaluator = self.evaluator
        fitted = evaluator.fit(power.match.pattern, happening.values, {}, at)
        if fitted is None:
            wrong = wrong_slots(power.match.pattern, happening)
            asked = say.pattern(power.match.pattern, {})
            text = f"the nearest power is for `{asked}`: {' and '.join(wrong)}"
            return [(50 - len(wrong), {}, [Reason(text)], False, False)]
        ways: list[tuple[int, Env, list[Reason], Truth, bool]] = []
        solutions = list(evaluator.solutions(power.where, fitted[0], at))
        if not solutions and power.where is not None:
            return [(100, fitted[0], why(evaluator, power.where, fitted[0], at), False, False)]
        for env, sure in solutions:
            truth: Truth = both(sure, fitted[1])
            reasons: list[Reason] = []
            met = 0
            for condition in power.provided:
                holds = evaluator.truth(condition, env, at)
                met += holds is True
                truth = both(truth, holds)
            for condition in power.provided:
                if evaluator.truth(condition, env, at) is truth:
                    reasons += why(evaluator, condition, env, at)
            excused = False
            if truth is not True:
                excepted, reason = self._exception_to(power.name, env, at)
                if reason is not None:
                    reasons.append(reason)
                excused = excepted is True
                truth = either(truth, excepted)
            ways.append((200 + met, env, reasons, truth, excused))
        return ways

    def _add_power(
        self, power: m.Power, status: Status, happening: Happening, env: Env, reasons: list[Reason], law: m.RuleSet
    ) -> None:
        day = happening.day
        message = message_of(status, happened(happening), reasons, power)
        self.findings.append(
            Finding(
                power.name,
                "power",
                status,
                day,
                happened(happening),
                day,
                power.citation,
                power.sentence,
                dict(env),
                message,
                tuple(reasons),
                None,
                power.span,
                law=law.name,
            )
        )

    def _ultra_vires(self, happening: Happening, law: m.RuleSet) -> str:
        """Judge an act for which this version has no power at all; another version's lends the finding its name."""
        day = happening.day
        same, lacking = (
            [p for p in law.elsewhere.values() if p.match.pattern.what.name == happening.what.name],
            law.name,
        )
        if not same:  # the law at hand has one, and leaves the act under an earlier law
            same, lacking = [p for p in law.powers.values() if p.match.pattern.what.name == happening.what.name], ""
        nearest = min(same, key=lambda p: len(wrong_slots(p.match.pattern, happening)))
        cited = f" [{nearest.citation.text}]" if nearest.citation is not None else ""
        said = f"`{lacking}`" if lacking else "the law that a transition clause keeps"
        reason = Reason(f"{said} gives nobody the power for it; another version has `{nearest.name}`{cited}")
        message = message_of("void", happened(happening), [reason], nearest)
        trigger = happened(happening)
        self.findings.append(
            Finding(
                nearest.name,
                "power",
                "void",
                day,
                trigger,
                day,
                None,
                None,
                {},
                message,
                (reason,),
                None,
                nearest.span,
                law=law.name,
            )
        )
        if self.explainer is not None:
            self.findings[-1] = self.explainer.power(self.findings[-1], None, {}, happening, None)
        return nearest.name

    # ---- findings ---------------------------------------------------------------------------------------------------

    def add(
        self,
        instance: Instance,
        status: Status,
        day: date,
        anchor: date,
        reasons: list[Reason],
        *,
        due: date | None = None,
        follows_from: str | None = None,
        about: object = None,
    ) -> None:
        """Add the finding on an instance of a rule. `about` explains it: its duty, or where it was looked at."""
        rule = instance.rule
        kind: Any = "principle" if rule.is_principle else "rule"
        bindings = {name: value for name, value in instance.env.items() if value is not UNKNOWN}
        self.findings.append(
            Finding(
                rule.name,
                kind,
                status,
                day,
                instance.trigger,
                anchor,
                rule.citation,
                rule.sentence,
                bindings,
                message_of(status, instance.trigger, reasons, rule),
                tuple(reasons),
                due,
                rule.span,
                follows_from,
                law=instance.at.law.name,
            )
        )
        if self.explainer is not None:
            self.findings[-1] = self.explainer.finding(self.findings[-1], instance, about)

    def again(self, finding: Finding, instance: Instance, reasons: list[Reason], about: object) -> Finding:
        """A finding with other reasons."""
        message = message_of(finding.status, instance.trigger, reasons, instance.rule)
        finding = replace(finding, reasons=tuple(reasons), message=message)
        return finding if self.explainer is None else self.explainer.finding(finding, instance, about)
