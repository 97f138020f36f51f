"""Why a rule has no finding: it is not in this law, was not law then, nothing of its sort happened, or none of it fits.

In: a column of a check that was asked to explain the rule. Out: a ground. What an event lacked was noted in the run.
"""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from govrules.calendar import Moment
from govrules.engine import phrasing, say
from govrules.engine.columns import ColumnResult, TimelineResult
from govrules.engine.grounds import Ground
from govrules.law import model as m
from govrules.law.library import Library
from govrules.timeline.model import Event

_SHOWN = 4


class _Time(Struct, frozen=True):
    """A time in which a rule was law: from the day with which a version brought it until one took it away."""

    begin: date
    end: date | None
    by: str
    ended_by: str | None

    def covers(self, day: date) -> bool:
        """Whether the rule was law on a day."""
        return self.begin <= day and (self.end is None or day < self.end)

    def spans(self, first: date, last: date) -> bool:
        """Whether the rule was law on all days from one to another."""
        return self.covers(first) and self.covers(last)

    def away(self, day: date) -> int:
        """By how many days a day misses this time."""
        return max((self.begin - day).days, (day - self.end).days if self.end is not None else 0, 0)


def untriggered(result: TimelineResult, column: ColumnResult, name: str, on: date | None = None) -> Ground:
    """Why a rule has no finding in a column, or none on a day."""
    law = "under the law in force" if column.in_force else f"under {column.ruleset}"
    norm = result.norm(column, name)
    day = f" on {on}" if on is not None else ""
    if norm is None:
        other = next((v.norm(name) for v in reversed(result.library.rulesets.values()) if v.norm(name)), None)
        words = () if other is None or not other.sentence else (Ground("law", other.sentence, about=(name,)),)
        children = (*words, *_absence(result.library, column.ruleset, name))
        return _made(f"`{name}` is no rule of `{column.ruleset}`", children, name)
    if isinstance(norm, m.ExceptionTo):
        rules = " and ".join(f"`{rule}`" for rule in norm.rules)
        return _made(f"`{name}` is an exception to {rules}: ask why of that", (), name, norm)
    missed = [ground for rule, ground in column.judgement.missed if rule == name]
    missed = [ground for ground in missed if on is None or ground.moment is None or ground.moment.day == on]
    times = _times(result, column, name) if column.in_force else None
    history = () if times is None else tuple(_as_law(result, column, name, times, on))
    children = (*_own_words(norm), *history, *(missed or _nothing(result, column, norm, on, times)))
    return _made(f"`{name}` did not apply{day} {law}", children, name, norm)


def _own_words(norm: m.Rule | m.Power) -> Iterator[Ground]:
    """What a norm says, and of what it speaks."""
    if norm.sentence:
        yield Ground("law", norm.sentence, about=(norm.name,))
    body = None if isinstance(norm, m.Power) else norm.body
    matches = [norm.match] if isinstance(norm, m.Power) else []
    if isinstance(body, m.WhenBody):
        matches = [trigger.match for trigger in body.triggers]
    if matches:
        asked = " or ".join(dict.fromkeys(phrasing.quoted(match, {}) for match in matches))
        yield Ground("law", f"it applies to {asked}", about=(norm.name,))


def _made(
    text: str, children: tuple[Ground, ...], name: str, norm: m.Rule | m.Power | m.ExceptionTo | None = None
) -> Ground:
    span, citation = (norm.span, norm.citation) if norm is not None else (None, None)
    return Ground("untriggered", text, children=children, span=span, citation=citation, about=(name,))


def _absence(library: Library, ruleset: str, name: str) -> Iterator[Ground]:
    """What took a rule out of the law, or would bring it in."""
    chains = library.texts(ruleset)
    own = [each for chain in chains for each in chain]
    text = chains[-1][0]
    if any(library.rulesets[each].norm(name) is not None for chain in chains[:-1] for each in chain):
        yield Ground("law", f"{text} is a new text, and takes over no rule of the one before it", about=(text,))
    for reform in library.reforms.values():
        for change in reform.changes:
            if change.name != name or change.kind not in ("rule", "principle", "power", "exception"):
                continue
            if change.word == "repeal" and reform.name in own:
                day = library.rulesets[reform.name].in_force if reform.name in library.rulesets else None
                said = f"{reform.name} repeals it" + (f", in force since {day}" if day is not None else "")
                said += "" if reform.name in chains[-1] else f", before {text} was made"
                had = [
                    each for each in library.chain(reform.name)[:-1] if library.rulesets[each].norm(name) is not None
                ]
                if had:
                    yield Ground("law", f"until then it was a rule: that of {had[-1]} and before", about=(had[-1],))
            elif change.word == "add" and reform.name not in own:
                later = ruleset in library.chain(reform.name)
                said = f"{reform.name}, a reform {'that comes after this law' if later else 'of another law'}, adds it"
            else:
                continue
            yield Ground("law", said, span=change.span, citation=change.citation, about=(reform.name,))
    known = {
        r for r in library.rulesets if r not in own and r not in library.reforms and library.rulesets[r].norm(name)
    }
    for other in sorted(known):
        yield Ground("law", f"it is a rule of {other}", span=library.rulesets[other].span, about=(other,))


# ---- as the law changes ----------------------------------------------------------------------------------------------


def _times(result: TimelineResult, column: ColumnResult, name: str) -> list[_Time]:
    """The times in which a rule was law."""
    came = sorted((step for step in column.judgement.steps if not step.failed), key=lambda step: step.day)
    times: list[_Time] = []
    for at, step in enumerate(came):
        ruleset = result.library.rulesets.get(step.version)
        if ruleset is None or ruleset.norm(name) is None:
            continue
        following = came[at + 1] if at + 1 < len(came) else None
        begin, by = step.day, step.version
        if times and times[-1].end == begin:
            begin, by = times[-1].begin, times[-1].by
            times.pop()
        ended = (following.day, following.version) if following is not None else (None, None)
        times.append(_Time(begin, ended[0], by, ended[1]))
    return times


def _as_law(
    result: TimelineResult, column: ColumnResult, name: str, times: list[_Time], on: date | None
) -> Iterator[Ground]:
    """When a rule was law, if that was not on the day asked about, or not all the time."""
    library, until = result.library, result.timeline.until
    if not times:
        failed = [step for step in column.judgement.steps if step.failed]
        notes = tuple(Ground("law", step.text, about=(step.version,)) for step in failed)
        yield Ground("law", "no law that has it was in force", children=notes, about=("",))
        return
    first = min([event.day for event in result.timeline.events], default=until)
    if any(time.covers(on) for time in times) if on is not None else len(times) == 1 and times[0].spans(first, until):
        return
    for time in times:
        said = f"it became law on {time.begin}, with {time.by}"
        if time.end is not None:
            said = f"it was law from {time.begin} until {time.end}, when {time.ended_by} came into force"
        reform = library.reforms.get(time.ended_by or "")
        repeals = [c for c in reform.changes if c.name == name and c.word == "repeal"] if reform is not None else []
        span, citation = (repeals[0].span, repeals[0].citation) if repeals else (None, None)
        yield Ground("law", said, span=span, citation=citation, about=(time.by,))


def _nothing(
    result: TimelineResult,
    column: ColumnResult,
    norm: m.Rule | m.Power,
    on: date | None,
    times: list[_Time] | None,
) -> Iterator[Ground]:
    timeline = result.timeline
    until = f"up to {timeline.until}" if on is None else f"on {on}"
    patterns: list[tuple[m.Pattern, str | None]] = []
    if isinstance(norm, m.Power):
        patterns = [(norm.match.pattern, None)]
    elif isinstance(norm.body, m.WhenBody):
        patterns = [(trigger.match.pattern, trigger.edge) for trigger in norm.body.triggers]
    elif isinstance(norm.body, m.WhileBody):
        said = f"({say.bracket(norm.body.match, {})}) did not hold {until}"
        said += "" if times is None else " while it was law"
        yield Ground("default", said, False, about=(norm.body.match.pattern.what.name,))
    else:
        when = say.anchor(norm.body.every) if norm.body.every is not None else say.expression(norm.body.point, {})
        every = "every " if norm.body.every is not None else ""
        yield Ground("default", f"it looks on {every}{when}, and there is no such day {until}", False, about=("",))
    for pattern, edge in patterns:
        said = say.pattern(pattern, {})
        if edge is not None:
            yield Ground("default", f"({said}) {edge} nowhere {until}", False, about=(pattern.what.name,))
            continue
        same = [e for e in timeline.events if e.what.name == pattern.what.name and (on is None or e.day == on)]
        if not same:
            none = say.none_of(pattern, {})
            said = f"`{none}`" if none is not None else f"`{said}` does not happen"
            yield Ground("default", f"{said} {until}", False, about=(pattern.what.name,))
        nearest = sorted(same, key=lambda event: min((time.away(event.day) for time in times or ()), default=0))
        shown = [event for event in same if event in nearest[:_SHOWN]]
        yield from (_not_judged(event, result, column, norm.name, times) for event in shown)
        if len(shown) < len(same):
            yield Ground("more", f"{len(same) - len(shown)} more of its kind", False, about=(len(same) - len(shown),))


def _not_judged(
    event: Event, result: TimelineResult, column: ColumnResult, name: str, times: list[_Time] | None
) -> Ground:
    """An event of the sort that a rule looks at, and why it was not judged by it."""
    reforms = [v.name for v in event.values if isinstance(v, m.Entity) and v.kind == "Reform"]
    lineage = result.library.rulesets[column.ruleset].lineage
    why = "it did not set the rule going"
    if times is not None and not any(time.covers(event.day) for time in times):
        why = f"`{name}` was not law on that day"
    elif not column.in_force and any(each in lineage for each in reforms):
        why = "how this law was made is history under it, and not judged"
    note = Ground("default", why, False, about=("",))
    about = (event.what.name, (), event.values, None)
    moment = Moment(event.day, event.minute)
    return Ground("event", event.sentence, False, None, "", (note,), moment, event.span, event.citation, about)
