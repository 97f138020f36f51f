"""The door for programs that follow events as they happen.

In: the head of a timeline, a law, and events one by one. Out: findings, each as soon as it is definite.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from msgspec.structs import replace

from govrules.calendar import Rounding
from govrules.doors.embedding import GovrulesError, TimelineLike, ensure, read_timeline
from govrules.engine import monitor as engine
from govrules.engine.monitor import CannotFollowError
from govrules.engine.verdict import Finding
from govrules.law.modules import Finder
from govrules.pipeline import Rules
from govrules.text.diagnostics import Diagnostics, did_you_mean
from govrules.text.source import Source, Sources, Span
from govrules.timeline.model import Event
from govrules.timeline.text import read_question

_Result = TypeVar("_Result")
_FED = "a fed event"
"""What messages call the text of an event that a program gives."""


class Checker:
    """A law, and the people and things of a timeline, ready to follow any number of courses of events.

    Not for two threads at once.
    """

    def __init__(
        self,
        timeline: TimelineLike,
        *,
        rules: Rules | None = None,
        finder: Finder | None = None,
        under: str | None = None,
        in_force: str | None = None,
        options: Mapping[str, str] | None = None,
        rounding: Rounding | None = None,
    ) -> None:
        """`timeline` says what is used and who there is; its own events come first.

        The law is the rule set that `under` names, or the law in force that leads to the one that `in_force` names;
        with neither, the one rule set of the timeline. A law that can be read in more than one way needs `options`, one
        for each reading. `rounding` says how a day that does not exist is rounded where the law does not say. Raises
        `GovrulesError` for mistakes, and for a law that cannot be followed event by event.
        """
        scenario = ensure(read_timeline(timeline, rules=rules, finder=finder))
        assert scenario.timeline is not None
        assert scenario.library is not None
        self._timeline, self._library, self._sources = scenario.timeline, scenario.library, scenario.sources
        name, library = self._chosen(under, in_force), scenario.library
        self._following = self._tried(
            lambda: engine.Following(library, name, in_force=in_force is not None, options=options, rounding=rounding)
        )

    def start(self) -> "Monitor":
        """Follow a new course of events. Raises `GovrulesError` if the timeline's own events cannot be followed."""
        return Monitor(self, self._tried(lambda: self._following.start(self._timeline)))

    def _chosen(self, under: str | None, in_force: str | None) -> str:
        named = [name for name in (under, in_force) if name is not None]
        columns = [column.ruleset for column in self._timeline.columns]
        if len(named or columns) != 1:
            listed = ", ".join(f"`{name}`" for name in columns)
            help = "say `under=` or `in_force=`, one of the two"
            raise self._error("a monitor follows one law" + (f", and there are {listed}" if listed else ""), help)
        (name,) = named or columns
        if name not in self._library.rulesets:
            raise self._error(f"there is no rule set `{name}`", did_you_mean(name, self._library.rulesets))
        return name

    def _tried(self, what: Callable[[], _Result]) -> _Result:
        try:
            return what()
        except CannotFollowError as cannot:
            raise self._error(str(cannot), cannot.help) from None

    def _error(self, message: str, help: str | None) -> GovrulesError:
        found = Diagnostics()
        found.error("GR518", message, Span("", 0, 0), help=help)
        return GovrulesError(found.sorted(), self._sources)

    def _read(self, text: str) -> Event:
        """An event from its text."""
        found, source = Diagnostics(), Source(_FED, text)
        none = replace(self._timeline, events=(), asked=())
        read = read_question(source, none, self._library, found)
        if found.has_errors:
            sources = Sources()
            sources.add(source)
            raise GovrulesError(found.sorted(), sources)
        return read.events[0]


class Monitor:
    """Follows one course of events: give it what happens, and it gives what becomes definite.

    What it gives in all are the findings of a check of the whole timeline, each once. A finding that a deadline has
    passed comes when it has; what is done late afterwards does not change it. What no norm asks for any more is
    forgotten.
    """

    def __init__(self, checker: Checker, following: engine.Monitor) -> None:
        self._checker = checker
        self._following = following
        self._early = following.early

    @property
    def day(self) -> date | None:
        """The day that has been reached; None before the first event."""
        return self._following.day

    @property
    def kept(self) -> int:
        """How many events, times during which a fact held, and duties are kept, because some norm may ask for them."""
        return self._following.kept

    def feed(self, event: str | Event) -> tuple[Finding, ...]:
        """Let an event happen: `feed("2029-12-02: Tokayev is elected President")`. Gives back what is definite now.

        Events come in the order in which they happen. Raises `GovrulesError` for a mistake in the text, which changes
        nothing, and for what cannot be followed.
        """
        happening = self._checker._read(event) if isinstance(event, str) else event
        return self._with_early(lambda: self._following.feed(happening))

    def advance(self, day: date) -> tuple[Finding, ...]:
        """Let the days pass until the morning of this one, and with them deadlines. Gives back what is definite now."""
        return self._with_early(lambda: self._following.advance(day))

    def finish(self, until: date | None = None) -> tuple[Finding, ...]:
        """The story ends with the end of this day, or of the last that was reached. Gives back all that is left.

        What is still owed is pending.
        """
        return self._with_early(lambda: self._following.finish(until))

    def _with_early(self, what: Callable[[], tuple[Finding, ...]]) -> tuple[Finding, ...]:
        findings = self._checker._tried(what)
        early, self._early = self._early, ()
        return (*early, *findings)
