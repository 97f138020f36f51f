"""Verdicts by generated Python, `govrules.Judge`, beside the loop: judged, counted, recorded and put into words.

Each run is over the same stories as the loop's, and its counts are held to the loop's first.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

import govrules
from benchmarks import counting, generator, loop
from benchmarks.clock import Task, median, ratio, side_by_side, task
from benchmarks.events import COLUMNS, Story
from benchmarks.loads import (
    Checks,
    DisagreementError,
    Size,
    Table,
    asked,
    counting_loop,
    events_of,
    figure,
    micro,
    recording_loop,
)
from benchmarks.subject import Subject

_WORDS = 100
"""How many verdicts are put into words."""


class Judging:
    """A judge of the workload's two rule sets, and stories made ready for it."""

    def __init__(self, subject: Subject, stories: Sequence[Story]) -> None:
        self.judge = govrules.Judge(subject.rules, *COLUMNS)
        self.stories = stories
        self.scenarios = Checks(subject).scenarios(stories)
        self.ready = [self.judge.ready(each) for each in self.scenarios]
        self._verify()

    def _verify(self) -> None:
        """Hold the counts to the loop's."""
        found = self.judge.verdicts(*self.ready)
        counts = {(rule, column, status): times for (column, rule, status), times in found.counts().items()}
        expected = counting.of_records(loop.records(self.stories))
        if counts != expected or found.left_out:
            differing = {key for key in {*counts, *expected} if counts.get(key) != expected.get(key)}
            raise DisagreementError(f"govrules.Judge and the loop: {sorted(differing)}; left out: {found.left_out}")

    def _task(self, run: Any, prepared: Any) -> Task:
        return task(run, prepared, events_of(self.stories))

    def making_ready(self) -> Task:
        """Scenarios in memory made ready."""
        return self._task(lambda given: [self.judge.ready(each) for each in given], self.scenarios)

    def judging(self) -> Task:
        """Ready timelines judged: the verdicts are there as figures."""
        return self._task(lambda given: self.judge.verdicts(*given), self.ready)

    def counting(self) -> Task:
        """Ready timelines judged, and the verdicts counted by rule set, rule and status."""
        return self._task(lambda given: self.judge.verdicts(*given).counts(), self.ready)

    def recording(self) -> Task:
        """Ready timelines judged, and a record made of every verdict."""
        return self._task(lambda given: list(self.judge.verdicts(*given)), self.ready)

    def running(self, changed: Callable[[str], str] = str) -> Task:
        """The generated function alone, or another one that is made of its text."""
        made = self.judge.function(*self.ready)
        names: dict[str, Any] = dict(made.run.__globals__)  # type: ignore[attr-defined]  # it is a function
        exec(changed(made.source), names)  # noqa: S102  # what was generated before
        given = [
            (each.events, each.until, each.scale, each.size, [each.table(table) for table in made.tables])
            for each in self.ready
        ]
        return self._task(lambda runs: [names["run"](*each) for each in runs], given)

    def wording(self) -> Task:
        """Some verdicts of one timeline put into words, for one of them."""
        found = self.judge.verdicts(self.ready[0])
        some = list(found)[:_WORDS]

        def run(_: object) -> object:
            fresh = self.judge.verdicts(self.ready[0])
            return [fresh.finding(each) for each in some]

        return task(run, None, len(some))


def verdicts(subject: Subject, size: Size) -> Table:
    """What verdicts by generated Python cost, in shorter and longer timelines."""
    lengths = (20, 60) if size.quick else (20, 200, 2_000, 20_000)
    measured: dict[int, list[list[float]]] = {}
    for length in lengths:
        stories = generator.stories(max(1, size.events // length), length)
        own = Judging(subject, stories)
        tasks = [own.judging(), own.counting(), own.recording(), own.making_ready()]
        measured[length] = side_by_side([counting_loop(stories), recording_loop(stories), *tasks], size.rounds)
    usual = lengths[1]
    rows: list[tuple[str, ...]] = []
    for length, (counted, recorded, judged, judged_counted, with_records, ready) in measured.items():
        goals = []
        if length == usual:
            value = ratio(judged_counted, counted)
            goals.append(f"goal 2, judged and counted: {asked(value, 2)}, aim 1.5")
        growth = median(judged_counted) / median(measured[usual][3])
        if length == lengths[-1]:
            goals.append(f"goal 4: {asked(growth, 1.3)}")
        ratios = (ratio(judged, counted), ratio(judged_counted, counted), ratio(with_records, recorded))
        row = (f"{length:,}", *map(figure, ratios), micro(median(judged_counted)), figure(growth))
        rows.append((*row, micro(median(with_records)), micro(median(ready)), "; ".join(goals)))
    return Table(
        "Verdicts by generated Python",
        f"`govrules.Judge` on about {size.events:,} events, before and after, made ready in memory. Its verdicts are "
        "figures that are counted, and records when somebody asks; the counts of all are those of the loop. The loop "
        "that counts is 1.00, and for the column with records the loop that makes a record for each finding.",
        (
            *("events a timeline", "judged", "and counted", "with a record for every verdict"),
            *("µs an event, counted", "beside 200 events", "with records", "made ready before", "asked"),
        ),
        rows,
    )


def explaining(subject: Subject, size: Size) -> Table:
    """What it costs that verdicts can be explained."""
    stories = generator.stories(max(1, size.events // size.length), size.length)
    own = Judging(subject, stories)
    tasks = [own.running(), own.running(_unexplainable), own.counting(), own.wording()]
    ran, bare, counted, worded = side_by_side(tasks, size.rounds)
    value = ratio(ran, bare)
    return Table(
        "Explaining verdicts by generated Python",
        "Figures say of which event a verdict is, and on which day what lasted ended: that is all that is kept for "
        "explanations. The generated function is run as it is, and with both left out of its text. What explains a "
        "verdict is asked of the ordinary engine afterwards, which judges that timeline of "
        f"{size.length:,} events once for all its verdicts.",
        ("what", "µs", "of", "to what cannot be explained", "asked"),
        [
            (
                "the generated function alone",
                micro(median(ran)),
                "an event",
                figure(value),
                f"goal 3: {asked(value, 1.15)}",
            ),
            ("… without events and days", micro(median(bare)), "an event", "1.00", ""),
            ("judged and counted", micro(median(counted)), "an event", "", ""),
            (f"{_WORDS} verdicts of a timeline put into words", micro(median(worded)), "a verdict", "", ""),
        ],
    )


def _unexplainable(source: str) -> str:
    """Generated source that notes no event and no day of a verdict."""
    source = source.replace("codes, ended = [0] * len(events), []", "codes, ended = [], []; add = ended.append")
    source = source.replace("codes[i] = c", "add(c)").replace("(d, i, ", "(d, 0, ")
    return re.sub(r"ended \+= \(v, [^)]*\)", "add(v)", source)
