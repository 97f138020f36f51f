"""DuckDB: the eight rules as queries, written by hand for this workload, over one table of events in memory.

Facts that last are made of window functions. There is no notion of a rule, of a verdict that is pending, or of two
laws: each query counts for both settings.
"""

from collections.abc import Sequence
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.events import SEATS, Story
from benchmarks.peers import rows

if TYPE_CHECKING:
    import duckdb

NAME = "duckdb, queries by hand"

_TABLES = """
create or replace temp view deaths as select story, first, seq, day from events where kind = 10;
create or replace temp view changes as
    select *, lead(seq) over office as next_seq, lead(day) over office as next_day
    from events where kind in (0, 8) window office as (partition by story, second order by seq);
create or replace temp table stretches as
    select c.story, c.first as person, c.second as office, c.seq, c.day as start, c.until,
        least(d.seq, c.next_seq) as end_seq,
        case when d.seq < coalesce(c.next_seq, 2147483647) then d.day else c.next_day end as end_day
    from changes c left join deaths d on d.story = c.story and d.first = c.first and d.seq > c.seq
    where c.kind = 0;
"""

_TENURE = """
with stretch as (
    select *, (start + interval 60 month)::date as last_before, (start + interval 84 month)::date as last_after,
        exists (
            select 1 from events e where e.story = s.story and e.day = s.end_day and e.seq < s.end_seq
        ) as later_that_day
    from stretches s
)
select
    count(*) filter (case when end_seq is null then until > last_before
        else end_day > last_before and (end_day != last_before + 1 or later_that_day) end),
    count(*) filter (case when end_seq is null then until > last_after
        else end_day > last_after and (end_day != last_after + 1 or later_that_day) end)
from stretch
"""
_TERM_LIMIT = """
select count(*) filter (times > 2), count(*) filter (times > 1)
from (select row_number() over (partition by story, first, second order by seq) as times from events where kind = 1)
"""
_VETO = """
select
    count(*) filter (coalesce(answered > month_later, until >= month_later)),
    count(*) filter (coalesce(answered > asked + 15, until >= asked + 15))
from (
    select e.until, e.day as asked, (e.day + interval 1 month)::date as month_later, a.day as answered
    from events e left join events a on a.story = e.story and a.first = e.first and a.kind in (3, 4)
    where e.kind = 2
)
"""
_OVERRIDE = """
select count(*) filter (3 * e.number < 2 * s.seats), count(*) filter (4 * e.number < 3 * s.seats)
from events e join seats s on s.chamber = e.first where e.kind = 7
"""
_DISSOLUTION = """
select
    count(*) filter (day <= earlier + interval 12 month),
    count(*) filter (day <= earlier + interval 18 month)
from (
    select day, lag(day) over (partition by story, first order by seq) as earlier from events where kind = 9
)
"""
_WINDOW = """
with called as (
    select *, (day + interval 2 month)::date as last_before, (day + interval 3 month)::date as last_after
    from events where kind = 5
)
select
    count(*) filter (until >= last_before and not coalesce(held_before, false)),
    count(*) filter (until >= last_after and not coalesce(held_after, false))
from (
    select any_value(c.until) as until, any_value(c.last_before) as last_before, any_value(c.last_after) as last_after,
        bool_or(h.day between c.day + 30 and c.last_before) as held_before,
        bool_or(h.day between c.day + 20 and c.last_after) as held_after
    from called c left join events h
        on h.kind = 6 and h.story = c.story and h.first = c.first and h.day between c.day + 20 and c.last_after
    group by c.story, c.seq
)
"""
_TWO_OFFICES = """
select
    count(*) filter (held or day <= last_end + interval 1 month),
    count(*) filter (held or day <= last_end + interval 6 month)
from (
    select any_value(t.day) as day, bool_or(s.end_seq is null or s.end_seq >= t.seq) as held, max(s.end_day) as last_end
    from events t join stretches s
        on s.story = t.story and s.person = t.first and s.office != t.second and s.seq < t.seq
    where t.kind = 0 group by t.story, t.seq
)
"""
_MAJORITY = "select count(*) filter (number <= 500), count(*) filter (number <= 550) from events where kind = 1"

_QUERIES = (_TENURE, _TERM_LIMIT, _VETO, _OVERRIDE, _DISSOLUTION, _WINDOW, _TWO_OFFICES, _MAJORITY)


def available() -> str | None:
    """What is missing, if it cannot run here."""
    return rows.missing_module("duckdb")


def prepare(stories: Sequence[Story]) -> "duckdb.DuckDBPyConnection":
    """The events as a table, in a database in memory that works on one core."""
    import duckdb

    database = duckdb.connect(config={"threads": 1})
    with TemporaryDirectory() as folder:
        path = rows.write_csv(stories, folder)
        types = "{" + ", ".join(f"{name}: '{kind}'" for name, kind in rows.COLUMNS) + "}"
        database.execute(f"create table events as select * from read_csv('{path}', header = true, columns = {types})")
    seats = ", ".join(f"({chamber}, {seats})" for chamber, seats in enumerate(SEATS))
    database.execute("create table seats (chamber integer, seats integer)")
    database.execute(f"insert into seats values {seats}")
    return database


def violations(database: "duckdb.DuckDBPyConnection") -> list[tuple[int, int]]:
    """How often each rule is violated before and after."""
    database.execute(_TABLES.replace("create or replace temp view", "create or replace temp view"))
    return [database.execute(query).fetchall()[0] for query in _QUERIES]
