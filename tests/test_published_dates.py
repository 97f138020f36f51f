"""Dates that laws, courts, standards and manuals reckon, each with the place where it can be read.

The days are derived anew from what the source says; none is copied from a program. `decided` and `stated` rows have their
figures in the source, `applied` ones apply a rule of the source to days of ours. Where the language comes to another
day than a source, the row stands in a table of its own, with both days and what to write instead.

The sources are cited as recalled: none was looked up again when the table was made.
"""

from datetime import date
from typing import NamedTuple

import pytest

from govrules import calendar
from govrules.calendar import (
    AmbiguousDay,
    Anchor,
    DayMonth,
    Duration,
    Moment,
    NthWeekday,
    Rounding,
    parse_duration,
    reached,
)
from govrules.engine import calendar as reference
from tests.helpers import findings

ADDITIONS = (calendar.add, reference.add)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


def day(text: str) -> date:
    return date.fromisoformat(text)


def span(text: str) -> Duration:
    duration = parse_duration(text)
    assert duration is not None
    return duration


# ---- the calendar ----------------------------------------------------------------------------------------------------

GREGORIAN = "the bull Inter gravissimas (1582): of the centuries only those that 400 divides are leap years"
LEAP_CENTURIES = {1600: True, 1700: False, 1800: False, 1900: False, 2000: True, 2100: False, 2200: False, 2400: True}


@pytest.mark.parametrize("year", LEAP_CENTURIES)
def test_centuries_are_leap_years_by_the_gregorian_rule(year: int) -> None:
    leap = LEAP_CENTURIES[year]
    for add in ADDITIONS:
        assert add(Moment(date(year, 2, 28)), span("1 day"), None) == Moment(
            date(year, 2, 29) if leap else date(year, 3, 1)
        ), GREGORIAN
        before = Moment(date(year - 4, 2, 29))
        assert isinstance(add(before, span("4 years"), None), Moment if leap else AmbiguousDay), GREGORIAN
    for find in (calendar.anchor_in, reference.anchor_in):
        assert (find(DayMonth(29, 2), year) is not None) == leap, GREGORIAN


# Dershowitz and Reingold, Calendrical Calculations, appendix C: fixed day, weekday, Gregorian date. Of its 33 rows
# those after the year 1.
FIXED_DAYS = """
25469 Wednesday 0070-09-24 | 49217 Sunday 0135-10-02 | 171307 Wednesday 0470-01-08 | 210155 Monday 0576-05-20
253427 Saturday 0694-11-10 | 369740 Sunday 1013-04-25 | 400085 Sunday 1096-05-24 | 434355 Friday 1190-03-23
452605 Saturday 1240-03-10 | 470160 Friday 1288-04-02 | 473837 Sunday 1298-04-27 | 507850 Sunday 1391-06-12
524156 Wednesday 1436-02-03 | 544676 Saturday 1492-04-09 | 567118 Saturday 1553-09-19 | 569477 Saturday 1560-03-05
601716 Wednesday 1648-06-10 | 613424 Sunday 1680-06-30 | 626596 Friday 1716-07-24 | 645554 Sunday 1768-06-19
664224 Monday 1819-08-02 | 671401 Wednesday 1839-03-27 | 694799 Sunday 1903-04-19 | 704424 Sunday 1929-08-25
708842 Monday 1941-09-29 | 709409 Monday 1943-04-19 | 709580 Thursday 1943-10-07 | 727274 Tuesday 1992-03-17
728714 Sunday 1996-02-25 | 744313 Wednesday 2038-11-10 | 764652 Sunday 2094-07-18
"""
FIXED = [tuple(row.split()) for row in FIXED_DAYS.replace("\n", "|").split("|") if row.strip()]


@pytest.mark.parametrize(("number", "weekday", "on"), FIXED)
def test_days_are_counted_and_named_as_in_calendrical_calculations(number: str, weekday: str, on: str) -> None:
    last, _, latest = FIXED[-1]
    for add in ADDITIONS:
        assert add(Moment(date.min), Duration(days=int(number) - 1), None) == Moment(day(on))
        assert add(Moment(day(latest)), Duration(days=int(number) - int(last)), None) == Moment(day(on))
    named = NthWeekday((day(on).day - 1) // 7 + 1, WEEKDAYS.index(weekday), None)
    assert calendar.falls_on(named, day(on))
    assert reference.falls_on(named, day(on))


FIRST_MONDAY_OF_NOVEMBER = NthWeekday(1, MONDAY, 11)
ANCHORED: list[tuple[str, Anchor, int, list[str]]] = [
    # the source, the anchor, days after it, days that are on record
    ("2 U.S.C. § 7: the Tuesday next after the first Monday in November", FIRST_MONDAY_OF_NOVEMBER, 1,
     ["2000-11-07", "2008-11-04", "2012-11-06", "2016-11-08", "2020-11-03", "2024-11-05"]),
    ("5 U.S.C. § 6103(a): Thanksgiving Day, the fourth Thursday in November", NthWeekday(4, THURSDAY, 11), 0,
     ["2021-11-25", "2022-11-24", "2023-11-23", "2024-11-28"]),
    ("5 U.S.C. § 6103(a): Memorial Day, the last Monday in May", NthWeekday(-1, MONDAY, 5), 0,
     ["2021-05-31", "2022-05-30", "2023-05-29", "2024-05-27"]),
    ("5 U.S.C. § 6103(a): Labor Day, the first Monday in September", NthWeekday(1, MONDAY, 9), 0,
     ["2021-09-06", "2022-09-05", "2023-09-04", "2024-09-02"]),
    ("Directive 2000/84/EC art. 2: summer time begins on the last Sunday in March", NthWeekday(-1, SUNDAY, 3), 0,
     ["2021-03-28", "2022-03-27", "2023-03-26", "2024-03-31"]),
    ("Directive 2000/84/EC art. 3: summer time ends on the last Sunday in October", NthWeekday(-1, SUNDAY, 10), 0,
     ["2021-10-31", "2022-10-30", "2023-10-29", "2024-10-27"]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "anchor", "after", "days"), ANCHORED)
def test_recurring_days_fall_where_they_fell(source: str, anchor: Anchor, after: int, days: list[str]) -> None:
    for found in (calendar, reference):
        for on in days:
            anchored = found.anchor_in(anchor, day(on).year)
            assert anchored is not None
            assert found.add(Moment(anchored), Duration(days=after), None) == Moment(day(on)), source


# ---- sums of the manuals of others -----------------------------------------------------------------------------------


class Sum(NamedTuple):
    """A day, what is added to it, and the day that a source gives."""

    source: str
    start: str
    added: str
    sum: str
    up: str | None = None
    """The day under `rounding up`, if the sum needs a rounding, which all these sources do as `rounding down`."""


JAVA = "Javadoc of java.time.LocalDate, "
XSD = "XML Schema Part 2, appendix E (adding durations to dateTimes)"
MANUALS = [
    Sum(JAVA + "plusYears", "2008-02-29", "1 year", "2009-02-28", "2009-03-01"),
    Sum(JAVA + "minusYears", "2008-02-29", "- 1 year", "2007-02-28", "2007-03-01"),
    Sum(JAVA + "plusMonths", "2007-03-31", "1 month", "2007-04-30", "2007-05-01"),
    Sum(JAVA + "minusMonths", "2007-03-31", "- 1 month", "2007-02-28", "2007-03-01"),
    Sum(JAVA + "plusWeeks", "2008-12-31", "1 week", "2009-01-07"),
    Sum(JAVA + "minusWeeks", "2009-01-07", "- 1 week", "2008-12-31"),
    Sum(JAVA + "plusDays", "2008-12-31", "1 day", "2009-01-01"),
    Sum(JAVA + "minusDays", "2009-01-01", "- 1 day", "2008-12-31"),
    Sum(XSD, "2000-01-12", "1 year 3 months 5 days", "2001-04-17"),
    Sum(f"{XSD}: 2000-01 less three months", "2000-01-01", "- 3 months", "1999-10-01"),
    Sum(f"{XSD}: a day, and then a month", "2000-03-31", "1 month", "2000-04-30", "2000-05-01"),
    Sum(f"{XSD}: a month, and then a day", "2000-03-30", "1 month 1 day", "2000-05-01"),
    Sum("MySQL manual, DATE_ADD", "2009-01-30", "1 month", "2009-02-28", "2009-03-01"),
    Sum("ECMAScript Temporal, PlainDate.add: overflow constrain", "2019-01-31", "1 month", "2019-02-28", "2019-03-01"),
]


@pytest.mark.parametrize("row", MANUALS, ids=lambda row: f"{row.source}: {row.start} {row.added}")
def test_sums_agree_with_manuals_of_others(row: Sum) -> None:
    for add in ADDITIONS:
        assert add(Moment(day(row.start)), span(row.added), "down") == Moment(day(row.sum))
        assert add(Moment(day(row.start)), span(row.added), "up") == Moment(day(row.up or row.sum))
        undeclared = add(Moment(day(row.start)), span(row.added), None)
        assert isinstance(undeclared, AmbiguousDay) == (row.up is not None)


# ---- periods of the law ----------------------------------------------------------------------------------------------


class Period(NamedTuple):
    """A period that begins with an event, and the last day of it."""

    source: str
    event: str
    length: str
    last: str
    up: str | None = None
    """The last day under `rounding up`, if the period needs a rounding."""


DODDS = "Dodds v Walker [1981] 1 WLR 1027 (HL)"
EU = "Regulation (EEC, Euratom) 1182/71 art. 3(1), (2)(c), applied"
BASEL = "European Convention on the Calculation of Time-Limits (ETS 76) art. 4(2), applied"
BGB = "BGB § 187(1), § 188(2) and (3), applied"
CPC = "Code de procédure civile (France) art. 641, applied"
RUSSIA = "Civil Code of Russia art. 191, art. 192(3), applied"
PATENTS = "PCT rule 80.2 and EPC rule 131(4), applied"
MPEP = "MPEP 710.01(a), with Ex parte Messick (1930)"
PERIODS = [
    Period(
        f"{DODDS}, decided: four months from 30 September end on 30 January", "1978-09-30", "4 months", "1979-01-30"
    ),
    Period(f"{DODDS}, applied: a month from 30 September", "1978-09-30", "1 month", "1978-10-30"),
    Period(f"{DODDS}, applied: no corresponding date", "1978-10-31", "4 months", "1979-02-28", "1979-03-01"),
    Period(f"{MPEP}, stated", "2010-11-30", "3 months", "2011-02-28", "2011-03-01"),
    Period(f"{MPEP}, stated: of a leap year", "2011-11-30", "3 months", "2012-02-29", "2012-03-01"),
    Period(f"{MPEP}, stated: not the last day of May", "2011-02-28", "3 months", "2011-05-28"),
    Period(f"{EU}: the same date", "2021-01-15", "2 months", "2021-03-15"),
    Period(f"{EU}: does not occur in the last month", "2021-12-31", "2 months", "2022-02-28", "2022-03-01"),
    Period(f"{EU}: the same day of the week", "2021-01-06", "2 weeks", "2021-01-20"),
    Period(f"{EU}: in days, the day of the event not counted", "2021-01-15", "10 days", "2021-01-25"),
    Period(BASEL, "2023-08-31", "1 month", "2023-09-30", "2023-10-01"),
    Period(BASEL, "2024-02-29", "1 year", "2025-02-28", "2025-03-01"),
    Period(BGB, "2023-01-31", "1 month", "2023-02-28", "2023-03-01"),
    Period(BGB, "2024-01-31", "1 month", "2024-02-29", "2024-03-01"),
    Period(BGB, "2023-02-28", "1 month", "2023-03-28"),
    Period("BGB § 189(1): half a year is six months", "2023-08-31", "6 months", "2024-02-29", "2024-03-01"),
    Period(f"{CPC}: no such number", "2022-11-30", "3 months", "2023-02-28", "2023-03-01"),
    Period(f"{CPC}: months first, then days", "2023-01-30", "1 month + 5 days", "2023-03-05", "2023-03-06"),
    Period(RUSSIA, "2023-03-31", "1 month", "2023-04-30", "2023-05-01"),
    Period(RUSSIA, "2023-04-30", "1 month", "2023-05-30"),
    Period(PATENTS, "2022-08-31", "30 months", "2025-02-28", "2025-03-01"),
    Period(PATENTS, "2021-02-28", "12 months", "2022-02-28"),
]
"""Sources of which each says in its own words: not counting the day of the event, ending on the day with the same
number, or else on the last day of the month. That is a rule set with `rounding down`."""


def last_day(length: str, event: str, rounding: str) -> str:
    """The last day of a period, as the language finds it."""
    rule = f"rule period\n  when P signs\n  then P seals\n    within {length}\n"
    due = date.max.isoformat()
    met = findings(rule, f"{event}: Adams signs\n{due}: Adams seals\n", head=f"rounding {rounding}", until=due)
    [(_, status, last)] = met
    assert status == "violated"
    return last


@pytest.mark.parametrize("row", PERIODS, ids=lambda row: f"{row.source}: {row.event} {row.length}")
def test_a_period_ends_on_the_day_that_the_source_gives(row: Period) -> None:
    for add in ADDITIONS:
        assert add(Moment(day(row.event)), span(row.length), "down") == Moment(day(row.last))
    assert last_day(row.length, row.event, "down") == row.last
    assert last_day(row.length, row.event, "up") == (row.up or row.last)


# ---- ages ------------------------------------------------------------------------------------------------------------


class Age(NamedTuple):
    """When someone comes to an age, and with which rounding a rule set says that."""

    source: str
    born: str
    years: int
    on: str
    rounding: Rounding | None = None
    """The one that says it; None if either does."""


TAIWAN = "Civil Code of Taiwan art. 121, 124: the last day of the month if there is no corresponding day, applied"
HONG_KONG = "Hong Kong Cap. 410 s. 5: of one born on 29 February, 1 March, applied"
GERMANY = "BGB § 187(2), § 188(2): the period of birth ends with 28 February, so of age from 1 March, applied"
FAMILY_LAW = "Family Law Reform Act 1969 s. 9(1): at the commencement of the anniversary, applied"
AGES = [
    Age(FAMILY_LAW, "1951-12-31", 18, "1969-12-31"),
    Age(FAMILY_LAW, "2004-02-28", 18, "2022-02-28"),
    Age(FAMILY_LAW, "2004-03-01", 18, "2022-03-01"),
    Age(FAMILY_LAW, "2004-02-29", 20, "2024-02-29"),
    Age(TAIWAN, "2004-02-29", 18, "2022-02-28", "down"),
    Age(TAIWAN, "1896-02-29", 4, "1900-02-28", "down"),
    Age(HONG_KONG, "2004-02-29", 18, "2022-03-01", "up"),
    Age(GERMANY, "2004-02-29", 18, "2022-03-01", "up"),
    Age(GERMANY, "1896-02-29", 4, "1900-03-01", "up"),
]


@pytest.mark.parametrize("row", AGES, ids=lambda row: f"{row.source}: {row.born} {row.years}")
def test_an_age_is_reached_on_the_day_that_the_source_gives(row: Age) -> None:
    of_age, years = day(row.on), Duration.of(row.years, "years")
    the_day_before = date.fromordinal(of_age.toordinal() - 1)
    world = (
        f'kind Person\n  born: Date\nperson Adams\n  born {row.born}\nevent elected "{{person: Person}} is elected"\n'
    )
    law = f"rule grown\n  when P is elected\n  require age of P >= {row.years} years\n"
    story = f"{the_day_before}: Adams is elected\n{of_age}: Adams is elected\n"
    roundings: tuple[Rounding, ...] = ("down", "up") if row.rounding is None else (row.rounding,)
    for rounding in roundings:
        assert reached(day(row.born), years, the_day_before, rounding) is False
        assert reached(day(row.born), years, of_age, rounding) is True
        found = findings(law, story, world=world, head=f"rounding {rounding}\n  in force from 1890-01-01")
        assert [status for _, status, _ in found] == ["violated", "satisfied"]


# ---- where the language comes to another day -------------------------------------------------------------------------


class Departure(NamedTuple):
    """A day that a source reckons otherwise, and how to write the source's day."""

    source: str
    start: str
    length: str
    theirs: str
    down: str
    up: str
    written: str | None = None
    """What comes to the day of the source, under either rounding; None if the language has no words for it."""


DEPARTURES = [
    # a begun day of hours is a whole day here, and none there
    Departure(f"{XSD}: 2000-01-12 + PT33H", "2000-01-12", "33 hours", "2000-01-13", "2000-01-14", "2000-01-14", "1 day"),
    # the days that are too many are carried into the next month there
    Departure("PHP manual, DateTime::modify", "2001-01-31", "1 month", "2001-03-03", "2001-02-28", "2001-03-01", "31 days"),
    # the age is reached a day early there
    Departure("20 CFR § 404.2(c)(4): on the first moment of the day preceding the anniversary", "1950-03-01", "62 years",
              "2012-02-29", "2012-03-01", "2012-03-01", "62 years - 1 day"),
    # the period begins with the next day there, and ends before the day that corresponds to it
    Departure("Civil Code of Japan art. 140, art. 143(2)", "2023-09-30", "1 month",
              "2023-10-31", "2023-10-30", "2023-10-30"),
    # what ends on a Saturday, a Sunday or a holiday ends with the next working day there
    Departure("Regulation 1182/71 art. 3(4)", "2023-03-15", "1 month", "2023-04-17", "2023-04-15", "2023-04-15"),
    Departure("BGB § 193", "2023-03-15", "1 month", "2023-04-17", "2023-04-15", "2023-04-15"),
    Departure("Federal Rules of Civil Procedure 6(a)(1)(C)", "2023-03-18", "14 days",
              "2023-04-03", "2023-04-01", "2023-04-01"),
]  # fmt: skip


@pytest.mark.parametrize("row", DEPARTURES, ids=lambda row: f"{row.source}: {row.start} {row.length}")
def test_where_the_language_departs_from_a_source(row: Departure) -> None:
    assert last_day(row.length, row.start, "down") == row.down
    assert last_day(row.length, row.start, "up") == row.up
    assert row.theirs not in (row.down, row.up)
    if row.written is not None:
        assert last_day(row.written, row.start, "down") == last_day(row.written, row.start, "up") == row.theirs


# Committee note of 2009 to rule 6(a)(2) of the Federal Rules of Civil Procedure: 72 hours from 10:23 a.m. on Friday, 2
# November 2007, run until 9:23 a.m. on Monday, 5 November, because the clocks are set back between.
@pytest.mark.parametrize(("clock", "status"), [("09:23", "satisfied"), ("09:24", "violated")])
def test_hours_run_on_while_the_clocks_are_set_back(clock: str, status: str) -> None:
    rule = "rule prompt\n  when P signs\n  then P seals\n    within 72 hours\n"
    story = f"2007-11-02 10:23: Adams signs\n2007-11-05 {clock}: Adams seals\n"
    assert findings(rule, story, head="rounding down\n  timezone America/New_York") == [
        ("prompt", status, "2007-11-05")
    ]


# Monat, Fromherz and Merigoux, Formalizing Date Arithmetic and Statutory Ambiguities for the Law (ESOP 2024): to add is
# not associative once a day is rounded.
@pytest.mark.parametrize(
    ("length", "down", "up"),
    [
        ("date + 2 months", "2001-03-31", "2001-03-31"),
        ("date + both", "2001-03-31", "2001-03-31"),
        ("date + 1 month + 1 month", "2001-03-28", "2001-04-01"),  # from the left: a day, and a month after that day
        ("date + 2 months - 1 month", "2001-02-28", "2001-03-01"),
        ("date + 1 month - 1 month", "2001-01-28", "2001-02-01"),  # does not come back
    ],
)
def test_a_month_and_a_month_are_two_months_only_when_added_together(length: str, down: str, up: str) -> None:
    rule = f"let both = 1 month + 1 month\n\nrule period\n  when P signs\n  require {length} = DAY\n"
    for rounding, expected in (("down", down), ("up", up)):
        made = findings(rule.replace("DAY", expected), "2001-01-31: Adams signs\n", head=f"rounding {rounding}")
        assert [status for _, status, _ in made] == ["satisfied"]
