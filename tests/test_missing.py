"""What is missing: questions that decide what is undetermined, and no more of them than needed."""

import pytest

from govrules.pipeline import check
from govrules.report import json as report
from govrules.report import text as terminal
from govrules.text import limits
from govrules.text.source import Source
from tests.helpers import Texts

RULES = """
kind Person
  born: Date
kind Chamber
  seats: Number
event elected "{person: Person} is elected [with {share: Percent}]"
event passed "the bill is passed by {chamber: Chamber} [with {votes: Number} votes]"
event opened "the session opens"
fact citizen "{person: Person} is a citizen"
fact resident "{person: Person} is a resident"
fact exempt "{person: Person} is exempt" otherwise no
person Adams
chamber Senate

ruleset law
  in force from 2000-01-01
"""


def asked(rule: str, events: str, world: str = "") -> tuple[str, tuple[str, ...]]:
    """The status of the one finding, and what would decide it."""
    text = f'timeline "x"\n  use "./law.gov"\n  under law\n  until 2012-12-31\n{world}\n{events}\n'
    made = check([Source("t.timeline", text)], finder=Texts(RULES + rule))
    assert made.made, made.diagnostics
    (finding,) = made.findings
    return finding.status, finding.missing


ADULT = "rule adult\n  when P is elected\n  require age of P >= 18 years\n"
CITIZEN = "rule citizen\n  when P is elected\n  require (P is a citizen)\n"
BOTH = "rule both\n  when P is elected\n  require (P is a citizen)\n  require (P is a resident)\n"
EITHER = "rule either\n  when P is elected\n  require (P is a citizen) or (P is a resident)\n"
MAJORITY = "rule majority\n  when the bill is passed by C with V votes\n  require V > 1/2 of C.seats\n"


def test_an_attribute() -> None:
    assert asked(ADULT, "2001-01-01: Adams is elected") == ("undetermined", ("when was Adams born?",))


def test_a_statement() -> None:
    question = "is it so that Adams is a citizen?"
    assert asked(CITIZEN, "2001-01-01: Adams is elected") == ("undetermined", (question,))


def test_a_slot_that_is_left_out() -> None:
    rule = "rule share\n  when P is elected with S\n  require S > 50%\n"
    question = "what is `share` in `Adams is elected` (2001-01-01)?"
    assert asked(rule, "2001-01-01: Adams is elected") == ("undetermined", (question,))


def test_two_that_are_needed_together() -> None:
    status, questions = asked(BOTH, "2001-01-01: Adams is elected")
    assert status == "undetermined"
    assert set(questions) == {"is it so that Adams is a citizen?", "is it so that Adams is a resident?"}
    status, questions = asked(EITHER, "2001-01-01: Adams is elected")
    assert len(questions) == 2


def test_no_more_than_is_needed() -> None:
    assert asked(BOTH, "2001-01-01: Adams is elected", "given Adams is a citizen") == (
        "undetermined",
        ("is it so that Adams is a resident?",),
    )


def test_one_question_is_enough_if_any_answer_decides() -> None:
    rule = "rule many\n  when the bill is passed by C with V votes\n  require V > 60\n"
    events = "2001-01-01: the bill is passed by Senate"
    assert asked(rule, events)[1] == ("what is `votes` in `the bill is passed by Senate` (2001-01-01)?",)
    events = "2001-01-01: the bill is passed by Senate with 60 votes"
    assert asked(MAJORITY, events)[1] == ("what is `Senate.seats`?",)


def test_nothing_is_asked_of_what_is_decided() -> None:
    assert asked(CITIZEN, "2001-01-01: Adams is elected", "given Adams is a citizen") == ("satisfied", ())


def test_nothing_is_asked_where_only_a_date_is_uncertain() -> None:
    rule = "rule late\n  when the session opens\n  require date > 2001-03-15\n"
    assert asked(rule, "2001-03: the session opens") == ("undetermined", ())


def test_the_limit_on_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ANSWERS", 1)
    assert asked(CITIZEN, "2001-01-01: Adams is elected") == ("undetermined", ())


def test_reports_ask() -> None:
    text = 'timeline "x"\n  use "./law.gov"\n  under law\n2001-01-01: Adams is elected\n'
    made = check([Source("t.timeline", text)], finder=Texts(RULES + CITIZEN))
    assert "it would be decided by: is it so that Adams is a citizen?" in terminal.render(made)
    assert '"is it so that Adams is a citizen?"' in report.render(made)
