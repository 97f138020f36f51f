"""Events that are made when they are asked for.

In: how many there are, the last day of them, and a way to make them, which is gone once it was used. Out: a sequence,
which is equal to a tuple or another sequence of the same events.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import overload

from govrules.timeline.model import Event


class Events(Sequence[Event]):
    """The events of a timeline in which each is on a known day, at no time of day, on none before the one above it."""

    __slots__ = ("_count", "_events", "_make", "latest")

    def __init__(self, count: int, latest: date, make: Callable[[], Sequence[Event]]) -> None:
        self._count = count
        self._make: Callable[[], Sequence[Event]] | None = make
        self._events: tuple[Event, ...] = ()
        self.latest = latest

    def all(self) -> tuple[Event, ...]:
        """The events themselves."""
        make = self._make
        if make is not None:
            self._events, self._make = tuple(make()), None
        return self._events

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Event]:
        return iter(self.all())

    @overload
    def __getitem__(self, at: int) -> Event: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Event, ...]: ...
    def __getitem__(self, at: int | slice) -> Event | tuple[Event, ...]:
        return self.all()[at]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Events):
            return self is other or self.all() == other.all()
        return self.all() == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.all())

    def __reduce__(self) -> tuple[object, ...]:
        return tuple, (self.all(),)

    def __repr__(self) -> str:
        return repr(self.all())
