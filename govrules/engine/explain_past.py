"""Explaining the past: which events and facts a question finds, which it leaves out, and why.

In: an evaluator and a question at a place of the record. Out: grounds, one for each event or stretch looked at.
Of what was left out, the latest few are shown and the others counted.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator

from msgspec.structs import replace

from govrules.calendar import Duration, Moment, compare
from govrules.engine import phrasing, say
from govrules.engine.evaluate import Evaluator
from govrules.engine.grounds import Ground, Kind
from govrules.engine.record import At, Happening, Stretch
from govrules.engine.values import Env, Truth, both, either, negate
from govrules.law import model as m
from govrules.law.model import NOBODY, UNKNOWN, Value
from govrules.text import limits

_LEFT_OUT = 4
"""How many events that do not count are shown."""


class TooLongError(Exception):
    """The explanation has more steps than the limit allows."""


class Looking(ABC):
    """Explains what is looked at."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.record = evaluator.record
        self.void: list[tuple[Happening, str | None]] = []
        """The events that were void, each with the norm by which it was."""
        self.steps = 0

    @abstractmethod
    def statement(self, expr: m.Expr, env: Env, at: At) -> Ground:
        """Why a statement has the truth that it has."""

    @abstractmethod
    def figure(self, expr: m.Expr, env: Env, at: At) -> Ground:
        """How an expression comes to its value."""

    def ground(
        self,
        kind: Kind,
        text: str,
        truth: Truth = None,
        *,
        value: Value = None,
        how: str = "",
        children: tuple[Ground, ...] = (),
        moment: Moment | None = None,
        of: Happening | m.Let | m.Attribute | m.Transition | m.ExceptionTo | None = None,
        about: tuple[object, ...] = (),
    ) -> Ground:
        """One more step, as long as the limit allows."""
        self.steps += 1
        if self.steps > limits.EXPLANATION:
            raise TooLongError
        span, citation = (of.span, of.citation) if of is not None else (None, None)
        return Ground(kind, text, truth, value, how, children, moment, span, citation, about)

    # ---- conditions -------------------------------------------------------------------------------------------------

    def ways(self, condition: m.Expr, env: Env, at: At) -> Ground:
        """Why a condition that may name new variables is true in some way, or in none."""
        if not isinstance(condition, m.Junction) or condition.operator != "and":
            return self.statement(condition, env, at)
        found = [self._way(parts, last, env, at) for parts, last in self._tried(condition.parts, env, at)]
        if len(found) == 1:
            return found[0]
        truth: Truth = False
        for way in found:
            truth = either(truth, way.truth)
        shown = [way for way in found if way.truth is truth] if truth is not UNKNOWN else found
        return self.ground("some", _said(say.expression(condition, env), truth), truth, children=tuple(shown))

    def _tried(
        self, parts: tuple[m.Expr, ...], env: Env, at: At
    ) -> Iterator[tuple[tuple[tuple[m.Expr, Env], ...], Env]]:
        """The ways in which the parts were tried, each up to the first part that is false."""
        if not parts:
            yield (), env
            return
        any_way = False
        for inner, _ in self.evaluator.solutions(parts[0], env, at):
            any_way = True
            for rest, last in self._tried(parts[1:], inner, at):
                yield ((parts[0], inner), *rest), last
        if not any_way:
            yield ((parts[0], env),), env

    def _way(self, parts: tuple[tuple[m.Expr, Env], ...], last: Env, env: Env, at: At) -> Ground:
        last = bound(last, env)
        children = [self.statement(part, last, at) for part, _ in parts]
        truth: Truth = True
        for child in children:
            truth = both(truth, child.truth)
        if len(children) == 1:
            return children[0]
        said = " and ".join(say.expression(part, last) for part, _ in parts)
        return self.ground("all", _said(said, truth), truth, children=tuple(children), about=(len(children),))

    # ---- events -----------------------------------------------------------------------------------------------------

    def items(self, past: m.Past, env: Env, at: At, over: str | None = None) -> tuple[Ground, ...]:
        """What a question about the past looked at. The values that it reads of each are told with `over`."""
        if past.match.pattern.what.sort == "fact":
            return self._fact_items(past, env, at, over)
        found = {id(item): ways for item, ways in self.evaluator._items(past, env, at)}
        looked_at = [*self._looked_at(past, at)]
        left_out = [each for each in looked_at if id(each) not in found]
        nearest = [each for each in left_out if self._fits(past, each, env, at)][-_LEFT_OUT:]
        if not found and not nearest:
            nearest = left_out[-1:]
        told = [each for each in looked_at if id(each) in found or any(each is near for near in nearest)]
        shown = [self._event(past, each, env, at, found.get(id(each), []), over) for each in told]
        others = len(left_out) - len(nearest)
        end: list[Ground] = []
        if others:
            said = "1 other act of this kind does" if others == 1 else f"{others} other acts of this kind do"
            alike = [each for each in left_out if self._fits(past, each, env, at)]
            why = (
                ""
                if len(alike) > len(nearest)
                else (": it is" if others == 1 else ": they are") + " about something else"
            )
            end.append(self.ground("more", f"{said} not count{why}", False, about=(others,)))
        return (*shown, *end, *self.dark(past, env, at))

    def dark(self, past: m.Past, env: Env, at: At) -> tuple[Ground, ...]:
        """That a question looks into a time of which the timeline does not tell all."""
        if not self.evaluator._reaches_into_the_dark(past, env, at):
            return ()
        since = self.evaluator.incomplete_before
        said = f"not all that happened before {since} is told" if since else "its past is not kept"
        return (self.ground("gap", said, UNKNOWN, how="dark"),)

    def _looked_at(self, past: m.Past, at: At) -> Iterator[Happening]:
        name = past.match.pattern.what.name
        void = [happening for happening, _ in self.void]
        for happening in sorted([*self.record.happenings, *void], key=lambda each: each.place):
            if happening.what.name == name and happening.place < at.place and happening is not at.this:
                yield happening
        if past.counting_this and at.this is not None and at.this.what.name == name:
            yield at.this

    def _fits(self, past: m.Past, happening: Happening, env: Env, at: At) -> bool:
        return self.evaluator.fit(past.match.pattern, happening.values, env, at) is not None

    def _event(
        self,
        past: m.Past,
        happening: Happening,
        env: Env,
        at: At,
        ways: list[tuple[Env, Truth]],
        over: str | None,
    ) -> Ground:
        """One event: whether it counts, and what that hangs on."""
        truth: Truth = False
        for _, sure in ways:
            truth = either(truth, sure)
        children: list[Ground] = [*self._void_by(happening)]
        children += self.slots(past.match.pattern, happening.values, env, at)
        fitted = self.evaluator.fit(past.match.pattern, happening.values, env, at)
        if fitted is not None and not children:
            children += [self._window(window, happening, env, at) for window in past.windows]
            if past.match.where is not None:
                children.append(self.ways(past.match.where, fitted[0], at))
            children += self._disregards(happening, at)
            children += self._unsaid_slots(past.match.pattern, happening, env, at)
            if not happening.certain:
                children.append(self.ground("gap", "whether it was valid is not known", UNKNOWN))
        values = tuple(inner.get(over, UNKNOWN) for inner, _ in ways) if over is not None else None
        asked = len(past.windows) + (past.match.where is not None)
        return self.event(happening, past.match.pattern, env, at, truth, tuple(children), values, asked)

    def event(
        self,
        happening: Happening,
        pattern: m.Pattern,
        env: Env,
        at: At,
        truth: Truth,
        children: tuple[Ground, ...] = (),
        values: tuple[Value, ...] | None = None,
        asked: int = 0,
    ) -> Ground:
        """An event of the timeline, or one that a rule deemed to happen, and whether it is of the sort asked for."""
        wanted = self._all_wanted(pattern, happening.values, env, at)
        said = happening.sentence + (f" (by law, {happening.deemed_by})" if happening.deemed_by is not None else "")
        said += f" (dated {happening.written})" if happening.written is not None else ""
        return self.ground(
            "event",
            said,
            truth,
            value=values,
            children=children,
            moment=happening.moment,
            of=happening,
            about=(happening.what.name, wanted, happening.values, happening.deemed_by, asked),
        )

    def _wanted(self, term: m.Expr, env: Env, at: At) -> Value:
        """What a slot asks for; None if it takes anything."""
        match term:
            case m.Anything():
                return None
            case m.Variable():
                return env.get(term.name)
            case m.Nothing():
                return NOBODY
        return self.evaluator.value(term, env, at)

    def _all_wanted(self, pattern: m.Pattern, values: tuple[Value, ...], env: Env, at: At) -> tuple[Value, ...]:
        """What each slot asks for; a variable that stands twice asks for what its first place holds."""
        found: list[Value] = []
        inner = dict(env)
        for term, value in zip(pattern.terms, values, strict=True):
            found.append(self._wanted(term, inner, at))
            if isinstance(term, m.Variable):
                inner.setdefault(term.name, value)
        return tuple(found)

    def slots(self, pattern: m.Pattern, values: tuple[Value, ...], env: Env, at: At) -> list[Ground]:
        """The slots in which an event differs from what is asked for."""
        found: list[Ground] = []
        all_wanted = self._all_wanted(pattern, values, env, at)
        kinds = self.evaluator.vocabulary.kinds
        for field, term, value, wanted in zip(pattern.what.fields, pattern.terms, values, all_wanted, strict=True):
            if wanted is None and isinstance(term, m.Variable) and isinstance(value, m.Entity):
                if value.kind != "Reform" and not kinds.is_a(value.kind, term.type.name):
                    said = f"{say.value(value)} is no {term.type.name}"
                    found.append(self.ground("slot", said, False, about=(value, None)))
            elif wanted is None or wanted is UNKNOWN or value is UNKNOWN or wanted == value:
                continue
            else:
                name = field.name.replace("_", " ")
                said = f"the {name} is {say.value(value, field.type)}, not {say.value(wanted, field.type)}"
                found.append(self.ground("slot", said, False, about=(value, wanted)))
        return found

    def _unsaid_slots(self, pattern: m.Pattern, happening: Happening, env: Env, at: At) -> Iterator[Ground]:
        """The slots of which it is not known whether they hold what is asked for."""
        all_wanted = self._all_wanted(pattern, happening.values, env, at)
        for field, value, wanted in zip(pattern.what.fields, happening.values, all_wanted, strict=True):
            if wanted is not None and UNKNOWN in (value, wanted):
                name = field.name.replace("_", " ")
                known = say.value(value if wanted is UNKNOWN else wanted, field.type)
                said = (
                    f"whether the {name} is {known} is not known"
                    if known != "not known"
                    else f"the {name} is not known"
                )
                yield self.ground("gap", said, UNKNOWN)

    def _void_by(self, happening: Happening) -> Iterator[Ground]:
        for void, by in self.void:
            if void is happening:
                said = f"it was void by `{by}`, so it does not count" if by else "it was void, so it does not count"
                yield self.ground("void", said, False, about=(by,))

    def _disregards(self, happening: Happening, at: At) -> Iterator[Ground]:
        """The transition clauses that keep the rule at hand from seeing an event, or do not."""
        for transition in at.law.transitions.values():
            for clause in transition.disregards:
                if at.rule not in clause.rules or clause.match.pattern.what.name != happening.what.name:
                    continue
                ways = [sure for _, sure in self.evaluator.match(clause.match, happening.values, {}, at)]
                if not ways:
                    continue
                before = self.figure(clause.before, {}, at)
                day = before.value.day if isinstance(before.value, Moment) else None
                matches: Truth = True if True in ways else UNKNOWN
                seen = negate(both(matches, UNKNOWN if day is None else happening.day < day))
                name = f"`{transition.name}`"
                if day is None:
                    said = f"whether {name} disregards it is not known"
                elif seen is True:
                    said = f"{name} does not disregard it: {happening.day} is not before {day}"
                else:
                    verb = "disregards" if seen is False else "may disregard"
                    said = f"{name} {verb} it for `{at.rule}`, for {happening.day} is before {day}"
                    said += f": “{transition.sentence}”" if transition.sentence else ""
                yield self.ground(
                    "transition",
                    said,
                    seen,
                    of=transition,
                    children=(before,),
                    about=(transition.name, day, matches),
                    moment=happening.moment,
                )

    # ---- windows ----------------------------------------------------------------------------------------------------

    def _window(self, window: m.Narrowing, item: Happening, env: Env, at: At) -> Ground:
        truth = self.evaluator._in_window(window, item, env, at)
        if isinstance(window.operand, m.Match):
            return self._around(window, window.operand, truth, env, at)
        asked = self.figure(window.operand, env, at)
        return self._dated(window, item.moment, None, truth, asked, env, at)

    def _dated(
        self,
        window: m.Narrowing,
        first: Moment | None,
        last: Moment | None,
        truth: Truth,
        asked: Ground,
        env: Env,
        at: At,
    ) -> Ground:
        """A window that a day or a length of time bounds, and where an event, or a stretch, stands to it."""
        said = say.window(window, env)
        end: Value = None
        if window.word == "in the last" and isinstance(asked.value, Duration):
            start = last if last is not None else first
            if start is not None:
                end = self.evaluator.forward(start, asked.value, at)
            if start is not None and isinstance(end, Moment):
                sum_ = f"{Moment(start.day).in_words()} + {asked.value.in_words()} = {end.in_words()}"
                side = compare(end, at.now)
                said += f": {sum_}, {'after' if side > 0 else 'before'} {at.now.day}" if side else f": {sum_}"
        elif isinstance(asked.value, Moment) and not isinstance(window.operand, m.Constant):
            said += f" ({asked.value.in_words()})"
        text = _within(said, truth)
        return self.ground(
            "window",
            text,
            truth,
            value=asked.value,
            how=window.word,
            children=(asked,),
            moment=at.now if window.word == "in the last" else None,
            about=(first, last, end),
        )

    def _around(self, window: m.Narrowing, operand: m.Match, truth: Truth, env: Env, at: At) -> Ground:
        """A window that the latest event of a sort bounds."""
        past = m.Past(operand, (), False)
        latest = [item for item, _, _ in self.evaluator._latest(past, env, at)]
        children = tuple(self.event(item, operand.pattern, env, at, None) for item in latest[:1])
        never = "never held" if operand.pattern.what.sort == "fact" else "never happened"
        if any(happening.what.name == operand.pattern.what.name for happening, _ in self.void):
            never = "never validly happened"
        said = f"{phrasing.window(window, env)}, on {latest[0].day}" if latest else ""
        text = _within(said, truth) if latest else f"{phrasing.quoted(operand, env)} {never}, so everything counts"
        return self.ground("window", text, truth, how=f"{window.word} event", children=children)

    # ---- facts ------------------------------------------------------------------------------------------------------

    def facts(self, match: m.Match, env: Env, at: At, over: str | None = None) -> tuple[Ground, ...]:
        """The ways in which a fact holds or may hold; if in none, what is known against it."""
        name = match.pattern.what.name
        clauses = at.law.fact_clauses.get(name, ())
        derived = [clause for clause in clauses if isinstance(clause, m.FactWhileClause)]
        found: list[Ground] = []
        for clause in derived:
            found += self._derived(clause, match, env, at, over)
        certain = False
        for values, holds in self.evaluator._held_now(name, at):
            fitted = self.evaluator.fit(match.pattern, values, env, at)
            if fitted is None:
                continue
            sure = both(fitted[1], holds)
            certain = certain or (sure is True and fitted[0] == env)
            stretch = self._stretch_of(name, values, at, certain=holds is True)
            found += self._held(match, stretch, fitted[0], sure, at, over)
        if not derived and not certain:
            for inner, _ in self.evaluator._unstated(match.pattern, env, at, standing=not clauses):
                found += self._unsaid(match, inner, at, over)
        if any(each.truth is not False for each in found):
            return tuple(found)
        return (*found, *self._against(match, env, at)) if not derived else tuple(found)

    def _stretch_of(self, name: str, values: tuple[Value, ...], at: At, *, certain: bool) -> Stretch:
        """The stretch behind values for which a fact holds."""
        same = [
            s for s in self.record.stretches if s.fact == name and s.values == values and s.holds(at.place) is not False
        ]
        return next((s for s in same if s.holds(at.place) is certain), same[0])

    def _held(self, match: m.Match, stretch: Stretch, env: Env, sure: Truth, at: At, over: str | None) -> list[Ground]:
        truth = sure
        children: list[Ground] = []
        if match.where is not None:
            where = self.ways(match.where, env, at)
            children.append(where)
            truth = both(truth, where.truth)
        values = self._over(match, env, at, over)
        return [self.stretch(match.pattern.what, stretch, at, truth, sure, tuple(children), values)]

    def _over(self, match: m.Match, env: Env, at: At, over: str | None) -> tuple[Value, ...] | None:
        if over is None:
            return None
        return tuple(inner.get(over, UNKNOWN) for inner, _ in self.evaluator.solutions(match.where, env, at))

    def stretch(
        self,
        what: m.Occurrence,
        stretch: Stretch,
        at: At,
        truth: Truth,
        holds: Truth,
        children: tuple[Ground, ...] = (),
        values: tuple[Value, ...] | None = None,
    ) -> Ground:
        """A stretch of a fact: since when, until when, and by what."""
        said = say.sentence(what, stretch.values)
        over = stretch.ended is not None and stretch.ended < at.place
        grounds: list[Ground] = []
        span = stretch.stated
        if stretch.begun_by is not None:
            by = stretch.begun_by
            grounds.append(self.ground("event", by.sentence, how="begins", moment=by.moment, of=by, about=_of(by)))
        since = f"since {stretch.start.day}" if stretch.start is not None else "from the outset"
        if span is not None:
            said += ", as stated"
        if over and stretch.end is not None:
            first = f"from {stretch.start.day} " if stretch.start is not None else ""
            text = f"{said}, {first}until {stretch.end.day}"
            if stretch.ended_by is not None:
                by = stretch.ended_by
                grounds.append(self.ground("event", by.sentence, how="ends", moment=by.moment, of=by, about=_of(by)))
        else:
            text = f"{said}, {since}"
        if holds is UNKNOWN:
            text += ", which is not certain"
        end = stretch.end if over else None
        made = self.ground(
            "stretch",
            text,
            truth,
            value=values,
            children=(*grounds, *children),
            moment=at.now,
            about=(stretch.start, end, holds, stretch.fact, stretch.values, len(grounds)),
        )
        return replace(made, span=span) if span is not None else made

    def _unsaid(self, match: m.Match, env: Env, at: At, over: str | None) -> list[Ground]:
        truth: Truth = UNKNOWN
        children: tuple[Ground, ...] = ()
        if match.where is not None:
            where = self.ways(match.where, env, at)
            truth, children = both(UNKNOWN, where.truth), (where,)
        said = f"whether {say.pattern(match.pattern, env)} is not stated"
        values = self._over(match, env, at, over)
        return [self.ground("gap", said, truth, value=values, how="unstated", children=children)]

    def _derived(
        self, clause: m.FactWhileClause, match: m.Match, env: Env, at: At, over: str | None
    ) -> Iterator[Ground]:
        """A derived fact: the condition on which it rests, for each way in which it is true or may be."""
        inner: Env = {}
        for own, asked in zip(clause.head.terms, match.pattern.terms, strict=True):
            known = self._wanted(asked, env, at)
            if isinstance(own, m.Variable) and known is not None and known is not UNKNOWN:
                inner[own.name] = known
        bare = m.Match(match.span, match.pattern, None)
        ways = list(self.evaluator._derived(clause, bare.pattern, env, at))
        if not ways:
            yield self._rests(clause, inner, match, at, ())
        seen: list[Env] = []
        for way, _ in ways:
            if way in seen:
                continue
            seen.append(way)
            known_here = dict(inner)
            for own, asked in zip(clause.head.terms, match.pattern.terms, strict=True):
                if isinstance(own, m.Variable) and isinstance(asked, m.Variable) and asked.name in way:
                    known_here[own.name] = way[asked.name]
            where = () if match.where is None else (self.ways(match.where, way, at),)
            made = self._rests(clause, known_here, match, at, where)
            values = self._over(match, way, at, over)
            yield replace(made, value=values) if values is not None else made

    def _rests(self, clause: m.FactWhileClause, env: Env, match: m.Match, at: At, where: tuple[Ground, ...]) -> Ground:
        condition = self.ways(clause.condition, env, at)
        truth = condition.truth
        for each in where:
            truth = both(truth, each.truth)
        said = f"it holds while {say.expression(clause.condition, env)}"
        return self.ground("derived", said, truth, children=(condition, *where))

    def _against(self, match: m.Match, env: Env, at: At) -> Iterator[Ground]:
        """Why a fact does not hold: it was denied, it has ended, or nothing says that it holds."""
        what = match.pattern.what
        told = False
        for denial in self.record.denials.get(what.name, ()):
            if denial.covers(at.now.day) and self.evaluator.fit(match.pattern, denial.values, env, at) is not None:
                told = True
                said = f"stated: not ({say.sentence(what, denial.values)})"
                made = self.ground("denial", said, False, moment=at.now, about=(what.name, denial.values))
                yield replace(made, span=denial.span)
        ended = [
            s
            for s in self.record.stretches
            if s.fact == what.name
            and s.begun < at.place
            and s.holds(at.place) is False
            and self.evaluator.fit(match.pattern, s.values, env, at) is not None
        ]
        for stretch in ended[-1:]:
            told = True
            yield self.stretch(what, stretch, at, False, False)
        if not told:
            begins = at.law.fact_clauses.get(what.name)
            said = "nothing in the timeline makes it so" if begins else "nothing states it, and that counts as no"
            yield self.ground("default", said, False, about=(what.name,))

    def _fact_items(self, past: m.Past, env: Env, at: At, over: str | None) -> tuple[Ground, ...]:
        """What holds now, or with windows what held at some time in them."""
        if not past.windows:
            return self.facts(past.match, env, at, over)
        for window in past.windows:
            if window.word == "as of":
                asked = self.figure(window.operand, env, at)
                if not isinstance(asked.value, Moment):
                    return (self.ground("gap", "the day asked about is not known", UNKNOWN),)
                place = min(at.place, self.record.place_after(asked.value.day))
                return self.facts(past.match, env, replace(at, place=place, now=asked.value), over)
        what = past.match.pattern.what
        found = {id(item): ways for item, ways in self.evaluator._items(past, env, at) if isinstance(item, Stretch)}
        looked_at = [s for s in self.record.stretches if s.fact == what.name and s.begun < at.place]
        grounds: list[Ground] = []
        left_out: list[Ground] = []
        for stretch in looked_at:
            fitted = self.evaluator.fit(past.match.pattern, stretch.values, env, at)
            if fitted is None:
                continue
            ways = found.pop(id(stretch), [])
            truth: Truth = False
            for _, sure in ways:
                truth = either(truth, sure)
            ended = stretch.ended is not None and stretch.ended < at.place
            children: list[Ground] = []
            for window in past.windows:
                sure = self.evaluator._stretch_in_window(window, stretch, env, at)
                if isinstance(window.operand, m.Match):
                    children.append(self._around(window, window.operand, sure, env, at))
                else:
                    asked = self.figure(window.operand, env, at)
                    end = stretch.end if ended else None
                    children.append(self._reaching(window, stretch.start, end, sure, asked, env, at))
            if past.match.where is not None:
                children.append(self.ways(past.match.where, fitted[0], at))
            values = tuple(inner.get(over, UNKNOWN) for inner, _ in ways) if over is not None else None
            known = True if stretch.certain else UNKNOWN
            made = self.stretch(what, stretch, at, truth, known, tuple(children), values)
            (grounds if ways else left_out).append(replace(made, how="at some time"))
        for ways in found.values():
            values = tuple(inner.get(over, UNKNOWN) for inner, _ in ways) if over is not None else None
            grounds.append(
                self.ground("gap", "whether it held then is not stated", UNKNOWN, value=values, how="unstated")
            )
        return (*grounds, *left_out[-_LEFT_OUT:], *self.dark(past, env, at))

    def _reaching(
        self,
        window: m.Narrowing,
        start: Moment | None,
        end: Moment | None,
        truth: Truth,
        asked: Ground,
        env: Env,
        at: At,
    ) -> Ground:
        """A window and a stretch, which reaches into it or does not."""
        if window.word == "in the last" and end is not None:
            made = self._dated(window, None, end, truth, asked, env, at)
        else:
            made = self._dated(window, None, None, truth, asked, env, at)
        return replace(made, how=f"{window.word} stretch", about=(start, end, made.about[2]))


def _of(happening: Happening) -> tuple[object, ...]:
    """What tells an event from others, for whoever looks it up."""
    return (happening.what.name, (), happening.values, happening.deemed_by, 0)


def _said(what: str, truth: Truth) -> str:
    return f"`{what}` {phrasing.is_(truth)}"


def bound(inner: Env, env: Env) -> Env:
    """The values of variables, without what a sentence has named and left unsaid: that fits anything."""
    return {name: value for name, value in inner.items() if name in env or value is not UNKNOWN}


def _within(said: str, truth: Truth) -> str:
    if truth is UNKNOWN:
        return f"whether it was {said} is not known"
    return said if truth else f"not {said}"
