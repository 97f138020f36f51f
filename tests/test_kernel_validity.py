"""What the language promises of validity, powers and exceptions, one promise a test."""

from itertools import pairwise

import pytest
from helpers import WORLD, checked, findings, statuses

NEVER_AGAIN = "rule once\n  when P is elected\n  require no earlier (P is elected)\n  otherwise void\n"
DOUBT = "rule valid\n  when P is elected\n  require (P is a citizen)\n  otherwise void\n"
TWICE = "2001-01-01: Adams is elected\n2002-01-01: Adams is elected"


def test_a_void_event_changes_nothing() -> None:
    world = WORLD + 'fact sits "{person: Person} sits"\n  P sits begins when P is elected\n'
    rule = DOUBT + "rule r\n  when the bell rings\n  require none of (any sits)\n"
    timeline = "given not (Adams is a citizen)\n2001-01-01: Adams is elected\n2001-01-02: the bell rings"
    assert statuses(rule, timeline, world=world) == ["void", "satisfied"]


def test_a_void_event_triggers_nothing() -> None:
    rule = (
        NEVER_AGAIN
        + "rule oath\n  when P is elected\n  then P is sworn in\n    within 10 days\n"
        + "rule seal\n  when P is elected\n  deemed P seals\n"
    )
    made = findings(rule, TWICE, until="2003-01-01")
    assert [f for f in made if f[2] >= "2002"] == [("once", "void", "2002-01-01")]


def test_a_void_event_is_not_counted() -> None:
    thrice = f"{TWICE}\n2003-01-01: Adams is elected"
    rule = NEVER_AGAIN + "rule r\n  when the bell rings\n  require count of (any is elected) = 1\n"
    assert statuses(rule, f"{thrice}\n2004-01-01: the bell rings") == ["satisfied", "void", "void", "satisfied"]


def test_the_other_breaches_of_a_void_event_are_reported_under_it() -> None:
    rule = NEVER_AGAIN + "rule early\n  when P is elected\n  require date < 2002-01-01\n"
    (found,) = [f for f in checked(rule, TWICE).findings if f.rule == "early" and f.status == "violated"]
    assert found.follows_from == "once"
    assert [f[1] for f in findings(rule, TWICE) if f[0] == "early"] == ["satisfied", "violated"]


def test_two_rules_that_void_one_event_are_both_reported() -> None:
    rule = NEVER_AGAIN + "rule early\n  when P is elected\n  require date < 2002-01-01\n  otherwise void\n"
    made = findings(rule, TWICE)
    assert made[2:] == [("once", "void", "2002-01-01"), ("early", "void", "2002-01-01")]


@pytest.mark.parametrize("swap", [False, True])
def test_all_validity_rules_see_the_state_before_the_event_in_any_order(swap: bool) -> None:
    rules = [
        NEVER_AGAIN,
        "rule other\n  when P is elected\n  require none of (any is elected) since 2001-06-01\n  otherwise void\n",
    ]
    if swap:
        rules.reverse()
    made = findings("".join(rules), f"{TWICE}\n2002-01-02: Brown is elected")
    assert sorted(made) == [
        ("once", "satisfied", "2001-01-01"),
        ("once", "satisfied", "2002-01-02"),
        ("once", "void", "2002-01-01"),
        ("other", "satisfied", "2001-01-01"),
        ("other", "satisfied", "2002-01-01"),
        ("other", "satisfied", "2002-01-02"),
    ]


def test_without_otherwise_void_the_act_stands_and_is_a_breach() -> None:
    rule = (
        NEVER_AGAIN.replace("  otherwise void\n", "")
        + "rule r\n  when the bell rings\n  require count of (any is elected) = 2\n"
    )
    assert statuses(rule, f"{TWICE}\n2004-01-01: the bell rings") == ["satisfied", "violated", "satisfied"]


def test_an_event_whose_validity_is_unknown_is_a_possible_event_from_then_on() -> None:
    rule = (
        DOUBT
        + "rule r\n  when the bell rings\n  require any (any is elected)\nrule s\n  when P is elected\n  require (P is ill)\n"
    )
    timeline = "2001-01-01: Adams is elected\n2001-01-02: the bell rings"
    assert statuses(rule, timeline) == ["undetermined"] * 3


def test_a_certain_failure_voids_whatever_else_is_unknown() -> None:
    rule = DOUBT + NEVER_AGAIN
    made = findings(rule, f"given Adams is a citizen to 2001-06-01\n{TWICE}")
    assert ("once", "void", "2002-01-01") in made


def test_an_exception_saves_an_event_from_being_void() -> None:
    rule = (
        NEVER_AGAIN
        + "exception e to once\n  where (P is a citizen)\n"
        + "rule r\n  when the bell rings\n  require count of (any is elected) = 2\n"
    )
    timeline = f"{TWICE}\n2003-01-01: the bell rings\n"
    assert statuses(rule, timeline + "given Adams is a citizen") == ["satisfied", "excused", "satisfied"]
    assert statuses(rule, timeline + "given not (Adams is a citizen)") == ["satisfied", "void", "violated"]
    assert statuses(rule, timeline) == ["satisfied", "undetermined", "undetermined"]


def test_an_exception_matters_only_where_the_rule_is_broken() -> None:
    rule = NEVER_AGAIN + "exception e to once\n  where (P is a citizen)\n"
    assert statuses(rule, "given Adams is a citizen\n2001-01-01: Adams is elected") == ["satisfied"]


def test_a_principle_is_met_or_a_concern_and_never_void() -> None:
    soft = NEVER_AGAIN.replace("rule once", "principle once").replace("  otherwise void\n", "")
    assert statuses(soft, TWICE) == ["met", "concern"]


# ---- deemed ----------------------------------------------------------------------------------------------------------

CROWNED = WORLD + 'act crowned "{person: Person} is crowned"\nact blessed "{person: Person} is blessed"\n'
POWER = "power crowning\n  P is crowned where (P is a citizen)\n  provided none of (any is crowned)\n"


def test_what_is_deemed_needs_no_power_and_cannot_be_voided() -> None:
    rule = (
        POWER
        + "rule never\n  when P is crowned\n  require (P is ill)\n  otherwise void\n"
        + "rule by_law\n  when P is elected\n  deemed P is crowned\n"
        + "rule r\n  when the bell rings\n  require any (any is crowned)\n"
    )
    made = findings(rule, "2001-01-01: Adams is elected\n2001-01-02: the bell rings", world=CROWNED)
    assert made == [("by_law", "satisfied", "2001-01-01"), ("r", "satisfied", "2001-01-02")]


def test_what_is_deemed_follows_at_once_and_in_turn() -> None:
    rule = (
        "rule a\n  when P is elected\n  deemed P signs\n"
        "rule b\n  when P signs\n  deemed P seals\n"
        "rule c\n  when P seals\n  require any (P signs) on 2001-01-01\n"
    )
    assert [s for _, s, _ in findings(rule, "2001-01-01: Adams is elected")] == ["satisfied"] * 3


def test_what_follows_from_a_deemed_event_comes_before_what_else_is_deemed() -> None:
    rule = (
        "rule a\n  when P is elected\n  deemed P signs\n"
        "rule b\n  when P is elected\n  deemed P is sworn in\n"
        "rule c\n  when P signs\n  deemed P seals\n"
        "rule d\n  when P is sworn in\n  require any (P seals)\n"
    )
    assert ("d", "satisfied", "2001-01-01") in findings(rule, "2001-01-01: Adams is elected")


def test_what_a_possible_event_makes_the_law_deem_is_possible() -> None:
    rule = (
        DOUBT
        + "rule a\n  when P is elected\n  deemed P signs\nrule b\n  when the bell rings\n  require none of (any signs)\n"
    )
    assert statuses(rule, "2001-01-01: Adams is elected\n2001-02-01: the bell rings") == ["undetermined"] * 3


def test_a_chain_of_hundreds_of_consequences_ends() -> None:
    names = [chr(97 + n // 26) + chr(97 + n % 26) for n in range(600)]
    world = WORLD + "".join(f'event e_{name} "step {name} happens"\n' for name in names)
    rules = "".join(
        f"rule r_{one}\n  when step {one} happens\n  deemed step {two} happens\n" for one, two in pairwise(names)
    )
    assert statuses(rules, "2001-01-01: step aa happens", world=world) == ["satisfied"] * 599


def test_a_rule_that_an_event_and_what_it_ends_both_set_going_is_set_going_once() -> None:
    rule = "rule r\n  when P leaves O\n    or (P holds O) ends\n  require (P is ill)\n"
    timeline = "2001-01-01: Adams takes office as President\n2001-02-01: Adams leaves President"
    assert findings(rule, timeline) == [("r", "violated", "2001-02-01")]


# ---- powers ----------------------------------------------------------------------------------------------------------


def test_an_act_that_no_power_covers_is_void_with_the_nearest_power() -> None:
    timeline = (
        "given Adams is a citizen\ngiven not (Brown is a citizen)\n2001-01-01: Brown is crowned\n"
        "2001-01-02: Adams is crowned\n2001-01-03: Adams is crowned"
    )
    assert findings(POWER, timeline, world=CROWNED) == [
        ("crowning", "void", "2001-01-01"),
        ("crowning", "satisfied", "2001-01-02"),
        ("crowning", "void", "2001-01-03"),
    ]


def test_an_act_that_no_version_ever_regulates_is_left_alone() -> None:
    rule = POWER + "rule r\n  when the bell rings\n  require any (any is blessed)\n"
    assert statuses(rule, "2001-01-01: Adams is blessed\n2001-01-02: the bell rings", world=CROWNED) == ["satisfied"]


def test_an_act_is_valid_if_any_of_several_powers_covers_it() -> None:
    second = "power urgent_crowning\n  P is crowned where (P is ill)\n"
    timeline = (
        "given Adams is ill\ngiven not (Adams is a citizen)\n2001-01-01: Adams is crowned\n2001-01-02: Adams is crowned"
    )
    assert findings(POWER + second, timeline, world=CROWNED) == [
        ("urgent_crowning", "satisfied", "2001-01-01"),
        ("urgent_crowning", "satisfied", "2001-01-02"),
    ]


def test_an_unknown_condition_of_one_power_does_not_matter_where_another_covers_the_act() -> None:
    second = "power urgent_crowning\n  P is crowned where (P is ill)\n"
    timeline = "given Adams is ill\n2001-01-01: Adams is crowned"
    assert statuses(POWER + second, timeline, world=CROWNED) == ["satisfied"]
    assert statuses(POWER, timeline, world=CROWNED) == ["undetermined"]


def test_an_exception_to_a_power_saves_the_act() -> None:
    rule = POWER + "exception e to crowning\n  where (P is ill)\n"
    timeline = "given Adams is a citizen\ngiven Adams is ill from 2001-01-03\n" + "".join(
        f"2001-01-0{day}: Adams is crowned\n" for day in (1, 2, 3)
    )
    assert statuses(rule, timeline, world=CROWNED) == ["satisfied", "void", "excused"]


def test_an_act_beyond_the_power_has_its_other_breaches_under_it() -> None:
    rule = POWER + "rule early\n  when P is crowned\n  require date < 2000-01-01\n"
    made = checked(rule, "given not (Adams is a citizen)\n2001-01-01: Adams is crowned", world=CROWNED)
    assert [(f.rule, f.status, f.follows_from) for f in made.findings] == [
        ("early", "violated", "crowning"),
        ("crowning", "void", None),
    ]


# ---- while -----------------------------------------------------------------------------------------------------------

TENURE = "rule tenure\n  while P holds President\n  require how long (P holds President) <= 1 year\n"


def test_while_is_broken_on_the_first_false_day_and_once_for_each_stretch() -> None:
    timeline = (
        "2001-01-01: Adams takes office as President\n2003-01-01: Adams takes office as President\n"
        "2003-06-01: Adams leaves President\n2004-01-01: Brown takes office as President"
    )
    assert findings(TENURE, timeline, until="2006-01-01") == [
        ("tenure", "violated", "2002-01-02"),
        ("tenure", "satisfied", "2003-06-01"),
        ("tenure", "violated", "2005-01-02"),
    ]


def test_while_looks_after_each_event_of_a_day() -> None:
    rule = "rule calm\n  while P holds President\n  require count of (P signs) = count of (P seals)\n"
    timeline = "2001-01-01: Adams takes office as President\n2001-01-05: Adams signs\n2001-01-05: Adams seals"
    assert findings(rule, timeline, until="2001-02-01") == [("calm", "violated", "2001-01-05")]


def test_while_is_found_false_on_a_day_that_a_sum_from_the_day_at_hand_decides() -> None:
    rule = "rule r\n  while P holds President\n  require date + 30 days <= 2001-12-31\n"
    made = findings(rule, "2001-01-29: Adams takes office as President", until="2002-01-01")
    assert made == [("r", "violated", "2001-12-02")]


def test_while_unknown_is_undetermined_from_the_first_such_day() -> None:
    rule = "rule r\n  while P holds President\n  require none of (any signs)\nrule valid\n  when P signs\n  require (P is a citizen)\n  otherwise void\n"
    timeline = "2001-01-01: Adams takes office as President\n2001-03-01: Brown signs"
    assert ("r", "undetermined", "2001-03-01") in findings(rule, timeline, until="2001-06-01")


def test_a_transition_hides_an_event_from_the_where_of_a_while_rule() -> None:
    rule = """
        rule w
          while P holds President where last (P is elected)
          require date < 2001-06-01
        reform r of law
          in force from 2000-01-01
          transition t
            disregard (P is elected) before 2001-02-01 for w
    """
    timeline = "2001-01-01: Adams is elected\n2001-01-02: Adams takes office as President\nexpect w violated under {0}"
    under_law = checked(rule, timeline.format("law"), until="2001-07-01")
    assert [f.status for f in under_law.findings] == ["violated"]
    both = checked(rule, timeline.format("r"), until="2001-07-01")
    assert [[f.status for f in c.findings] for c in both.timelines[0].columns] == [["violated"], []]


def test_a_transition_hides_an_event_from_a_count_of_this() -> None:
    rule = """
        rule w
          when P is elected
          require count of (P is elected) counting this <= 1
        reform r of law
          in force from 2000-01-01
          transition t
            disregard (P is elected) before 2001-06-01 for w
    """
    columns = checked(rule, f"{TWICE}\nexpect w satisfied under r").timelines[0].columns
    assert [[(f.status, f.date.year) for f in c.findings] for c in columns] == [
        [("satisfied", 2001), ("violated", 2002)],
        [("satisfied", 2002)],
    ]


# ---- variables -------------------------------------------------------------------------------------------------------


def test_where_gives_one_finding_for_each_way_and_a_bracket_means_some() -> None:
    takes = (
        "2001-01-01: Adams takes office as President\n2001-01-01: Adams takes office as Vice\n2001-01-02: Adams signs"
    )
    assert statuses("rule r\n  when P signs where (P holds O)\n  require (P is ill)\n", takes) == [
        "violated",
        "violated",
    ]
    assert statuses("rule r\n  when P signs\n  require any (P holds O)\n", takes) == ["satisfied"]


def test_a_variable_named_twice_in_a_pattern_means_the_same() -> None:
    world = WORLD + 'event voted "{voter: Person} votes for {choice: Person}"\n'
    rule = "rule r\n  when P votes for P\n  require (P is ill)\n"
    assert statuses(rule, "2001-01-01: Adams votes for Brown", world=world) == []
    assert statuses(rule, "2001-01-01: Adams votes for Adams", world=world) == ["violated"]


def test_every_has_and_choice_and_money() -> None:
    world = WORLD + 'event paid "{person: Person} pays {sum: Money}"\n'
    rule = (
        "rule all\n  when the bell rings\n  require every (P signs) has any (P seals)\n"
        "rule cap\n  when P pays M\n  require M <= if (P is ill) then 200 KZT else 100 KZT\n"
    )
    timeline = (
        "given Brown is ill\n2001-01-01: Adams signs\n2001-01-02: the bell rings\n2001-01-03: Adams seals\n"
        "2001-01-04: the bell rings\n2001-01-05: Adams pays 150 KZT\n2001-01-05: Brown pays 150 KZT\n"
        "2001-01-06: Clark pays 100 EUR"
    )
    made = findings(rule, timeline, world=world)
    assert [s for r, s, _ in made if r == "all"] == ["violated", "satisfied"]
    assert sorted(s for r, s, _ in made if r == "cap") == ["satisfied", "undetermined", "violated"]
