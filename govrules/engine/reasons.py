"""Reasons: why a statement is true, false or unknown, in the language's own sentences, with compared values.

In: an evaluator and a statement at a place of the record. Out: reasons, each with the events it rests on. Asking for
reasons changes nothing and needs nothing kept: the record answers again.
"""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from govrules.calendar import Duration, Moment, OutOfCalendar, add
from govrules.engine import say
from govrules.engine.answering import Answering
from govrules.engine.phrasing import compared, days_of, holding, how_often, is_, not_stated, passed, relation, which_day
from govrules.engine.record import At, Happening, Stretch
from govrules.engine.values import Between, Elapsed, Env, Truth
from govrules.engine.verdict import Happened, Reason, Status
from govrules.law import model as m
from govrules.law.model import UNKNOWN

_LISTED = 5
_DAYS_IN_A_MONTH = 365.2425 / 12
_AFTER = ("satisfied", "met", "violated", "concern", "pending")
_LINKS = {
    "void": " is void: ",
    "violated": ", but ",
    "concern": ", but ",
    "undetermined": ": it cannot be told, for ",
}
"""What leads from an event to why it came out so."""


def happened(happening: Happening) -> Happened:
    """What a report shows of an event."""
    return Happened(happening.sentence, happening.moment, happening.span, happening.citation, happening.written)


def why(evaluator: Answering, expr: m.Expr, env: Env, at: At, truth: Truth | None = None) -> list[Reason]:
    """Why a statement has the truth it has, which is asked for unless it is known."""
    if truth is None:
        truth = evaluator.truth(expr, env, at)
    match expr:
        case m.Junction():
            return _why_junction(evaluator, expr, env, at, truth)
        case m.Negation():
            return why(evaluator, expr.operand, env, at)
        case m.Comparison():
            return _why_comparison(evaluator, expr, env, at, truth)
        case m.Exists():
            return _why_exists(evaluator, expr, env, at, truth)
        case m.Holds():
            return [_why_holds(evaluator, expr, env, at, truth)]
        case m.Latest() if expr.read == "exists":
            asked = m.Exists(expr.span, "any", 1, expr.past)
            return _why_exists(evaluator, asked, env, at, truth)
        case m.EveryHas():
            return _why_every(evaluator, expr, env, at, truth)
        case m.Touches():
            return [_why_touches(evaluator, expr, env, at, truth)]
        case m.Choice():
            condition = evaluator.truth(expr.condition, env, at)
            if condition is UNKNOWN:
                return why(evaluator, expr.condition, env, at)
            return why(evaluator, expr.then if condition else expr.otherwise, env, at)
        case m.DayTest():
            day = evaluator.value(expr.subject, env, at)
            if isinstance(day, Moment) and truth is not UNKNOWN:
                return [Reason(which_day(expr.anchor, day, truth))]
    return [Reason(f"`{say.expression(expr, env)}` {is_(truth)}")]


def _why_touches(evaluator: Answering, expr: m.Touches, env: Env, at: At, truth: Truth) -> Reason:
    reform = evaluator.value(expr.reform, env, at)
    name = say.value(reform)
    if truth is True:
        return Reason(f"{name} touches `{expr.target}`: {'; '.join(evaluator.law.how_touched(name, expr.target))}")
    known = "does not touch" if truth is False else "may touch"
    return Reason(f"{name} {known} `{expr.target}`")


def _why_junction(evaluator: Answering, expr: m.Junction, env: Env, at: At, truth: Truth) -> list[Reason]:
    reasons: list[Reason] = []
    for part in expr.parts:
        if evaluator.truth(part, env, at) is truth:
            reasons += why(evaluator, part, env, at, truth)
            if truth is (expr.operator == "or"):
                break
            if truth is False and expr.operator == "and":
                break
    return reasons


def _why_comparison(evaluator: Answering, expr: m.Comparison, env: Env, at: At, truth: Truth) -> list[Reason]:
    left, right = evaluator.value(expr.left, env, at), evaluator.value(expr.right, env, at)
    rests_on: list[Happened] = []
    days: list[str] = []
    for side, value in ((expr.left, left), (expr.right, right)):
        own = _rests_on(evaluator, side, env, at)
        dated = isinstance(side, m.Count) and own and value == len(own) and all(each.moment for each in own)
        days.append(f"on {days_of(own)}" if dated else "")
        rests_on += own
    said = compared(expr, (left, right), truth, env, at.law.lets, (days[0], days[1]))
    elapsed = left if isinstance(left, Elapsed) else right if isinstance(right, Elapsed) else None
    duration = right if elapsed is left else left
    if elapsed is not None and elapsed.start is not None and isinstance(duration, Duration) and _is_one_stretch(expr):
        end = evaluator.forward(elapsed.start, duration, at)
        if isinstance(end, Moment):
            said += f": {passed(elapsed, duration, end)}"
    if truth is UNKNOWN:
        asked = [_unknown(evaluator, side, env, at) for side in (expr.left, expr.right)]
        missing = [text for text in asked if text]
        if missing:
            said = "; ".join(missing) + _old_enough(evaluator, expr, right, at)
    return [Reason(said, tuple(rests_on))]


def _old_enough(evaluator: Answering, expr: m.Comparison, duration: m.Value, at: At) -> str:
    """Born by when somebody would have the age that is asked for; nothing if that is not what is asked."""
    if not isinstance(expr.left, m.Age) or not isinstance(duration, Duration) or expr.operator in ("=", "!="):
        return ""
    about = at.now.day - timedelta(days=round(duration.months * _DAYS_IN_A_MONTH) + duration.days)
    near = [Moment(about + timedelta(days=days)) for days in range(-5, 6)]
    turns = [(born.day, evaluator.forward(born, duration, at)) for born in near]
    last = at.now.day - timedelta(days=0 if expr.operator in (">=", "<") else 1)
    early = [born for born, day in turns if isinstance(day, Moment) and day.day <= last]
    if not early:
        return ""
    asked = relation(expr.operator, True).removeprefix("is ")
    return f" ({asked} {duration.in_words()} if born {'by' if expr.operator in ('>=', '>') else 'after'} {early[-1]})"


def _is_one_stretch(expr: m.Comparison) -> bool:
    """Whether a length of time is one from a day to a day, and no sum of several."""
    return not any(isinstance(side, m.Measured) and side.word == "total time" for side in (expr.left, expr.right))


def _unknown(evaluator: Answering, expr: m.Expr, env: Env, at: At) -> str | None:
    """What is not known in an expression, in words."""
    value = evaluator.value(expr, env, at)
    if isinstance(value, Between):
        return f"`{say.expression(expr, env)}` is {say.value(value)}"
    if value is not UNKNOWN:
        return None
    match expr:
        case m.AttributeOf():
            return not_stated(say.expression(expr.owner, env), expr.name)
        case m.Age():
            return not_stated(say.expression(expr.subject, env), "born")
        case m.Variable():
            return f"{_slot_of(expr.name, at) or f'`{expr.name}`'} is not stated"
        case m.LetValue():
            named_value = at.law.lets.get(expr.name)
            if named_value is None:
                return f"`{expr.name}` is not in force"
            return _unknown(evaluator, named_value.value, env, at)
        case m.Arithmetic():
            found = [_unknown(evaluator, side, env, at) for side in (expr.left, expr.right)]
            named = [text for text in found if text]
            if named:
                return named[0]
            return _no_day(evaluator, expr, env, at) or f"`{say.expression(expr, env)}` is not known"
        case m.ClockTime():
            return "the time of day is not stated"
    return f"`{say.expression(expr, env)}` is not known"


def _slot_of(name: str, at: At) -> str | None:
    """What a variable of the rule at hand stands for: the slot, and the sentence in which it is one."""
    norm = at.law.norm(at.rule) if at.rule is not None else None
    patterns: list[m.Pattern] = []
    if isinstance(norm, m.Power):
        patterns = [norm.match.pattern]
    elif isinstance(norm, m.Rule) and isinstance(norm.body, m.WhenBody):
        patterns = [trigger.match.pattern for trigger in norm.body.triggers]
    for pattern in patterns:
        for each, term in zip(pattern.what.fields, pattern.terms, strict=True):
            if isinstance(term, m.Variable) and term.name == name:
                return f"`{name}`, the {each.name.replace('_', ' ')} of `{say.pattern(pattern, {})}`,"
    return None


def _no_day(evaluator: Answering, expr: m.Arithmetic, env: Env, at: At) -> str | None:
    """Why a sum of a day and a length of time comes to no day, if that is what it is."""
    start, duration = evaluator.value(expr.left, env, at), evaluator.value(expr.right, env, at)
    if not isinstance(start, Moment) or not isinstance(duration, Duration):
        return None
    said = f"{start.day} {expr.operator} {duration.in_words()}"
    end = add(start, duration if expr.operator == "+" else duration.times(-1), "down")
    if isinstance(end, OutOfCalendar):
        return f"{said} falls {'before the year 1' if end.side == 'before' else 'after the year 9999'}"
    if at.rounding or at.law.rounding:
        return None
    return f"{said} falls on a day that does not exist, and no `rounding` is declared"


def _rests_on(evaluator: Answering, expr: m.Expr, env: Env, at: At) -> list[Happened]:
    match expr:
        case m.Count() | m.Latest() | m.Aggregated():
            return listed(evaluator, expr.past, env, at)
        case m.Measured():
            if expr.word == "time since":
                return listed(evaluator, m.Past(expr.match, (), False), env, at)[-1:]
            return _stretch_events(evaluator, expr.match, env, at)
        case m.Arithmetic():
            return _rests_on(evaluator, expr.left, env, at) + _rests_on(evaluator, expr.right, env, at)
        case m.LetValue():
            let = at.law.lets.get(expr.name)
            if let is None:
                return []
            said = f"{let.name} = {say.expression(let.value, env)}"
            return [Happened(said, None, let.span, let.citation)]
        case m.AttributeOf():
            entity = evaluator.value(expr.owner, env, at)
            attribute = at.law.attributes.get((getattr(entity, "name", ""), expr.name))
            if attribute is not None:
                said = f"{say.expression(expr, env)} = {say.expression(attribute.value, {})}"
                return [Happened(said, None, attribute.span, attribute.citation)]
        case m.Age():
            entity = evaluator.value(expr.subject, env, at)
            attribute = at.law.attributes.get((getattr(entity, "name", ""), "born"))
            if attribute is not None:
                said = f"{say.value(entity)} was born on {say.expression(attribute.value, {})}"
                return [Happened(said, None, attribute.span, attribute.citation)]
    return []


def listed(evaluator: Answering, past: m.Past, env: Env, at: At) -> list[Happened]:
    """The events or stretches that a question about the past finds, the latest last."""
    found: list[Happened] = []
    if past.match.pattern.what.sort == "fact":
        return _stretch_events(evaluator, past.match, env, at)
    for item in evaluator.found(past, env, at):
        if isinstance(item, Happening):
            found.append(happened(item))
    return found[-_LISTED:]


def _stretch_events(evaluator: Answering, match: m.Match, env: Env, at: At) -> list[Happened]:
    found: list[Happened] = []
    for stretch in evaluator.record.held(match.pattern.what.name, at.place):
        if any(True for _ in evaluator.match(match, stretch.values, env, at)):
            found.append(of_stretch(match.pattern.what, stretch))
    return found[-_LISTED:]


def of_stretch(what: m.Occurrence, stretch: Stretch) -> Happened:
    """What a report shows of a fact: since when it holds, and by what."""
    said = say.sentence(what, stretch.values)
    if stretch.begun_by is not None:
        return Happened(f"{said}: {stretch.begun_by.sentence}", stretch.start, stretch.begun_by.span)
    return Happened(said, stretch.start, stretch.stated)


def _why_exists(evaluator: Answering, expr: m.Exists, env: Env, at: At, truth: Truth) -> list[Reason]:
    found = listed(evaluator, expr.past, env, at)
    count = evaluator.count(expr.past, None, env, at)
    ignored = _ignored(evaluator, expr.past, env, at)
    if expr.past.match.pattern.what.sort == "fact":
        holds = truth if expr.word == "any" else (not truth if truth is not UNKNOWN else UNKNOWN)
        return [Reason(_held(evaluator, expr.past, holds, env, at), tuple(found))]
    again = at.this is not None and at.this.what.name == expr.past.match.pattern.what.name
    said = how_often(expr, truth, count, found, env, again=again, some_ignored=bool(ignored))
    if truth is False and count == 0:
        return [Reason(said), *_near_misses(evaluator, expr.past, env, at), *ignored]
    return [Reason(said, tuple(found)), *ignored]


def _held(evaluator: Answering, past: m.Past, holds: Truth, env: Env, at: At) -> str:
    """That a fact holds, or held in some time, and of whom or what; that it does not."""
    pattern = past.match.pattern
    if holds is True and not past.windows:
        running = [s for s in evaluator.record.held(pattern.what.name, at.place) if s.holds(at.place)]
        held = [s for s in running if any(sure is True for _, sure in evaluator.match(past.match, s.values, env, at))]
        if len({s.values for s in held}) == 1:
            since = f", since {held[0].start.day}" if held[0].start is not None else ""
            return f"`{say.sentence(pattern.what, held[0].values)}`{since}"
    return holding(past, holds, env)


def _near_misses(evaluator: Answering, past: m.Past, env: Env, at: At) -> list[Reason]:
    """The latest event that fits but for the condition or the window, and what it lacks."""
    bare = m.Past(m.Match(past.match.span, past.match.pattern, None), (), past.counting_this)
    if past.match.where is None and not past.windows:
        return []
    for item in reversed(evaluator.found(bare, env, at)):
        if not isinstance(item, Happening):
            continue
        fitted = evaluator.fit(past.match.pattern, item.values, env, at)
        if fitted is None:
            continue
        lacks: list[Reason] = []
        if past.match.where is not None and evaluator.truth(past.match.where, fitted[0], at) is False:
            lacks = why(evaluator, past.match.where, fitted[0], at)
        said = "; ".join(reason.text for reason in lacks)
        nearest = f"the nearest is `{item.sentence}` on {item.day}"
        text = f"{nearest}, but {said}" if said else f"{nearest}, outside the time asked about"
        return [Reason(text, (happened(item),))]
    return []


def _ignored(evaluator: Answering, past: m.Past, env: Env, at: At) -> list[Reason]:
    """The events that a transition clause keeps the rule from seeing."""
    clauses = (clause for transition in at.law.transitions.values() for clause in transition.disregards)
    if not any(at.rule in clause.rules for clause in clauses):
        return []
    seen: dict[str, list[Happened]] = {}
    plain = replace(at, rule=None)
    for item in evaluator.found(past, env, plain):
        if isinstance(item, Happening) and evaluator.disregarded(item, at) is True:
            for transition in at.law.transitions.values():
                clause = next((each for each in transition.disregards if at.rule in each.rules), None)
                if clause is not None:
                    cited = f" [{transition.citation.text}]" if transition.citation is not None else ""
                    before = evaluator.value(clause.before, {}, at)
                    day = before.day if isinstance(before, Moment) else say.expression(clause.before, {})
                    text = f"`{transition.name}`{cited} disregards what happened before {day}"
                    seen.setdefault(text, []).append(happened(item))
                    break
    reasons: list[Reason] = []
    for text, items in list(seen.items())[:_LISTED]:
        what = f"that of {days_of(items)} does" if len(items) == 1 else f"those of {days_of(items)} do"
        what = f"{len(items)} of them do" if len(items) > _LISTED else what
        left_out = tuple(replace(each, sentence=f"{each.sentence} (disregarded)") for each in items)
        reasons.append(Reason(f"{text}, so {what} not count", left_out))
    return reasons


def _why_holds(evaluator: Answering, expr: m.Holds, env: Env, at: At, truth: Truth) -> Reason:
    said = say.bracket(expr.match, env)
    name = expr.match.pattern.what.name
    none = say.none_of(expr.match.pattern, env) if expr.match.where is None else None
    derived = [c for c in at.law.fact_clauses.get(name, ()) if isinstance(c, m.FactWhileClause)]
    if derived:
        conditions = "; ".join(say.expression(clause.condition, {}) for clause in derived)
        return Reason(f"`{said}` {is_(truth)}: it holds while {conditions}")
    if truth is UNKNOWN:
        return Reason(f"whether `{said}` is not stated")
    if truth:
        past = m.Past(expr.match, (), False)
        return Reason(_held(evaluator, past, True, env, at), tuple(_stretch_events(evaluator, expr.match, env, at)))
    denied = [d for d in evaluator.record.denials.get(name, ()) if d.covers(at.now.day)]
    rests_on = tuple(
        Happened(f"not: {say.sentence(expr.match.pattern.what, d.values)}", None, d.span)
        for d in denied
        if evaluator.fit(expr.match.pattern, d.values, env, at) is not None
    )
    if not rests_on:
        rests_on = tuple(
            Happened(
                f"{say.sentence(expr.match.pattern.what, over.values)}, until {over.end.day}",
                over.start,
                over.ended_by.span if over.ended_by else None,
            )
            for over in _latest_over(evaluator, expr.match.pattern, env, at)
            if over.end is not None
        )
    return Reason(f"`{none}`" if none is not None else f"`{said}` does not hold", rests_on)


def _latest_over(evaluator: Answering, pattern: m.Pattern, env: Env, at: At) -> list[Stretch]:
    """The latest stretch that fits a pattern and is over, if there is one."""
    for stretch in evaluator.record.over(pattern.what.name, at.place):
        if evaluator.fit(pattern, stretch.values, env, at) is not None:
            return [stretch]
    return []


def _why_every(evaluator: Answering, expr: m.EveryHas, env: Env, at: At, truth: Truth) -> list[Reason]:
    items = evaluator.facts if expr.match.pattern.what.sort == "fact" else evaluator.events
    lacking: list[str] = []
    for inner, _ in items(expr.match, env, at):
        if evaluator.truth(expr.has, inner, at) is not True:
            lacking.append(say.bracket(expr.match, inner))
    if truth is True:
        return [Reason(f"every ({say.bracket(expr.match, env)}) has it")]
    word = "lacks" if truth is False else "may lack"
    lacking = list(dict.fromkeys(lacking))[:_LISTED]
    return [Reason(f"`{each}` {word} `{say.expression(expr.has, env)}`") for each in lacking]


def day_after(day: Moment) -> Moment:
    """The day after."""
    return Moment(day.day + timedelta(days=1))


def wrong_slots(pattern: m.Pattern, happening: Happening) -> list[str]:
    """The slots in which an act differs from what a power covers, in words."""
    return [
        f"{each.name} is {say.value(value, each.type)}, not {say.value(term.value, each.type)}"
        for each, term, value in zip(pattern.what.fields, pattern.terms, happening.values, strict=True)
        if isinstance(term, m.Constant) and term.value != value
    ]


def message_of(status: Status, trigger: Happened | None, reasons: list[Reason], norm: m.Rule | m.Power) -> str:
    """The finding in one sentence."""
    because = "; ".join(reason.text for reason in reasons)
    if trigger is None or not trigger.sentence:
        return because
    is_day = trigger.moment is not None and trigger.sentence == f"{trigger.moment.day}"
    subject = trigger.sentence if is_day else f"`{trigger.sentence}`"
    if because.startswith(f"{subject} has lasted ") and status in ("violated", "concern"):
        because = "it" + because.removeprefix(subject)
    if not is_day and status in _AFTER and _imposes_a_duty(norm):
        return f"after {subject}, {because}"
    link = _LINKS.get(status, ": ")
    if status == "void" and isinstance(norm, m.Power):
        link = " is beyond the power: "
    return f"{subject}{link}{because}" if because else subject


def _imposes_a_duty(norm: m.Rule | m.Power) -> bool:
    return (
        isinstance(norm, m.Rule)
        and not isinstance(norm.body, m.WhileBody)
        and isinstance(norm.body.consequence, m.DutyConsequence)
    )
