"""Polars: the eight rules as columnar expressions, written by hand for this workload, over one frame of events.

As with SQL, there is no notion of a rule, of a verdict that is pending, or of two laws.
"""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from benchmarks import events as e
from benchmarks.events import SEATS, Story
from benchmarks.peers import rows

if TYPE_CHECKING:
    import polars as pl

NAME = "polars, expressions by hand"


def available() -> str | None:
    """What is missing, if it cannot run here."""
    return rows.missing_module("polars")


def prepare(stories: Sequence[Story]) -> "pl.DataFrame":
    """The events as a frame; polars works on one core."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    import polars as pl

    types = {name: pl.Date if kind == "DATE" else pl.Int32 for name, kind in rows.COLUMNS}
    return pl.DataFrame(list(rows.table(stories)), schema=types, orient="row")


def violations(events: "pl.DataFrame") -> list[tuple[int, int]]:
    """How often each rule is violated before and after."""
    import polars as pl

    def count(frame: "pl.LazyFrame", before: "pl.Expr", after: "pl.Expr") -> "pl.LazyFrame":
        return frame.select(before.sum().cast(pl.Int64).alias("before"), after.sum().cast(pl.Int64).alias("after"))

    def days_after(column: str, days: int) -> "pl.Expr":
        return pl.col(column) + pl.duration(days=days)

    def months_after(column: str, months: int) -> "pl.Expr":
        return pl.col(column).dt.offset_by(f"{months}mo")

    by_kind = {kind: events.clear().lazy() for kind in range(e.KINDS)}
    by_kind |= {kind[0]: frame.lazy() for kind, frame in events.partition_by("kind", as_dict=True).items()}
    takes, day, until = by_kind[e.TAKES], pl.col("day"), pl.col("until")

    firsts = events.lazy().group_by("story", "day").agg(pl.col("seq").min().alias("first_seq"))
    deaths = by_kind[e.DIES].select("story", "first", pl.col("seq").alias("death_seq"), pl.col("day").alias("death"))
    office = ["story", "second"]
    stretches = (
        pl.concat([takes, by_kind[e.LEAVES]])
        .sort("story", "seq")
        .with_columns(
            pl.col("seq").shift(-1).over(office).alias("next_seq"), day.shift(-1).over(office).alias("next_day")
        )
        .filter(pl.col("kind") == e.TAKES)
        .join(deaths, on=["story", "first"], how="left")
        .with_columns((pl.col("death_seq") < pl.col("next_seq").fill_null(2**31 - 1)).alias("died"))
        .select(
            *("story", "seq", "first", "second", "until"),
            day.alias("start"),
            pl.when("died").then("death_seq").otherwise("next_seq").alias("end_seq"),
            pl.when("died").then("death").otherwise("next_day").alias("end"),
        )
        .collect()
        .lazy()
    )

    def too_long(months: int) -> "pl.Expr":
        last, end = months_after("start", months), pl.col("end")
        put_right = (end == last + pl.duration(days=1)) & (pl.col("end_seq") == pl.col("first_seq"))
        return pl.when(end.is_null()).then(until > last).otherwise((end > last) & ~put_right)

    tenure = count(
        stretches.join(firsts, left_on=["story", "end"], right_on=["story", "day"], how="left"),
        too_long(60),
        too_long(84),
    )
    times = pl.int_range(pl.len()).over("story", "first", "second") + 1
    term_limit = count(by_kind[e.ELECTED].with_columns(times.alias("times")), pl.col("times") > 2, pl.col("times") > 1)

    answers = pl.concat([by_kind[e.SIGNED], by_kind[e.RETURNED]]).select("story", "first", day.alias("answered"))
    asked = by_kind[e.PRESENTED].join(answers, on=["story", "first"], how="left")

    def answered_late(last: "pl.Expr") -> "pl.Expr":
        return pl.when(pl.col("answered").is_null()).then(until >= last).otherwise(pl.col("answered") > last)

    veto = count(asked, answered_late(months_after("day", 1)), answered_late(days_after("day", 15)))

    seats = pl.DataFrame({"first": range(len(SEATS)), "seats": SEATS}, schema={"first": pl.Int32, "seats": pl.Int32})
    votes = by_kind[e.OVERRIDDEN].join(seats.lazy(), on="first")
    number = pl.col("number")
    override = count(votes, 3 * number < 2 * pl.col("seats"), 4 * number < 3 * pl.col("seats"))

    earlier = by_kind[e.DISSOLVED].with_columns(day.shift(1).over("story", "first").alias("earlier"))
    dissolution = count(earlier, day <= months_after("earlier", 12), day <= months_after("earlier", 18))

    called = by_kind[e.CALLED].select(
        *("story", "seq", "first", "until"),
        days_after("day", 30).alias("first_before"),
        days_after("day", 20).alias("first_after"),
        months_after("day", 2).alias("last_before"),
        months_after("day", 3).alias("last_after"),
    )
    held = by_kind[e.HELD].select("story", "first", day.alias("held"))
    in_time = (
        called.join(held, on=["story", "first"])
        .filter(pl.col("held").is_between("first_after", "last_after"))
        .group_by("story", "seq")
        .agg(pl.col("held").is_between("first_before", "last_before").any().alias("in_time_before"))
    )
    window = count(
        called.join(in_time, on=["story", "seq"], how="left"),
        (until >= pl.col("last_before")) & ~pl.col("in_time_before").fill_null(False),
        (until >= pl.col("last_after")) & pl.col("in_time_before").is_null(),
    )

    others = stretches.select("story", "first", "end_seq", "end", other=pl.col("second"), since=pl.col("seq"))
    together = (
        takes.select("story", "first", "second", "seq", "day")
        .join(others, on=["story", "first"])
        .filter((pl.col("other") != pl.col("second")) & (pl.col("since") < pl.col("seq")))
        .group_by("story", "seq")
        .agg(
            day.first(),
            (pl.col("end_seq").is_null() | (pl.col("end_seq") >= pl.col("seq"))).any().alias("held"),
            pl.col("end").max().alias("last_end"),
        )
    )
    two_offices = count(
        together,
        pl.col("held") | (day <= months_after("last_end", 1)).fill_null(False),
        pl.col("held") | (day <= months_after("last_end", 6)).fill_null(False),
    )
    majority = count(by_kind[e.ELECTED], number <= 500, number <= 550)

    asked_all = [tenure, term_limit, veto, override, dissolution, window, two_offices, majority]
    return [frame.row(0) for frame in pl.collect_all(asked_all)]
