"""The events of the common workload as values in memory: what the hand-written loop and the peers read.

An event is a tuple `(day, kind, first, second, number)` of whole numbers: the day counted as `date.toordinal` counts,
a kind of those below, and what stands in the slots of its sentence. Persons, offices, chambers and bills are counted
from 0; a share is in thousandths; what a kind has no use for is 0.
"""

from typing import NamedTuple

Event = tuple[int, int, int, int, int]

TAKES = 0
"""`first` (a person) takes office as `second` (an office)."""
ELECTED = 1
"""`first` (a person) is elected `second` (an office) with `number` (thousandths)."""
PRESENTED = 2
"""`first` (a bill) is presented to President. No bill is presented twice."""
SIGNED = 3
"""`first` (a bill) is signed by President."""
RETURNED = 4
"""President returns `first` (a bill) with objections."""
CALLED = 5
"""President calls an early election of `first` (an office)."""
HELD = 6
"""An early election of `first` (an office) is held."""
OVERRIDDEN = 7
"""`first` (a chamber) votes to override the objections to `second` (a bill) with `number` votes."""
LEAVES = 8
"""`first` (a person) leaves `second` (an office)."""
DISSOLVED = 9
"""President dissolves `first` (a chamber)."""
DIES = 10
"""`first` (a person) dies, and is in no later event."""
ADOPTED = 11
"""`first` (a chamber) adopts `second` (a bill) with `number` votes. No rule asks for it."""
PUBLISHED = 12
"""`first` (a bill) is published. No rule asks for it."""

KINDS = 13

OFFICES = ("President", "Premier", "Speaker", "Governor", "Chancellor")
CHAMBERS = ("Diet", "Senate")
SEATS = (151, 47)

RULES = (
    "tenure",
    "term_limit",
    "veto_deadline",
    "override_majority",
    "dissolution_bar_kept",
    "election_window",
    "two_offices",
    "majority_won",
)
"""The rules of `workload.gov`, in its order."""
COLUMNS = ("workload_before", "workload_after")


class Story(NamedTuple):
    """A timeline of the workload."""

    number: int
    until: int
    """The last day, in the count of the events."""
    persons: int
    bills: int
    events: list[Event]
