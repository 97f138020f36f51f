"""Monitors: a course of events followed as it happens.

In: a library, the head of a timeline, and events in the order in which they happen. Out: findings, each as soon as it
is definite. All together they are those of the check of the whole timeline. What lies further back than any norm looks
is forgotten. Where the law cannot be followed event by event, because what happens later decides what was lawful
before, that is said at once.
"""

from collections.abc import Callable, Mapping
from datetime import date

from govrules.calendar import Rounding
from govrules.engine.compiled.answers import Answers
from govrules.engine.compiled.course import Course, EndlessError, happening_of
from govrules.engine.compiled.reach import Reach
from govrules.engine.law import Assumed, Law, LawInForce, adopted, entries_of, with_why
from govrules.engine.readings import readings_of
from govrules.engine.values import StepLimitError
from govrules.engine.verdict import Finding
from govrules.law import model as m
from govrules.law.library import Library
from govrules.text import limits
from govrules.timeline.model import Event, Timeline

_SWEEP = 256
"""How many events and stretches are kept at least before it is seen which may be forgotten."""


class CannotFollowError(Exception):
    """What is asked for cannot be followed event by event; says why, and what can be done."""

    def __init__(self, message: str, help: str | None = None) -> None:
        self.help = help
        super().__init__(message)


class Following:
    """How timelines are followed under one law. What is worked out about the law serves every monitor."""

    def __init__(
        self,
        library: Library,
        name: str,
        *,
        in_force: bool = False,
        options: Mapping[str, str] | None = None,
        rounding: Rounding | None = None,
    ) -> None:
        self.library = library
        self.name = name
        self.in_force = in_force
        self.assumed = Assumed(tuple((options or {}).items()), rounding)
        self.answers = Answers(library.vocabulary)
        self.reach = Reach(library)
        self.entries = {each: entry for each, entry in entries_of(library, name).items() if entry.event is not None}
        self._see_whether_it_can_be_followed(options or {})

    def _see_whether_it_can_be_followed(self, options: Mapping[str, str]) -> None:
        readings = {reading.name: reading for reading in readings_of(self.library, self.name, in_force=self.in_force)}
        for name, option in options.items():
            known = [each.name for each in readings[name].options] if name in readings else []
            if option not in known:
                what = f"`{name}` has no option `{option}`" if known else f"there is no reading `{name}`"
                listed = ", ".join(f"`{each}`" for each in known or readings)
                raise CannotFollowError(what, f"there are {listed}" if listed else None)
        for name, reading in readings.items():
            if name not in options:
                listed = " or ".join(f"`{each.name}`" for each in reading.options)
                message = f"the law can be read in more than one way (`{name}`), and a monitor follows one"
                raise CannotFollowError(message, f"choose {listed} for it")
        if self.entries and not self.in_force:
            message = f"`{next(iter(self.entries))}` enters into force with an event, whose day is not known beforehand"
            raise CannotFollowError(message, "follow the law in force instead")

    def start(self, timeline: Timeline) -> "Monitor":
        """A monitor that has taken the events of a timeline."""
        return Monitor(self, timeline)


class Monitor:
    """Follows one course of events under one law."""

    def __init__(self, following: Following, timeline: Timeline) -> None:
        self._following = following
        self._timeline = timeline
        library, name, assumed = following.library, following.name, following.assumed
        self._adopted = set(adopted(timeline))
        in_force = following.in_force
        law = LawInForce(library, name, assumed, self._adopted) if in_force else Law(library, name, assumed)
        self._zone = library.rulesets[name].timezone
        self._course = Course(following.answers, law, timeline, following.entries)
        self._taken = 0
        self._until: date | None = None
        self._minute: int | None = None
        """The clock time of the latest event of the day at hand that has one."""
        self._closed: str | None = None
        """Why nothing more can be fed."""
        self._kept = _SWEEP
        early = [finding for event in timeline.events for finding in self.feed(event)]
        if self.day is None or timeline.until > self.day:
            early += self.advance(timeline.until)
        self.early = tuple(early)
        """What was definite with the events of the timeline itself."""

    @property
    def day(self) -> date | None:
        """The day that has been reached; None before the first event."""
        return self._until

    @property
    def kept(self) -> int:
        """How many events, and times during which a fact held, are kept because a norm may still ask for them."""
        course = self._course
        shelves = (len(shelf.items) for shelf in course.history.events.values())
        return sum(shelves) + len(course.history.stretches) + len(course.duties.owed)

    def feed(self, event: Event) -> tuple[Finding, ...]:
        """Let an event happen. Gives back what has become definite since the last time."""
        if event.last is not None:
            message = f"the date of `{event.sentence}` is uncertain ({event.written})"
            raise CannotFollowError(message, "a monitor needs the day; check the whole timeline instead")
        happening = happening_of(event, event.day, self._taken, self._timeline, self._zone)
        day, minute = happening.day, happening.moment.minute
        self._see_that_time_goes_on(day, minute)
        for value in event.values if event.what.adopts else ():
            if isinstance(value, m.Entity) and value.kind == "Reform":
                self._adopt(value.name)
        self._reach(day)
        self._taken += 1
        self._minute = minute if minute is not None else self._minute
        self._do(lambda: self._course.take(happening))
        return self._findings()

    def advance(self, day: date) -> tuple[Finding, ...]:
        """Let the days pass until the morning of this one. Gives back what has become definite since the last time."""
        self._see_that_time_goes_on(day, None)
        self._reach(day)
        return self._findings()

    def finish(self, until: date | None = None) -> tuple[Finding, ...]:
        """The story ends, with this day or with the last that was reached: the rest of the findings."""
        day = until or self._until or self._timeline.until
        self._see_that_time_goes_on(day, None)
        self._reach(day)
        self._do(lambda: self._course.finish(day))
        findings = self._findings()
        self._closed = "the monitor has finished"
        return findings

    # ---- time -------------------------------------------------------------------------------------------------------

    def _see_that_time_goes_on(self, day: date, minute: int | None) -> None:
        if self._closed is not None:
            raise CannotFollowError(f"{self._closed}, and takes nothing more", "start another one")
        if self._until is None:
            return
        if day < self._until:
            message = f"{day} lies before {self._until}, which has been reached"
            raise CannotFollowError(message, "feed events in the order in which they happen")
        if day == self._until and minute is not None and self._minute is not None and minute < self._minute:
            message = f"on {day}, this time of day lies before that of an earlier event"
            raise CannotFollowError(message, "feed events in the order in which they happen")

    def _reach(self, day: date) -> None:
        """Let the days pass until the morning of a day."""
        self._following.answers.resume(self._course.sitting)
        self._course.sitting.steps = 0
        if self._until is None:
            self._do(lambda: self._course.begin(day))
        if self._until is None or day > self._until:
            self._until, self._minute = day, None
            self._do(lambda: self._course.pass_to(day))
            self._forget(day)

    def _do(self, what: Callable[[], None]) -> None:
        """Let something happen; where it cannot be followed, nothing more can be fed."""
        try:
            what()
        except StepLimitError:
            self._closed = f"one event asks more than {limits.STEPS:,} questions"
        except EndlessError as endless:
            self._closed = str(endless)
        law = self._course.law
        help = "check the whole timeline instead"
        if self._course.sitting.ambiguous:
            self._closed = "a verdict hangs on how a day that does not exist is rounded, and the law does not say"
            help = "choose a rounding, `down` or `up`"
        if law.doubtful:
            self._closed = f"it is not known whether `{law.doubtful[0]}` was validly made"
        if self._closed is not None:
            raise CannotFollowError(self._closed, help)

    def _adopt(self, name: str) -> None:
        """A law that the monitor follows is adopted: that must not bear on what has been said."""
        law = self._course.law
        if not isinstance(law, LawInForce) or name in self._adopted or not any(name in chain for chain in law.texts):
            return
        help = "check the whole timeline instead"
        if (name, 0) in law.entered:
            raise CannotFollowError(f"`{name}` is adopted now, and is in force already", help)
        if any(waiting.name == name and waiting.entry.retroactive for waiting in law.waiting):
            raise CannotFollowError(f"`{name}` has effect for the past, which cannot be said anew", help)
        self._adopted.add(name)
        law.has_adoption = frozenset(self._adopted)

    # ---- what comes out, and what stays ----------------------------------------------------------------------------

    def _findings(self) -> tuple[Finding, ...]:
        course, law = self._course, self._course.law
        try:
            findings = tuple(draft.finding() for draft in course.judging.take())
        except StepLimitError:
            self._closed = f"one event asks more than {limits.STEPS:,} questions"
            raise CannotFollowError(self._closed) from None
        course.duties.forget_breached()
        course.deemed.clear()
        return tuple(with_why(findings, law))

    def _forget(self, today: date) -> None:
        """Forget what no norm asks for any more, when much is kept."""
        history, reach = self._course.history, self._following.reach
        if len(history.stretches) + sum(len(shelf.items) for shelf in history.events.values()) < 2 * self._kept:
            return
        kept = history.forget(lambda event: reach.keeps(event, today), lambda spell: reach.keeps_ended(spell, today))
        self._kept = max(kept, _SWEEP)
