"""What single things cost: the law in force, reading, explaining, memory, and starting."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence

import govrules
from benchmarks import generator, memory, writing
from benchmarks.clock import Task, median, ratio, side_by_side, task
from benchmarks.events import Story
from benchmarks.loads import (
    Checks,
    Size,
    Table,
    asked,
    counting_loop,
    events_of,
    figure,
    fitted,
    micro,
)
from benchmarks.subject import Subject

_MILLION = 1_000_000
_THROUGH = "… and all its events gone through"
FLAGSHIP = "scenarios/kazakhstan/early-election-2022.timeline"


def of_the_law_in_force(subject: Subject, size: Size) -> Table:
    """The third column beside the two."""
    checks = Checks(subject)
    stories = generator.stories(max(1, size.events // size.length), size.length)
    given = fitted(stories, checks.with_in_force, size.budget)
    two, three = side_by_side([checks.before_and_after(given), checks.with_in_force(given)], size.rounds)
    value = ratio(three, two)
    return Table(
        "The law in force",
        f"The same {len(given):,} timelines of {size.length:,} events.",
        ("columns", "µs an event", "to the two", "asked"),
        [
            ("before, after", micro(median(two)), "1.00", ""),
            ("before, after, in force", micro(median(three)), figure(value), f"goal 2: {asked(value, 1.6)}"),
        ],
    )


def of_reading(subject: Subject, size: Size) -> Table:
    """Timelines read from text and from JSON."""
    rows: list[tuple[str, ...]] = []
    for length in (20, 60) if size.quick else (20, 200, 2_000, 20_000):
        stories = generator.stories(max(1, size.events // length), length)
        given = fitted(stories, lambda some: _reading_text(subject, some), size.budget)
        tasks = [_reading_text(subject, given), _reading_text(subject, given, through=True), counting_loop(given)]
        mine, through, yardstick = side_by_side(tasks, size.rounds)
        value = ratio(mine, yardstick)
        row = (f"text, {length:,} events a timeline", micro(median(mine)), figure(value), "–")
        rows.append((*row, f"goal 6: {asked(value, 8, ' times the loop')}" if length >= 200 else ""))
        rows.append((_THROUGH, micro(median(through)), figure(ratio(through, yardstick)), "–", ""))
        given = fitted(stories, lambda some: _reading_json(subject, some), size.budget)
        tasks = [_reading_json(subject, given), _reading_json(subject, given, through=True)]
        mine, through, yardstick, bare = side_by_side([*tasks, counting_loop(given), _json_alone(given)], size.rounds)
        value = ratio(mine, bare)
        row = (
            f"JSON, {length:,} events a timeline",
            micro(median(mine)),
            figure(ratio(mine, yardstick)),
            figure(value),
        )
        rows.append((*row, f"goal 6: {asked(value, 2, ' times `json.loads`')}" if length >= 200 else ""))
        row = (_THROUGH, micro(median(through)), figure(ratio(through, yardstick)), figure(ratio(through, bare)))
        rows.append((*row, ""))
    return Table(
        "Reading timelines",
        "From a text in memory to a scenario that is ready to be checked, with rules that are loaded already. The time "
        "of the loop is that of its check. All that is wrong is found by then; the events of plain lines are made when "
        "the first of them is asked for.",
        ("what", "µs an event", "to the loop's check", "to `json.loads`", "asked"),
        rows,
    )


def of_explaining(subject: Subject, size: Size) -> Table:
    """What being explainable costs, and what explanations cost when they are asked for."""
    checks = Checks(subject)
    stories = generator.stories(max(1, size.events // size.length), size.length)
    given = fitted(stories, lambda some: _explained(checks, some), size.budget)
    tasks = [checks.before_and_after(given), _read_through(checks, given), _explained(checks, given)]
    bare = subject.unexplained()
    if bare is not None:
        tasks.append(task(bare, checks.scenarios(given), events_of(given)))
    plain, read, explained, *rest = side_by_side(tasks, size.rounds)
    value = ratio(plain, rest[0]) if rest else None
    goal = "at most 1.15 of one that cannot be explained" if value is None else asked(value, 1.15, " of the last row")
    rows = [
        ("a check", micro(median(plain)), "1.00", f"goal 3: {goal}"),
        ("… and every message and reason read", micro(median(read)), figure(ratio(read, plain)), ""),
        ("… with `explain`, for every rule", micro(median(explained)), figure(ratio(explained, plain)), ""),
    ]
    if rest:
        rows.append(("a check that cannot be explained", micro(median(rest[0])), figure(ratio(rest[0], plain)), ""))
    return Table(
        "Explaining",
        f"The same {len(given):,} timelines of {size.length:,} events, before and after.",
        ("what", "µs an event", "to a check", "asked"),
        rows,
    )


def of_memory(subject: Subject, size: Size) -> Table:
    """Peak memory at a million events with all findings."""
    million = _MILLION if not size.quick else 2_000
    count = million // size.length
    records, how = memory.peak("records", count, size.length), "measured"
    checks = Checks(subject)
    stories = generator.stories(max(1, size.events // size.length), size.length)
    able = max(20, len(fitted(stories, checks.before_and_after, size.budget)))
    if size.quick or able >= min(len(stories), count):
        own = memory.peak("govrules", count, size.length, subject.engine)
    else:
        small, large = (memory.peak("govrules", some * able, size.length, subject.engine) for some in (1, 2))
        own = small + (large - small) / able * (count - able)
        how = f"from what {able * size.length:,} and {2 * able * size.length:,} events take"
    value = own / records
    judged = _extrapolated("judge", 2 if size.quick else 100, count, size.length)
    return Table(
        "Memory at a million events",
        f"{count:,} timelines of {size.length:,} events in memory, before and after, with every finding.",
        ("who", "peak MB", "to the loop with all records", "how", "asked"),
        [
            ("hand-written loop, with all records", figure(records), "1.00", "measured", ""),
            ("**govrules**", figure(own), figure(value), how, f"goal 4: {asked(value, 2)}"),
            (
                "`govrules.Judge`, with all verdicts as figures",
                *(figure(judged), figure(judged / records), "from what some take"),
                f"goal 4: {asked(judged / records, 2)}",
            ),
        ],
    )


def _extrapolated(who: str, some: int, count: int, length: int) -> float:
    """The peak memory with so many timelines, from what two smaller numbers of them take."""
    small, large = memory.peak(who, some, length), memory.peak(who, 3 * some, length)
    return small + (large - small) / (2 * some) * (count - some)


def of_starting(size: Size, installed: str | None = None) -> Table:
    """A whole process, from nothing; `installed` is a Python into which the wheel was installed."""
    said = f"import sys; sys.argv = ['govrules', 'check', {FLAGSHIP!r}]; from govrules.doors.start import run; run()"
    here = memory.environment()
    tasks = [task(_process, ([sys.executable, "-c", code], here)) for code in ("pass", said)]
    if installed is not None:
        elsewhere = {name: value for name, value in here.items() if name != "PYTHONPATH"}
        tasks += [task(_process, ([installed, "-P", "-c", code], elsewhere)) for code in ("pass", said)]
    measured = side_by_side(tasks, 1 if size.quick else max(size.rounds, 15))
    rows: list[tuple[str, ...]] = []
    for at, where in enumerate(("from a checkout", "installed from the wheel")[: len(tasks) // 2]):
        nothing, mine = measured[2 * at : 2 * at + 2]
        value = ratio(mine, nothing)
        goal = f"goal 1: {asked(value, 8)}, aim 5"
        rows.append((f"`python -c pass`, {where}", figure(median(nothing) * 1e3), "1.00", ""))
        rows.append((f"`govrules check`, {where}", figure(median(mine) * 1e3), figure(value), goal))
    return Table(
        "Starting",
        f"Whole processes: `govrules check {FLAGSHIP}`, with its text output, and an empty Python. A wheel brings the "
        "shipped files ready-made, a checkout has to parse them.",
        ("what", "ms", "to an empty Python", "asked"),
        rows,
    )


def _reading_text(subject: Subject, stories: Sequence[Story], *, through: bool = False) -> Task:
    return _reading(subject.read_text, [writing.text(story) for story in stories], stories, through)


def _reading_json(subject: Subject, stories: Sequence[Story], *, through: bool = False) -> Task:
    return _reading(subject.read_json, [writing.as_json(story) for story in stories], stories, through)


def _reading(
    read: Callable[[str], govrules.Scenario], texts: list[str], stories: Sequence[Story], through: bool
) -> Task:
    def run(given: list[str]) -> object:
        return [read(each) for each in given]

    def run_through(given: list[str]) -> int:
        timelines = (read(each).timeline for each in given)
        return sum(len(tuple(timeline.events)) for timeline in timelines if timeline is not None)

    return task(run_through if through else run, texts, events_of(stories))


def _json_alone(stories: Sequence[Story]) -> Task:
    texts = [writing.as_json(story) for story in stories]
    return task(lambda given: [json.loads(each) for each in given], texts, events_of(stories))


def _explained(checks: Checks, stories: Sequence[Story]) -> Task:
    def run(scenarios: list[govrules.Scenario]) -> object:
        return checks.subject.before_and_after(scenarios, explain="*")

    return task(run, checks.scenarios(stories), events_of(stories))


def _read_through(checks: Checks, stories: Sequence[Story]) -> Task:
    def run(scenarios: list[govrules.Scenario]) -> int:
        found = checks.subject.before_and_after(scenarios).findings
        return sum(len(finding.message) + len(finding.reasons) for finding in found)

    return task(run, checks.scenarios(stories), events_of(stories))


def _process(given: tuple[list[str], dict[str, str]]) -> None:
    command, environment = given
    ended = subprocess.run(command, cwd=memory.ROOT, env=environment, capture_output=True, check=False)
    if ended.stderr:
        raise RuntimeError(ended.stderr.decode())
