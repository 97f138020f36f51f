"""Remedies: what would make lawful what is not: another day, another number, a further event, one event less.

In: a timeline, and what is found under one column. Out: for each unlawful finding the nearest change of each kind with
which it comes out lawful, and the rules that the change would break. Candidates are worked out from what failed: the
days and numbers that it compares with, the events that it asks for or counts. Then the changed timeline is judged, and
only what is lawful there is a remedy. Where the law does not say who should act, what is needed is said, and not tried.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from govrules.calendar import elapsed_in_words
from govrules.engine import needed, numbers, say
from govrules.engine.changes import Added, Change, LeftOut, Moved, Valued, changed
from govrules.engine.failing import ONE_DAY, Elsewhen, Failing, failing
from govrules.engine.late import Due, missed
from govrules.engine.law import Assumed
from govrules.engine.needed import Needed
from govrules.engine.reference import Run
from govrules.engine.trials import SpentError, Trials, same
from govrules.engine.values import StepLimitError
from govrules.engine.verdict import UNLAWFUL, Finding
from govrules.law import model as m
from govrules.timeline.model import Event

_FAR = 366 * 60
_EDGES = (date.min.year, date.max.year)
"""The years at the ends of the calendar, beyond which there is nothing to try."""
_TRIED = 3


class Remedy(Struct, frozen=True):
    """What would make a finding lawful."""

    kind: Literal["date", "number", "missing", "without"]
    text: str
    day: date | None
    """The nearest day, of the event judged or of the one that is missing."""
    number: str | None
    """The nearest number."""
    event: str | None
    """The event that is on another day, has another number, is missing or is one too many; as far as it is known."""
    change: Change | None
    """The change of the timeline that was tried; None where it could not be."""
    breaks: tuple[str, ...] = ()
    """The rules that the change would break."""
    of: str | None = None
    """The rule that it mends, if the change would break that one elsewhere."""

    @property
    def confirmed(self) -> bool:
        """Whether the changed timeline was judged, and the finding is lawful there in every reading."""
        return self.change is not None

    def in_words(self) -> str:
        """What would make it lawful, and at what price."""
        broken = " and ".join(f"`{rule}`" + (" on another day" if rule == self.of else "") for rule in self.breaks)
        if not broken:
            return self.text
        said = f"{self.text[:-1]};" if self.text.endswith(")") else f"{self.text} ("
        return f"{said}{' ' if said.endswith(';') else ''}but then {broken} would be broken)"


def remedies(trials: Trials, wanted: Callable[[Finding], bool]) -> dict[int, tuple[Remedy, ...]]:
    """The remedies for those findings of a judgement that are wanted, by their positions."""
    found: dict[int, tuple[Remedy, ...]] = {}
    bad = (*UNLAWFUL, "contested")
    unlawful = [(at, f) for at, f in enumerate(trials.judgement.findings) if f.status in bad and wanted(f)]
    asked = [(at, f) for at, f in unlawful if f.follows_from is None and f.date.year not in _EDGES]
    first, runs = trials.assumed, _Runs(trials)
    for at, finding in asked:
        trials.begin()
        try:
            made = runs.failing(finding)
        except SpentError:
            break
        if made is not None:
            own = tuple(_Search(trials, made, every=finding.status == "contested").all())
            if own:
                found[at] = own
        trials.assumed = first
    return found


class _Runs:
    """The runs in which findings are unlawful: in the first reading, or with one question read otherwise."""

    def __init__(self, trials: Trials) -> None:
        self.trials = trials
        self.made: dict[Assumed, Run] = {}

    def failing(self, finding: Finding) -> Failing | None:
        """Where a finding is unlawful. The trials assume the reading in which it is, from then on."""
        for assumed in self._readings() if finding.status == "contested" else [self.trials.assumed]:
            run = self._run(assumed)
            found = [f for f in same(run.judgement, finding) if f.rule == finding.rule and f.status in UNLAWFUL]
            if finding.status != "contested":
                found = [f for f in found if f.status == finding.status]
            if found:
                return failing(self.trials.library, run, found[0])
        return None

    def _run(self, assumed: Assumed) -> Run:
        self.trials.assumed = assumed
        if assumed not in self.made:
            self.made[assumed] = self.trials.run(self.trials.timeline)
        return self.made[assumed]

    def _readings(self) -> Iterator[Assumed]:
        """The first option of every reading, then one reading after the other at another one."""
        first = self.trials.assumed
        yield first
        chosen = dict(first.options)
        for reading in self.trials.library.readings.values():
            for option in reading.options[1:]:
                if reading.name in chosen:
                    yield replace(first, options=tuple({**chosen, reading.name: option.name}.items()))
        yield replace(first, rounding="up")


class _Search:
    """Looks for the remedies of one finding."""

    def __init__(self, trials: Trials, failing: Failing, *, every: bool) -> None:
        self.every = ", however the law is read" if every else ""
        """What to add where a finding is lawful in some reading already."""
        self.trials = trials
        self.failing = failing
        self.finding: Finding = failing.finding
        self.timeline = trials.timeline
        self.word = ("met" if self.finding.kind == "principle" else "lawful") + self.every
        self.word += "," if every else ""

    def all(self) -> list[Remedy]:
        """The remedies of every kind, as far as the limits allow to look for them."""
        found: list[Remedy] = []
        due = missed(self.failing, self.timeline)
        kinds = [self._in_time(due)] if due is not None else [self._numbers(), self._dates()]
        kinds += [self._missing(due), self._without()]
        try:
            for kind in kinds:
                found.extend(kind)
        except (SpentError, StepLimitError):
            pass
        return found

    # ---- another day ------------------------------------------------------------------------------------------------

    def _dates(self) -> Iterator[Remedy]:
        """The nearest later day and the nearest earlier one on which the event would be lawful."""
        position = self.failing.position
        if position is None:
            return
        start = self.failing.at.now.day
        without = changed(self.timeline, LeftOut((position,)))
        coming = [d for d in self.failing.run.evaluator.law.days_after(start) if (d - start).days <= _FAR]
        without = replace(without, until=max([without.until, *coming]))  # what comes into force after the end, too
        elsewhen = Elsewhen(self.trials.run(without), self.failing)
        days = elsewhen.days()
        both = (self._nearest(elsewhen, position, [d for d in days if s * (d - start).days > 0], s) for s in (1, -1))
        found = [remedy for remedy in both if remedy is not None]
        found.sort(key=lambda each: (bool(each.breaks), abs((each.day - start).days) if each.day is not None else 0))
        yield from found

    def _nearest(self, elsewhen: Elsewhen, position: int, days: list[date], sign: int) -> Remedy | None:
        start = self.failing.at.now.day
        unlawful, tried = start, 0
        for day in days:
            if abs((day - start).days) > _FAR or day.year in _EDGES or tried == _TRIED:
                return None
            if not elsewhen.lawful(day):
                unlawful = day
                continue
            first = _boundary(elsewhen, unlawful, day)
            tried += 1
            change = self._moved(position, first)
            breaks = self.trials.breaks(change, self.finding)
            if breaks is None:
                unlawful = day
                continue
            before = first - sign * ONE_DAY
            against = self.trials.against(self._moved(position, before), self.finding) if before != start else ""
            if against is None:
                continue  # what is not the first such day is not said to be it
            goes_on = elsewhen.lawful(first + sign * ONE_DAY)
            when = ("from" if sign > 0 else "until") if goes_on else "on"
            text = f"it would be {self.word} {when} {first}: {_apart(start, first)}"
            if against and _bare(against) != _bare("; ".join(reason.text for reason in self.finding.reasons)):
                text += f" (on {before}, {against})"
            return Remedy("date", text, first, None, self.timeline.events[position].sentence, change, breaks)
        return None

    def _moved(self, position: int, day: date) -> Moved:
        """An event moved to a day in the rule set's zone."""
        event = self.timeline.events[position]
        happened = self.failing.run.happenings[position].day
        return Moved(position, event.day + (day - happened))

    def _in_time(self, due: Due) -> Iterator[Remedy]:
        """The day on which an act that came too late or too early would be in time."""
        if due.act is None:
            return
        happened = self.failing.run.happenings[due.act].day
        late = happened > due.last
        for day in (due.last, due.last - ONE_DAY) if late else (due.first, due.first + ONE_DAY):
            change = self._moved(due.act, day)
            breaks = self.trials.breaks(change, self.finding) if day != happened else None
            if breaks is not None:
                when = "on" if due.first == due.last else "until" if late else "from"
                every = self.every or ("" if day in (due.first, due.last) else ", in every reading")
                text = f"it would be in time {when} {day}{every}: {_apart(happened, day)}"
                yield Remedy("date", text, day, None, self.timeline.events[due.act].sentence, change, breaks)
                return

    # ---- another number ---------------------------------------------------------------------------------------------

    def _numbers(self) -> Iterator[Remedy]:
        """The nearest number of the event, or of one that it rests on."""
        for figure in numbers.figures(self.failing):
            for value in figure.nearest():
                change = Valued(figure.position, figure.slot, value)
                breaks = self.trials.breaks(change, self.finding)
                if breaks is not None:
                    yield self._number(figure, value, change, breaks)
                    return

    def _number(self, figure: numbers.Figure, value: m.Value, change: Change, breaks: tuple[str, ...]) -> Remedy:
        event = self.timeline.events[figure.position]
        field = event.what.fields[figure.slot]
        said = say.value(value, field.type)
        needs = said + (f" of {say.number(figure.total)}" if figure.total is not None else "")
        needs += {1: " or more", -1: " or less", 0: ""}[figure.goes_on(value)]
        has = say.value(figure.value, field.type)
        of = "" if figure.position == self.failing.position else f" in `{event.sentence}` on {event.day}"
        text = f"it would be {self.word} with {needs} as `{field.name}`{of}: it has {has}"
        return Remedy("number", text, None, said, event.sentence, change, breaks)

    # ---- a further event --------------------------------------------------------------------------------------------

    def _missing(self, due: Due | None) -> Iterator[Remedy]:
        """Events that did not happen: one of them, or all together."""
        wanted = list(needed.needed(self.failing) if due is None else due.missing)
        can = [each for each in wanted if each.values is not None and each.last.year not in _EDGES]
        for each in can:
            remedy = self._added([each])
            if remedy is not None:
                yield remedy
                return
        if len(can) > 1 and len(can) == len(wanted):
            remedy = self._added(can)
            if remedy is not None:
                yield remedy
        if len(wanted) == 1 and not can and wanted[0].alone:
            text = f"it would take `{wanted[0].text}` {wanted[0].when()}".rstrip()
            yield Remedy("missing", text, wanted[0].last, None, None, None)

    def _added(self, several: list[Needed]) -> Remedy | None:
        position = self.failing.position
        if position is None or isinstance(self.finding.due, date):
            position = len(self.timeline.events)
        for days_earlier in (0, 1):
            days = [each.last - days_earlier * ONE_DAY for each in several]
            if any(each.first is not None and day < each.first for each, day in zip(several, days, strict=True)):
                return None
            events = tuple(each.on(day) for each, day in zip(several, days, strict=True))
            change = Added(position, events)
            breaks = self.trials.breaks(change, self.finding)
            if breaks is not None:
                said = [self._said(each, day, position, several) for each, day in zip(several, days, strict=True)]
                text = f"it would be {self.word} with {' and '.join(said)}"
                return Remedy("missing", text, days[0], None, events[0].sentence, change, breaks)
        return None

    def _said(self, each: Needed, last: date, position: int, several: list[Needed]) -> str:
        """An event that is needed, and on which days: only those are named that were tried."""
        first = each.first
        if first is not None and first < last and len(several) == 1:
            if self.trials.lawful(Added(position, (each.on(first),)), self.finding):
                return f"`{each.text}` on some day from {first} to {last}"
            first = last
        return f"`{each.text}` " + (f"by {last}" if first is None else f"on {last}")

    # ---- one event less ---------------------------------------------------------------------------------------------

    def _without(self) -> Iterator[Remedy]:
        """The events that would have to be left out."""
        second: Remedy | None = None
        for positions in needed.too_many(self.failing):
            change, rule = LeftOut(positions), self.finding.rule
            breaks = self.trials.breaks(change, self.finding, elsewhere=True)
            if breaks is not None:
                events = [self.timeline.events[position] for position in positions]
                text = f"it would be {self.word} if {' and '.join(_on(event) for event in events)} had not happened"
                remedy = Remedy(
                    "without", text, None, None, events[0].sentence, change, breaks, rule if rule in breaks else None
                )
                if rule not in breaks:
                    yield remedy
                    return
                second = second or remedy
        if second is not None:
            yield second


def _boundary(elsewhen: Elsewhen, unlawful: date, lawful: date) -> date:
    """The day nearest to the unlawful one from which on it is lawful."""
    while abs((lawful - unlawful).days) > 1:
        middle = unlawful + (lawful - unlawful) // 2
        if elsewhen.lawful(middle):
            lawful = middle
        else:
            unlawful = middle
    return lawful


def _bare(reason: str) -> str:
    """What a reason says, whatever the days and lengths of time in it."""
    return re.sub(r"\d{4}-\d\d-\d\d|\d+ (year|month|day)s?\s*", "", reason)


def _apart(start: date, day: date) -> str:
    """How far a day is from another: `5 days later`, `2 months earlier`."""
    days = abs((day - start).days)
    words = "one day" if days == 1 else f"{days} days"
    if days > 62:
        words = elapsed_in_words(*sorted((start, day)))
    return f"{words} {'later' if day > start else 'earlier'}"


def _on(event: Event) -> str:
    return f"`{event.sentence}` on {event.written or event.day}"
