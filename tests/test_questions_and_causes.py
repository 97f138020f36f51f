"""Acts that are asked about, and what follows from a void act."""

import json

import pytest

from govrules.pipeline import Check, check
from govrules.report import json as report
from govrules.report import text as terminal
from govrules.text.source import Source
from tests.helpers import Texts

RULES = """
kind Person
event elected "{person: Person} is elected"
event sworn "{person: Person} takes the oath"
event left "{person: Person} leaves"
event called "{person: Person} calls the election"
event held "the election is held"
event signed "{person: Person} signs"
fact serves "{person: Person} serves"
  P serves begins when P takes the oath
  P serves ends when P leaves
person Adams
person Brown

ruleset law
  in force from 2000-01-01
  rounding down

rule once [Art. 1]
  when P takes the oath
  require no earlier (P takes the oath)
  otherwise void

rule in_office [Art. 2]
  when P signs
  require (P serves)

rule held_in_time [Art. 3]
  when P calls the election
  then the election is held
    within 1 month

rule sworn_after_election [Art. 4]
  when P is elected
  then P takes the oath
    within 1 month
"""


def checked(events: str, *asked: str, expected: str = "", **options: bool) -> Check:
    """The check of a timeline, with acts that are asked about."""
    text = f'timeline "x"\n  use "./law.gov"\n  under law\n  until 2012-12-31\n{events}\n{expected}\n'
    return check([Source("t.timeline", text)], finder=Texts(RULES), events=asked, **options)


def found(made: Check) -> dict[tuple[str, str], tuple[str, str | None]]:
    """By rule and day: the status, and the rule by which what it follows from was void."""
    assert made.made, made.diagnostics
    return {(f.rule, f"{f.date}"): (f.status, f.follows_from) for f in made.findings}


def test_an_act_that_is_asked_about_is_judged_with_the_others() -> None:
    made = checked("2001-01-01: Adams takes the oath", "2013-02-01: Adams takes the oath")
    assert found(made)["once", "2013-02-01"] == ("void", None)
    assert made.timelines[0].timeline.until.isoformat() == "2013-02-01"
    assert made.exit_code() == 1
    made = checked("2001-01-01: Adams takes the oath", "2005-02-01: Brown takes the oath")
    assert found(made)["once", "2005-02-01"] == ("satisfied", None)
    assert made.exit_code() == 0


def test_the_answer_comes_first() -> None:
    made = checked("2001-01-01: Adams takes the oath", "2005-02-01: Adams takes the oath", "2006-01-01: Brown leaves")
    lines = terminal.render(made).splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith("Asked: 2005-02-01: Adams takes the oath"))
    assert (
        lines[first + 1]
        == "    under law: ⊘ void by once [Art. 1]: `Adams takes the oath` already happened on 2001-01-01"
    )
    assert lines[first + 2] == "      it would be lawful if `Adams takes the oath` on 2001-01-01 had not happened"
    assert "    under law: no rule speaks of it" in lines
    assert first < next(at for at, line in enumerate(lines) if "─" in line)
    made = checked("", "2005-02-01: Brown takes the oath")
    assert "under law: ✓ lawful; it was looked at by once" in terminal.render(made)


def test_an_act_beyond_the_end_of_the_timeline_moves_it_and_the_report_says_so() -> None:
    made = checked("2001-01-01: Adams takes the oath", "2015-02-01: Adams takes the oath", "2016-01-01: Brown leaves")
    shown = terminal.render(made)
    assert "The question moves the end of the timeline from 2012-12-31 to 2016-01-01" in shown
    inside = checked("2001-01-01: Adams takes the oath", "2005-02-01: Adams takes the oath")
    assert "moves the end" not in terminal.render(inside)


LATER = "2001-01-01: Adams takes the oath\n2012-12-15: Brown calls the election"


def test_what_comes_of_the_moved_end_alone_is_told_apart_from_the_answer() -> None:
    made = checked(LATER, "2015-02-01: Brown takes the oath", expected="expect held_in_time pending")
    assert found(made)["held_in_time", "2013-01-15"] == ("violated", None)
    shown = terminal.render(made)
    assert "    held_in_time is violated on 2013-01-15 under law" in shown
    assert "✗ violated on 2013-01-15" not in shown, "in full only with --why"
    assert "✗ violated on 2013-01-15" in terminal.render(made, why=True)
    assert made.exit_code() == 0, "the file is as it was: the act asked about is lawful"


def test_what_the_act_asked_about_does_late_is_part_of_the_answer() -> None:
    made = checked(LATER, "2013-02-01: the election is held")
    assert made.exit_code() == 1
    assert "✗ violated on 2013-01-15" in terminal.render(made)


def test_asked_acts_in_the_json() -> None:
    made = json.loads(report.render(checked("2001-01-01: Adams takes the oath", "2005-02-01: Adams takes the oath")))
    (asked,) = made["timelines"][0]["asked"]
    assert (asked["date"], asked["sentence"]) == ("2005-02-01", "Adams takes the oath")


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        ("Adams takes the oath", "GR101", "is no dated event"),
        ("2005-02-30: Adams takes the oath", "GR308", "there is no day"),
        ("2005-02-01: Adam takes the oath", "GR202", "no person `Adam`"),
        ("2005-02-01: Adams sings", "GR201", "no phrase"),
        ("2005-02-01: Adams serves", "GR304", "is a fact"),
        ("", "GR101", "is no dated event"),
    ],
)
def test_what_cannot_be_asked(asked: str, code: str, said: str) -> None:
    made = checked("2001-01-01: Adams takes the oath", asked)
    (error,) = [d for d in made.diagnostics if d.severity == "error"]
    assert error.code == code
    assert said in error.message
    assert error.span.path.startswith("--event")


def test_what_only_follows_from_a_void_act_hangs_under_it() -> None:
    events = "2001-01-01: Adams takes the oath\n2002-01-01: Adams leaves\n2003-01-01: Adams takes the oath\n"
    made = checked(events + "2003-06-01: Adams signs\n2004-01-01: Brown signs")
    assert found(made)["once", "2003-01-01"] == ("void", None)
    assert found(made)["in_office", "2003-06-01"] == ("violated", "once"), "he would be in office but for that"
    assert found(made)["in_office", "2004-01-01"] == ("violated", None), "Brown never was"
    echo = next(f for f in made.findings if f.follows_from == "once")
    assert echo.cause is not None
    assert echo.cause.sentence == "Adams takes the oath"
    assert made.failures() == 2, "two causes, and an echo that does not count"
    shown = terminal.render(made).splitlines()
    at = shown.index("    only because of that:")
    assert shown[at + 1].strip().startswith("✗ violated on 2003-06-01  in_office")


def test_a_duty_that_a_void_act_would_have_discharged() -> None:
    events = "2001-01-01: Adams takes the oath\n2003-01-01: Adams is elected\n2003-01-10: Adams takes the oath"
    made = found(checked(events))
    assert made["sworn_after_election", "2003-02-01"] == ("violated", "once")


def test_a_void_act_that_follows_from_a_void_act_is_no_cause() -> None:
    rules = RULES + "\nrule voided [Art. 5]\n  when P signs\n  require (P serves)\n  otherwise void\n"
    rules += "rule called_after [Art. 6]\n  when P calls the election\n  require any (P signs)\n"
    events = "2001-01-01: Adams takes the oath\n2002-01-01: Adams leaves\n2003-01-01: Adams takes the oath\n"
    events += "2003-06-01: Adams signs\n2003-07-01: Adams calls the election\n2003-07-15: the election is held\n"
    text = f'timeline "x"\n  use "./law.gov"\n  under law\n  until 2012-12-31\n{events}\n'
    made = found(check([Source("t.timeline", text)], finder=Texts(rules)))
    assert made["voided", "2003-06-01"] == ("void", "once")
    assert made["called_after", "2003-07-01"] == ("violated", "once")


def test_an_echo_may_be_expected() -> None:
    events = "2001-01-01: Adams takes the oath\n2002-01-01: Adams leaves\n2003-01-01: Adams takes the oath\n"
    expected = "expect once void on 2003-01-01\nexpect in_office violated on 2003-06-01"
    assert checked(events + "2003-06-01: Adams signs", expected=expected).exit_code() == 0
