"""The promises of `govrules.calendar`, each with its figures. General laws are in properties/test_calendar.py."""

import subprocess
import sys
from datetime import date
from typing import Literal

import pytest

from govrules.calendar import (
    AmbiguousDay,
    Anchor,
    DayMonth,
    DaysOff,
    Duration,
    Moment,
    NthWeekday,
    OutOfCalendar,
    add,
    anchor_in,
    compare,
    countable_deadline,
    elapsed_in_words,
    falls_on,
    local,
    next_after,
    parse_clock,
    parse_date,
    parse_duration,
    previous_before,
    reached,
    zone_exists,
)
from govrules.engine import calendar as reference

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


def day(text: str) -> date:
    return date.fromisoformat(text)


def span(text: str) -> Duration:
    duration = parse_duration(text)
    assert duration is not None
    return duration


# --- the published figures of dates-calc ----------------------------------------------------------
# Expected results of the unit tests of the dates-calc library (https://github.com/CatalaLang/dates-calc,
# test/unit.ml as it stood when the tables were in that file), dates rewritten as ISO dates.

PUBLISHED_EXACT = [
    ("2012-03-20", "10 days", "2012-03-30"),
    ("2012-03-31", "1 day", "2012-04-01"),
    ("2012-02-28", "1 day", "2012-02-29"),
    ("2013-02-28", "1 day", "2013-03-01"),
    ("2012-03-01", "71 days", "2012-05-11"),
    ("2012-11-01", "71 days", "2013-01-11"),
    ("2012-02-15", "2 months", "2012-04-15"),
    ("2012-02-28", "4 months", "2012-06-28"),
    ("2012-03-15", "1 month", "2012-04-15"),
    ("2012-11-15", "3 months", "2013-02-15"),
    ("2012-03-31", "2 months", "2012-05-31"),
    ("2012-01-31", "2 months", "2012-03-31"),
    ("2013-01-31", "2 months", "2013-03-31"),
    ("2012-10-31", "5 months", "2013-03-31"),
    ("2012-01-01", "1 year", "2013-01-01"),
    ("2012-02-28", "4 years", "2016-02-28"),
    ("2012-02-29", "4 years", "2016-02-29"),
    ("2012-03-15", "1 year", "2013-03-15"),
    ("2012-11-15", "3 years", "2015-11-15"),
    # proof/properties.txt: years and months are one step, so this is 48 months and exact
    ("2004-02-29", "1 year 36 months", "2008-02-29"),
]

PUBLISHED_AMBIGUOUS = [  # start, duration, rounded up, rounded down
    ("2012-03-31", "1 month", "2012-05-01", "2012-04-30"),
    ("2012-03-31", "3 months", "2012-07-01", "2012-06-30"),
    ("2012-01-31", "1 month", "2012-03-01", "2012-02-29"),
    ("2012-01-31", "3 months", "2012-05-01", "2012-04-30"),
    ("2013-01-31", "1 month", "2013-03-01", "2013-02-28"),
    ("2013-01-31", "3 months", "2013-05-01", "2013-04-30"),
    ("2012-10-31", "4 months", "2013-03-01", "2013-02-28"),
    ("2012-10-31", "6 months", "2013-05-01", "2013-04-30"),
    ("2012-10-29", "4 months", "2013-03-01", "2013-02-28"),
    ("2012-02-29", "1 year", "2013-03-01", "2013-02-28"),
    ("2012-02-29", "88 years", "2100-03-01", "2100-02-28"),
    # tests/date/bad/rounding_option_en.catala_en of https://github.com/CatalaLang/catala (undeclared: an error)
    ("2000-02-29", "18 years", "2018-03-01", "2018-02-28"),
]

# Our own, reasoned from "years and months in one step, then days": chained and backward sums.
REASONED_EXACT = [
    ("2022-03-31", "1 year 2 months", "2023-05-31"),
    ("2022-03-31", "-1 month + 1 year", "2023-02-28"),  # 11 months, rounded down
    ("2024-02-29", "5 years - 60 months", "2024-02-29"),
    ("2024-01-15", "1 year 1 month 1 day", "2025-02-16"),
    ("2023-01-30", "1 day", "2023-01-31"),
    ("2024-03-01", "-1 day", "2024-02-29"),
    ("2023-01-15", "-1 month", "2022-12-15"),
    ("2023-12-15", "1 month", "2024-01-15"),
    ("2023-01-15", "2 weeks", "2023-01-29"),
    ("2023-01-15", "0 days", "2023-01-15"),
]


@pytest.mark.parametrize(("start", "duration", "expected"), PUBLISHED_EXACT)
def test_agrees_with_dates_calc_where_no_rounding_is_needed(start: str, duration: str, expected: str) -> None:
    for calculate in (add, reference.add):
        for rounding in ("down", "up", None):
            assert calculate(Moment(day(start)), span(duration), rounding) == Moment(day(expected))


@pytest.mark.parametrize(("start", "duration", "up", "down"), PUBLISHED_AMBIGUOUS)
def test_agrees_with_dates_calc_where_rounding_decides(start: str, duration: str, up: str, down: str) -> None:
    for calculate in (add, reference.add):
        assert calculate(Moment(day(start)), span(duration), "up") == Moment(day(up))
        assert calculate(Moment(day(start)), span(duration), "down") == Moment(day(down))
        undecided = calculate(Moment(day(start)), span(duration), None)
        assert isinstance(undecided, AmbiguousDay)
        assert (undecided.down, undecided.up) == (day(down), day(up))


@pytest.mark.parametrize(("start", "duration", "expected"), REASONED_EXACT)
def test_chained_and_backward_sums(start: str, duration: str, expected: str) -> None:
    for calculate in (add, reference.add):
        assert calculate(Moment(day(start)), span(duration), "down") == Moment(day(expected))


# --- Kazakh history -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2015-02-25", "2015-04-25"),  # an election called in February 2015
        ("2019-04-09", "2019-06-09"),  # in April 2019
        ("2022-09-21", "2022-11-21"),  # in September 2022; held on 20 November, the last day but one
    ],
)
def test_two_months_after_an_election_is_called(start: str, expected: str) -> None:
    assert add(Moment(day(start)), Duration(months=2), None) == Moment(day(expected))


def test_years_come_before_days_so_the_order_of_a_sum_is_fixed() -> None:
    start = Moment(day("2024-02-29"))
    assert add(start, span("5 years - 35 days"), "down") == Moment(day("2029-01-24"))
    assert add(start, span("5 years - 35 days"), "up") == Moment(day("2029-01-25"))
    # days first would need no rounding and come to another day
    assert add(Moment(day("2024-01-25")), span("5 years"), None) == Moment(day("2029-01-25"))
    assert add(start, span("- 35 days"), None) == Moment(day("2024-01-25"))


def test_an_undeclared_rounding_is_a_value_with_both_readings_followed_to_their_end() -> None:
    start = Moment(day("2024-02-29"))
    assert add(start, span("5 years - 35 days"), None) == AmbiguousDay(
        2029, 2, 29, down=day("2029-01-24"), up=day("2029-01-25")
    )


# --- hours ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (0, "2022-11-20"),
        (1, "2022-11-21"),
        (24, "2022-11-21"),
        (36, "2022-11-22"),
        (48, "2022-11-22"),
        (-1, "2022-11-19"),
        (-24, "2022-11-19"),
        (-36, "2022-11-18"),
    ],
)
def test_without_a_clock_time_a_begun_day_of_hours_is_a_whole_day(hours: int, expected: str) -> None:
    for calculate in (add, reference.add):
        assert calculate(Moment(day("2022-11-20")), Duration(hours=hours), None) == Moment(day(expected))


@pytest.mark.parametrize(
    ("hours", "expected", "minute"),
    [
        (1, "2022-11-20", 8 * 60 + 30),
        (16, "2022-11-20", 23 * 60 + 30),
        (17, "2022-11-21", 30),
        (48, "2022-11-22", 7 * 60 + 30),
        (-7, "2022-11-20", 30),
        (-8, "2022-11-19", 23 * 60 + 30),
    ],
)
def test_with_a_clock_time_hours_are_exact(hours: int, expected: str, minute: int) -> None:
    for calculate in (add, reference.add):
        start = Moment(day("2022-11-20"), 7 * 60 + 30)
        assert calculate(start, Duration(hours=hours), None) == Moment(day(expected), minute)


def test_months_and_days_keep_the_clock_time() -> None:
    for calculate in (add, reference.add):
        assert calculate(Moment(day("2023-01-31"), 60), span("1 month 1 day"), "up") == Moment(day("2023-03-02"), 60)


# --- the ends of the calendar ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "duration", "side"),
    [
        ("9999-12-31", "1 day", "after"),
        ("9999-12-31", "1 hour", "after"),
        ("9999-12-01", "1 month", "after"),
        ("9000-01-01", "999999999 years", "after"),
        ("9000-01-01", "999999999 days", "after"),
        ("0001-01-01", "-1 day", "before"),
        ("0001-01-01", "-1 hour", "before"),
        ("0001-01-01", "-1 month", "before"),
        ("1000-01-01", "-999999999 weeks", "before"),
        ("9999-12-31", "1 day - 24 hours", "after"),  # who leaves the calendar does not come back
        ("9999-12-31", "1 month - 2 days", "after"),
        ("0001-03-31", "-1 month - 59 days", "before"),  # lost by rounding down alone
        ("9999-01-31", "1 month + 306 days", "after"),  # lost by rounding up alone
    ],
)
def test_leaving_the_calendar_is_a_value(start: str, duration: str, side: Literal["before", "after"]) -> None:
    for calculate in (add, reference.add):
        assert calculate(Moment(day(start)), span(duration), None) == OutOfCalendar(side)


def test_the_first_and_the_last_day_are_in_the_calendar() -> None:
    for calculate in (add, reference.add):
        assert calculate(Moment(day("9999-11-30")), span("1 month 1 day"), None) == Moment(date.max)
        assert calculate(Moment(day("0001-02-02")), span("-1 month - 1 day"), None) == Moment(date.min)


def test_a_clock_time_can_leave_the_calendar_at_midnight() -> None:
    for calculate in (add, reference.add):
        assert calculate(Moment(date.max, 22 * 60 + 59), Duration(hours=1), None) == Moment(date.max, 1439)
        assert calculate(Moment(date.max, 23 * 60), Duration(hours=1), None) == OutOfCalendar("after")
        assert calculate(Moment(date.min, 59), Duration(hours=-1), None) == OutOfCalendar("before")


# --- durations ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "unit", "expected"),
    [
        (1, "year", Duration(months=12)),
        (5, "years", Duration(months=60)),
        (1, "month", Duration(months=1)),
        (2, "weeks", Duration(days=14)),
        (30, "days", Duration(days=30)),
        (-48, "hours", Duration(hours=-48)),
    ],
)
def test_a_duration_is_made_of_a_number_and_a_unit(n: int, unit: str, expected: Duration) -> None:
    assert Duration.of(n, unit) == expected


def test_an_unknown_unit_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        Duration.of(1, "fortnight")


def test_durations_are_calculated_part_by_part() -> None:
    a, b = Duration(12, 3, 5), Duration(1, 10, -1)
    assert a.plus(b) == Duration(13, 13, 4)
    assert a.minus(b) == Duration(11, -7, 6)
    assert a.times(3) == Duration(36, 9, 15)
    assert a.times(-1) == Duration(-12, -3, -5)


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (Duration(60, -35), "5 years - 35 days"),
        (Duration(2), "2 months"),
        (Duration(18), "1 year 6 months"),
        (Duration(12), "1 year"),
        (Duration(), "0 days"),
        (Duration(days=1), "1 day"),
        (Duration(hours=48), "48 hours"),
        (Duration(1, 1, 1), "1 month 1 day 1 hour"),
        (Duration(-18), "-1 year - 6 months"),
        (Duration(-2, 35), "-2 months + 35 days"),
        (Duration(60, -35, -3), "5 years - 35 days - 3 hours"),
        (Duration(60, -35, 3), "5 years - 35 days + 3 hours"),
        (Duration(days=-1), "-1 day"),
    ],
)
def test_durations_in_words_read_back(duration: Duration, words: str) -> None:
    assert duration.in_words() == words
    assert parse_duration(words) == duration


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  5   years  ", Duration(60)),
        ("2 weeks", Duration(days=14)),
        ("- 1 month", Duration(-1)),
        ("+1 month", Duration(1)),
        ("1 year 1 year", Duration(24)),
        ("999999999 days", Duration(days=999_999_999)),
    ],
)
def test_durations_are_read_leniently_in_spacing(text: str, expected: Duration) -> None:
    assert parse_duration(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "5",
        "years",
        "5years",
        "5 yearss",
        "5 Years",
        "5 years-35 days",
        "5 years -",
        "-",
        "1.5 years",
        "1/2 year",
        "٥ years",
        "1 year and 2 months",
        "1 year, 2 months",
        "1000000000 days",
        "5 decades",
    ],
)
def test_what_is_no_duration_is_none(text: str) -> None:
    assert parse_duration(text) is None


def test_a_long_text_is_read_in_proportional_time() -> None:
    assert parse_duration(" " * 300_000 + "x") is None
    assert parse_duration("1 day" + " " * 300_000 + "x") is None
    assert parse_duration("1 day " * 10_000) == Duration(days=10_000)


# --- moments --------------------------------------------------------------------------------------


def test_moments_are_compared_by_day_and_then_by_clock_if_both_have_one() -> None:
    early, late = Moment(day("2022-11-20"), 420), Moment(day("2022-11-20"), 480)
    unclocked, next_day = Moment(day("2022-11-20")), Moment(day("2022-11-21"), 0)
    assert compare(early, late) == -1
    assert compare(late, early) == 1
    assert compare(early, early) == 0
    assert compare(early, unclocked) == compare(unclocked, late) == compare(unclocked, unclocked) == 0
    assert compare(late, next_day) == compare(unclocked, next_day) == -1
    assert compare(next_day, late) == compare(next_day, unclocked) == 1


def test_moments_in_words_show_the_clock_only_if_it_is_known() -> None:
    assert Moment(day("2022-11-20")).in_words() == "2022-11-20"
    assert Moment(day("2022-11-20"), 7 * 60).in_words() == "2022-11-20 07:00"
    assert Moment(day("2022-11-20"), 0).in_words() == "2022-11-20 00:00"
    assert Moment(day("0987-01-02"), 1439).in_words() == "0987-01-02 23:59"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-11-20", date(2022, 11, 20)),
        ("2024-02-29", date(2024, 2, 29)),
        ("0001-01-01", date.min),
        ("2023-02-29", None),
        ("2022-13-01", None),
        ("2022-00-10", None),
        ("0000-01-01", None),
        ("20221120", None),
        ("2022-W47-7", None),
        ("2022-11-2", None),
        ("2022-11-20 ", None),
        ("2022-11-20\n", None),
        ("٢٠٢٢-11-20", None),
        ("", None),
    ],
)
def test_dates_are_read_in_one_form_only(text: str, expected: date | None) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7:00", 420),
        ("07:00", 420),
        ("0:00", 0),
        ("19:59", 1199),
        ("23:59", 1439),
        ("24:00", None),
        ("12:60", None),
        ("7", None),
        ("7:0", None),
        ("007:00", None),
        ("-7:00", None),
        ("7:00\n", None),
        ("٧:00", None),
        ("", None),
    ],
)
def test_clock_times_are_hours_and_minutes(text: str, expected: int | None) -> None:
    assert parse_clock(text) == expected


# --- ages and elapsed time ------------------------------------------------------------------------


def test_an_age_is_reached_on_the_birthday() -> None:
    born, age = day("1983-11-20"), Duration.of(40, "years")
    assert reached(born, age, day("2023-11-19"), None) is False
    assert reached(born, age, day("2023-11-20"), None) is True
    assert reached(born, age, day("2023-11-21"), None) is True


def test_an_age_of_one_born_on_29_february_hangs_on_the_rounding_for_one_day_only() -> None:
    born, age = day("2000-02-29"), Duration.of(18, "years")
    assert reached(born, age, day("2018-02-27"), None) is False
    assert reached(born, age, day("2018-02-28"), None) == AmbiguousDay(
        2018, 2, 29, day("2018-02-28"), day("2018-03-01")
    )
    assert reached(born, age, day("2018-03-01"), None) is True
    assert reached(born, age, day("2018-02-28"), "down") is True
    assert reached(born, age, day("2018-02-28"), "up") is False


def test_an_age_beyond_the_calendar_is_never_reached_and_one_before_it_always() -> None:
    assert reached(date.max, Duration(days=1), date.max, None) is False
    assert reached(date.min, Duration(days=-1), date.min, None) is True


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2019-06-09", "2022-08-14", "3 years 2 months 5 days"),
        ("2022-11-20", "2022-11-21", "1 day"),
        ("2022-11-20", "2022-11-20", "0 days"),
        ("2022-11-20", "2022-12-19", "29 days"),
        ("2022-11-20", "2022-12-20", "1 month"),
        ("2023-01-31", "2023-02-28", "28 days"),
        ("2023-01-31", "2023-03-01", "1 month"),
        ("2023-01-31", "2023-03-31", "2 months"),
        ("2020-02-29", "2024-02-29", "4 years"),
        ("2020-02-29", "2021-03-01", "1 year"),
        ("2020-02-29", "2021-02-28", "11 months 30 days"),  # 2021 has no 29 February: no year is claimed
        ("2015-04-29", "2019-03-19", "3 years 10 months 18 days"),
        ("2022-08-14", "2019-06-09", "3 years 2 months 5 days earlier"),
    ],
)
def test_elapsed_time_is_told_in_years_months_and_days(start: str, end: str, words: str) -> None:
    assert elapsed_in_words(day(start), day(end)) == words


# --- anchors --------------------------------------------------------------------------------------

FIRST_SUNDAY_OF_DECEMBER = NthWeekday(1, SUNDAY, 12)
SECOND_WEDNESDAY_OF_JANUARY = NthWeekday(2, WEDNESDAY, 1)
LAST_SUNDAY_OF_MONTH = NthWeekday(-1, SUNDAY, None)


@pytest.mark.parametrize(
    ("anchor", "year", "month", "expected"),
    [
        (SECOND_WEDNESDAY_OF_JANUARY, 2023, None, "2023-01-11"),
        (FIRST_SUNDAY_OF_DECEMBER, 2029, None, "2029-12-02"),
        (FIRST_SUNDAY_OF_DECEMBER, 2029, 3, "2029-12-02"),  # the anchor's own month rules
        (NthWeekday(1, SUNDAY, 1), 2023, None, "2023-01-01"),
        (NthWeekday(4, SATURDAY, 2), 2025, None, "2025-02-22"),
        (NthWeekday(-1, FRIDAY, 2), 2025, None, "2025-02-28"),
        (NthWeekday(-1, SATURDAY, 2), 2025, None, "2025-02-22"),
        (LAST_SUNDAY_OF_MONTH, 2022, 11, "2022-11-27"),
        (LAST_SUNDAY_OF_MONTH, 9999, 12, "9999-12-26"),
        (NthWeekday(1, MONDAY, 1), 1, None, "0001-01-01"),
        (NthWeekday(5, THURSDAY, 2), 2024, None, "2024-02-29"),
        (NthWeekday(5, THURSDAY, 2), 2025, None, None),
        (DayMonth(15, 11), 2022, None, "2022-11-15"),
        (DayMonth(15, 11), 2022, 3, "2022-11-15"),
        (DayMonth(29, 2), 2024, None, "2024-02-29"),
        (DayMonth(29, 2), 2000, None, "2000-02-29"),
        (DayMonth(29, 2), 1900, None, None),
        (DayMonth(29, 2), 2023, None, None),
        (DayMonth(31, 6), 2023, None, None),
        (DayMonth(0, 6), 2023, None, None),
        (DayMonth(1, 1), 0, None, None),
        (DayMonth(1, 1), 10_000, None, None),
        (FIRST_SUNDAY_OF_DECEMBER, 10_000, None, None),
    ],
)
def test_an_anchor_has_at_most_one_day_in_a_year(
    anchor: Anchor, year: int, month: int | None, expected: str | None
) -> None:
    for find in (anchor_in, reference.anchor_in):
        assert find(anchor, year, month) == (None if expected is None else day(expected))


def test_an_anchor_without_a_month_needs_one() -> None:
    for find in (anchor_in, reference.anchor_in):
        with pytest.raises(ValueError, match="month at hand"):
            find(LAST_SUNDAY_OF_MONTH, 2022)


@pytest.mark.parametrize(
    ("anchor", "start", "before", "after"),
    [
        (SECOND_WEDNESDAY_OF_JANUARY, "2023-01-11", "2022-01-12", "2024-01-10"),
        (SECOND_WEDNESDAY_OF_JANUARY, "2023-01-10", "2022-01-12", "2023-01-11"),
        (SECOND_WEDNESDAY_OF_JANUARY, "2023-01-12", "2023-01-11", "2024-01-10"),
        (FIRST_SUNDAY_OF_DECEMBER, "2029-06-01", "2028-12-03", "2029-12-02"),
        (LAST_SUNDAY_OF_MONTH, "2022-11-27", "2022-10-30", "2022-12-25"),
        (LAST_SUNDAY_OF_MONTH, "2022-12-26", "2022-12-25", "2023-01-29"),
        (DayMonth(29, 2), "2024-02-29", "2020-02-29", "2028-02-29"),
        (DayMonth(29, 2), "1896-02-29", "1892-02-29", "1904-02-29"),
        (NthWeekday(5, THURSDAY, 2), "2024-02-29", "1996-02-29", "2052-02-29"),
        (NthWeekday(5, THURSDAY, 2), "2080-03-01", "2080-02-29", "2120-02-29"),
        (DayMonth(31, 6), "2024-02-29", None, None),
        (DayMonth(31, 12), "9999-12-31", "9998-12-31", None),
        (DayMonth(31, 12), "9998-12-31", "9997-12-31", "9999-12-31"),
        (DayMonth(1, 1), "0002-01-01", "0001-01-01", "0003-01-01"),
        (DayMonth(1, 1), "0001-01-01", None, "0002-01-01"),
        (LAST_SUNDAY_OF_MONTH, "9999-12-26", "9999-11-28", None),
        (LAST_SUNDAY_OF_MONTH, "0001-01-28", None, "0001-02-25"),
    ],
)
def test_next_and_previous_are_strict(anchor: Anchor, start: str, before: str | None, after: str | None) -> None:
    for module_next, module_previous in (
        (next_after, previous_before),
        (reference.next_after, reference.previous_before),
    ):
        assert module_next(anchor, day(start)) == (None if after is None else day(after))
        assert module_previous(anchor, day(start)) == (None if before is None else day(before))


def test_a_day_falls_on_an_anchor_or_not() -> None:
    for falls in (falls_on, reference.falls_on):
        assert falls(FIRST_SUNDAY_OF_DECEMBER, day("2029-12-02"))
        assert not falls(FIRST_SUNDAY_OF_DECEMBER, day("2029-12-09"))
        assert not falls(FIRST_SUNDAY_OF_DECEMBER, day("2029-11-04"))
        assert falls(LAST_SUNDAY_OF_MONTH, day("2022-11-27"))
        assert falls(LAST_SUNDAY_OF_MONTH, day("2022-02-27"))
        assert not falls(LAST_SUNDAY_OF_MONTH, day("2022-11-20"))
        assert falls(DayMonth(15, 11), day("2022-11-15"))
        assert not falls(DayMonth(15, 11), day("2022-11-16"))


# --- days off and stopped clocks ------------------------------------------------------------------


def test_days_off_are_weekdays_and_days_of_the_year() -> None:
    off = DaysOff(frozenset({SATURDAY, SUNDAY}), frozenset({DayMonth(16, 12)}))
    assert off.is_day_off(day("2022-11-20"))
    assert off.is_day_off(day("2022-12-16"))  # a Friday
    assert not off.is_day_off(day("2022-12-15"))
    assert not off.is_day_off(day("2023-10-12"))
    assert not DaysOff().is_day_off(day("2022-11-20"))


def test_a_deadline_counts_countable_days_only() -> None:
    def no_sundays(on: date) -> bool:
        return on.weekday() != SUNDAY

    # 10 days from Monday 2024-01-01 would be the 11th; Sunday the 7th does not count
    assert countable_deadline(day("2024-01-01"), day("2024-01-11"), no_sundays) == day("2024-01-12")
    # 6 days end on the 7th, a Sunday: the sixth countable day is the 8th
    assert countable_deadline(day("2024-01-01"), day("2024-01-07"), no_sundays) == day("2024-01-08")
    # the day of the trigger is not counted, whatever it is
    assert countable_deadline(day("2024-01-07"), day("2024-01-08"), no_sundays) == day("2024-01-08")


def test_a_deadline_of_no_days_is_left_alone() -> None:
    for end in ("2024-01-01", "2023-12-31"):
        assert countable_deadline(day("2024-01-01"), day(end), lambda on: False) == day(end)


def test_a_deadline_can_run_out_of_the_calendar() -> None:
    start = day("9999-12-28")
    assert countable_deadline(start, date.max, lambda on: True) == date.max
    assert countable_deadline(start, date.max, lambda on: on.day != 30) == OutOfCalendar("after")


# --- time zones -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "clock", "from_zone", "to_zone", "expected"),
    [
        ("2022-11-20", "5:00", "Europe/Moscow", "Asia/Almaty", "2022-11-20 08:00"),
        ("2022-11-20", "0:00", "UTC", "Asia/Almaty", "2022-11-20 06:00"),  # UTC+6 then
        ("2024-03-01", "0:00", "UTC", "Asia/Almaty", "2024-03-01 05:00"),  # UTC+5 since that day
        ("2024-02-29", "12:00", "UTC", "Asia/Almaty", "2024-02-29 18:00"),
        ("2022-11-20", "23:30", "Europe/Moscow", "Asia/Almaty", "2022-11-21 02:30"),
        ("2022-11-20", "1:00", "Asia/Almaty", "America/New_York", "2022-11-19 14:00"),
        ("2022-11-20", "7:00", "Asia/Almaty", "Asia/Almaty", "2022-11-20 07:00"),
        ("2022-10-30", "2:30", "Europe/Berlin", "UTC", "2022-10-30 00:30"),  # shown twice: the first time
        ("2022-03-27", "2:30", "Europe/Berlin", "UTC", "2022-03-27 01:30"),  # skipped: as before the change
    ],
)
def test_a_clock_time_is_carried_into_the_zone_of_the_law(
    start: str, clock: str, from_zone: str, to_zone: str, expected: str
) -> None:
    minute = parse_clock(clock)
    assert minute is not None
    moment = local(day(start), minute, from_zone, to_zone)
    assert isinstance(moment, Moment)
    assert moment.in_words() == expected


def test_a_clock_time_carried_out_of_the_calendar_is_a_value() -> None:
    assert local(date.max, 1439, "America/New_York", "Asia/Almaty") == OutOfCalendar("after")
    assert local(date.min, 0, "Asia/Almaty", "America/New_York") == OutOfCalendar("before")


def test_zones_exist_by_their_names_in_the_database() -> None:
    assert zone_exists("Asia/Almaty")
    assert zone_exists("UTC")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "localtime",
        "Asia/Almati",
        "Asia",
        "/etc/passwd",
        "../UTC",
        "a\0b",
        "x" * 5000,
        "\ud800",
        "zone.tab",
    ],
)
def test_what_is_no_zone_is_refused_without_an_error(name: str) -> None:
    assert not zone_exists(name)


def test_the_zone_database_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, govrules.calendar; print('zoneinfo' in sys.modules, 'dataclasses' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "False False\n"
