"""Late: what was missed of a duty that was breached, and when it would have been in time.

In: a finding on a duty. Out: the act that came too late or too early, or the acts that never came, with the days on
which they would have discharged it.
"""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from govrules.calendar import Moment
from govrules.engine import say
from govrules.engine.failing import Failing
from govrules.engine.needed import Needed, filled
from govrules.engine.record import Happening
from govrules.law import model as m
from govrules.timeline.model import Timeline


class Due(Struct, frozen=True):
    """What was due, and was not done in time."""

    first: date
    last: date
    act: int | None
    """The position of the act that came too late or too early."""
    missing: tuple[Needed, ...]


def missed(failing: Failing, timeline: Timeline) -> Due | None:
    """What was missed of a duty; None for a finding on something else."""
    norm, last = failing.norm, failing.finding.due
    if not isinstance(norm, m.Rule) or isinstance(norm.body, m.WhileBody) or last is None:
        return None
    consequence = norm.body.consequence
    if not isinstance(consequence, m.DutyConsequence):
        return None
    first = max([failing.finding.anchor, *_first_days(failing, consequence)])
    position: int | None = None
    missing: list[Needed] = []
    for part in consequence.parts:
        acts = sorted((h for act in part for h in _acts(failing, act)), key=lambda each: each.place)
        if any(first <= act.day <= last for act in acts):
            continue
        outside = [act for act in acts if act.day > last] or [act for act in acts if act.day < first][-1:]
        if outside:
            position = position if position is not None else outside[0].position
        else:
            missing += _needed(failing, part, first, last)
    missing = [replace(each, alone=len(missing) == 1) for each in missing]
    return Due(first, last, position, tuple(missing))


def _first_days(failing: Failing, consequence: m.DutyConsequence) -> Iterator[date]:
    for limit in consequence.limits:
        if limit.word in ("on", "between"):
            value = failing.run.evaluator.value(limit.first, failing.env, failing.at)
            if isinstance(value, Moment):
                yield value.day


def _acts(failing: Failing, act: m.DutyAct) -> Iterator[Happening]:
    """The valid events after the trigger that fit an act, in time or not."""
    evaluator, env = failing.run.evaluator, failing.env
    for happening in failing.run.happenings:
        if happening.what.name != act.match.pattern.what.name or happening.void:
            continue
        if happening.place <= failing.at.place:
            continue
        at = replace(failing.at, place=happening.place, now=happening.moment, this=happening)
        if any(sure is True for _, sure in evaluator.match(act.match, happening.values, env, at)):
            yield happening


def _needed(failing: Failing, part: tuple[m.DutyAct, ...], first: date, last: date) -> Iterator[Needed]:
    """The first way to do a part of a duty of which it is known who does it; else the first way."""
    ways: list[Needed] = []
    for act in part:
        pattern = act.match.pattern
        values = filled(failing.run.evaluator, pattern, failing.env, failing.at)
        said = say.bracket(act.match, failing.env) if values is None else say.sentence(pattern.what, values)
        ways.append(Needed(said, pattern.what, values, first if first < last else last, last))
    yield from ([way for way in ways if way.values is not None] or ways)[:1]
