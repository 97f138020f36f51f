"""What cannot be, whatever the law says, is told of a timeline, and judged as it stands."""

import pytest

from govrules.pipeline import Check, check
from govrules.text.source import Source
from tests.helpers import Texts

RULES = """
use "people"
office President
person Adams
person Brown

ruleset law
  in force from 2000-01-01
rule once
  when P takes office as President
  require no earlier (P takes office as President)

reform later of law
  in force from 2005-01-01
  repeal rule once
"""


def checked(events: str, head: str = "  under law\n") -> Check:
    """A timeline under the law."""
    return check([Source("t.timeline", f'timeline "x"\n  use "./law.gov"\n{head}{events}\n')], finder=Texts(RULES))


def told(made: Check) -> list[tuple[str, int, str]]:
    """The severity, line and message of what is told."""
    return [(d.severity, made.sources.place(d.span)[1], d.message) for d in made.diagnostics if d.code == "GR515"]


@pytest.mark.parametrize("doing", ["dies", "takes office as President", "takes the oath as President"])
def test_the_dead_do_nothing(doing: str) -> None:
    made = checked(f"2001-01-01: Adams dies\n2002-01-01: Adams {doing}")
    ((severity, line, message),) = told(made)
    assert (severity, line) == ("warning", 5)
    assert message == f"`Adams {doing}` cannot be: `Adams dies` happened on 2001-01-01"
    assert made.made, "it is judged as it stands"


def test_others_live_on() -> None:
    assert not told(checked("2001-01-01: Adams dies\n2002-01-01: Brown takes office as President"))


def test_it_is_told_once_for_all_columns() -> None:
    made = checked("2001-01-01: Adams dies\n2002-01-01: Adams dies", "  before law\n  after later\n")
    assert len(told(made)) == 1


def test_what_may_not_have_happened_is_let_pass() -> None:
    made = checked("2001-01: Adams dies\n2001-01-15: Adams takes office as President")
    assert not told(made) or told(made)[0][0] == "warning"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("impossible P dyes where any (P dies)", "GR201"),
        ("impossible (P holds President) begins where any (P dies)", "GR304"),
        ("impossible P dies where Q = P", "GR206"),
        ("impossible P dies where P.born > 3", "GR301"),
    ],
)
def test_mistakes_in_it_are_told(line: str, code: str) -> None:
    made = check([Source("law.gov", RULES.replace("\nruleset law", f"\n{line}\nruleset law"))])
    assert {d.code for d in made.diagnostics if d.severity == "error"} == {code}
