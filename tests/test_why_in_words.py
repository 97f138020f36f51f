"""Explanations of the shipped scenarios say what a reader would repeat: the right day, the right event, the right law."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from govrules.calendar import elapsed_in_words
from govrules.files import FileFinder
from govrules.pipeline import Check, check
from govrules.report.explain import explain
from tests.helpers import checked

ROOT = Path(__file__).resolve().parent.parent
HISTORY = "kazakhstan/history-1991-2026"
EARLY = "kazakhstan/early-election-2022"
UNRATIFIED = "united-states/what-if-unratified"
IN_FORCE = "in force"
_TREE = str.maketrans("│├└─", "    ")


@cache
def made(path: str, rule: str, remedies: bool) -> Check:
    finder = FileFinder(ROOT)
    source = finder.open(str(ROOT / "scenarios" / f"{path}.timeline"))
    return check([source], finder=finder, explain=rule, in_force=True, attribute=remedies)


def why(path: str, rule: str, law: str, on: str | None = None, *, remedies: bool = False) -> str:
    """The explanation as one line, without what draws the tree."""
    day = date.fromisoformat(on) if on is not None else None
    return " ".join(explain(made(path, rule, remedies), rule, on=day, law=law).translate(_TREE).split())


def test_a_law_is_in_force_since_its_own_day() -> None:
    shown = why(EARLY, "early_election_in_time", IN_FORCE, "2019-06-09")
    assert "in force (kz_2019 came into force on 2019-03-23)" in shown
    assert "1995-09-05" not in shown


def test_what_came_too_late_is_the_first_that_came_and_the_remedy_moves_that_one() -> None:
    shown = why(HISTORY, "next_election", "kz_2026", "1998-10-10", remedies=True)
    assert "it happened on 1999-01-10, 3 months late" in shown
    assert "it would be in time until 1998-10-10: 3 months earlier" in shown


def test_a_lasting_rule_was_kept_since_it_was_law() -> None:
    shown = why(HISTORY, "no_party_membership", IN_FORCE, "2022-11-26")
    assert "`Tokayev is a member of no party` held from 2022-06-08 to 2022-11-26" in shown
    assert "it was so throughout, from 2022-06-08 to 2022-11-26" in shown


def test_the_transition_clause_that_keeps_an_earlier_rule_is_named_and_quoted() -> None:
    shown = why(HISTORY, "within_the_term", IN_FORCE, "2011-04-08")
    assert "under kz_2011, `running_term` [K17 Art. 94-1] keeps it for `within_the_term`" in shown
    assert "“The term that runs when the amendment enters into force stays one of seven years.”" in shown


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2015, 4, 29), date(2019, 3, 19), "3 years 10 months 18 days"),
        (date(2000, 12, 30), date(2019, 3, 20), "18 years 2 months 19 days"),
        (date(2000, 3, 31), date(2019, 5, 20), "19 years 1 month 19 days"),
        (date(2023, 1, 31), date(2023, 3, 1), "1 month"),
    ],
)
def test_no_length_of_time_has_more_days_than_a_month(start: date, end: date, said: str) -> None:
    assert elapsed_in_words(start, end) == said


def test_a_rule_that_was_not_law_says_so_and_every_event_is_counted() -> None:
    shown = why(HISTORY, "half_take_part", IN_FORCE)
    assert "`half_take_part` did not apply under the law in force" in shown
    assert "it was law from 1995-09-05 until 1998-10-07, when kz_1998 came into force [K98 Art. 41.4]" in shown
    assert shown.count("`half_take_part` was not law on that day") == 4
    assert "3 more of its kind" in shown


def test_a_law_that_never_came_into_force_says_why() -> None:
    shown = why(UNRATIFIED, "successor_elected_once", IN_FORCE)
    assert "no law that has it was in force" in shown
    assert "us_1951 does not enter into force: its adoption was void by `three_quarters_of_the_states`" in shown


def test_a_void_event_does_not_count_and_nothing_denies_it() -> None:
    shown = why("kazakhstan/dissolution-broken", "dissolve", "kz_2022", "2023-06-03", remedies=True)
    assert "there was none" not in shown
    assert "it was void by `dissolve`, so it does not count" in shown
    assert "a condition that is not met: `no emergency is in force` is not so" in shown
    assert "if `President declares State Emergency` on 2023-06-02 had not happened" in shown


def test_a_new_text_has_not_what_it_did_not_take_over() -> None:
    shown = why(HISTORY, "consecutive_terms", "kz_2026")
    new = "kz_2026 is a new text, and takes over no rule of the one before it"
    repeal = "kz_2022 repeals it, before kz_2026 was made"
    assert shown.index(new) < shown.index(repeal)


def test_what_a_transition_clause_leaves_out_is_dated() -> None:
    shown = why(EARLY, "single_term", "kz_2022", "2022-11-20")
    assert "`earlier_elections` [K23 Art. 94-2] disregards what happened before 2022-09-21" in shown
    assert "so that of 2019-06-09 does not count" in shown
    assert "without `earlier_elections`, `Tokayev is elected President with 70.96%` on 2019-06-09 would count" in shown


def test_a_day_that_is_not_the_one_prescribed_is_not_wrong_for_its_weekday() -> None:
    shown = why("united-states/what-if-march", "twentieth_of_january", "us_1933", remedies=True)
    assert "but 1937-03-04 is not 20 January" in shown
    assert "Thursday" not in shown
    assert shown.index("on 1937-01-20") < shown.index("on 1938-01-20"), "the nearer, which breaks nothing"


def test_a_law_that_judges_before_it_was_made_says_so() -> None:
    shown = why("kazakhstan/five-elections", "consecutive_terms", "kz_2017", "2005-12-04")
    assert "under kz_2017 (in force only since 2017-03-14)" in shown
    assert "happened 3 times (on 1991-12-01, 1999-01-10 and 2005-12-04, this time included)" in shown
    assert "without the exception `first_president` it would be void" in shown


def test_what_is_kept_says_from_when_it_would_not_be() -> None:
    assert "it would be late after 2022-11-21" in why(EARLY, "early_election_in_time", IN_FORCE, "2022-11-20")


def test_what_nobody_recorded_is_not_said_to_have_been_looked_at() -> None:
    rules = "\nrule r\n  when P is elected\n  require none of (P signs) in the last 1 year\n"
    asked = checked(rules, "\n2001-01-01: Adams is elected\n", explain="r")
    shown = " ".join(explain(asked, "r").split())
    assert "as required: `Adams signs` has not happened in the last year" in shown
