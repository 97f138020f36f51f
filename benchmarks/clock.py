"""Timing of things beside each other: in turns, so that a machine that is slow for a while is slow for all of them."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

_SHORTEST = 0.05
_LONG = 0.5


class Task(NamedTuple):
    """Something to time."""

    run: Callable[[Any], object]
    """What is timed: it takes what was prepared."""
    prepare: Callable[[], Any]
    """Not timed. For a task that can be done again, it gives the same each time."""
    once: bool = False
    """Whether what was prepared can be run once only."""
    work: int = 1
    """How much it does, such as the number of its events: times are told for one."""


def task(run: Callable[[Any], object], prepared: Any, work: int = 1) -> Task:
    """A task on something that is there and stays the same."""
    return Task(run, lambda: prepared, work=work)


def seconds(task: Task, times: int = 1, warm: bool = False) -> float:
    """How long it takes. The collector of garbage has nothing left from before, and works as it always does.

    With `warm` it is done once before the clock starts, so that it does not pay for what the one before it left behind:
    the memory that a large engine gives back is put in order when it is next asked for.
    """
    prepared = task.prepare()
    run = task.run
    gc.collect()
    gc.freeze()
    if warm:
        run(prepared)
    begin = time.perf_counter()
    for _ in range(times):
        run(prepared)
    end = time.perf_counter()
    gc.unfreeze()
    return (end - begin) / times


def side_by_side(tasks: Sequence[Task], rounds: int) -> list[list[float]]:
    """The seconds for one piece of work of each task, round by round. Short tasks are done several times in a round."""
    about = [seconds(task, warm=not task.once) for task in tasks]
    measured: list[list[float]] = [[] for _ in tasks]
    for _ in range(rounds):
        for at, task in enumerate(tasks):
            times = 1 if task.once else max(1, round(_SHORTEST / max(about[at], 1e-9)))
            warm = not task.once and about[at] < _LONG
            measured[at].append(seconds(task, times, warm) / task.work)
    return measured


def ratio(of: Sequence[float], to: Sequence[float]) -> float:
    """The median of the ratios of the rounds."""
    return statistics.median(a / b for a, b in zip(of, to, strict=True))


def median(measured: Sequence[float]) -> float:
    """The median."""
    return statistics.median(measured)
