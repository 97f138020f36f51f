"""Explaining expressions: how a statement comes to its truth and a figure to its value, step by step.

In: an evaluator and an expression at a place of the record. Out: grounds. The evaluator says what is so;
here it is only taken apart, in the order in which a reader would ask.
"""

from typing import Any

from msgspec.structs import replace

from govrules.calendar import Duration, Moment, NthWeekday
from govrules.engine import say
from govrules.engine.explain_past import Looking
from govrules.engine.grounds import Ground
from govrules.engine.phrasing import compared, holding, how_often, is_, not_stated, passed, which_day
from govrules.engine.record import At, Stretch
from govrules.engine.values import Elapsed, Env, Truth
from govrules.engine.verdict import Happened
from govrules.law import model as m
from govrules.law.model import UNKNOWN, Value


class Explaining(Looking):
    """Explains statements and figures."""

    # ---- statements -------------------------------------------------------------------------------------------------

    def statement(self, expr: m.Expr, env: Env, at: At) -> Ground:
        """Why a statement has the truth that it has."""
        truth = self.evaluator.truth(expr, env, at)
        match expr:
            case m.Junction():
                return self._junction(expr, truth, env, at)
            case m.Negation():
                inner = self.statement(expr.operand, env, at)
                return self.ground("not", _said(expr, env, truth), truth, children=(inner,))
            case m.Comparison():
                return self._comparison(expr, truth, env, at)
            case m.Exists():
                limit = (">=", 1) if expr.word == "any" else ("<=", expr.limit)
                return self._exists(expr, expr.past, limit, truth, env, at)
            case m.Latest() if expr.read == "exists":
                return self._exists(expr, expr.past, (">=", 1), truth, env, at)
            case m.Holds():
                children = self.facts(expr.match, env, at)
                said = say.bracket(expr.match, env)
                none = say.none_of(expr.match.pattern, env) if expr.match.where is None else None
                text = f"`{said}` holds" if truth is True else f"`{none}`" if none else f"`{said}` does not hold"
                if truth is UNKNOWN:
                    text = f"whether `{said}` holds is not known"
                return self.ground("holds", text, truth, children=children)
            case m.EveryHas():
                return self._every(expr, truth, env, at)
            case m.Touches():
                return self._touches(expr, truth, env, at)
            case m.DayTest():
                subject = self.figure(expr.subject, env, at)
                text = _said(expr, env, truth)
                if isinstance(subject.value, Moment) and truth is not UNKNOWN:
                    text = which_day(expr.anchor, subject.value, truth)
                about = (expr.anchor, at.law.days_off)
                return self.ground("day", text, truth, value=None, children=(subject,), about=about)
            case m.Choice():
                condition = self.statement(expr.condition, env, at)
                parts = [condition]
                if condition.truth is not False:
                    parts.append(self.statement(expr.then, env, at))
                if condition.truth is not True:
                    parts.append(self.statement(expr.otherwise, env, at))
                return self.ground("choice", _said(expr, env, truth), truth, children=tuple(parts))
        value = self.figure(expr, env, at)
        return self.ground("plain", _said(expr, env, truth), truth, children=(value,))

    def _junction(self, expr: m.Junction, truth: Truth, env: Env, at: At) -> Ground:
        children = tuple(self.statement(part, env, at) for part in expr.parts)
        kind, about = ("all", (len(children),)) if expr.operator == "and" else ("some", (len(children),))
        return self.ground(kind, _said(expr, env, truth), truth, children=children, about=about)  # type: ignore[arg-type]  # one of two

    def _comparison(self, expr: m.Comparison, truth: Truth, env: Env, at: At) -> Ground:
        left, right = self.figure(expr.left, env, at), self.figure(expr.right, env, at)
        said = compared(expr, (left.value, right.value), truth, env, at.law.lets)
        end: Value = None
        sides = (left.value, right.value)
        elapsed, duration = sides if isinstance(left.value, Elapsed) else sides[::-1]
        if isinstance(elapsed, Elapsed) and isinstance(duration, Duration) and elapsed.start is not None:
            end = self.evaluator.forward(elapsed.start, duration, at)
            if isinstance(end, Moment) and "total time" not in (left.how, right.how):
                said += f": {passed(elapsed, duration, end)}"
        return self.ground("comparison", said, truth, how=expr.operator, children=(left, right), about=(end,))

    def _exists(self, expr: m.Expr, past: m.Past, limit: tuple[str, int], truth: Truth, env: Env, at: At) -> Ground:
        items = self.items(past, env, at)
        count = self.evaluator.count(past, None, env, at)
        asked = expr if isinstance(expr, m.Exists) else m.Exists(expr.span, "any", 1, past)
        if past.match.pattern.what.sort == "fact":
            holds = UNKNOWN if not isinstance(count, int) else count > 0
            text = holding(past, holds, env)
            none = say.required(expr, env)
            if asked.word == "none of" and holds is True and none != f"`{say.expression(expr, env)}`":
                text = f"{none} is not so"
        else:
            again = at.this is not None and at.this.what.name == past.match.pattern.what.name
            events = [_happened(item) for item in items if item.truth is True]
            ignored = count == 0 and any(item.kind == "event" for item in items)
            text = how_often(asked, truth, count, events, env, again=again, some_ignored=ignored)
        return self.ground(
            "exists",
            text,
            truth,
            value=count,
            how=limit[0],
            children=items,
            about=(limit[1], _event_name(past), at.now),
        )

    def _every(self, expr: m.EveryHas, truth: Truth, env: Env, at: At) -> Ground:
        fact = expr.match.pattern.what.sort == "fact"
        items = self.evaluator.facts if fact else self.evaluator.events
        found: list[Ground] = []
        for inner, sure in items(expr.match, env, at):
            has = self.statement(expr.has, inner, at)
            found.append(
                replace(has, how="sure" if sure is True else "perhaps") if has.how == "" else self._one(has, sure)
            )
        past = m.Past(expr.match, (), False)
        every = say.bracket(expr.match, env)
        text = f"every ({every}) has {say.expression(expr.has, env)}: {_yes(truth)}"
        if not found:
            text = f"there is no ({every}), so every one has {say.expression(expr.has, env)}"
        return self.ground("every", text, truth, children=(*found, *self.dark(past, env, at)), about=(len(found),))

    def _one(self, has: Ground, sure: Truth) -> Ground:
        """One of those asked about, and whether it is certain that it is one."""
        return self.ground(
            "all", has.text, has.truth, how="sure" if sure is True else "perhaps", children=(has,), about=(1,)
        )

    def _touches(self, expr: m.Touches, truth: Truth, env: Env, at: At) -> Ground:
        reform = self.evaluator.value(expr.reform, env, at)
        name = say.value(reform)
        verb = "touches" if truth is True else "does not touch" if truth is False else "may touch"
        clauses: tuple[Ground, ...] = ()
        if truth is True:
            said = self.evaluator.law.how_touched(name, expr.target)
            clauses = tuple(self.ground("constant", each, value=each) for each in said)
        return self.ground(
            "touches", f"{name} {verb} `{expr.target}`", truth, children=clauses, about=(name, expr.target)
        )

    # ---- figures ----------------------------------------------------------------------------------------------------

    def figure(self, expr: m.Expr, env: Env, at: At) -> Ground:
        """How an expression comes to its value."""
        value = self.evaluator.value(expr, env, at)
        match expr:
            case m.Constant() | m.Nothing():
                return self.ground("constant", say.expression(expr, env), value=value)
            case m.Variable():
                said = f"{expr.name} is {say.value(value, expr.type)}"
                return self.ground("variable", said, value=value, about=(expr.name,))
            case m.Today():
                said = f"the {'day' if expr.part == 'date' else expr.part} at hand is {say.value(value)}"
                return self.ground("today", said, value=value, how=expr.part, moment=at.now)
            case m.ClockTime():
                where = f" in {say.value(self.evaluator.value(expr.zone, env, at))}" if expr.zone is not None else ""
                said = f"the time of day{where} is " + (say.clock(value) if isinstance(value, int) else "not stated")
                at_ = at.this.moment if at.this is not None else None
                return self.ground("clock", said, value=value, moment=at_, about=(expr.zone is not None,))
            case m.StretchStart():
                return self.ground(
                    "today", f"it began on {say.value(value)}", value=value, how="start", moment=at.start
                )
            case m.Commencement():
                said = f"{expr.of} enters into force on {say.value(value)}"
                if value is UNKNOWN:
                    said = f"on which day {expr.of} enters into force is not known"
                return self.ground("commencement", said, value=value, about=(expr.of,))
            case m.LetValue():
                return self._let(expr, value, at)
            case m.AttributeOf():
                return self._attribute(self.evaluator.value(expr.owner, env, at), expr.name, value, at)
            case m.Count():
                items = self.items(expr.past, env, at, expr.over)
                text = f"`{say.expression(expr, env)}` is {say.value(value)}"
                return self.ground(
                    "count",
                    text,
                    value=value,
                    how=expr.over or "",
                    children=items,
                    about=(_event_name(expr.past), at.now),
                )
            case m.Latest():
                return self._latest(expr, value, env, at)
            case m.Measured():
                return self._measured(expr, value, env, at)
            case m.Age():
                return self._age(expr, value, env, at)
            case m.Aggregated():
                return self._aggregated(expr, value, env, at)
            case m.Arithmetic():
                left, right = self.figure(expr.left, env, at), self.figure(expr.right, env, at)
                shown = " ".join((_short(left), expr.operator, _short(right)))
                text = f"{shown} = {say.value(value, _type(expr))}"
                return self.ground("arithmetic", text, value=value, how=expr.operator, children=(left, right))
            case m.Choice():
                condition = self.statement(expr.condition, env, at)
                parts = [condition]
                if condition.truth is not False:
                    parts.append(self.figure(expr.then, env, at))
                if condition.truth is not True:
                    parts.append(self.figure(expr.otherwise, env, at))
                return self.ground("choice", f"it is {say.value(value)}", value=value, children=tuple(parts))
            case m.AnchorDate():
                of = () if expr.of is None else (self.figure(expr.of, env, at),)
                how = "coming" if expr.coming else "of"
                text = f"the {say.anchor(expr.anchor)}{_in_year(expr, of)} is {say.value(value)}"
                needed = not of or (isinstance(expr.anchor, NthWeekday) and expr.anchor.month is None)
                now = at.now if needed else None
                return self.ground("anchor", text, value=value, how=how, children=of, moment=now, about=(expr.anchor,))
            case m.NeighbourDate():
                base = self.figure(expr.base, env, at)
                text = (
                    f"the {say.anchor(expr.anchor)} {'after' if expr.direction == 'next' else 'before'} {_short(base)}"
                )
                text += f" is {say.value(value)}"
                return self.ground(
                    "anchor", text, value=value, how=expr.direction, children=(base,), about=(expr.anchor,)
                )
            case m.WithClock():
                base = self.figure(expr.day, env, at)
                return self.ground(
                    "anchor", say.value(value), value=value, how="at", children=(base,), about=(expr.minute,)
                )
        inner = self.statement(expr, env, at)
        return self.ground("plain", inner.text, value=value, children=(inner,))

    def _let(self, expr: m.LetValue, value: Value, at: At) -> Ground:
        let = at.law.lets.get(expr.name)
        if let is None:
            return self.ground("gap", f"`{expr.name}` is not in force", UNKNOWN, value=UNKNOWN)
        said = f"{let.name} is {say.value(value, let.type)}"
        inner = () if isinstance(let.value, m.Constant) else (self.figure(let.value, {}, at),)
        return self.ground("let", said, value=value, children=inner, of=let, about=(let.name,))

    def _attribute(self, owner: Value, name: str, value: Value, at: At) -> Ground:
        called = say.value(owner)
        attribute = at.law.attributes.get((owner.name, name)) if isinstance(owner, m.Entity) else None
        if attribute is None:
            return self.ground("gap", not_stated(called, name), UNKNOWN, value=UNKNOWN)
        shown = say.value(value, getattr(attribute.value, "type", None))
        said = f"{called} was born on {shown}" if name == "born" else f"{called}.{name} is {shown}"
        inner = () if isinstance(attribute.value, m.Constant) else (self.figure(attribute.value, {}, at),)
        return self.ground("attribute", said, value=value, children=inner, of=attribute, about=(called, name))

    def _age(self, expr: m.Age, value: Value, env: Env, at: At) -> Ground:
        owner = self.evaluator.value(expr.subject, env, at)
        born = self.evaluator.value(m.AttributeOf(expr.span, expr.subject, "born", _type(expr)), env, at)
        inner = self._attribute(owner, "born", born, at)
        text = f"{say.expression(expr, env)} is {say.value(value)}"
        return self.ground("measured", text, value=value, how="age", children=(inner,), moment=at.now)

    def _latest(self, expr: m.Latest, value: Value, env: Env, at: At) -> Ground:
        items = self.items(expr.past, env, at)
        text = f"`{say.expression(expr, env)}` is {say.value(value, expr.type)}"
        rest: tuple[Ground, ...] = ()
        if expr.if_none is not None and not any(each.truth is True for each in items):
            rest = (self.figure(expr.if_none, env, at),)
        slot = expr.read if isinstance(expr.read, int) else "date"
        return self.ground("latest", text, value=value, children=(*items, *rest), about=(slot, len(rest)))

    def _aggregated(self, expr: m.Aggregated, value: Value, env: Env, at: At) -> Ground:
        from govrules.engine.evaluate import _named

        past, name = (expr.past, expr.variable) if expr.variable is not None else _named(expr.past, expr.slot)
        items = self.items(past, env, at, name)
        if expr.attribute is not None:
            items = tuple(self._with_attribute(each, expr.attribute, at) for each in items)
        rest: tuple[Ground, ...] = ()
        if expr.if_none is not None and not any(each.truth is True for each in items):
            rest = (self.figure(expr.if_none, env, at),)
        text = f"{say.expression(expr, env)} is {say.value(value, expr.type)}"
        return self.ground("aggregate", text, value=value, how=expr.word, children=(*items, *rest), about=(len(rest),))

    def _with_attribute(self, item: Ground, name: str, at: At) -> Ground:
        """An item of a sum with the attribute that is summed."""
        if not isinstance(item.value, tuple):
            return item
        values: list[Value] = []
        shown: list[Ground] = []
        for owner in item.value:
            value = self.evaluator._attribute_of(owner, name, at) if isinstance(owner, m.Entity) else UNKNOWN
            values.append(value)
            shown.append(replace(self._attribute(owner, name, value, at), truth=None))
        return replace(item, value=tuple(values), children=(*item.children, *shown[:1]))

    def _measured(self, expr: m.Measured, value: Value, env: Env, at: At) -> Ground:
        text = f"`{say.expression(expr, env)}` is {say.value(value)}"
        children: tuple[Ground, ...]
        if expr.word == "time since":
            past = m.Past(expr.match, (), False)
            latest = self.evaluator._latest(past, env, at)
            if len(latest) == 1:
                item = latest[0][0]
                sure = latest[0][2]
                fitted = self.evaluator.fit(expr.match.pattern, item.values, env, at)
                where: tuple[Ground, ...] = ()
                if expr.match.where is not None and fitted is not None:
                    where = (self.ways(expr.match.where, fitted[0], at),)
                if sure is not True and not any(each.truth is UNKNOWN for each in where):
                    where = (*where, self.ground("gap", "whether it counts is not known", UNKNOWN))
                asked = int(expr.match.where is not None)
                children = (self.event(item, expr.match.pattern, env, at, sure, where, None, asked),)
            else:
                children = self.items(past, env, at)
            return self.ground("measured", text, value=value, how=expr.word, children=children, moment=at.now)
        if expr.word == "total time":
            commencement = m.Narrowing("since", m.Constant(expr.span, Moment(at.now.day.min), _type(expr)))
            found = self.items(m.Past(expr.match, (commencement,), False), env, at)
            children = tuple(
                replace(each, children=tuple(c for c in each.children if c.kind != "window")) for each in found
            )
            return self.ground("measured", text, value=value, how=expr.word, children=children, moment=at.now)
        if expr.word == "how long":
            children = self.facts(expr.match, env, at)
            return self.ground("measured", text, value=value, how=expr.word, children=children, moment=at.now)
        stretches = [
            s
            for s in self.record.stretches
            if s.fact == expr.match.pattern.what.name
            and s.begun < at.place
            and any(True for _ in self.evaluator.match(expr.match, s.values, env, at))
        ]
        running = [s for s in stretches if s.holds(at.place) is not False]
        if not stretches:
            gap = self.ground("gap", f"({say.bracket(expr.match, env)}) has not begun", UNKNOWN)
            return self.ground("measured", text, value=value, how=expr.word, children=(gap,), moment=at.now)
        stretch = running[0] if running else max(stretches, key=lambda s: s.ended or 0)
        holds = stretch.holds(at.place)
        sure = UNKNOWN if holds is None else holds
        made = self.stretch(expr.match.pattern.what, stretch, at, sure, sure)
        ends: tuple[Ground, ...] = ()
        if expr.word == "end of" and running:
            ends = tuple(self._scheduled(stretch, at))
        return self.ground("measured", text, value=value, how=expr.word, children=(made, *ends), moment=at.now)

    def _scheduled(self, stretch: Stretch, at: At) -> list[Ground]:
        """The ends that are scheduled for a running stretch."""
        at = replace(at, law=self.evaluator.law_of_stretch(stretch, at), start=stretch.start)
        found: list[Ground] = []
        for clause in at.law.fact_clauses.get(stretch.fact, ()):
            if isinstance(clause, m.FactEndsOnClause):
                fitted = self.evaluator.fit(clause.head, stretch.values, {}, at)
                if fitted is not None:
                    where = () if clause.where is None else (self.statement(clause.where, fitted[0], at),)
                    truth = where[0].truth if where else True
                    for each in self.evaluator.points(clause.point, at):
                        point = self.figure(each, fitted[0], at)
                        said = f"it ends on {say.expression(clause.point, fitted[0])}: {say.value(point.value)}"
                        children = (point, *where)
                        found.append(
                            self.ground("limit", said, truth, value=point.value, how="ends", children=children)
                        )
        return found


def _happened(item: Ground) -> Happened:
    """An event, for those who say when it happened."""
    return Happened(item.text, item.moment, item.span)


def _in_year(expr: m.AnchorDate, of: tuple[Ground, ...]) -> str:
    """Of which year, or month, a recurring day is one."""
    base = of[0].value if of else None
    if isinstance(base, Moment):
        monthly = isinstance(expr.anchor, NthWeekday) and expr.anchor.month is None
        return f" of {base.day:%Y-%m}" if monthly else f" of {base.day:%Y}"
    return f" of {say.value(base)}" if base is not None else ""


def _short(ground: Ground) -> str:
    """A figure in a sum: its value, in the kind that its expression has."""
    match ground.kind:
        case "constant":
            return ground.text
        case "attribute" | "let" | "count" | "today":
            return ground.text.rsplit(" is ", 1)[-1]
    return say.value(ground.value)


def _type(expr: m.Expr) -> Any:
    return getattr(expr, "type", None)


def _event_name(past: m.Past) -> str | None:
    """The event that a question is about; None for a fact."""
    what = past.match.pattern.what
    return what.name if what.sort != "fact" else None


def _said(expr: m.Expr, env: Env, truth: Truth) -> str:
    return f"`{say.expression(expr, env)}` {is_(truth)}"


def _yes(truth: Truth) -> str:
    return "not known" if truth is UNKNOWN else "yes" if truth else "no"
