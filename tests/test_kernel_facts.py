"""What the language promises of facts, one promise a test."""

import pytest
from helpers import WORLD, findings, statuses

SITS = WORLD + 'fact sits "{person: Person} sits"\n  P sits begins when P is elected\n'
ASKED = "rule asked\n  when P signs\n  require (P sits)\n"


def sitting(ends: str, timeline: str, **options: str) -> list[str]:
    return statuses(ASKED, timeline, world=f"{SITS}  P sits ends {ends}\n", **options)


def test_a_begin_on_a_holding_fact_starts_a_new_stretch() -> None:
    rule = "rule r\n  when P signs\n  require start of (P holds President) = 2002-01-01\n"
    timeline = "2001-01-01: Adams takes office as President\n2002-01-01: Adams takes office as President\n2003-01-01: Adams signs"
    assert statuses(rule, timeline) == ["satisfied"]


def test_a_new_stretch_is_not_a_second_fact() -> None:
    rule = "rule r\n  when the bell rings\n  require count of (any holds President) = 1\n"
    timeline = "2001-01-01: Adams takes office as President\n2002-01-01: Adams takes office as President\n2003-01-01: the bell rings"
    assert statuses(rule, timeline) == ["satisfied"]


def test_facts_end_first_then_begin() -> None:
    world = SITS + "  P sits ends when P is elected\n"
    assert statuses(ASKED, "2001-01-01: Adams is elected\n2001-01-02: Adams signs", world=world) == ["satisfied"]
    replaced = SITS + "  P sits ends when Q is elected where Q != P\n"
    timeline = (
        "2001-01-01: Adams is elected\n2001-01-02: Brown is elected\n2001-01-03: Adams signs\n2001-01-03: Brown signs"
    )
    assert sorted(statuses(ASKED, timeline, world=replaced)) == ["satisfied", "violated"]


def test_a_rule_sees_the_state_before_the_event() -> None:
    rule = "rule r\n  when P is elected\n  require not (P sits)\n"
    timeline = "2001-01-01: Adams is elected\n2001-01-01: Brown is elected\n2001-01-02: Adams is elected"
    assert findings(rule, timeline, world=SITS)[-1] == ("r", "violated", "2001-01-02")
    assert statuses(rule, timeline, world=SITS).count("satisfied") == 2


# ---- scheduled ends --------------------------------------------------------------------------------------------------


def test_a_scheduled_end_holds_through_its_day() -> None:
    timeline = "2001-01-01: Adams is elected\n2001-01-11: Adams signs\n2001-01-12: Adams signs"
    assert sitting("on start + 10 days", timeline) == ["satisfied", "violated"]


def test_a_scheduled_end_under_a_condition_needs_it_on_that_day() -> None:
    timeline = "2001-01-01: Adams is elected\n2001-01-12: Adams signs"
    assert sitting("on start + 10 days where (P is ill)", timeline) == ["satisfied"]
    ill = "given Adams is ill from 2001-01-11 to 2001-01-11\n"
    assert sitting("on start + 10 days where (P is ill)", ill + timeline) == ["violated"]


def test_a_scheduled_end_under_an_unknown_condition_is_a_possible_end() -> None:
    timeline = "2001-01-01: Adams is elected\n2001-01-11: Adams signs\n2001-01-12: Adams signs"
    assert sitting("on start + 10 days where (P is a citizen)", timeline) == ["satisfied", "undetermined"]


def test_a_possible_end_sets_rules_going_perhaps() -> None:
    world = SITS + "  P sits ends on start + 10 days where (P is a citizen)\n"
    rule = "rule r\n  when (P sits) ends\n  then Q is elected\n    within 5 days\n"
    made = findings(rule, "2001-01-01: Adams is elected", world=world, until="2001-03-01")
    assert made == [("r", "undetermined", "2001-01-16")]


def test_a_fact_whose_end_is_on_an_unknown_day_may_have_ended() -> None:
    world = SITS + "  P sits ends on P.born + 70 years\n"
    brown = "2001-01-01: Brown is elected\n2001-01-02: Brown signs"
    assert statuses(ASKED, brown, world=world) == ["undetermined"]
    adams = "2020-01-01: Adams is elected\n2020-06-15: Adams signs\n2020-06-16: Adams signs"
    assert statuses(ASKED, adams, world=world) == ["satisfied", "violated"]


def test_a_fact_whose_end_hangs_on_an_undeclared_rounding_may_have_ended() -> None:
    timeline = "2001-01-31: Adams is elected\n2001-03-10: Adams signs"
    assert sitting("on start + 1 month", timeline, head="rounding down") == ["violated"]
    assert sitting("on start + 1 month", timeline, head="timezone UTC") == ["violated"], "it has ended either way"


def test_a_fact_stated_without_a_day_is_not_ended_by_a_day_counted_from_its_start() -> None:
    timeline = "given Adams sits\n2001-01-31: Adams signs\n2009-03-10: Adams signs"
    assert sitting("on start + 1 month", timeline) == ["satisfied", "satisfied"]


def test_an_end_at_noon_is_past_for_the_timed_events_after_it() -> None:
    timeline = (
        "2001-01-01: Adams is elected\n2001-01-11: Adams signs\n2001-01-11 11:59: Adams signs\n"
        "2001-01-11 12:00: Adams signs\n2001-01-11: Adams signs"
    )
    assert sorted(sitting("on start + 10 days at 12:00", timeline)) == ["satisfied"] * 2 + ["violated"] * 2


def test_end_of_is_the_scheduled_end_while_it_holds_and_then_the_actual_one() -> None:
    world = SITS + "  P sits ends on start + 10 days\n  P sits ends when P seals\n"
    rule = "rule r\n  when the bell rings\n  require end of (Adams sits) = {0}\n"
    timeline = "2001-01-01: Adams is elected\n2001-01-03: the bell rings"
    assert statuses(rule.format("2001-01-11"), timeline, world=world) == ["satisfied"]
    ended = timeline.replace("01-03", "01-08") + "\n2001-01-05: Adams seals"
    assert statuses(rule.format("2001-01-05"), ended, world=world) == ["satisfied"]


def test_end_of_is_unknown_while_some_end_is() -> None:
    world = SITS + "  P sits ends on start + 10 days\n  P sits ends on P.born + 70 years\n"
    rule = "rule r\n  when P signs\n  require end of (P sits) = 2001-01-11\n"
    assert statuses(rule, "2001-01-01: Brown is elected\n2001-01-01: Brown signs", world=world) == ["undetermined"]


# ---- derived facts ---------------------------------------------------------------------------------------------------

VACANT = WORLD + 'fact vacant "the chair is vacant"\n  the chair is vacant while none of (P holds President)\n'
FILLED = "rule filled\n  when (the chair is vacant) begins\n  then any takes office as President\n    within 10 days\n"
DOUBT = "rule valid\n  when P leaves O\n  require (P is a citizen)\n  otherwise void\n"


def test_a_derived_fact_begins_when_its_condition_becomes_true() -> None:
    timeline = "2001-01-01: Adams takes office as President\n2001-02-01: Adams leaves President"
    assert findings(FILLED, timeline, world=VACANT, until="2001-06-01") == [("filled", "violated", "2001-02-11")]


def test_a_derived_fact_that_may_begin_sets_rules_going_perhaps() -> None:
    timeline = "2001-01-01: Adams takes office as President\n2001-02-01: Adams leaves President"
    made = findings(DOUBT + FILLED, timeline, world=VACANT, until="2001-06-01")
    assert made == [("valid", "undetermined", "2001-02-01"), ("filled", "undetermined", "2001-02-11")]


def test_a_derived_fact_that_becomes_doubtful_has_not_ended_for_sure() -> None:
    world = WORLD + 'fact taken "the chair is taken"\n  the chair is taken while any (P holds President)\n'
    rule = DOUBT + "rule r\n  when (the chair is taken) ends\n  require (Clark is ill)\n"
    timeline = "2001-01-01: Adams takes office as President\n2001-02-01: Adams leaves President"
    assert statuses(rule, timeline, world=world) == ["undetermined", "undetermined"]
    assert statuses(rule, timeline + "\ngiven Adams is a citizen", world=world) == ["satisfied", "violated"]


def test_a_derived_fact_begins_by_time_alone_and_the_last_event_lies_before_it() -> None:
    world = (
        WORLD + 'fact over "the term is over"\n  the term is over while how long (Adams holds President) > 10 days\n'
    )
    rule = "rule r\n  when (the term is over) begins\n  require any (P takes office as President)\n"
    made = findings(rule, "2001-01-01: Adams takes office as President", world=world, until="2001-02-01")
    assert made == [("r", "satisfied", "2001-01-12")]


def test_what_a_derived_fact_was_in_the_past_is_unknown() -> None:
    world = WORLD + 'fact taken "the chair is taken"\n  the chair is taken while any (P holds President)\n'
    timeline = (
        "2001-01-01: Adams takes office as President\n2001-02-01: Adams leaves President\n2001-02-02: the bell rings"
    )
    rule = "rule r\n  when the bell rings\n  require any (the chair is taken) in the last 1 year\n"
    assert statuses(rule, timeline, world=world) == ["undetermined"]
    as_of = rule.replace("in the last 1 year", "as of 2001-01-15")
    assert statuses(as_of, timeline, world=world) == ["satisfied"]


# ---- stated facts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "status"), [("01-31", "violated"), ("02-01", "satisfied"), ("02-28", "satisfied"), ("03-01", "violated")]
)
def test_given_from_and_to_include_both_days(day: str, status: str) -> None:
    rule = "rule r\n  when P signs\n  require (P is ill)\n"
    assert statuses(rule, f"given Adams is ill from 2001-02-01 to 2001-02-28\n2001-{day}: Adams signs") == [status]


def test_a_standing_fact_is_unknown_when_unsaid_unless_otherwise_no() -> None:
    rule = "rule r\n  when P signs\n  require ({0})\n"
    assert statuses(rule.format("P is a citizen"), "2001-01-01: Adams signs") == ["undetermined"]
    assert statuses(rule.format("P is ill"), "2001-01-01: Adams signs") == ["violated"]


def test_a_standing_fact_unsaid_is_unknown_in_a_window_too() -> None:
    rule = "rule r\n  when P signs\n  require none of (P is a citizen) in the last 5 years\n"
    assert statuses(rule, "2001-01-01: Adams signs") == ["undetermined"]
    assert statuses(rule, "given not (Adams is a citizen)\n2001-01-01: Adams signs") == ["satisfied"]
    assert statuses(rule, "given Adams is a citizen\n2001-01-01: Adams signs") == ["violated"]
    assert statuses(rule.replace("a citizen", "ill"), "2001-01-01: Adams signs") == ["satisfied"]


def test_given_not_states_that_a_fact_does_not_hold() -> None:
    rule = "rule r\n  when P signs\n  require not (P is a citizen)\n"
    assert statuses(rule, "given not (Adams is a citizen)\n2001-01-01: Adams signs") == ["satisfied"]


def test_after_the_last_day_of_a_denial_the_fact_is_unknown_again() -> None:
    rule = "rule r\n  while P holds President\n  require not (P is a citizen)\n"
    timeline = "given not (Adams is a citizen) to 2001-02-28\n2001-01-31: Adams takes office as President"
    assert findings(rule, timeline, until="2001-02-28") == [("r", "satisfied", "2001-02-28")]
    assert findings(rule, timeline, until="2001-04-01") == [("r", "undetermined", "2001-03-01")]


def test_a_fact_stated_twice_counts_once() -> None:
    rule = "given Adams is a citizen\nrule r\n  when the bell rings\n  require count of (P is a citizen) = 1\n"
    others = "given not (Brown is a citizen)\ngiven not (Clark is a citizen)\n"
    assert statuses(rule, others + "given Adams is a citizen\n2001-01-01: the bell rings") == ["satisfied"]


def test_events_may_lie_before_the_first_stated_day() -> None:
    rule = "rule r\n  when P signs\n  require (P is ill)\n"
    timeline = "2001-01-01: Adams signs\ngiven Adams is ill from 2001-06-01\n2001-06-01: Adams signs"
    assert findings(rule, timeline) == [("r", "violated", "2001-01-01"), ("r", "satisfied", "2001-06-01")]
