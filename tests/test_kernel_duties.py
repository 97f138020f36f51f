"""What the language promises of duties, one promise a test."""

import pytest
from helpers import WORLD, checked, findings, statuses

OATH = """
    rule oath
      when P is elected
      then P is sworn in
        within 10 days
"""


def oath(timeline: str, *, more: str = "", **options: str):
    return findings(OATH + more, timeline, **options)


def test_the_day_of_the_trigger_is_not_counted() -> None:
    assert oath("2001-01-01: Adams is elected\n2001-01-11: Adams is sworn in") == [("oath", "satisfied", "2001-01-11")]


def test_the_deadline_closes_with_its_day() -> None:
    late = "2001-01-01: Adams is elected\n2001-01-12: Adams is sworn in"
    assert oath(late) == [("oath", "violated", "2001-01-11")]


def test_within_2_months_includes_the_day_itself() -> None:
    rule = "rule oath\n  when P is elected\n  then P is sworn in\n    within 2 months\n"
    assert statuses(rule, "2001-01-15: Adams is elected\n2001-03-15: Adams is sworn in") == ["satisfied"]
    assert statuses(rule, "2001-01-15: Adams is elected\n2001-03-16: Adams is sworn in") == ["violated"]


def test_only_what_comes_strictly_after_the_trigger_discharges() -> None:
    before = "2001-01-01: Adams is sworn in\n2001-01-01: Adams is elected"
    assert oath(before, until="2001-02-01") == [("oath", "violated", "2001-01-11")]
    after = "2001-01-01: Adams is elected\n2001-01-01: Adams is sworn in"
    assert oath(after, until="2001-02-01") == [("oath", "satisfied", "2001-01-01")]


def test_a_duty_whose_trigger_is_its_act_needs_another_one() -> None:
    rule = "rule again\n  when P signs\n  then P signs\n    within 10 days\n"
    made = findings(rule, "2001-01-01: Adams signs\n2001-01-05: Adams signs", until="2001-01-12")
    assert made == [("again", "satisfied", "2001-01-05"), ("again", "pending", "2001-01-12")]


@pytest.mark.parametrize(("until", "status"), [("2001-01-10", "pending"), ("2001-01-11", "violated")])
def test_a_timeline_that_ends_before_the_deadline_leaves_it_pending(until: str, status: str) -> None:
    assert oath("2001-01-01: Adams is elected", until=until) == [("oath", status, until)]


def test_without_a_deadline_a_duty_is_pending_until_done() -> None:
    rule = "rule oath\n  when P is elected\n  then P is sworn in\n"
    assert statuses(rule, "2001-01-01: Adams is elected", until="2901-01-01") == ["pending"]
    assert statuses(rule, "2001-01-01: Adams is elected\n2801-01-01: Adams is sworn in") == ["satisfied"]


def test_one_event_discharges_every_duty_instance_it_matches() -> None:
    rule = "rule seal\n  when P signs\n  then any seals\n    within 10 days\n"
    made = statuses(rule, "2001-01-01: Adams signs\n2001-01-02: Brown signs\n2001-01-03: Clark seals")
    assert made == ["satisfied", "satisfied"]


def test_each_instance_keeps_its_own_deadline() -> None:
    made = oath("2001-01-01: Adams is elected\n2001-01-05: Adams is elected\n2001-01-13: Adams is sworn in")
    assert made == [("oath", "violated", "2001-01-11"), ("oath", "satisfied", "2001-01-13")]


TWO_PARTS = """
    rule both
      when P is elected
      then P is sworn in within 10 days
        and P signs within 20 days
"""


@pytest.mark.parametrize(
    ("timeline", "expected"),
    [
        ("2001-01-10: Adams is sworn in\n2001-01-20: Adams signs", ("satisfied", "2001-01-20")),
        ("2001-01-05: Adams signs\n2001-01-12: Adams is sworn in", ("violated", "2001-01-11")),
        ("2001-01-05: Adams is sworn in\n2001-01-22: Adams signs", ("violated", "2001-01-21")),
    ],
)
def test_all_parts_are_due_each_by_its_own_day(timeline: str, expected: tuple[str, str]) -> None:
    made = findings(TWO_PARTS, f"2001-01-01: Adams is elected\n{timeline}", until="2001-03-01")
    assert made == [("both", *expected)]


def test_two_parts_of_which_both_are_missed_are_one_breach() -> None:
    assert findings(TWO_PARTS, "2001-01-01: Adams is elected", until="2001-03-01") == [
        ("both", "violated", "2001-01-11")
    ]


def test_any_alternative_does_a_part() -> None:
    rule = "rule r\n  when P is elected\n  then P is sworn in\n    or P signs\n    within 10 days\n"
    assert statuses(rule, "2001-01-01: Adams is elected\n2001-01-05: Adams signs") == ["satisfied"]


UNLESS_EVENT = OATH + "        unless P leaves President\n"
UNLESS_FACT = OATH + "        unless (P is ill)\n"


def test_unless_with_an_event_ends_the_duty_on_that_day() -> None:
    made = findings(UNLESS_EVENT, "2001-01-01: Adams is elected\n2001-01-05: Adams leaves President")
    assert made == [("oath", "satisfied", "2001-01-05")]
    late = findings(UNLESS_EVENT, "2001-01-01: Adams is elected\n2001-01-12: Adams leaves President")
    assert late == [("oath", "violated", "2001-01-11")]


def test_unless_with_a_fact_is_looked_at_only_when_the_deadline_passes() -> None:
    trigger = "\n2001-01-01: Adams is elected"
    at_deadline = "given Adams is ill from 2001-01-10 to 2001-01-20" + trigger
    before_it = "given Adams is ill from 2001-01-02 to 2001-01-05" + trigger
    assert statuses(UNLESS_FACT, at_deadline, until="2001-03-01") == ["satisfied"]
    assert statuses(UNLESS_FACT, before_it, until="2001-03-01") == ["violated"]


def test_a_release_that_may_be_void_leaves_a_missed_duty_undetermined() -> None:
    valid = "    rule valid\n      when P leaves O\n      require (P is a citizen)\n      otherwise void\n"
    made = findings(
        UNLESS_EVENT + valid, "2001-01-01: Adams is elected\n2001-01-05: Adams leaves President", until="2001-03-01"
    )
    assert made == [("valid", "undetermined", "2001-01-05"), ("oath", "undetermined", "2001-01-11")]


DEEMED = OATH + "      otherwise deemed P leaves President\n"


def test_otherwise_deemed_happens_at_the_start_of_the_next_day_and_is_no_breach() -> None:
    rule = DEEMED + "    rule seen\n      when P leaves President\n      require date = 2001-01-12\n"
    made = findings(rule, "2001-01-01: Adams is elected\n2001-01-12: the bell rings", until="2001-03-01")
    assert made == [("oath", "satisfied", "2001-01-11"), ("seen", "satisfied", "2001-01-12")]


def test_otherwise_deemed_comes_before_the_events_of_that_day() -> None:
    rule = DEEMED + "    rule seen\n      when the bell rings\n      require any (Adams leaves President)\n"
    made = findings(rule, "2001-01-01: Adams is elected\n2001-01-11: the bell rings\n2001-01-12: the bell rings")
    assert made[1:] == [("seen", "violated", "2001-01-11"), ("seen", "satisfied", "2001-01-12")]


def test_otherwise_deemed_does_not_happen_when_the_duty_was_done() -> None:
    rule = DEEMED + "    rule seen\n      when P leaves President\n      require date = 2001-01-12\n"
    made = findings(rule, "2001-01-01: Adams is elected\n2001-01-02: Adams is sworn in", until="2001-03-01")
    assert made == [("oath", "satisfied", "2001-01-02")]


def test_what_is_deemed_after_a_doubtful_breach_is_a_possible_event() -> None:
    rule = (
        DEEMED
        + "    rule valid\n      when P is sworn in\n      require (P is a citizen)\n      otherwise void\n"
        + "    rule seen\n      when the bell rings\n      require none of (any leaves President)\n"
    )
    timeline = "2001-01-01: Adams is elected\n2001-01-05: Adams is sworn in\n2001-02-01: the bell rings"
    assert statuses(rule, timeline) == ["undetermined", "undetermined", "undetermined"]


def test_a_deemed_event_discharges_a_duty() -> None:
    rule = OATH + "    rule swearing\n      when P signs\n      deemed P is sworn in\n"
    made = findings(rule, "2001-01-01: Adams is elected\n2001-01-05: Adams signs")
    assert ("oath", "satisfied", "2001-01-05") in made


def test_by_15_november_is_the_first_after_the_trigger() -> None:
    rule = "rule r\n  when P is elected\n  then P is sworn in\n    by 15 November\n"
    assert findings(rule, "2001-11-14: Adams is elected", until="2003-01-01") == [("r", "violated", "2001-11-15")]
    assert findings(rule, "2001-11-15: Adams is elected", until="2003-01-01") == [("r", "violated", "2002-11-15")]


BETWEEN = "rule r\n  when P is elected\n  then P is sworn in\n    between {0} and {1}\n"


@pytest.mark.parametrize(
    ("first", "last", "act", "expected"),
    [
        ("1 November", "15 November", "2001-11-01", ("satisfied", "2001-11-01")),
        ("1 November", "15 November", "2001-10-31", ("violated", "2001-11-15")),
        ("1 November", "15 November", "2001-11-16", ("violated", "2001-11-15")),
        ("1 December", "15 January", "2002-01-15", ("satisfied", "2002-01-15")),
        ("2001-12-01", "2001-12-01", "2001-12-01", ("satisfied", "2001-12-01")),
    ],
)
def test_between_two_days_includes_both(first: str, last: str, act: str, expected: tuple[str, str]) -> None:
    made = findings(
        BETWEEN.format(first, last), f"2001-10-05: Adams is elected\n{act}: Adams is sworn in", until="2003-01-01"
    )
    assert made == [("r", *expected)]


def test_between_two_anchors_a_trigger_in_between_waits_for_the_next_time() -> None:
    rule = BETWEEN.format("1 November", "15 November")
    kept = findings(rule, "2001-11-05: Adams is elected\n2002-11-10: Adams is sworn in")
    assert kept == [("r", "satisfied", "2002-11-10")]
    assert findings(rule, "2001-11-05: Adams is elected", until="2003-01-01") == [("r", "violated", "2002-11-15")]


def test_between_a_day_and_open_has_no_last_day() -> None:
    rule = BETWEEN.format("2001-06-01", "open")
    assert statuses(rule, "2001-01-01: Adams is elected\n2001-05-01: Adams is sworn in") == ["pending"]
    assert statuses(rule, "2001-01-01: Adams is elected\n2201-05-01: Adams is sworn in") == ["satisfied"]


def test_not_counting_sundays_stops_the_clock_on_sundays() -> None:
    rule = OATH.replace("10 days", "6 days") + "        not counting Sundays\n"
    monday = "2001-01-01: Adams is elected\n"
    assert findings(rule, monday, until="2001-02-01") == [("oath", "violated", "2001-01-08")]


def test_not_counting_days_off_uses_those_of_the_rule_set() -> None:
    rule = OATH.replace("10 days", "2 days") + "        not counting days off\n"
    made = findings(
        rule, "2001-01-05: Adams is elected", head="days off Saturdays, Sundays, 8 January", until="2001-02-01"
    )
    assert made == [("oath", "violated", "2001-01-10")]


STOPPED = OATH + "        not counting (P is ill)\n"


def test_not_counting_a_fact_stops_the_clock_while_it_holds() -> None:
    ill = "given Adams is ill from 2001-01-03 to 2001-01-07\n2001-01-01: Adams is elected"
    assert findings(STOPPED, ill, until="2001-02-01") == [("oath", "violated", "2001-01-15")]


def test_a_clock_that_may_have_stood_still_leaves_a_late_act_undetermined() -> None:
    rule = STOPPED.replace("ill", "a citizen")
    trigger = "2001-01-01: Adams is elected\n"
    assert statuses(rule, trigger + "2001-01-11: Adams is sworn in") == ["satisfied"]
    assert statuses(rule, trigger + "2001-01-12: Adams is sworn in", until="2001-03-01") == ["undetermined"]
    assert statuses(rule, trigger, until="2001-01-10") == ["pending"]
    assert statuses(rule, trigger, until="2001-01-11") == ["undetermined"]


def test_a_possible_event_discharges_a_duty_perhaps() -> None:
    rule = OATH + "    rule valid\n      when P is sworn in\n      require (P is a citizen)\n      otherwise void\n"
    timeline = "2001-01-01: Adams is elected\n2001-01-05: Adams is sworn in"
    assert statuses(rule, timeline, until="2001-02-01") == ["undetermined", "undetermined"]
    surely = timeline + "\ngiven Brown is a citizen\n2001-01-06: Brown is sworn in"
    assert ("oath", "satisfied", "2001-01-06") in findings(rule.replace("then P is", "then any is"), surely)


def test_a_void_event_discharges_nothing() -> None:
    rule = OATH + "    rule valid\n      when P is sworn in\n      require (P is ill)\n      otherwise void\n"
    timeline = "2001-01-01: Adams is elected\n2001-01-05: Adams is sworn in"
    assert statuses(rule, timeline, until="2001-02-01") == ["void", "violated"]


def test_a_duty_that_a_possible_event_sets_going_is_not_breached_for_sure() -> None:
    rule = OATH + "    rule valid\n      when P is elected\n      require (P is a citizen)\n      otherwise void\n"
    assert findings(rule, "2001-01-01: Adams is elected", until="2001-02-01") == [
        ("valid", "undetermined", "2001-01-01"),
        ("oath", "undetermined", "2001-01-11"),
    ]


def test_a_duty_that_time_alone_sets_going_after_its_deadline_is_breached() -> None:
    world = (
        WORLD + 'fact over "the term is over"\n  the term is over while how long (Adams holds President) > 10 days\n'
    )
    rule = "rule late\n  when (the term is over) begins\n  then Adams signs\n    by 2001-01-10\n"
    made = findings(rule, "2001-01-01: Adams takes office as President", world=world, until="2001-06-01")
    assert made == [("late", "violated", "2001-01-10")]


def test_a_principle_with_a_duty_is_met_or_a_concern() -> None:
    soft = OATH.replace("rule oath", "principle oath")
    assert statuses(soft, "2001-01-01: Adams is elected", until="2001-02-01") == ["concern"]
    assert statuses(soft, "2001-01-01: Adams is elected\n2001-01-02: Adams is sworn in") == ["met"]


def test_new_variables_in_a_duty_mean_some_each_alternative_for_itself() -> None:
    rule = "rule r\n  when P is elected\n  then Q signs\n    and Q seals\n    within 10 days\n"
    made = statuses(rule, "2001-01-01: Adams is elected\n2001-01-02: Brown signs\n2001-01-03: Clark seals")
    assert made == ["satisfied"]


def test_a_duty_that_perhaps_was_done_names_the_event_that_perhaps_did_it() -> None:
    world = WORLD + 'event approved "{person: Person} approves [for {office: Office}]"\n'
    rule = "rule r\n  when P is elected\n  then P approves for President\n    within 7 days\n"
    timeline = "2001-01-01: Adams is elected\n2001-01-05: Adams approves\n"
    made = checked(rule, timeline, world=world, until="2001-12-31")
    (finding,) = made.findings
    assert finding.status == "undetermined"
    assert "`Adams approves` on 2001-01-05" in finding.message
    assert "did not happen" not in finding.message
