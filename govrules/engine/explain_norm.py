"""Explaining verdicts: a tree for each finding, with what set the rule going, what it requires and what excuses.

In: a judge at the moment of a verdict. Out: a tree of grounds. It is made only in a run that is asked to explain, and
what it asks of the record leaves no trace in the run.
"""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from govrules.calendar import Moment, compare
from govrules.engine import say
from govrules.engine.duties import Duties, Duty, Part, Way
from govrules.engine.explain import Explaining
from govrules.engine.explain_past import TooLongError, bound
from govrules.engine.grounds import Ground
from govrules.engine.judge import Instance, Looked
from govrules.engine.reasons import days_apart
from govrules.engine.record import At, Happening, Stretch
from govrules.engine.values import Env, StepLimitError, Truth, both, either
from govrules.engine.verdict import Finding
from govrules.law import model as m
from govrules.law.model import UNKNOWN
from govrules.text import limits

EVERY = "*"
"""Explain the findings of every rule."""
_SHOWN = 4


class Explainer(Explaining):
    """Explains findings."""

    def __init__(self, duties: Duties, wanted: str) -> None:
        super().__init__(duties.evaluator)
        self.duties = duties
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
            yield self.ground("requirement", "required", inner.truth, children=(inner,))

    def _exceptions(self, rule: str, env: Env, at: At) -> Iterator[Ground]:
        for exception in at.law.exceptions.values():
            if rule in exception.rules:
                inner = self.ways(exception.where, env, at)
                verb = "may apply" if inner.truth is UNKNOWN else "applies" if inner.truth else "does not apply"
                said = f"the exception `{exception.name}` {verb}"
                said += f" (“{exception.sentence}”)" if exception.sentence and inner.truth is not False else ""
                yield self.ground(
                    "exception", said, inner.truth, children=(inner,), of=exception, about=(exception.name,)
                )

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
                inner = [self.figure(body.point, {}, at)]
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

    # ---- duties -----------------------------------------------------------------------------------------------------

    def _duty(self, duty: Duty, finding: Finding) -> Iterator[Ground]:
        released = False
        for release in self._releases(duty, finding):
            released = released or release.truth is True
            yield release
        for part in duty.parts:
            yield self._part(duty, part, finding, released=released)
        for each in self._exceptions(duty.rule.name, duty.env, duty.instance.at):
            if each.truth is not False:
                yield each
        if (
            duty.consequence.otherwise_deemed is not None
            and any(p.done_by is None for p in duty.parts)
            and not released
        ):
            said = say.pattern(duty.consequence.otherwise_deemed, duty.env)
            if finding.status == "pending":
                yield self.ground("deemed", f"if not, by law {said}", how="if not")
            else:
                yield self.ground("deemed", f"so by law {said}", how="otherwise", moment=Moment(finding.date))

    def _releases(self, duty: Duty, finding: Finding) -> Iterator[Ground]:
        at = At(self.record.place, Moment(finding.date), duty.law, None, duty.rule.name, duty.rule.rounding)
        for release in duty.consequence.unless:
            what = release.match.pattern.what
            if what.sort == "fact":
                if finding.status == "pending":
                    continue
                children = self.facts(release.match, duty.env, at)
                truth: Truth = False
                for each in children:
                    truth = either(truth, each.truth)
                if truth is not False:
                    said = f"it is not due while {say.bracket(release.match, duty.env)}"
                    yield self.ground("release", said, truth, children=children)
                continue
            for happening in self._since(duty, what.name):
                if happening.day > finding.date or happening.void:
                    continue
                matches = self.duties._matches(duty, release.match, happening)
                if matches is not False:
                    event = self._attempt(duty, release.match, happening, matches)
                    said = "it is no longer due" if matches is True else "it may no longer be due"
                    yield self.ground("release", said, matches, children=(event,))
                    if matches is True:
                        return

    def _since(self, duty: Duty, name: str) -> list[Happening]:
        """The events of a sort after the trigger of a duty, void ones among them."""
        all_ = [*self.record.happenings, *(happening for happening, _ in self.void)]
        return sorted(
            (each for each in all_ if each.what.name == name and each.place > duty.instance.at.place),
            key=lambda each: each.place,
        )

    def _part(self, duty: Duty, part: Part, finding: Finding, *, released: bool) -> Ground:
        wanted = " or ".join(dict.fromkeys(say.pattern(w.act.match.pattern, duty.env) for w in part.ways))
        truth: Truth = UNKNOWN
        children: list[Ground] = []
        last = self.duties._part_last(duty, part, finding.date)
        unclear = any(way.unclear for way in part.ways)
        over = last is not None and last <= finding.date
        if part.done_by is not None:
            truth = True
            said = f"`{wanted}` happened in time" if _limited(duty, part) else f"`{wanted}` happened"
        elif part.perhaps_by is not None or unclear:
            said = f"whether `{wanted}` was done in time is not known"
        elif over and not released:
            truth = False
            said = f"`{wanted}` did not happen in time"
        elif finding.status == "undetermined" and duty.sure is True and not released:
            said = f"whether `{wanted}` is late is not known"
        else:
            truth = None
            said = f"`{wanted}` was not done by then" if released else f"`{wanted}` is still due"
        attempts: list[tuple[int, Ground]] = []
        for way in part.ways:
            deadline = self._deadline(duty, way, part, finding)
            if deadline is not None:
                children.append(deadline)
            for happening in self._attempts(duty, way, part):
                if truth is not False and happening.day > finding.date:
                    continue
                matches = self.duties._matches(duty, way.act.match, happening)
                truth_of = self._in_time(duty, way, happening, matches)
                attempts.append((happening.place, self._attempt(duty, way.act.match, happening, truth_of, way)))
        children += [attempt for _, attempt in sorted(attempts, key=lambda each: each[0])]
        limited = sum(1 for child in children if child.kind == "deadline")
        about = (released, len(part.ways), duty.trigger_day, limited)
        return self.ground("part", said, truth, children=tuple(children), moment=Moment(finding.date), about=about)

    def _attempts(self, duty: Duty, way: Way, part: Part) -> list[Happening]:
        """What was done by a way to do a part: the event that did it, or those that did not and why."""
        if part.done_by is not None:
            return [part.done_by] if part.done_way is way else []
        found = [
            each
            for each in self._since(duty, way.act.match.pattern.what.name)
            if self.evaluator.fit(way.act.match.pattern, each.values, duty.env, self._at(duty, each)) is not None
        ]
        late = next((at for at, each in enumerate(found) if self._is_late(duty, way, each)), len(found))
        return found[: late + 1][:_SHOWN]

    def _is_late(self, duty: Duty, way: Way, happening: Happening) -> bool:
        last = self.duties._last(duty, way, happening.day)
        return not happening.void and last is not None and compare(happening.moment, last) > 0

    def _at(self, duty: Duty, happening: Happening) -> At:
        return At(happening.place, happening.moment, duty.law, happening, duty.rule.name, duty.rule.rounding)

    def _in_time(self, duty: Duty, way: Way, happening: Happening, matches: Truth) -> Truth:
        if matches is False or happening.void:
            return False
        if way.first is not None and compare(happening.moment, way.first) < 0:
            return False
        last = self.duties._last(duty, way, happening.day)
        if last is not None and compare(happening.moment, last) > 0:
            return False
        surely = self.duties._last(duty, way, happening.day, shortest=True)
        late_perhaps = surely is not None and compare(happening.moment, surely) > 0
        return UNKNOWN if way.unclear or late_perhaps else matches

    def _attempt(
        self, duty: Duty, match: m.Match, happening: Happening, truth: Truth, way: Way | None = None
    ) -> Ground:
        at = self._at(duty, happening)
        children: list[Ground] = [*self._void_by(happening)]
        fitted = self.evaluator.fit(match.pattern, happening.values, duty.env, at)
        if match.where is not None and fitted is not None:
            children.append(self.ways(match.where, fitted[0], at))
        if not happening.certain:
            children.append(self.ground("gap", "whether it was valid is not known", UNKNOWN))
        if way is not None and not happening.void:
            last = self.duties._last(duty, way, happening.day)
            if way.first is not None and compare(happening.moment, way.first) < 0:
                early = days_apart(way.first, happening.moment).replace(" to spare", " early")
                children.append(self._stands("too early", early, False, way, last, happening))
            elif last is not None:
                late = compare(happening.moment, last) > 0
                said = days_apart(last, happening.moment)
                children.append(self._stands("too late" if late else "in time", said, not late, way, last, happening))
            if truth is UNKNOWN and not any(each.truth is UNKNOWN for each in children):
                children.append(self.ground("gap", "whether it was in time is not known", UNKNOWN))
        asked = int(match.where is not None)
        return self.event(happening, match.pattern, duty.env, at, truth, tuple(children), None, asked)

    def _stands(self, how: str, said: str, truth: bool, way: Way, last: Moment | None, happening: Happening) -> Ground:
        """Where an event stands to a deadline."""
        limit = way.first if how == "too early" else last
        assert limit is not None
        return self.ground("window", said, truth, how=how, moment=happening.moment, about=(way.first, last, None))

    def _deadline(self, duty: Duty, way: Way, part: Part, finding: Finding) -> Ground | None:
        instance = duty.instance
        at, env = instance.at, instance.env
        asked = [*duty.consequence.limits]
        if way.act.within is not None:
            asked.append(m.DutyLimit(way.act.match.span, "within", way.act.within, None))
        if not asked:
            return None
        day = part.done_by.day if part.done_by is not None else finding.date
        last = self.duties._last(duty, way, day)
        children: list[Ground] = []
        for limit in asked:
            first = self.figure(limit.first, env, at)
            if limit.word == "within":
                end = UNKNOWN if first.value is UNKNOWN else self.evaluator.forward(at.now, first.value, at)
                text = f"{at.now.in_words()} + {say.value(first.value)} = {say.value(end)}"
                children.append(
                    self.ground(
                        "limit", text, value=end, how="within", children=(first,), moment=at.now, about=(first.value,)
                    )
                )
                continue
            points = [first]
            if limit.last is not None:
                point = self.figure(limit.last, env, at)
                if isinstance(limit.last, m.AnchorDate) and way.last is not None and point.value != way.last:
                    point = replace(
                        point,
                        value=way.last,
                        how="next time",
                        text=f"the next {say.expression(limit.last, env)} is {way.last.in_words()}",
                    )
                points.append(point)
            values = tuple(each.value for each in points)
            text = f"{limit.word} {' and '.join(say.value(value) for value in values)}"
            children.append(self.ground("limit", text, value=values, how=limit.word, children=tuple(points)))
        children += self._stood_still(duty, finding)
        still = self._still(duty)
        said = "the last day is not known" if way.unclear else "it has no last day"
        if last is not None and way.first is not None:
            said = (
                f"the day is {last.in_words()}"
                if way.first == last
                else f"it counts from {way.first.in_words()} to {last.in_words()}"
            )
        elif last is not None:
            said = f"the last day is {last.in_words()}"
        elif way.last is not None:
            said = "the clock stands still"
        elif way.first is not None:
            said = f"it counts from {way.first.in_words()}"
        if still:
            said += f", not counting {still}"
        truth = UNKNOWN if way.unclear else None
        weekdays = frozenset(s.what for s in duty.consequence.stand_still if isinstance(s.what, int))
        off = duty.law.days_off if any(s.what is None for s in duty.consequence.stand_still) else None
        facts = any(isinstance(s.what, m.Match) for s in duty.consequence.stand_still)
        pattern = way.act.match.pattern
        wanted = (pattern.what.name, tuple(self._wanted(term, env, at) for term in pattern.terms))
        about = (way.first, way.last, bool(still), weekdays, off, facts, duty.trigger_day, wanted)
        return self.ground("deadline", said, truth, value=last, children=tuple(children), about=about)

    def _stood_still(self, duty: Duty, finding: Finding) -> Iterator[Ground]:
        """The times in which a fact held and the clock of a duty stood still."""
        at = At(self.record.place, Moment(finding.date), duty.law, None, duty.rule.name, duty.rule.rounding)
        for match in (still.what for still in duty.consequence.stand_still if isinstance(still.what, m.Match)):
            for stretch in self.record.stretches:
                over = stretch.end is not None and stretch.end.day < duty.trigger_day
                if stretch.fact != match.pattern.what.name or over or stretch.begun >= at.place:
                    continue
                if any(True for _ in self.evaluator.match(match, stretch.values, duty.env, at)):
                    sure = True if stretch.certain else UNKNOWN
                    made = self.stretch(match.pattern.what, stretch, at, sure, sure)
                    yield replace(made, how="at some time")

    def _still(self, duty: Duty) -> str:
        words: list[str] = []
        for still in duty.consequence.stand_still:
            if still.what is None:
                words.append("days off")
            elif isinstance(still.what, int):
                words.append(
                    ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")[still.what]
                )
            else:
                words.append(f"days while {say.bracket(still.what, duty.env)}")
        return " and ".join(words)

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
            said = "the power covers it where"
            parts.append(self.ground("requirement", said, where.truth, how="where", children=(where,)))
        if power.where is None or parts[-1].truth is not False:
            for condition in power.provided:
                inner = self.statement(condition, env, at)
                parts.append(self.ground("requirement", "provided", inner.truth, children=(inner,)))
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


def _limited(duty: Duty, part: Part) -> bool:
    """Whether a part of a duty has a limit in time."""
    return bool(duty.consequence.limits) or any(way.act.within is not None for way in part.ways)
