"""Explaining verdicts: a tree for each finding, with what set the rule going, what it requires and what excuses.

In: a judge at the moment of a verdict. Out: a tree of grounds. It is made only in a run that is asked to explain, and
what it asks of the record leaves no trace in the run.
"""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from govrules.calendar import Moment
from govrules.engine import say
from govrules.engine.duties import Duties, Duty
from govrules.engine.explain_duty import ExplainingDuties
from govrules.engine.explain_past import TooLongError, bound
from govrules.engine.grounds import Ground
from govrules.engine.judge import Instance, Looked
from govrules.engine.record import At, Happening, Stretch
from govrules.engine.values import Env, StepLimitError, Truth, both
from govrules.engine.verdict import Finding
from govrules.law import model as m
from govrules.law.model import UNKNOWN
from govrules.text import limits

EVERY = "*"
"""Explain the findings of every rule."""
_SHOWN = 4


class Explainer(ExplainingDuties):
    """Explains findings."""

    def __init__(self, duties: Duties, wanted: str) -> None:
        super().__init__(duties)
        self.wanted = wanted
        """The rule whose findings are explained, or every one."""
        self.missed: list[tuple[str, Ground]] = []
        """Of rules that an event did not set going although it is of the sort that they look at: why not."""

    def wants(self, rule: str) -> bool:
        """Whether the findings of a rule are to be explained."""
        return self.wanted in (EVERY, rule)

    # ---- findings ---------------------------------------------------------------------------------------------------

    def finding(self, finding: Finding, instance: Instance, about: object) -> Finding:
        """The finding on an instance of a rule, explained. `about` is the duty, if it is on one."""
        if not self.wants(finding.rule):
            return finding
        return self._explained(finding, lambda: self._rule(finding, instance, about))

    def power(self, finding: Finding, power: m.Power | None, env: Env, happening: Happening, at: At | None) -> Finding:
        """The finding on an act, explained by the power that is nearest to it."""
        if not self.wants(finding.rule):
            return finding
        return self._explained(finding, lambda: self._power(finding, power, env, happening, at))

    def _explained(self, finding: Finding, make: Callable[[], tuple[Ground, ...]]) -> Finding:
        head = f"`{finding.rule}` is {finding.status}"
        children = self._untraced(make)
        made = Ground(
            "verdict",
            head,
            how=finding.kind,
            children=children,
            moment=Moment(finding.date),
            span=finding.location,
            citation=finding.citation,
            about=(finding.status, finding.rule, len(children)),
        )
        return replace(finding, why=made)

    def _untraced(self, make: Callable[[], tuple[Ground, ...]]) -> tuple[Ground, ...]:
        """Make grounds, and leave no trace of what was asked for them."""
        evaluator = self.evaluator
        steps, ambiguous = evaluator.steps, evaluator.ambiguous
        asked, unknown, horizon = evaluator.asked, evaluator.unknown, evaluator.horizon
        evaluator.asked, evaluator.unknown, evaluator.horizon = set(), {}, set()
        evaluator.steps = self.steps = 0
        try:
            return make()
        except (TooLongError, StepLimitError):
            said = f"the explanation has more than {limits.EXPLANATION:,} steps, and is not shown"
            return (Ground("more", said, how="too long"),)
        finally:
            evaluator.steps, evaluator.ambiguous = steps, ambiguous
            evaluator.asked, evaluator.unknown, evaluator.horizon = asked, unknown, horizon

    def _rule(self, finding: Finding, instance: Instance, about: object) -> tuple[Ground, ...]:
        body = instance.rule.body
        parts: list[Ground] = [*self._trigger(instance), *self._kept(instance.rule.name, instance.at)]
        if isinstance(about, Duty):
            parts += self._duty(about, finding)
        elif isinstance(body, m.WhileBody):
            at = about.at if isinstance(about, Looked) else about if isinstance(about, At) else instance.at
            parts += self._requirements(body.conditions, instance.env, at)
            if finding.status not in ("satisfied", "met"):
                parts += self._exceptions(instance.rule.name, instance.env, at)
            else:
                since = about.since if isinstance(about, Looked) else finding.anchor
                said = f"it was so throughout, from {since} to {finding.date}"
                parts.append(self.ground("constant", said, value=(since, finding.date)))
        elif isinstance(body.consequence, m.RequireConsequence):
            parts += self._requirements(body.consequence.conditions, instance.env, instance.at)
            if finding.status not in ("satisfied", "met"):
                parts += self._exceptions(instance.rule.name, instance.env, instance.at)
            void = body.consequence.void
            if finding.follows_from is not None:
                said = f"the event was void by `{finding.follows_from}`, and would have broken this rule too"
                parts.append(self.ground("void", said, about=(finding.follows_from,)))
            parts[0] = replace(parts[0], about=(*parts[0].about, "void" if void else ""))
        else:
            parts += self._exceptions(instance.rule.name, instance.env, instance.at)
            if isinstance(body.consequence, m.DeemedConsequence):
                said = say.pattern(body.consequence.pattern, instance.env)
                parts.append(self.ground("deemed", f"by law, {said}", moment=instance.at.now))
        return tuple(parts)

    def _kept(self, rule: str, at: At) -> Iterator[Ground]:
        """The transition clause by which an earlier version than the one at hand judges."""
        versions = self.evaluator.law.versions
        at_hand = [version for place, version in versions if place <= at.place][-1:]
        if not at_hand or at_hand[0] is at.law:
            return
        for transition in at_hand[0].transitions.values():
            for keep in transition.keeps:
                if rule in keep.names:
                    before = self.figure(keep.before, {}, replace(at, law=at_hand[0]))
                    said = f"`{transition.name}` keeps `{rule}` as it was under {at.law.name}, for what began before "
                    said += say.value(before.value) + (f": “{transition.sentence}”" if transition.sentence else "")
                    about = (transition.name, rule, at.law.name)
                    yield self.ground("kept", said, of=transition, children=(before,), about=about)

    def _requirements(self, conditions: tuple[m.Expr, ...], env: Env, at: At) -> Iterator[Ground]:
        for condition in conditions:
            inner = self.statement(condition, env, at)
            said = {True: "as required", False: "not as required"}.get(inner.truth, "required")
            yield self.ground("requirement", said, inner.truth, children=(inner,))

    # ---- what set it going ------------------------------------------------------------------------------------------

    def _trigger(self, instance: Instance) -> Iterator[Ground]:
        body = instance.rule.body
        at, sure = instance.at, instance.sure
        inner: list[Ground] = []
        if isinstance(body, m.WhileBody):
            inner = [*self._binding(body, instance)]
            said = "it applies as long as this is so"
        elif isinstance(body, m.PointBody):
            day = say.anchor(body.every) if body.every is not None else say.expression(body.point, {})
            said = f"it looks on {'every ' if body.every is not None else ''}{day}"
            if body.point is not None and not isinstance(body.point, m.Constant):
                inner = [self.figure(each, {}, at) for each in self.evaluator.points(body.point, at)[:1]]
        else:
            said = "it applies because of"
            inner = [*self._set_going(body, instance)][:1]
        truth: Truth = True
        for each in inner:
            truth = both(truth, True if each.truth is None else each.truth)
        if truth is True and sure is not True:
            inner.append(self.ground("gap", "whether the rule applies here is not known", UNKNOWN))
        how = "on" if isinstance(body, m.PointBody) else ""
        yield self.ground("trigger", said, sure, how=how, children=tuple(inner), moment=at.now, about=(at.now,))

    def _binding(self, body: m.WhileBody, instance: Instance) -> Iterator[Ground]:
        trigger = instance.trigger
        what = body.match.pattern.what
        for stretch in self.record.stretches:
            if stretch.fact != what.name or trigger is None or stretch.start not in (trigger.moment, None):
                continue
            if stretch.start is None and stretch.stated != trigger.span:
                continue
            fitted = self.evaluator.fit(body.match.pattern, stretch.values, instance.env, instance.at)
            if fitted is not None and fitted[0] == instance.env:
                sure = True if stretch.certain and stretch.perhaps_ended is None else UNKNOWN
                at = replace(instance.at, place=max(instance.at.place, stretch.begun + 1))
                yield replace(self.stretch(what, stretch, at, sure, sure), how="at some time")
                return
        if trigger is not None:
            said = f"{trigger.sentence}, seen so on {trigger.moment.day if trigger.moment else instance.at.now.day}"
            yield self.ground("derived", said, instance.sure, how="while", moment=trigger.moment)

    def _set_going(self, body: m.WhenBody, instance: Instance) -> Iterator[Ground]:
        at, env = instance.at, instance.env
        for trigger in body.triggers:
            pattern = trigger.match.pattern
            if trigger.edge is not None:
                yield from self._edge(trigger, instance)
                continue
            if at.this is None or pattern.what.name != at.this.what.name:
                continue
            for way, _ in self.evaluator.match(trigger.match, at.this.values, {}, at):
                for inner, _ in self.evaluator.solutions(trigger.where, way, at):
                    if inner == env:
                        yield self._triggering(trigger, at.this, inner, at)
                        return

    def _triggering(self, trigger: m.Trigger, happening: Happening, env: Env, at: At) -> Ground:
        children: list[Ground] = []
        env = bound(env, {})
        for where in (trigger.match.where, trigger.where):
            if where is not None:
                children.append(self.statement(where, env, at))
        children += self._disregards(happening, at)
        truth: Truth = True
        for each in children:
            truth = both(truth, each.truth)
        if not happening.certain:
            children.append(self.ground("gap", "whether it was valid is not known", UNKNOWN))
            truth = both(truth, UNKNOWN)
        unknown = self.evaluator.fit(trigger.match.pattern, happening.values, env, at)
        if unknown is not None and unknown[1] is UNKNOWN:
            truth = both(truth, UNKNOWN)
        asked = (trigger.match.where is not None) + (trigger.where is not None)
        return self.event(happening, trigger.match.pattern, env, at, truth, tuple(children), None, asked)

    def _edge(self, trigger: m.Trigger, instance: Instance) -> Iterator[Ground]:
        """The beginning or end of a fact that set a rule going."""
        at, env, what = instance.at, instance.env, trigger.match.pattern.what
        begins = trigger.edge == "begins"

        def on_edge(stretch: Stretch) -> bool:
            place = stretch.begun if begins else stretch.ended
            day = stretch.start if begins else stretch.end
            return place is not None and place >= at.place and day is not None and day.day == at.now.day

        for stretch in self.record.stretches:
            if stretch.fact != what.name or not on_edge(stretch):
                continue
            fitted = self.evaluator.fit(trigger.match.pattern, stretch.values, env, at)
            if fitted is None or not fitted[0].items() <= env.items():
                continue
            place = stretch.begun if begins else stretch.ended
            later = replace(at, place=(place or at.place) + 1)
            made = self.stretch(what, stretch, later, True if stretch.certain else UNKNOWN, begins)
            said = f"({say.sentence(what, stretch.values)}) {trigger.edge}"
            where = () if trigger.where is None else (self.statement(trigger.where, env, at),)
            truth: Truth = True if stretch.certain else UNKNOWN
            for each in where:
                truth = both(truth, each.truth)
            yield self.ground(
                "all",
                said,
                truth,
                how="edge",
                children=(replace(made, truth=True if stretch.certain else UNKNOWN, how="edge"), *where),
            )
            return
        if any(isinstance(c, m.FactWhileClause) for c in at.law.fact_clauses.get(what.name, ())):
            later = At(self.record.place_after(at.now.day), at.now, at.law, None, at.rule, at.rounding)
            now = [*self.facts(m.Match(trigger.match.span, trigger.match.pattern, None), env, later)]
            said = f"({say.pattern(trigger.match.pattern, env)}) {trigger.edge}"
            yield self.ground(
                "derived", said, instance.sure, how=f"edge {trigger.edge}", children=tuple(now), moment=at.now
            )

    # ---- powers -----------------------------------------------------------------------------------------------------

    def _power(
        self, finding: Finding, power: m.Power | None, env: Env, happening: Happening, at: At | None
    ) -> tuple[Ground, ...]:
        if power is None or at is None:
            said = f"`{finding.law}` gives nobody the power for it"
            act = Ground(
                "event",
                happening.sentence,
                moment=happening.moment,
                span=happening.span,
                citation=happening.citation,
                about=(happening.what.name, (), happening.values, happening.deemed_by, 0),
            )
            return (
                self.ground("trigger", "the act", True, children=(act,), moment=happening.moment),
                self.ground("requirement", said, False, how="nobody"),
            )
        fitted = self.evaluator.fit(power.match.pattern, happening.values, {}, at)
        slots = self.slots(power.match.pattern, happening.values, {}, at) if fitted is None else []
        known = bound(env, {}) if fitted is not None else {}
        truth: Truth = False if fitted is None else fitted[1]
        act = self.event(happening, power.match.pattern, known, at, truth, tuple(slots))
        parts = [self.ground("trigger", "the act", True, children=(act,), moment=happening.moment)]
        if fitted is None:
            parts.append(
                self.ground(
                    "requirement",
                    f"the nearest power is for `{say.pattern(power.match.pattern, {})}`",
                    False,
                    how="nobody",
                )
            )
            return tuple(parts)
        if not happening.certain:
            parts[0] = replace(
                parts[0],
                truth=UNKNOWN,
                children=(*parts[0].children, self.ground("gap", "whether it took place is not known", UNKNOWN)),
            )
        if power.where is not None:
            where = self.ways(power.where, known, at)
            said = "the power covers only some such acts"
            parts.append(self.ground("requirement", said, where.truth, how="where", children=(where,)))
        if power.where is None or parts[-1].truth is not False:
            for condition in power.provided:
                inner = self.statement(condition, env, at)
                said = {True: "a condition that is met", False: "a condition that is not met"}.get(
                    inner.truth, "a condition"
                )
                parts.append(self.ground("requirement", said, inner.truth, children=(inner,)))
            if finding.status != "satisfied":
                parts += self._exceptions(power.name, env, at)
        if all(each.truth is True for each in parts[1:]) and finding.status == "undetermined":
            parts.append(self.ground("requirement", "whether this power governs is not known", UNKNOWN, how="nobody"))
        return tuple(parts)

    # ---- what did not happen ----------------------------------------------------------------------------------------

    def not_set_going(self, rule: m.Rule, triggers: list[m.Trigger], happening: Happening, at: At) -> None:
        """Note why an event of the sort that a rule looks at did not set it going."""
        if not self.wants(rule.name):
            return

        def make() -> tuple[Ground, ...]:
            found: list[Ground] = []
            for trigger in triggers:
                children = self.slots(trigger.match.pattern, happening.values, {}, at)
                fitted = self.evaluator.fit(trigger.match.pattern, happening.values, {}, at)
                if fitted is not None and not children:
                    for where in (trigger.match.where, trigger.where):
                        if where is not None:
                            children.append(self.ways(where, fitted[0], at))
                children += self._disregards(happening, at)
                found.append(self.event(happening, trigger.match.pattern, {}, at, False, tuple(children)))
            return tuple(found)

        self.missed += [(rule.name, each) for each in self._untraced(make)]

    def was_void(self, happening: Happening, by: str | None, instances: list[Instance]) -> None:
        """Note that an event was void, and which rules it would have set going."""
        self.void.append((happening, by))
        for instance in instances:
            if self.wants(instance.rule.name):
                note = Ground("void", f"it was void by `{by}`, so nothing follows from it", False, about=(by,))
                event = Ground(
                    "event",
                    happening.sentence,
                    False,
                    children=(note,),
                    moment=happening.moment,
                    span=happening.span,
                    citation=happening.citation,
                    about=(happening.what.name, (), happening.values, happening.deemed_by, 0),
                )
                self.missed.append((instance.rule.name, event))


def by_law(finding: Finding) -> Finding:
    """A finding whose explanation says which version of the law judged, and why."""
    if finding.why is None:
        return finding
    said = (
        f"{finding.law} judges, taken as given"
        if finding.law_why is None
        else f"{finding.law} judges: {finding.law_why}"
    )
    law = Ground("law", said, about=(finding.law,))
    return replace(finding, why=replace(finding.why, children=(law, *finding.why.children)))
