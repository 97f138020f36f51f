"""Laws of the calendar, and the agreement of the calendar law with the reference that walks day by day."""

from datetime import date, datetime, timedelta
from typing import Literal

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

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
)
from govrules.engine import calendar as reference

Rounded = Literal["down", "up"]
ONE_DAY = timedelta(days=1)


def near_month_ends(low: date, high: date) -> st.SearchStrategy[date]:
    """Days between the two, every other one of them at the end of a month, where calendars go wrong."""
    days = st.dates(low, high)
    ends = st.builds(
        lambda day, back: max(low, (day.replace(day=28) + 4 * ONE_DAY).replace(day=1) - back * ONE_DAY),
        st.dates(low, min(high, date(9999, 11, 30))),
        st.integers(0, 3),
    )
    leap_days = st.integers((low.year + 3) // 4, high.year // 4).map(
        lambda n: date(4 * n, 2, 29) if n % 25 or n % 100 == 0 else date(4 * n, 2, 28)
    )
    return days | ends.filter(lambda day: low <= day <= high) | leap_days.filter(lambda day: low <= day <= high)


whole_calendar = near_month_ends(date.min, date.max)
usual_days = near_month_ends(date(1200, 1, 1), date(3000, 12, 31))
minutes = st.none() | st.integers(0, 1439)
roundings = st.sampled_from(["down", "up"])
maybe_roundings = st.none() | roundings
small_durations = st.builds(
    Duration, st.integers(-600, 600), st.integers(-800, 800), st.just(0) | st.integers(-200, 200)
)
large_durations = st.builds(
    Duration, st.integers(-130_000, 130_000), st.integers(-20_000, 20_000), st.integers(-5000, 5000)
)
durations = small_durations | large_durations
nth_weekdays = st.builds(
    NthWeekday,
    st.sampled_from([1, 2, 3, 4, 5, -1]),
    st.integers(0, 6),
    st.none() | st.integers(1, 12),
)
day_months = st.builds(DayMonth, st.integers(1, 31), st.integers(1, 12))
anchors: st.SearchStrategy[Anchor] = nth_weekdays | day_months
recurring_anchors = anchors.filter(
    lambda a: not (isinstance(a, NthWeekday) and a.nth == 5) and next_after(a, date(2000, 1, 1)) is not None
)


def added(start: Moment, duration: Duration, rounding: Rounded) -> Moment:
    """The sum, where a rounding is declared and the calendar is not left."""
    total = add(start, duration, rounding)
    assume(not isinstance(total, OutOfCalendar))
    assert isinstance(total, Moment)
    return total


# --- the two implementations ----------------------------------------------------------------------


@settings(max_examples=400)
@given(st.builds(Moment, whole_calendar, minutes), durations, maybe_roundings)
@example(Moment(date(1, 3, 31)), Duration(-1, -58), None)
@example(Moment(date(9999, 1, 31)), Duration(1, 306), None)
def test_sums_agree_with_the_reference(start: Moment, duration: Duration, rounding: Rounded | None) -> None:
    assert add(start, duration, rounding) == reference.add(start, duration, rounding)


@settings(max_examples=300)
@given(anchors, st.integers(-1, 10_001), st.integers(1, 12))
def test_anchors_agree_with_the_reference(anchor: Anchor, year: int, month: int) -> None:
    assert anchor_in(anchor, year, month) == reference.anchor_in(anchor, year, month)


@settings(max_examples=200)
@given(anchors, whole_calendar)
@example(DayMonth(30, 2), date(5000, 1, 1))
@example(NthWeekday(5, 3, 2), date(9998, 1, 1))
def test_next_and_previous_agree_with_the_reference(anchor: Anchor, day: date) -> None:
    assert next_after(anchor, day) == reference.next_after(anchor, day)
    assert previous_before(anchor, day) == reference.previous_before(anchor, day)


@settings(max_examples=200)
@given(anchors, whole_calendar)
def test_falling_on_agrees_with_the_reference(anchor: Anchor, day: date) -> None:
    assert falls_on(anchor, day) == reference.falls_on(anchor, day)
    if (following := next_after(anchor, day)) is not None:
        assert falls_on(anchor, following)
        assert reference.falls_on(anchor, following)


# --- sums -----------------------------------------------------------------------------------------


@settings(max_examples=300)
@given(whole_calendar, whole_calendar, minutes, durations, roundings)
def test_a_later_start_never_gives_an_earlier_sum(
    a: date, b: date, minute: int | None, duration: Duration, rounding: Rounded
) -> None:
    first, second = sorted((a, b))
    earlier = added(Moment(first, minute), duration, rounding)
    later = added(Moment(second, minute), duration, rounding)
    assert compare(earlier, later) <= 0


@given(near_month_ends(date(1900, 1, 1), date(2100, 12, 30)), small_durations, roundings)
def test_the_next_day_never_gives_an_earlier_sum(day: date, duration: Duration, rounding: Rounded) -> None:
    assert compare(added(Moment(day), duration, rounding), added(Moment(day + ONE_DAY), duration, rounding)) <= 0


@settings(max_examples=300)
@given(st.builds(Moment, whole_calendar, minutes), durations)
def test_both_readings_differ_by_one_day_exactly_where_the_sum_is_ambiguous(start: Moment, duration: Duration) -> None:
    down, up = add(start, duration, "down"), add(start, duration, "up")
    undeclared = add(start, duration, None)
    if isinstance(undeclared, AmbiguousDay):
        assert isinstance(down, Moment)
        assert isinstance(up, Moment)
        assert (undeclared.down, undeclared.up) == (down.day, up.day)
        assert up.day - down.day == ONE_DAY
        assert up.minute == down.minute
        assert parse_date(f"{undeclared.year:04}-{undeclared.month:02}-{undeclared.day:02}") is None
    elif isinstance(undeclared, OutOfCalendar):
        assert undeclared in (down, up)
    else:
        assert undeclared == down == up


@given(st.builds(Moment, usual_days, minutes), small_durations, maybe_roundings)
def test_shifting_by_400_years_changes_nothing(start: Moment, duration: Duration, rounding: Rounded | None) -> None:
    def shifted(day: date) -> date:
        return day.replace(year=day.year + 400)

    here = add(start, duration, rounding)
    there = add(start._replace(day=shifted(start.day)), duration, rounding)
    if isinstance(here, AmbiguousDay):
        assert there == AmbiguousDay(here.year + 400, here.month, here.day, shifted(here.down), shifted(here.up))
    else:
        assert isinstance(here, Moment)
        assert there == here._replace(day=shifted(here.day))


@given(st.builds(Moment, usual_days, minutes), st.integers(-9000, 9000), st.integers(-9000, 9000))
def test_days_added_one_after_the_other_are_days_added_together(start: Moment, x: int, y: int) -> None:
    halfway = added(start, Duration(days=x), "down")
    assert added(halfway, Duration(days=y), "up") == add(start, Duration(days=x + y), None)
    assert added(halfway, Duration(days=-x), "down") == start


@given(usual_days, st.integers(0, 1439), st.integers(-100_000, 100_000))
def test_hours_from_a_clock_time_are_hours_of_the_clock(day: date, minute: int, hours: int) -> None:
    clock = datetime(day.year, day.month, day.day) + timedelta(minutes=minute, hours=hours)
    assert add(Moment(day, minute), Duration(hours=hours), None) == Moment(clock.date(), clock.hour * 60 + clock.minute)


@given(usual_days, st.integers(0, 100_000))
def test_hours_from_a_day_are_the_fewest_days_that_hold_them(day: date, hours: int) -> None:
    total = add(Moment(day), Duration(hours=hours), None)
    assert isinstance(total, Moment)
    days = (total.day - day).days
    assert 24 * (days - 1) < hours <= 24 * days
    assert add(Moment(day), Duration(hours=-hours), None) == Moment(day - days * ONE_DAY)


@given(usual_days, small_durations, roundings)
def test_a_window_and_its_deadline_never_disagree(born: date, duration: Duration, rounding: Rounded) -> None:
    due = added(Moment(born), duration, rounding).day
    assert reached(born, duration, due, rounding) is True
    assert reached(born, duration, due - ONE_DAY, rounding) is False


@given(usual_days, small_durations, st.integers(-3, 3))
def test_an_undeclared_rounding_matters_only_where_the_two_readings_part(
    born: date, duration: Duration, offset: int
) -> None:
    on = added(Moment(born), duration, "up").day + offset * ONE_DAY
    down, up = reached(born, duration, on, "down"), reached(born, duration, on, "up")
    undeclared = reached(born, duration, on, None)
    assert undeclared is down if down is up else isinstance(undeclared, AmbiguousDay)


# --- anchors --------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(recurring_anchors, usual_days)
def test_next_is_strictly_after_and_on_the_anchor_with_none_in_between(anchor: Anchor, day: date) -> None:
    following = next_after(anchor, day)
    assert following is not None
    assert following > day
    assert falls_on(anchor, following)
    between = range(day.toordinal() + 1, following.toordinal())
    assert not any(falls_on(anchor, date.fromordinal(ordinal)) for ordinal in between)


@settings(max_examples=60)
@given(recurring_anchors, usual_days)
def test_previous_is_strictly_before_and_on_the_anchor_with_none_in_between(anchor: Anchor, day: date) -> None:
    preceding = previous_before(anchor, day)
    assert preceding is not None
    assert preceding < day
    assert falls_on(anchor, preceding)
    between = range(preceding.toordinal() + 1, day.toordinal())
    assert not any(falls_on(anchor, date.fromordinal(ordinal)) for ordinal in between)


@given(anchors, usual_days)
def test_next_and_previous_are_inverse_on_the_days_of_an_anchor(anchor: Anchor, day: date) -> None:
    following = next_after(anchor, day)
    assume(following is not None)
    assert following is not None
    back = previous_before(anchor, following)
    assert back == (day if falls_on(anchor, day) else previous_before(anchor, day))


@given(nth_weekdays, st.integers(1, 9999), st.integers(1, 12))
def test_the_nth_weekday_is_that_weekday_in_that_week_of_the_month(anchor: NthWeekday, year: int, month: int) -> None:
    day = anchor_in(anchor, year, month)
    if day is None:
        assert anchor.nth == 5
        return
    assert (day.weekday(), day.month) == (anchor.weekday, anchor.month or month)
    if anchor.nth == -1:
        assert day > date.max - 7 * ONE_DAY or (day + 7 * ONE_DAY).month != day.month
    else:
        assert (day.day - 1) // 7 == anchor.nth - 1


# --- stopped clocks, zones, words -----------------------------------------------------------------


@given(
    usual_days,
    st.integers(1, 60),
    st.frozensets(st.integers(0, 6), max_size=6),
    st.frozensets(day_months, max_size=5),
)
def test_a_deadline_holds_exactly_its_number_of_countable_days(
    start: date, n: int, weekdays: frozenset[int], dates: frozenset[DayMonth]
) -> None:
    off = DaysOff(weekdays, dates)
    base = start + n * ONE_DAY
    deadline = countable_deadline(start, base, lambda day: not off.is_day_off(day))
    assert isinstance(deadline, date)
    passed = [start + i * ONE_DAY for i in range(1, (deadline - start).days + 1)]
    assert sum(not off.is_day_off(day) for day in passed) == n
    assert not off.is_day_off(deadline)
    assert deadline >= base
    assert countable_deadline(start, base, lambda day: True) == base


@given(st.dates(date(1971, 1, 1), date(2100, 1, 1)), st.integers(0, 1439))
def test_a_clock_time_carried_to_another_zone_and_back_is_unchanged(day: date, minute: int) -> None:
    there = local(day, minute, "UTC", "Asia/Kolkata")  # no change of offset in these years
    assert isinstance(there, Moment)
    assert there.minute is not None
    assert local(there.day, there.minute, "Asia/Kolkata", "UTC") == Moment(day, minute)


@settings(max_examples=300)
@given(whole_calendar, whole_calendar)
def test_elapsed_words_added_to_the_earlier_day_give_the_later_one(a: date, b: date) -> None:
    start, end = sorted((a, b))
    duration = parse_duration(elapsed_in_words(start, end))
    assert duration is not None
    assert add(Moment(start), duration, "up") == Moment(end)
    assert min(duration) >= 0
    assert duration.days <= 31
    if end > start:
        assert elapsed_in_words(end, start) == f"{elapsed_in_words(start, end)} earlier"


@given(st.builds(Duration, st.integers(), st.integers(), st.integers()))
def test_a_duration_in_words_reads_back_unless_it_is_astronomical(duration: Duration) -> None:
    largest = max(abs(duration.months) // 12, abs(duration.days), abs(duration.hours))
    expected = duration if largest < 10**9 else None
    assert parse_duration(duration.in_words()) == expected


@given(st.text() | st.text("0123456789 -+:yearsmonthdywk"))
def test_no_text_makes_a_parser_fail(text: str) -> None:
    for parse in (parse_duration, parse_date, parse_clock):
        parse(text)


@given(st.builds(Moment, whole_calendar, st.integers(0, 1439)))
def test_a_moment_in_words_reads_back(moment: Moment) -> None:
    words = moment.in_words()
    assert Moment(parse_date(words[:10]) or date.min, parse_clock(words[11:])) == moment
