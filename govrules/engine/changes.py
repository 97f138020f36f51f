"""Changes of a timeline: what would have had to be otherwise.

In: a timeline and a change. Out: the timeline with it. The order of the others stays as it is.
"""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from govrules.engine import say
from govrules.law.model import Occurrence, Value
from govrules.text.source import Span
from govrules.timeline.model import Event, Timeline


class Moved(Struct, frozen=True):
    """The event at a position, on another day."""

    position: int
    day: date


class Valued(Struct, frozen=True):
    """The event at a position, with another value in a slot."""

    position: int
    slot: int
    value: Value


class Added(Struct, frozen=True):
    """Further events, before the one at a position."""

    position: int
    events: tuple[Event, ...]


class LeftOut(Struct, frozen=True):
    """Without the events at these positions."""

    positions: tuple[int, ...]


Change = Moved | Valued | Added | LeftOut


def changed(timeline: Timeline, change: Change) -> Timeline:
    """A timeline with a change. It reaches as far as its last event."""
    events = list(timeline.events)
    match change:
        case Moved():
            events[change.position] = replace(events[change.position], day=change.day, last=None, written=None)
        case Valued():
            old = events[change.position]
            values = (*old.values[: change.slot], change.value, *old.values[change.slot + 1 :])
            events[change.position] = replace(old, values=values, sentence=say.sentence(old.what, values))
        case Added():
            events[change.position : change.position] = change.events
        case LeftOut():
            events = [event for position, event in enumerate(events) if position not in change.positions]
    until = max([timeline.until, *(event.day for event in events)])
    return replace(timeline, events=tuple(events), until=until)


def new_event(what: Occurrence, values: Sequence[Value], day: date) -> Event:
    """An event that is in no text."""
    values = tuple(values)
    return Event(day, None, None, what, values, say.sentence(what, values), None, Span("", 0, 0))
