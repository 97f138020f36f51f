"""What is timed: the loop, govrules and the peers on the same stories, each held to the same counts first.

Who is slow is given fewer stories, so that one run takes no longer than the time allows, and is compared with the loop
on as many.
"""

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import NamedTuple

import govrules
from benchmarks import counting, loop
from benchmarks.clock import Task, median, ratio, seconds, side_by_side, task
from benchmarks.events import COLUMNS, Story
from benchmarks.subject import Subject


class DisagreementError(Exception):
    """Two that check the same events count differently."""


class Size(NamedTuple):
    """How much is measured."""

    events: int = 100_000
    length: int = 200
    """The events of a timeline, where it is not their number that is varied."""
    rounds: int = 5
    budget: float = 2.0
    """The seconds that one run may take."""
    quick: bool = False
    """Whether only the agreement of all is looked at, and times mean nothing."""


class Table(NamedTuple):
    """Figures, and what they say."""

    title: str
    says: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


class Compared(NamedTuple):
    """How long something took for one event, beside the loop on the same stories."""

    stories: int
    events: int
    seconds: float
    to_loop: float
    to_records: float
    """The ratio to the loop that makes a record for each finding."""


def events_of(stories: Sequence[Story]) -> int:
    """How many events there are in all."""
    return sum(len(story.events) for story in stories)


def counting_loop(stories: Sequence[Story]) -> Task:
    """The loop that counts violations: 1.0."""
    return task(loop.violations, stories, events_of(stories))


def recording_loop(stories: Sequence[Story], every: bool = True) -> Task:
    """The loop that makes a record for each finding, or for each violation."""
    return task(lambda given: loop.records(given, every), stories, events_of(stories))


class Checks:
    """Checks of stories by govrules; each story is read once."""

    def __init__(self, subject: Subject, columns: Sequence[str] = COLUMNS) -> None:
        self.subject = subject
        self.columns = columns
        self._read: dict[tuple[int, int], govrules.Scenario] = {}

    def scenarios(self, stories: Sequence[Story]) -> list[govrules.Scenario]:
        """The stories, read."""
        return [self._scenario(story) for story in stories]

    def before_and_after(self, stories: Sequence[Story]) -> Task:
        """A check under two rule sets taken as given, with all findings."""
        return task(self.subject.before_and_after, self.scenarios(stories), events_of(stories))

    def with_in_force(self, stories: Sequence[Story]) -> Task:
        """The same, and under the law in force."""
        return task(self.subject.with_in_force, self.scenarios(stories), events_of(stories))

    def verify(self, stories: Sequence[Story]) -> None:
        """Hold a check to the loop, whose settings are those of the workload."""
        check = self.subject.before_and_after(self.scenarios(stories))
        found, expected = counting.of_check(check), counting.of_records(loop.records(stories))
        if found != expected:
            differing = {key for key in {*found, *expected} if found.get(key) != expected.get(key)}
            shown = [f"{key}: {found.get(key)} and {expected.get(key)}" for key in sorted(differing)]
            raise DisagreementError("govrules and the loop: " + "; ".join(shown))

    def _scenario(self, story: Story) -> govrules.Scenario:
        key = (story.number, len(story.events))
        if key not in self._read:
            self._read[key] = self.subject.read(story, self.columns)
        return self._read[key]


def of_peer(peer: ModuleType, stories: Sequence[Story]) -> Task:
    """A peer on these stories."""
    if hasattr(peer, "ONCE"):
        return Task(peer.violations, lambda: peer.prepare(stories), once=True, work=events_of(stories))
    return task(peer.violations, peer.prepare(stories), events_of(stories))


def verify_peer(peer: ModuleType, stories: Sequence[Story]) -> None:
    """Hold a peer to the loop."""
    found, expected = peer.violations(peer.prepare(stories)), loop.violations(stories)
    if found != expected:
        raise DisagreementError(f"{peer.NAME} and the loop: {found} and {expected}")


def fitted(stories: Sequence[Story], make: Callable[[Sequence[Story]], Task], budget: float) -> Sequence[Story]:
    """As many of the stories, the first ones, as can be done within the time."""
    count = 1
    while count < len(stories):
        own = make(stories[:count])
        seconds(own)
        able = int(count * budget / max(seconds(own), 1e-9))
        if able <= 2 * count:
            return stories[: max(count, min(able, len(stories)))]
        count = min(able, count * 16, len(stories))
    return stories


def compare(own: Task, stories: Sequence[Story], rounds: int) -> Compared:
    """Something beside the two loops, in turns."""
    mine, counting_, recording = side_by_side([own, counting_loop(stories), recording_loop(stories)], rounds)
    return Compared(len(stories), events_of(stories), median(mine), ratio(mine, counting_), ratio(mine, recording))


def micro(seconds_each: float) -> str:
    """Microseconds, in three figures."""
    return figure(seconds_each * 1e6)


def figure(value: float) -> str:
    """A number in about three figures."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def asked(value: float, most: float, what: str = "") -> str:
    """What a goal asks, and whether it is reached."""
    return f"at most {most:g}{what}: **{'reached' if value <= most else 'missed'}**"
