"""Timing of things beside each other: in turns, so that a machine that is slow for a while is slow for all of them."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

_SHORTEST = 0.02


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


def seconds(task: Task, times: int = 1) -> float:
    """How long it takes. The collector of garbage has nothing left from before, and works as it always does."""
    prepared = task.prepare()
    run = task.run
    gc.collect()
    gc.freeze()
    begin = time.perf_counter()
    for _ in range(times):
        run(prepared)
    end = time.perf_counter()
    gc.unfreeze()
    return (end - begin) / times


def side_by_side(tasks: Sequence[Task], rounds: int) -> list[list[float]]:
    """The seconds for one piece of work of each task, round by round. Short tasks are done several times in a round."""
    times = [1 if task.once else max(1, round(_SHORTEST / max(seconds(task), 1e-9))) for task in tasks]
    measured: list[list[float]] = [[] for _ in tasks]
    for _ in range(rounds):
        for at, task in enumerate(tasks):
            measured[at].append(seconds(task, times[at]) / task.work)
    return measured


def ratio(of: Sequence[float], to: Sequence[float]) -> float:
    """The median of the ratios of the rounds."""
    return statistics.median(a / b for a, b in zip(of, to, strict=True))


def median(measured: Sequence[float]) -> float:
    """The median."""
    return statistics.median(measured)
