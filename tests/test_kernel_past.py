"""What the language promises of questions about the past, and of what is unknown, one promise a test."""

import pytest
from helpers import WORLD, findings, statuses

RINGS = "rule r\n  when the bell rings\n  require {0}\n"
BELL = "\n2001-06-01: the bell rings"
DOUBT = "rule valid\n  when P signs\n  require (P is a citizen) or date < 2001-02-01\n  otherwise void\n"
"""Signatures from February on may be void."""


def asked(question: str, timeline: str, *, more: str = "", world: str = WORLD, head: str = "rounding down") -> str:
    """The answer to a question asked on 1 June 2001."""
    made = findings(more + RINGS.format(question), timeline + BELL, world=world, head=head)
    (status,) = [status for rule, status, _ in made if rule == "r"]
    return status


def in_the_dark(
    question: str, timeline: str, before: str = "2000-01-01", head: str = "when the bell rings"
) -> list[str]:
    rule = f"rule r\n  {head}\n  require {question}\n"
    return statuses(rule, timeline + BELL, until=f"2001-06-01\n  incomplete before {before}")


def test_an_event_is_never_in_its_own_past() -> None:
    rule = "rule r\n  when P signs\n  require no earlier (P signs)\n"
    assert statuses(rule, "2001-01-01: Adams signs\n2001-01-02: Adams signs") == ["satisfied", "violated"]


def test_counting_this_adds_the_event_at_hand() -> None:
    rule = "rule r\n  when P signs\n  require count of (P signs) counting this = {0}\n"
    assert statuses(rule.format(1), "2001-01-01: Adams signs\n2001-01-02: Adams signs") == ["satisfied", "violated"]


def test_since_an_event_counts_from_the_beginning_if_there_was_none() -> None:
    question = "count of (any signs) since (any seals) = {0}"
    assert asked(question.format(2), "2001-01-01: Adams signs\n2001-01-02: Adams signs") == "satisfied"
    assert asked(question.format(1), "2001-01-01: Adams signs\n2001-01-01: Brown seals\n2001-01-02: Adams signs") == (
        "satisfied"
    )


def test_a_count_over_unknown_matches_is_an_interval() -> None:
    timeline = "2001-01-01: Adams signs\n2001-03-01: Brown signs"
    for question, answer in (
        (">= 1", "satisfied"),
        ("<= 2", "satisfied"),
        ("= 1", "undetermined"),
        (">= 2", "undetermined"),
        (">= 3", "violated"),
    ):
        assert asked(f"count of (any signs) {question}", timeline, more=DOUBT) == answer, question


BOUGHT = WORLD + 'event bought "{person: Person} buys {share: Number}"\n'
OWNED = BOUGHT + 'fact owns "{person: Person} owns {share: Number}"\n  P owns S begins when P buys S\n'


@pytest.mark.parametrize(
    ("comparison", "answer"),
    [
        (">= 10", "satisfied"),
        ("<= 70", "satisfied"),
        ("<= 20", "undetermined"),
        ("> 70", "violated"),
        ("< 10", "violated"),
    ],
)
@pytest.mark.parametrize("what", ["S over (any buys S)", "share over (any buys any)"])
def test_a_sum_over_unknown_matches_is_an_interval(what: str, comparison: str, answer: str) -> None:
    doubt = "rule valid\n  when P buys S\n  require (P is a citizen) or S < 50\n  otherwise void\n"
    timeline = "2001-01-01: Adams buys 10\n2001-01-01: Brown buys 60"
    assert asked(f"sum of {what} {comparison}", timeline, more=doubt, world=BOUGHT) == answer


def test_bounds_of_a_sum_are_exact() -> None:
    doubt = "rule valid\n  when P buys S\n  require (P is a citizen)\n  otherwise void\n"
    timeline = "given Adams is a citizen\n2001-01-01: Adams buys 0.5\n2001-01-01: Brown buys 0.7"
    for comparison, answer in (
        ("+ 0.1 >= 0.6", "satisfied"),
        ("- 0.1 <= 1.1", "satisfied"),
        ("+ 0.1 > 0.6", "undetermined"),
    ):
        question = f"sum of S over (any buys S) {comparison}"
        assert asked(question, timeline, more=doubt, world=BOUGHT) == answer, comparison


@pytest.mark.parametrize("what", ["S over (any owns S)", "share over (any owns any)"])
def test_aggregates_read_the_slots_of_facts_as_well_as_of_events(what: str) -> None:
    timeline = "2001-01-01: Adams buys 10\n2001-01-01: Brown buys 20"
    assert asked(f"sum of {what} = 30", timeline, world=OWNED) == "satisfied"
    assert asked(f"the largest of {what} if none 0 = 20", timeline, world=OWNED) == "satisfied"
    assert asked(f"the smallest of {what} if none 0 = 10", timeline, world=OWNED) == "satisfied"


VOTED = WORLD + 'event voted "{voter: Person} votes [for {choice: Person}]"\n'


def test_different_values_are_counted_with_those_that_are_unsaid() -> None:
    unsaid = "2001-01-01: Adams votes\n2001-01-01: Brown votes"
    for comparison, answer in ((">= 1", "satisfied"), ("<= 1", "undetermined"), ("<= 2", "satisfied")):
        assert asked(f"count of Q over (any votes for Q) {comparison}", unsaid, world=VOTED) == answer, comparison
    one_said = unsaid + "\n2001-01-02: Clark votes for Adams"
    for comparison, answer in ((">= 2", "undetermined"), ("<= 3", "satisfied"), (">= 1", "satisfied")):
        assert asked(f"count of Q over (any votes for Q) {comparison}", one_said, world=VOTED) == answer, comparison
    same = "2001-01-01: Brown votes for Adams\n2001-01-02: Clark votes for Adams"
    assert asked("count of Q over (any votes for Q) = 1", same, world=VOTED) == "satisfied"


def test_omitted_optional_slots_are_unknown_and_the_pattern_matches_all_the_same() -> None:
    rule = "rule r\n  when V votes for Q\n  require Q = Adams\n"
    assert statuses(rule, "2001-01-01: Brown votes", world=VOTED) == ["undetermined"]


def test_last_is_settled_only_if_all_candidates_agree() -> None:
    last = "last (any signs).person if none {0} = Adams"
    agree = "2001-01-01: Adams signs\n2001-03-01: Adams signs"
    differ = "2001-01-01: Brown signs\n2001-03-01: Adams signs"
    assert asked(last.format("Clark"), agree, more=DOUBT) == "satisfied"
    assert asked(last.format("Clark"), differ, more=DOUBT) == "undetermined"


def test_what_holds_if_none_is_a_candidate_for_last_as_long_as_no_match_is_certain() -> None:
    last = "last (any signs).person if none {0} = Adams"
    one = "2001-03-01: Adams signs"
    two = "2001-03-01: Adams signs\n2001-03-02: Adams signs"
    for timeline in (one, two):
        assert asked(last.format("Clark"), timeline, more=DOUBT) == "undetermined"
        assert asked(last.format("Adams"), timeline, more=DOUBT) == "satisfied"


def test_a_possible_second_beginning_does_not_make_two_of_one() -> None:
    doubt = (
        "rule valid\n  when P takes office as O\n  require (P is a citizen) or date < 2001-02-01\n  otherwise void\n"
    )
    timeline = "2001-01-01: Adams takes office as President\n2001-03-01: Adams takes office as President"
    assert asked("count of (any holds President) = 1", timeline, more=doubt) == "satisfied"
    assert asked("(Adams holds President)", timeline, more=doubt) == "satisfied"


def test_a_doubtful_end_long_ago_does_not_make_the_present_stretch_doubtful() -> None:
    doubt = "rule valid\n  when P leaves O\n  require (P is a citizen)\n  otherwise void\n"
    timeline = (
        "2001-01-01: Adams takes office as President\n2001-02-01: Adams leaves President\n"
        "2001-05-15: Adams takes office as President"
    )
    assert asked("how long (Adams holds President) <= 1 month", timeline, more=doubt) == "satisfied"
    assert asked("total time (Adams holds President) <= 10 days", timeline, more=doubt) == "undetermined"


def test_time_since_is_beyond_every_duration_if_it_never_happened() -> None:
    assert asked("time since (any signs) > 9000 years", "2001-01-01: Adams seals") == "satisfied"


# ---- incomplete histories --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("none of (any signs)", "undetermined"),
        ("any (any signs)", "undetermined"),
        ("none of (any signs) since 2000-01-01", "satisfied"),
        ("none of (any signs) since 1999-12-31", "undetermined"),
        ("none of (any signs) in the last 1 year", "satisfied"),
        ("none of (any signs) in the last 2 years", "undetermined"),
        ("count of (any signs) <= 5", "undetermined"),
        ("count of (any signs) >= 0", "satisfied"),
        ("time since (any signs) > 1 year", "undetermined"),
        ("sum of share over (any buys any) = 0", "undetermined"),
    ],
)
def test_incomplete_before_a_day_makes_earlier_history_unknown(question: str, answer: str) -> None:
    rule = f"rule r\n  when the bell rings\n  require {question}\n"
    made = statuses(rule, BELL, world=BOUGHT, until="2001-06-01\n  incomplete before 2000-01-01")
    assert made == [answer]


@pytest.mark.parametrize("window", ["", " since 2000-06-01", " in the last 1 month", " on 2001-01-01"])
def test_a_fact_may_have_begun_in_the_dark_and_reach_into_any_window(window: str) -> None:
    assert in_the_dark(f"none of (any holds President){window}", "") == ["undetermined"]


def test_every_one_of_the_dark_may_lack_something() -> None:
    timeline = "2001-01-01: Adams signs\n2001-01-02: Adams seals"
    assert in_the_dark("every (P signs) has any (P seals)", timeline) == ["undetermined"]
    assert asked("every (P signs) has any (P seals)", timeline) == "satisfied"


def test_every_one_that_lacks_something_decides_whatever_lies_in_the_dark() -> None:
    since = "every (P signs) has any (P seals) since 2000-06-01"
    assert in_the_dark(since, "2001-01-01: Adams signs") == ["violated"]


def test_the_latest_one_may_lie_in_the_dark() -> None:
    head = "when the bell rings where last (P signs)"
    assert in_the_dark("(P is ill)", "", head=head) == ["undetermined"]
    assert in_the_dark("(P is ill)", "given Adams is ill\n2001-01-01: Adams signs", head=head) == ["satisfied"]
    assert statuses(f"rule r\n  {head}\n  require (P is ill)\n", "2001-01-01: the bell rings") == []


def test_the_clock_time_and_attributes_are_unknown_when_unsaid() -> None:
    assert asked("clock = 08:00", "2001-01-01: Adams signs") == "undetermined"
    assert asked("Brown.born < 2000-01-01", "2001-01-01: Adams signs") == "undetermined"
    assert asked("Adams.born = 1950-06-15", "2001-01-01: Adams signs") == "satisfied"


def test_what_nobody_has_is_not_known() -> None:
    world = WORLD.replace("  born: Date\n", "  born: Date\n  rank: Number\n", 1).replace(
        "person Adams\n", "person Adams\n  rank 3\n", 1
    )
    question = "the sum of P.rank over (P is elected) = 3"
    assert asked(question, "2001-01-01: Adams is elected", world=world) == "satisfied"
    assert asked(question, "2001-01-01: nobody is elected", world=world) == "undetermined"
