"""Explaining duties: each part of one, what did it or came too late, the deadline, and what released from it.

In: a duty at the moment of a verdict. Out: grounds. What is asked of the record leaves no trace in the run.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from govrules.calendar import Moment, compare
from govrules.engine import say
from govrules.engine.duties import Duties, Duty, Part, Way
from govrules.engine.explain import Explaining
from govrules.engine.grounds import Ground
from govrules.engine.phrasing import acts, days_apart
from govrules.engine.record import At, Happening
from govrules.engine.values import Env, Truth, either
from govrules.engine.verdict import Finding
from govrules.law import model as m
from govrules.law.model import UNKNOWN

_SHOWN = 4


class ExplainingDuties(Explaining):
    """Explains what became of a duty."""

    def __init__(self, duties: Duties) -> None:
        super().__init__(duties.evaluator)
        self.duties = duties

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
        wanted = acts((w.act.match.pattern for w in part.ways), duty.env)
        truth: Truth = UNKNOWN
        children: list[Ground] = []
        last = self.duties._part_last(duty, part, finding.date)
        unclear = any(way.unclear for way in part.ways)
        over = last is not None and last <= finding.date
        if part.done_by is not None:
            truth = True
            said = f"{wanted} happened in time" if _limited(duty, part) else f"{wanted} happened"
        elif part.perhaps_by is not None or unclear:
            said = f"whether {wanted} was done in time is not known"
        elif over and not released:
            truth = False
            said = f"{wanted} did not happen in time"
        elif finding.status == "undetermined" and duty.sure is True and not released:
            said = f"whether {wanted} is late is not known"
        else:
            truth = None
            said = f"{wanted} was not done by then" if released else f"{wanted} is still due"
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
                    still = stretch.start, stretch.end
                    if still[0] is not None and still[1] is not None:
                        days = (still[1].day - still[0].day).days
                        made = replace(made, text=f"{made.text}: {'one day' if days == 1 else f'{days} days'}")
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


def _limited(duty: Duty, part: Part) -> bool:
    """Whether a part of a duty has a limit in time."""
    return bool(duty.consequence.limits) or any(way.act.within is not None for way in part.ways)
