"""What grows with what: longer timelines, more of them, more rules, more versions of the law."""

import time

import govrules
from benchmarks import generator, scaling
from benchmarks.clock import Task, median, ratio, side_by_side
from benchmarks.loads import (
    Checks,
    Compared,
    Size,
    Table,
    asked,
    compare,
    events_of,
    figure,
    fitted,
    micro,
)
from benchmarks.subject import Subject

_PATIENCE = 15
"""How many times the time of one run a single timeline may take."""


def with_longer_timelines(subject: Subject, size: Size) -> Table:
    """The cost of an event in timelines of 20 to 20,000 events."""
    rows: list[tuple[str, ...]] = []
    base: Compared | None = None
    before: tuple[int, float] | None = None
    for length in (20, 200) if size.quick else (20, 200, 2_000, 20_000):
        if before is not None and before[1] * (length / before[0]) ** 2 > size.budget * _PATIENCE:
            rows.append((f"{length:,}", "–", "–", "–", "–", f"one timeline would take {_long(before, length)}"))
            continue
        stories = generator.stories(max(1, size.events // length), length)
        checks = Checks(subject)
        try:
            given = fitted(stories, checks.before_and_after, size.budget)
            compared = compare(checks.before_and_after(given), given, size.rounds)
            checks.verify(given)
        except govrules.GovrulesError as refused:
            rows.append((f"{length:,}", "–", "–", "–", "–", f"refused: {refused}"))
            continue
        before = (length, compared.seconds * length)
        base = compared if length == 200 else base
        growth = compared.seconds / base.seconds if base is not None else None
        goal = f"goal 4: {asked(growth, 1.3)}" if length == 20_000 and growth is not None else ""
        in_words = "–" if growth is None else figure(growth)
        row = (
            f"{length:,}",
            f"{compared.stories:,}",
            figure(compared.to_loop),
            micro(compared.seconds),
            in_words,
            goal,
        )
        rows.append(row)
    return Table(
        "Longer timelines",
        "The same number of events in timelines of another length.",
        ("events a timeline", "timelines", "to the loop", "µs an event", "beside 200 events a timeline", "asked"),
        rows,
    )


def with_more_timelines(subject: Subject, size: Size) -> Table:
    """The cost of an event when there are more timelines to check at once."""
    rows: list[tuple[str, ...]] = []
    base: Compared | None = None
    counts = (1, 3) if size.quick else (5, 50, 500)
    checks = Checks(subject)
    able = len(fitted(generator.stories(counts[-1], size.length), checks.before_and_after, size.budget * 2))
    for count in sorted({min(count, able) for count in counts}):
        stories = generator.stories(count, size.length)
        compared = compare(checks.before_and_after(stories), stories, size.rounds)
        base = base or compared
        growth = figure(compared.seconds / base.seconds)
        rows.append((f"{count:,}", figure(compared.to_loop), micro(compared.seconds), growth, ""))
    return Table(
        "More timelines",
        f"Timelines of {size.length:,} events, checked in one call.",
        ("timelines", "to the loop", "µs an event", "beside the fewest", "asked"),
        rows,
    )


def with_more_rules(subject: Subject, size: Size) -> Table:
    """The cost of an event and of a finding when there are more rules."""
    stories = generator.stories(max(1, size.events // 100), 100)
    plain = Checks(subject)
    rows: list[tuple[str, ...]] = []
    for count in (10, 20) if size.quick else (10, 30, 100, 300, 1_000):
        awake, ready = _loaded(subject, scaling.law_with_rules(count))
        given = fitted(stories, awake.before_and_after, size.budget)
        findings = len(awake.subject.before_and_after(awake.scenarios(given)).findings)
        mine = _alone(awake.before_and_after(given), size)
        asleep, ready_asleep = _loaded(subject, scaling.law_with_sleepers(count))
        given_asleep = fitted(stories, asleep.before_and_after, size.budget)
        beside = side_by_side(
            [asleep.before_and_after(given_asleep), plain.before_and_after(given_asleep)], size.rounds
        )
        rows.append(
            (
                f"{count:,}",
                micro(mine),
                micro(mine * events_of(given) / findings),
                figure(ready * 1e3),
                figure(ratio(*beside)),
                figure(ready_asleep * 1e3),
                "",
            )
        )
    return Table(
        "More rules",
        "The eight rules over and over, all of which look at the events; and as many rules beside the eight that look "
        "at nothing that happens, which should cost nothing.",
        (
            *("rules", "µs an event", "µs a finding", "loaded in ms"),
            *("rules that look at nothing, to the eight alone", "loaded in ms", "asked"),
        ),
        rows,
    )


def with_more_versions(subject: Subject, size: Size) -> Table:
    """The cost of an event when the law was changed more often."""
    stories = generator.stories(max(1, size.events // size.length), size.length)
    rows: list[tuple[str, ...]] = []
    base: float | None = None
    for count in (1, 3) if size.quick else (1, 2, 5, 10, 20):
        law, columns = scaling.law_with_versions(count)
        begin = time.perf_counter()
        checks = Checks(Subject(subject.engine, law), columns)
        ready = time.perf_counter() - begin
        given = fitted(stories, checks.with_in_force, size.budget)
        compared = compare(checks.with_in_force(given), given, size.rounds)
        base = base or compared.seconds
        row = (f"{count}", figure(compared.to_loop), micro(compared.seconds), figure(compared.seconds / base))
        rows.append((*row, figure(ready * 1e3), ""))
    return Table(
        "More versions of the law",
        "A chain of reforms, one a year from 1991 on, each of which changes three settings; before all of them, after "
        "all of them, and in force. The loop checks the workload's own two versions.",
        ("reforms", "to the loop", "µs an event", "beside one reform", "loaded in ms", "asked"),
        rows,
    )


def _loaded(subject: Subject, law: str) -> tuple[Checks, float]:
    begin = time.perf_counter()
    loaded = Subject(subject.engine, law)
    return Checks(loaded), time.perf_counter() - begin


def _alone(task: Task, size: Size) -> float:
    return median(side_by_side([task], size.rounds)[0])


def _long(before: tuple[int, float], length: int) -> str:
    took = before[1] * (length / before[0]) ** 2
    return f"{took / 60:.0f} minutes" if took > 90 else f"{took:.0f} seconds"
