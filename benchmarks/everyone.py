"""The main table: the loop, govrules and the peers that are installed, on the same events."""

from functools import partial

from benchmarks import generator, memory, peers
from benchmarks.judging import Judging
from benchmarks.loads import (
    Checks,
    Compared,
    Size,
    Table,
    asked,
    compare,
    counting_loop,
    figure,
    fitted,
    micro,
    of_peer,
    recording_loop,
    verify_peer,
)
from benchmarks.subject import Subject

_COLUMNAR = ("sql_duckdb", "frames_polars")


def everyone(subject: Subject, size: Size) -> Table:
    """The loop, govrules and the peers that are installed."""
    stories = generator.stories(max(1, size.events // size.length), size.length)
    rows: list[tuple[str, ...]] = []

    def row(name: str, compared: Compared, who: str, goal: str) -> None:
        peak = "–" if size.quick else figure(memory.peak(who, compared.stories, size.length, subject.engine))
        ratios = (figure(compared.to_loop), figure(compared.to_records))
        rows.append((name, *ratios, micro(compared.seconds), f"{compared.events:,}", peak, goal))

    alone = compare(counting_loop(stories), stories, size.rounds)
    row("hand-written loop, counting violations", alone._replace(to_loop=1.0), "loop", "")
    violations = compare(recording_loop(stories, False), stories, size.rounds)
    row("… with a record for every violation", violations, "records", "")
    row("… with a record for every finding", compare(recording_loop(stories), stories, size.rounds), "records", "")

    checks = Checks(subject)
    given = fitted(stories, checks.before_and_after, size.budget)
    checks.verify(given)
    own = compare(checks.before_and_after(given), given, size.rounds)
    goal = f"goal 2: {asked(own.to_loop, 2)}, aim 1.5; beside the loop with all records: {figure(own.to_records)}"
    row("**govrules**, every finding", own, "govrules", goal)
    judged = compare(Judging(subject, stories).counting(), stories, size.rounds)
    goal = f"goal 2: {asked(judged.to_loop, 2)}, aim 1.5"
    row("**govrules.Judge**, every verdict as figures, counted", judged, "judge", goal)

    for name in peers.NAMES:
        peer = peers.peer(name)
        if (lacking := peer.available()) is not None:
            rows.append((peer.NAME, "–", "–", "–", "–", "–", f"not here: {lacking}"))
            continue
        given = fitted(stories, partial(of_peer, peer), size.budget)
        verify_peer(peer, given)
        task = of_peer(peer, given)
        compared = compare(task, given, size.rounds)
        check, judge = ("reached" if each.to_loop <= compared.to_loop else "missed" for each in (own, judged))
        ahead = f"goal 2: ahead of it, a check: **{check}**, `Judge`: **{judge}**"
        goal = "no goal" if name in _COLUMNAR else ahead
        row(peer.NAME, compared, name, goal)
    return Table(
        "Eight rules, before and after, events in memory",
        f"{len(stories):,} timelines of {size.length:,} events; who is slow is given fewer of them and compared on as "
        "many. Times are ratios to the loop on the same events, in turns, medians of "
        f"{size.rounds} rounds. Everyone counts the same violations, or there is no table. Peak memory is that of a "
        "process that does nothing else.",
        ("who", "to the loop", "to the loop with all records", "µs an event", "events", "peak MB", "asked"),
        rows,
    )
