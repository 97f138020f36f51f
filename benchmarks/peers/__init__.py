"""Other engines on the same workload: each file says the eight rules in the way of one of them.

Each has `NAME`; `available()`, which says how to get what it lacks here, if anything; `prepare(stories)`, which brings
the events into the engine's own form in memory and is not timed; and `violations(prepared)`, which is timed, and counts
the violations of each rule before and after. `ONCE` says that what was prepared can be run once only. What a rule asks
for and an engine lacks, such as months, its host program works out beforehand, and that is not timed.
"""

from importlib import import_module
from types import ModuleType

NAMES = ("sql_duckdb", "frames_polars", "prolog", "asp", "production", "policy")


def peer(name: str) -> ModuleType:
    """The module of a peer."""
    return import_module(f"benchmarks.peers.{name}")
