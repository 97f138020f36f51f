"""What the language promises of days, durations, zones and anchors, one promise a test."""

import pytest
from helpers import WORLD, findings, statuses

WINDOW = "rule r\n  when P is sworn in\n  require any (P is elected) in the last {0}\n"
DEADLINE = "rule r\n  when P is elected\n  then P is sworn in\n    within {0}\n"


@pytest.mark.parametrize("length", ["10 days", "1 month", "2 weeks", "1 year", "13 months", "1 year - 3 days"])
@pytest.mark.parametrize("start", ["2001-01-31", "2003-03-30", "2004-02-29", "2001-05-15"])
@pytest.mark.parametrize("rounding", ["down", "up"])
def test_a_window_and_its_deadline_never_disagree(length: str, start: str, rounding: str) -> None:
    named = f"let length = {length}\n"
    ends = findings(
        named + DEADLINE.format("length"), f"{start}: Adams is elected", head=f"rounding {rounding}", until="2009-01-01"
    )
    last = ends[0][2]
    timeline = f"{start}: Adams is elected\n{last}: Adams is sworn in"
    for rule in (WINDOW, DEADLINE):
        assert statuses(named + rule.format("length"), timeline, head=f"rounding {rounding}") == ["satisfied"]


def test_how_long_holds_through_the_last_day_and_breaks_the_day_after() -> None:
    rule = "rule r\n  when P signs\n  require how long (P holds President) <= 5 years\n"
    timeline = "2001-01-01: Adams takes office as President\n2006-01-01: Adams signs\n2006-01-02: Adams signs"
    assert statuses(rule, timeline) == ["satisfied", "violated"]


def test_an_event_counts_on_the_day_it_has_in_the_zone_of_the_law() -> None:
    rule = "rule r\n  when P signs\n  require date = 2022-11-21\n"
    timeline = "2022-11-20 23:00 UTC: Adams signs"
    assert statuses(rule, timeline, head="timezone Asia/Almaty") == ["satisfied"]
    assert statuses(rule, timeline, head="timezone UTC") == ["violated"]


@pytest.mark.parametrize("until", ["", "2022-12-31"])
def test_an_event_of_the_last_day_is_judged_also_if_it_is_tomorrow_in_the_zone_of_the_law(until: str) -> None:
    rule = "rule r\n  when P signs\n  require (P is ill)\n"
    assert findings(rule, "2022-12-31 23:00 America/New_York: Adams signs", until=until) == [
        ("r", "violated", "2023-01-01")
    ]


def test_hours_are_hours_between_clock_times() -> None:
    rule = DEADLINE.format("48 hours")
    assert statuses(rule, "2001-01-01 10:00: Adams is elected\n2001-01-03 10:00: Adams is sworn in") == ["satisfied"]
    assert statuses(rule, "2001-01-01 10:00: Adams is elected\n2001-01-03 10:01: Adams is sworn in") == ["violated"]
    assert statuses(rule, "2001-01-01: Adams is elected\n2001-01-03: Adams is sworn in") == ["satisfied"]


@pytest.mark.parametrize(
    ("rounding", "expected"), [("down", ["satisfied", "satisfied"]), ("up", ["violated", "satisfied"])]
)
def test_29_february_is_reached_by_the_declared_rounding(rounding: str, expected: list[str]) -> None:
    rule = f"rule r\n  rounding {rounding}\n  when P signs\n  require age of P >= 18 years\n"
    world = WORLD.replace("born 1950-06-15", "born 1984-02-29")
    assert statuses(rule, "2002-02-28: Adams signs\n2002-03-01: Adams signs", world=world) == expected


def test_the_rounding_of_a_rule_goes_before_that_of_the_rule_set() -> None:
    for declared in ("down", "up"):
        rule = DEADLINE.format("1 month").replace("rule r\n", f"rule r\n  rounding {declared}\n")
        day = {"down": "2001-02-28", "up": "2001-03-01"}[declared]
        other = {"down": "up", "up": "down"}[declared]
        made = findings(rule, "2001-01-31: Adams is elected", head=f"rounding {other}", until="2001-06-01")
        assert made == [("r", "violated", day)]


def test_a_rule_that_needs_an_undeclared_rounding_is_contested() -> None:
    rule = DEADLINE.format("1 month")
    timeline = "2001-01-31: Adams is elected\n2001-03-01: Adams is sworn in"
    assert statuses(rule, timeline, head="timezone UTC") == ["contested"]
    assert statuses(rule, timeline.replace("01-31", "01-28"), head="timezone UTC", until="2001-04-01") == ["violated"]


def test_the_rounding_of_a_while_rule_is_its_own_in_its_where_too() -> None:
    rule = (
        "rule r\n  rounding down\n  while P holds President where how long (P holds President) > 1 month\n"
        "  require (P is ill)\n"
    )
    made = findings(rule, "2001-01-31: Adams takes office as President", head="timezone UTC", until="2001-06-01")
    assert made == [("r", "violated", "2001-03-01")]


def test_this_year_is_since_1_january() -> None:
    rule = "rule r\n  when P signs\n  require none of (P signs) since 1 January\n"
    timeline = "2001-12-31: Adams signs\n2002-01-01: Adams signs\n2002-12-31: Adams signs"
    assert statuses(rule, timeline) == ["satisfied", "satisfied", "violated"]


def test_on_every_day_of_the_year_comes_in_the_morning() -> None:
    rule = "rule r\n  on every 1 March\n  require any (any signs) in the last 1 year\n"
    timeline = "2001-03-01: Adams signs\n2002-02-01: the bell rings"
    assert findings(rule, timeline, until="2003-04-01") == [
        ("r", "violated", "2001-03-01"),
        ("r", "satisfied", "2002-03-01"),
        ("r", "violated", "2003-03-01"),
    ]


def test_on_every_29_february_comes_in_leap_years() -> None:
    rule = "rule r\n  on every 29 February\n  require any (any signs)\n"
    made = findings(rule, "2001-03-01: Adams signs", until="2009-01-01")
    assert [day for _, _, day in made] == ["2004-02-29", "2008-02-29"]


def test_what_the_law_deems_on_many_mornings_is_not_taken_for_an_endless_chain() -> None:
    rules = "".join(
        f"rule r_{month.lower()}\n  on every 1 {month}\n  deemed the bell rings\n"
        for month in ("January", "April", "July", "October")
    )
    made = findings(rules, "2001-01-01: Adams signs", until="2301-01-01")
    assert len(made) == 1201
    assert {status for _, status, _ in made} == {"satisfied"}


def test_a_timeline_without_events_is_followed_to_its_end() -> None:
    rule = "rule review\n  on 2001-06-01\n  require date > 2002-01-01\n"
    # The timeline begins with its first entry; without one there is only its last day.
    assert findings(rule, "", until="2001-12-31") == []
    assert findings(rule.replace("2001-06-01", "2001-12-31"), "", until="2001-12-31") == [
        ("review", "violated", "2001-12-31")
    ]


@pytest.mark.parametrize("length", ["2 months", "59 days"])
def test_the_last_day_counts_whole_whatever_the_clock_said(length: str) -> None:
    timeline = "2001-01-01 10:00: Adams is elected\n2001-03-01 15:00: Adams is sworn in\n"
    for rule in (DEADLINE, WINDOW):
        assert statuses(rule.format(length), timeline) == ["satisfied"]


def test_hours_are_counted_by_the_clock() -> None:
    timeline = "2001-01-01 10:00: Adams is elected\n2001-01-03 {0}: Adams is sworn in\n"
    verdicts = [
        statuses(DEADLINE.format("48 hours"), timeline.format(clock), until="2001-02-01")
        for clock in ("10:00", "10:01")
    ]
    assert verdicts == [["satisfied"], ["violated"]]


def test_a_day_is_the_same_day_at_another_hour() -> None:
    rule = "rule r\n  when P is sworn in\n  require date = date of last (P is elected) if none 2000-01-01\n"
    timeline = "2001-01-01 10:00: Adams is elected\n2001-01-01 15:00: Adams is sworn in\n"
    assert statuses(rule, timeline) == ["satisfied"]


def test_a_fact_has_held_no_longer_than_whole_days_say() -> None:
    rule = "rule r\n  when P signs\n  require how long (P holds President) <= 1 month\n"
    timeline = "2001-01-01 10:00: Adams takes office as President\n2001-02-01 15:00: Adams signs\n2001-02-02 09:00: Adams signs\n"
    assert statuses(rule, timeline) == ["satisfied", "violated"]
