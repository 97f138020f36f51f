"""What would make it lawful: the nearest day or number, an event more or less, each tried before it is said."""

from datetime import date, timedelta
from fractions import Fraction
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govrules.engine.changes import Moved, Valued, changed
from govrules.engine.columns import TimelineResult, check_timeline
from govrules.engine.readings import judge
from govrules.engine.remedy import Remedy
from govrules.engine.verdict import UNLAWFUL
from govrules.pipeline import Workspace, check
from govrules.report import json
from govrules.report.text import render
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source
from govrules.timeline.model import Timeline
from tests.helpers import WORLD, Texts

HOUSE = (
    WORLD
    + """
kind Chamber
  seats: Number
chamber Senate
  seats 98
act passes "{chamber: Chamber} passes it with {votes: Number} votes"
event turnout "turnout is {share: Percent of voters}"
event asked "{person: Person} is asked"
event told "{person: Person} is told by {teller: Person}"
"""
)
WHEN = "rule r\n  when P is elected\n  require "


def tried(
    rules: str, timeline: str, *, until: str = "", before: str = "", under: str = "  under law\n", head: str = ""
) -> TimelineResult:
    """The check of dated lines under rules, with remedies."""
    begun = f"\nruleset law\n  in force from 1900-01-01\n  {head or 'rounding down'}\n\n"
    finder = Texts(HOUSE + begun + dedent(rules) + dedent(before))
    limit = f"  until {until}\n" if until else ""
    found = Diagnostics()
    text = f'timeline "test"\n  use "./law.gov"\n{under}{limit}' + dedent(timeline)
    read = Workspace(finder).timeline(Source("test.timeline", text), found)
    assert read is not None, [f"{d.code} {d.message} ({d.help})" for d in found.sorted()]
    return check_timeline(*read, attribute=True)


def remedies(result: TimelineResult, rule: str = "r", column: int = 0) -> list[Remedy]:
    """The remedies for the unlawful findings of a rule."""
    own = result.columns[column]
    return [
        remedy
        for finding in own.findings
        if finding.rule == rule and finding.status in UNLAWFUL
        for remedy in result.remedies_of(own, finding)
    ]


def kinds(result: TimelineResult, kind: str, rule: str = "r", column: int = 0) -> list[Remedy]:
    return [each for each in remedies(result, rule, column) if each.kind == kind]


def days(result: TimelineResult, rule: str = "r", column: int = 0) -> list[str]:
    return [str(each.day) for each in kinds(result, "date", rule, column)]


def statuses_with(result: TimelineResult, timeline: Timeline, rule: str = "r") -> list[str]:
    made = judge(result.library, result.columns[0].ruleset, timeline, in_force=result.columns[0].in_force)
    return [finding.status for finding in made.findings if finding.rule == rule]


# ---- days ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "day", "lawful"),
    [
        ("age of P >= 40 years", "1990-06-14", ["1990-06-15"]),
        ("age of P >= 40 years", "1985-01-01", ["1990-06-15"]),
        ("age of P < 65 years", "2015-06-15", ["2015-06-14"]),
        ("date < 2001-01-01", "2003-05-05", ["2000-12-31"]),
        ("date >= 2001-01-01 and date < 2002-01-01", "2003-05-05", ["2001-12-31"]),
        ("date - 40 years >= P.born", "1985-01-01", ["1990-06-15"]),
        ("date >= P.born + 30 years", "1979-01-01", ["1980-06-15"]),
        ("date is first Sunday of December", "2022-11-20", ["2022-12-04", "2021-12-05"]),
        ("date is first Sunday of month", "2022-11-20", ["2022-12-04", "2022-11-06"]),
        ("date is 15 November", "2022-11-20", ["2022-11-15", "2023-11-15"]),
        ("year >= 2010", "2009-03-03", ["2010-01-01"]),
        ("not date is day off", "2024-06-15", ["2024-06-14", "2024-06-17"]),
    ],
)
def test_the_nearest_day(condition: str, day: str, lawful: list[str]) -> None:
    result = tried(
        WHEN + condition, f"{day}: Adams is elected", head="days off Saturdays, Sundays" if "off" in condition else ""
    )
    assert days(result) == lawful
    for remedy in kinds(result, "date"):
        assert isinstance(remedy.change, Moved)
        assert statuses_with(result, changed(result.timeline, remedy.change)) == ["satisfied"]
        assert remedy.day is not None
        sign = 1 if remedy.day > date.fromisoformat(day) else -1
        nearer = Moved(remedy.change.position, remedy.day - sign * timedelta(days=1))
        assert statuses_with(result, changed(result.timeline, nearer)) == ["violated"]


def test_until_what_it_rests_on_leaves_the_window() -> None:
    rules = WHEN + "any (P is asked) in the last 1 month"
    result = tried(rules, "2001-01-10: Adams is asked\n2001-03-01: Adams is elected")
    assert [r.text for r in kinds(result, "date")] == ["it would be lawful until 2001-02-10: 19 days earlier"]


def test_from_the_day_on_which_an_event_leaves_the_window() -> None:
    rules = WHEN + "none of (any is elected) in the last 5 years\n  otherwise void"
    result = tried(rules, "2001-01-10: Adams is elected\n2004-03-01: Brown is elected")
    assert next(r.text for r in kinds(result, "date")).startswith("it would be lawful from 2006-01-11: 1 year")
    assert days(result)[0] == "2006-01-11"


def test_on_one_day_alone() -> None:
    result = tried(WHEN + "date = 2001-05-05", "2001-05-03: Adams is elected")
    assert [r.text for r in kinds(result, "date")] == ["it would be lawful on 2001-05-05: 2 days later"]


def test_no_day_helps() -> None:
    assert days(tried(WHEN + "P != Adams", "2001-05-03: Adams is elected")) == []


def test_a_power_on_another_day() -> None:
    rules = "power r\n  Senate passes it with N votes\n  provided any (the bell rings) in the last 1 week\n"
    result = tried(rules, "2001-01-01: the bell rings\n2001-01-10: Senate passes it with 50 votes")
    assert days(result) == ["2001-01-08"]


def test_a_principle_would_be_met() -> None:
    result = tried("principle r\n  when P is elected\n  require date >= 2001-01-01", "2000-12-01: Adams is elected")
    assert [r.text for r in remedies(result)] == ["it would be met from 2001-01-01: 31 days later"]


def test_a_fact_that_ended() -> None:
    rules = WHEN + "(P holds President)"
    lines = (
        "1999-01-01: Adams takes office as President\n2000-01-01: Adams leaves President\n2000-02-01: Adams is elected"
    )
    assert days(tried(rules, lines)) == ["1999-12-31"], "on the day of the leaving it still comes after it"


def test_under_the_law_in_force_the_reform_counts_from_its_day() -> None:
    rules = WHEN + "date < 1950-01-01\n"
    reform = "reform later of law\n  in force from 2000-01-01\n  replace rule r\n    when P is elected\n    require age of P >= 30 years\n"
    result = tried(rules, "1999-05-01: Adams is elected", before=reform, under="  before law\n  after later\n")
    force = next(at for at, column in enumerate(result.columns) if column.in_force)
    assert days(result, column=force) == ["2000-01-01", "1949-12-31"]
    assert days(result, column=0) == ["1949-12-31"]


# ---- deadlines -------------------------------------------------------------------------------------------------------

OATH = "rule r\n  when P is elected\n  then P is sworn in\n    "


def test_what_came_late() -> None:
    result = tried(OATH + "within 10 days", "2001-01-01: Adams is elected\n2001-01-12: Adams is sworn in")
    assert [r.text for r in remedies(result)] == ["it would be in time until 2001-01-11: one day earlier"]


def test_what_came_early() -> None:
    rules = OATH + "between date + 5 days and date + 9 days"
    lines = "2001-01-01: Adams is elected\n2001-01-02: Adams is sworn in"
    result = tried(rules, lines, until="2001-02-01")
    assert [r.text for r in remedies(result)] == ["it would be in time from 2001-01-06: 4 days later"]


def test_what_never_came() -> None:
    result = tried(OATH + "within 10 days", "2001-01-01: Adams is elected", until="2001-03-01")
    (remedy,) = remedies(result)
    assert remedy.text == "it would be lawful with `Adams is sworn in` on some day from 2001-01-01 to 2001-01-11"
    assert remedy.confirmed


def test_two_parts_that_never_came() -> None:
    rules = "rule r\n  when P is elected\n  then P is sworn in\n  and P signs\n    within 10 days\n"
    result = tried(rules, "2001-01-01: Adams is elected", until="2001-03-01")
    (remedy,) = remedies(result)
    assert remedy.text == "it would be lawful with `Adams is sworn in` on 2001-01-11 and `Adams signs` on 2001-01-11"


# ---- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "votes", "needs"),
    [
        ("N >= 2/3 of Senate.seats", 61, "66"),
        ("N > 1/2 of Senate.seats", 49, "50"),
        ("N <= 10", 12, "10"),
        ("N = 7", 12, "7"),
        ("N * 3 >= 2 * Senate.seats", 0, "66"),
    ],
)
def test_the_nearest_number(condition: str, votes: int, needs: str) -> None:
    rules = f"rule r\n  when C passes it with N votes\n  require {condition}\n"
    result = tried(rules, f"2001-01-01: Senate passes it with {votes} votes")
    (remedy,) = kinds(result, "number")
    assert remedy.number == needs
    assert isinstance(remedy.change, Valued)
    assert statuses_with(result, changed(result.timeline, remedy.change)) == ["satisfied"]
    step = 1 if int(needs) < votes else -1
    nearer = Valued(remedy.change.position, remedy.change.slot, Fraction(int(needs) + step))
    assert statuses_with(result, changed(result.timeline, nearer)) == ["violated"]


def test_of_how_many_it_is_needed() -> None:
    rules = "rule r\n  when C passes it with N votes\n  require N >= 2/3 of C.seats\n  otherwise void\n"
    result = tried(rules, "2001-01-01: Senate passes it with 61 votes")
    assert [r.text for r in remedies(result)] == ["it would be lawful with 66 of 98 or more as `votes`: it has 61"]


def test_a_percentage_to_the_next_hundredth() -> None:
    result = tried("rule r\n  when turnout is S\n  require S > 1/3\n", "2001-01-01: turnout is 30%")
    assert [r.number for r in remedies(result)] == ["33.34%"]


def test_the_number_of_an_event_that_is_asked_for() -> None:
    rules = WHEN + "any (C passes it with N votes where N >= 2/3 of C.seats)"
    result = tried(rules, "2001-01-01: Senate passes it with 61 votes\n2001-02-01: Adams is elected")
    (remedy,) = kinds(result, "number")
    said = "it would be lawful with 66 of 98 or more as `votes` in `Senate passes it with 61 votes` on 2001-01-01: it has 61"
    assert remedy.text == said


def test_the_number_of_the_last_such_event() -> None:
    rules = WHEN + "last (C passes it with any votes).votes if none 0 >= 50"
    result = tried(
        rules,
        "2001-01-01: Senate passes it with 61 votes\n2001-01-02: Senate passes it with 41 votes\n2001-02-01: Adams is elected",
    )
    assert [r.number for r in kinds(result, "number")] == ["50"]


def test_a_part_of_a_sum() -> None:
    rules = WHEN + "the sum of N over (C passes it with N votes) >= 100"
    result = tried(
        rules,
        "2001-01-01: Senate passes it with 61 votes\n2001-01-02: Senate passes it with 20 votes\n2001-02-01: Adams is elected",
    )
    assert [r.number for r in kinds(result, "number")] == ["39"]


# ---- events ----------------------------------------------------------------------------------------------------------


def test_a_missing_event_and_the_days_on_which_it_would_count() -> None:
    result = tried(WHEN + "any (P is asked) in the last 1 month", "2001-03-10: Adams is elected")
    (remedy,) = kinds(result, "missing")
    assert remedy.text == "it would be lawful with `Adams is asked` on some day from 2001-02-10 to 2001-03-10"
    assert (remedy.confirmed, str(remedy.day), remedy.event) == (True, "2001-03-10", "Adams is asked")


def test_two_missing_events_together() -> None:
    result = tried(WHEN + "any (P is asked)\n  require any (P signs)", "2001-03-10: Adams is elected")
    (remedy,) = kinds(result, "missing")
    assert remedy.text == "it would be lawful with `Adams is asked` by 2001-03-10 and `Adams signs` by 2001-03-10"


def test_an_event_that_lacks_a_name_is_not_said_to_be_tried() -> None:
    result = tried(WHEN + "any (P is told by any)", "2001-03-10: Adams is elected")
    (remedy,) = kinds(result, "missing")
    assert (remedy.text, remedy.confirmed) == ("it would take `Adams is told by any` by 2001-03-10", False)


def test_an_event_that_would_be_void_itself_is_no_remedy() -> None:
    rules = "rule s\n  when P is asked\n  require (P is ill)\n  otherwise void\n" + WHEN + "any (P is asked)"
    assert remedies(tried(rules, "2001-03-10: Adams is elected")) == []


def test_a_fact_that_an_event_would_begin() -> None:
    result = tried(WHEN + "(P holds President)", "2001-03-10: Adams is elected")
    assert [r.event for r in kinds(result, "missing")] == ["Adams takes office as President"]


def test_without_what_happened_before() -> None:
    rules = WHEN + "no earlier (P is elected)\n  otherwise void"
    result = tried(rules, "2001-01-01: Adams is elected\n2002-01-01: Adams is elected")
    (remedy,) = kinds(result, "without")
    assert remedy.text == "it would be lawful if `Adams is elected` on 2001-01-01 had not happened"


def test_without_one_of_those_that_are_counted() -> None:
    rules = WHEN + "count of (P is elected) counting this <= 2"
    lines = "2001-01-01: Adams is elected\n2002-01-01: Adams is elected\n2003-01-01: Adams is elected"
    assert [r.text for r in kinds(tried(rules, lines), "without")] == [
        "it would be lawful if `Adams is elected` on 2002-01-01 had not happened"
    ]


def test_without_what_broke_a_rule_that_binds_over_time() -> None:
    rules = "rule r\n  while P holds President\n  require not (P holds Vice)\n"
    lines = "2001-01-01: Adams takes office as President\n2001-02-01: Adams takes office as Vice"
    result = tried(rules, lines, until="2001-03-01")
    assert [r.event for r in kinds(result, "without")] == ["Adams takes office as Vice"]


def test_a_rule_that_binds_over_time_binds_no_longer_once_the_fact_has_ended() -> None:
    rules = "rule r\n  while P holds President\n  require how long (P holds President) <= 1 year\n"
    result = tried(rules, "2001-01-01: Adams takes office as President", until="2003-01-01")
    (remedy,) = remedies(result)
    assert remedy.text == "it would be lawful with `Adams leaves President` by 2002-01-01"
    assert statuses_with(result, changed(result.timeline, Moved(0, date(2002, 1, 2)))) == ["satisfied"]


def test_a_rule_that_binds_over_time_and_is_broken_from_the_first_day() -> None:
    rules = "rule r\n  while P holds President\n  require age of P >= 40 years\n"
    result = tried(rules, "1990-06-01: Adams takes office as President", until="1992-01-01")
    assert days(result) == ["1990-06-15"]


# ---- what is not a remedy, and at what price -------------------------------------------------------------------------


def test_a_remedy_that_breaks_another_rule_says_so() -> None:
    rules = WHEN + "date >= 2001-01-01\nrule s\n  when P is elected\n  require date < 2000-12-25\n"
    result = tried(rules, "2000-12-20: Adams is elected")
    (remedy,) = remedies(result)
    assert remedy.breaks == ("s",)
    assert remedy.in_words().endswith("(but then `s` would be broken)")


def test_a_breach_that_only_moves_is_no_remedy() -> None:
    rules = WHEN + "no earlier (P is elected)\n  otherwise void"
    result = tried(rules, "2001-01-01: Adams is elected\n2002-01-01: Adams is elected")
    assert days(result) == [], "before the first one it would be the first one that is void"


def test_of_two_days_the_one_that_breaks_nothing_comes_first_and_then_the_nearer() -> None:
    rules = WHEN + "date is 20 January\n"
    both = remedies(tried(rules, "2001-03-04: Adams is elected"))
    assert [(each.day, each.breaks) for each in both] == [(date(2001, 1, 20), ()), (date(2002, 1, 20), ())]
    early = rules + "rule s\n  when P is elected\n  require date >= 2001-03-01"
    both = remedies(tried(early, "2001-03-04: Adams is elected"))
    assert [(each.day, each.breaks) for each in both] == [(date(2002, 1, 20), ()), (date(2001, 1, 20), ("s",))]


def test_an_event_too_many_is_named_even_if_the_rule_is_then_broken_on_another_day() -> None:
    rules = (
        "rule r\n  when P is elected\n  require none of (P is asked) in the last 1 month\n"
        "  require none of (P is elected) in the last 2 years\n  otherwise void"
    )
    lines = "2001-01-01: Adams is asked\n2001-01-10: Adams is elected\n"
    without = "it would be lawful if `Adams is asked` on 2001-01-01 had not happened"
    assert [each.in_words() for each in remedies(tried(rules, lines)) if each.kind == "without"] == [without]
    told = tried(rules, lines + "2002-01-10: Adams is elected\n")  # lawful, for the one before is void
    price = " (but then `r` on another day would be broken)"
    assert [each.in_words() for each in remedies(told) if each.kind == "without"] == [without + price]


def test_what_time_alone_breaks_is_not_put_down_to_a_later_day() -> None:
    rules = WHEN + "date >= 2001-01-01\nrule s\n  when P signs\n  then P is sworn in\n    within 40 days\n"
    result = tried(rules, "2000-12-01: Adams signs\n2000-12-02: Brown is elected")
    assert [each.breaks for each in remedies(result)] == [()]


def test_only_what_is_lawful_in_every_reading() -> None:
    reading = """
reading term_read "How long is the term?"
  option long "ten days"
  option short "five days"
    set term = 5 days
"""
    rules = "let term = 10 days\n" + OATH + "within term\n" + reading
    result = tried(rules, "2001-01-01: Adams is elected\n2001-01-20: Adams is sworn in")
    assert remedies(result) == []
    near = tried(rules, "2001-01-01: Adams is elected\n2001-01-08: Adams is sworn in")
    assert remedies(near) == [], "a contested finding has none"


def test_nothing_for_what_is_not_known_and_nothing_unless_asked() -> None:
    result = tried(WHEN + "(P is a citizen)", "2001-01-01: Adams is elected")
    assert result.columns[0].findings[0].status == "undetermined"
    assert result.remedies == {}
    plain = check_timeline(tried(WHEN + "date < 2000-01-01", "2001-01-01: Adams is elected").timeline, result.library)
    assert plain.remedies == {}


def test_the_limit_ends_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ALL_REMEDY_RUNS", 3)
    lines = "2001-01-01: Adams is elected\n2002-01-01: Adams is elected"
    assert len(remedies(tried(WHEN + "date < 2000-01-01", lines))) <= 1


# ---- reports -------------------------------------------------------------------------------------------------------------


def test_the_data_and_the_text_have_it_when_asked() -> None:
    finder = Texts(
        HOUSE + "\nruleset law\n  in force from 1900-01-01\n  rounding down\n\n" + WHEN + "age of P >= 40 years"
    )
    text = 'timeline "test"\n  use "./law.gov"\n  under law\n1990-06-14: Adams is elected\n'
    made = check([Source("test.timeline", text)], finder=finder, attribute=True)
    (finding,) = json.report(made).timelines[0].findings
    assert [remedy.model_dump(mode="json") for remedy in finding.remedy] == [
        {
            "kind": "date",
            "text": "it would be lawful from 1990-06-15: one day later",
            "day": "1990-06-15",
            "number": None,
            "event": "Adams is elected",
            "confirmed": True,
            "breaks": [],
        }
    ]
    assert "\n    it would be lawful from 1990-06-15: one day later\n" in render(made, why=True)
    plain = check([Source("test.timeline", text)], finder=finder)
    assert json.report(plain).timelines[0].findings[0].remedy == ()
    assert "it would be" not in render(plain)


def test_at_most_three_are_shown_of_each_kind_one_first() -> None:
    rules = WHEN + "none of (P is asked) in the last 1 month or any (P signs)"
    lines = "2001-01-01: Adams is asked\n2001-01-10: Adams is elected\n"
    assert [each.kind for each in remedies(tried(rules, lines))] == ["date", "date", "missing", "without"]
    finder = Texts(HOUSE + "\nruleset law\n  in force from 1900-01-01\n  rounding down\n\n" + rules)
    source = Source("test.timeline", 'timeline "test"\n  use "./law.gov"\n  under law\n' + lines)
    shown = render(check([source], finder=finder, attribute=True), why=True)
    assert [line.strip() for line in shown.splitlines() if line.startswith("    it would be")] == [
        "it would be lawful until 2000-12-31: 10 days earlier",
        "it would be lawful with `Adams signs` by 2001-01-10",
        "it would be lawful if `Adams is asked` on 2001-01-01 had not happened",
    ]


@pytest.mark.parametrize("width", [80, 100])
def test_what_is_still_owed(width: int) -> None:
    rules = (
        "rule soon [Art. 1]\n  when P is elected\n  then P is sworn in\n  and P signs\n    within 1 month\n"
        "rule later [Art. 2]\n  when P is elected\n  then P takes office as President\n"
        "    between date + 1 year and date + 2 years\n"
        "rule some_day [Art. 3]\n  when P is elected\n  then the bell rings\n"
    )
    finder = Texts(HOUSE + "\nruleset law\n  in force from 1900-01-01\n  rounding down\n\n" + rules)
    text = 'timeline "test"\n  use "./law.gov"\n  under law\n2001-01-01: Adams is elected\n'
    shown = render(check([Source("test.timeline", text)], finder=finder), width=width)
    assert max(len(line) for line in shown.splitlines()) <= width
    listed = " ".join(shown.partition("Still owed at the end\n")[2].partition("\n\n")[0].split())
    since = "under law, since 2001-01-01: Adams is elected"
    assert listed == (
        f"2001-02-01 `Adams is sworn in`; `Adams signs` soon [Art. 1], {since} "
        f"2003-01-01 `Adams takes office as President` between 2002-01-01 and 2003-01-01 later [Art. 2], {since} "
        f"some day `the bell rings` some_day [Art. 3], {since}"
    )


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-02", "0002-01-01", "9998-12-31", "9999-12-30", "9999-12-31"])
@pytest.mark.parametrize(
    "rules",
    [
        WHEN + "any (P is asked) in the last 2 years",
        WHEN + "any (P is asked) since date",
        WHEN + "(P holds President)",
        WHEN + "date < 0001-01-01",
        WHEN + "date is first Sunday of December",
        WHEN + "not date is day off",
        OATH + "within 0 days",
        OATH + "by date - 0 days",
        "rule r\n  while P holds Vice\n  require (P holds President)\n",
        "rule r\n  on 0001-01-02\n  require any (the bell rings)\n",
    ],
)
def test_at_the_ends_of_the_calendar(rules: str, day: str) -> None:
    lines = f"{day}: Adams takes office as Vice\n{day}: Adams is elected"
    result = tried(rules, lines, until="9999-12-31", head="days off Mondays, Sundays, Saturdays, Fridays")
    assert result.columns[0].judgement.limited is None


# ---- a law -----------------------------------------------------------------------------------------------------------

CONDITIONS = [
    "age of P >= 40 years",
    "no earlier (P is elected) in the last 3 years",
    "any (P is asked) in the last 2 months",
    "date is first Sunday of month",
    "count of (any is elected) counting this <= 2",
    "not (P holds President)",
    "time since (P signs) > 30 days",
    "any (C passes it with N votes where N >= 50) in the last 1 year",
]
EVENTS = [
    "Adams is elected",
    "Adams is asked",
    "Adams signs",
    "Adams takes office as President",
    "Adams leaves President",
    "Adams is sworn in",
    "Senate passes it with 40 votes",
]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=2, unique=True),
    st.lists(st.tuples(st.dates(date(1988, 1, 1), date(1994, 1, 1)), st.sampled_from(EVENTS)), min_size=1, max_size=6),
    st.booleans(),
)
def test_with_a_remedy_it_is_lawful(conditions: list[str], events: list[tuple[date, str]], void: bool) -> None:
    rules = "rule r\n  when P is elected\n" + "".join(f"  require {each}\n" for each in conditions)
    rules += "  otherwise void\n" if void else ""
    rules += "rule s\n  when P is elected\n  then P is sworn in\n    within 60 days\n"
    lines = "\n".join(f"{day}: {sentence}" for day, sentence in sorted(events))
    result = tried(rules, lines, until="1995-01-01")
    column = result.columns[0]
    for finding in column.findings:
        for remedy in result.remedies_of(column, finding):
            assert finding.status in UNLAWFUL
            if remedy.change is None:
                continue
            made = judge(result.library, "law", changed(result.timeline, remedy.change))
            spans = finding.trigger.span if finding.trigger is not None else None
            same = [
                f for f in made.findings if f.rule == finding.rule and f.trigger is not None and f.trigger.span == spans
            ]
            assert same, remedy
            assert {f.status for f in same} <= {"satisfied", "excused"}, remedy
