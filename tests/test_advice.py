"""What the diagnostics of names, kinds and types advise: the mistakes that people make, and the words that help."""

import pytest
from helpers import WORLD

from govrules.files import FileFinder
from govrules.pipeline import check
from govrules.text.diagnostics import Diagnostic
from govrules.text.source import Source

SHARES = """
event turnout "turnout is {part: Percent of the roll} of {voters: Number} at {cost: Money}, {share: Percent of votes} won"
"""


def told(text: str) -> list[Diagnostic]:
    """What is said of a rule file."""
    return list(check([Source("law.gov", text)], finder=FileFinder()).diagnostics)


def told_of_rules(rules: str) -> list[Diagnostic]:
    """What is said of the rules of one rule set, in the vocabulary that most tests share."""
    return told(f"{WORLD}{SHARES}\nruleset law\n  in force from 1900-01-01\n\n{rules}\n")


def only(found: list[Diagnostic]) -> Diagnostic:
    assert len(found) == 1, [(d.code, d.message, d.help) for d in found]
    return found[0]


# ---- types ----------------------------------------------------------------------------------------------------------

PERSON = "rule r\n  when P is elected\n  require "
TURNOUT = "rule r\n  when turnout is T of N at M, S won\n  require "


@pytest.mark.parametrize(
    ("rule", "code", "help"),
    [
        (f"{PERSON}age of P >= 35", "GR301", "write `35 years`"),
        (f"{PERSON}age of P >= 1", "GR301", "write `1 year`"),
        (f"{PERSON}35 <= age of P", "GR301", "write `35 years`"),
        (f"{PERSON}age of P >= 2.5", "GR301", "write a duration, as in `30 months`"),
        (f"{PERSON}age of P > 10%", "GR301", "such as `5 years`"),
        (f"{PERSON}age of P > age of P", "GR301", "such as `5 years`"),
        (f"{PERSON}how long (P holds President) <= 5", "GR301", "`5 years`, `5 months` or `5 days`"),
        (f"{PERSON}time since (P signs) <= 60", "GR301", "`60 years`, `60 months` or `60 days`"),
        (
            f"let term = 5\n{PERSON}how long (P holds President) <= term",
            "GR301",
            "where `term` gets its value, write a",
        ),
        (f"let few = 3\n{PERSON}any (P signs) in the last few", "GR302", "where `few` gets its value, write a"),
        (f"{PERSON}date > 2000", "GR301", "write a whole day, as in `2000-01-01`, or compare `year` with `2000`"),
        (f"{PERSON}P.born < 1960", "GR301", "write a whole day, as in `1960-01-01`"),
        (f"{PERSON}P.born > 40 years", "GR301", "how old somebody is says `age of P`"),
        (f"{PERSON}date > 5 years", "GR301", "as in `date >= P.born + 40 years`"),
        (f"{PERSON}year > 2001-01-01", "GR301", "`year` is a number; compare `date` with a day"),
        (f"{PERSON}date + 30 > 2001-01-01", "GR302", "`30 years`, `30 months` or `30 days`"),
        (f"{PERSON}date > 30 days + date", "GR302", "write the day first"),
        (f"{PERSON}date - P.born > 30 days", "GR302", "how far one day is from another"),
        (f"{PERSON}age of P + 1 year > 40 years", "GR302", "is only compared"),
        (
            f"let term = 5 years\nlet more = term + 1\n{PERSON}age of P > more",
            "GR302",
            "`1 year`, `1 month` or `1 day`",
        ),
        (f"{PERSON}count of (P is elected)", "GR303", "compare it, as in `… >= 2`"),
        (f"{PERSON}age of P", "GR303", "compare it, as in `… >= 5 years`"),
        (f"{PERSON}P = President", "GR301", "a thing of the one kind is never one of the other"),
        (f"{TURNOUT}S > 50", "GR301", "write the number as a percentage: `50%`"),
        (f"{TURNOUT}T >= 33.5", "GR301", "write the number as a percentage: `33.5%`"),
        (f"{TURNOUT}T > 500", "GR301", "shares go up to 100%"),
        (f"{TURNOUT}T > S", "GR305", "one is a share of the roll, the other of votes"),
        (f"{TURNOUT}T > N", "GR301", "`N / B`"),
        (f"{TURNOUT}M >= 500", "GR301", "as in `500 EUR`"),
        (f"{TURNOUT}N > 5 years", "GR301", "or give its slot the kind Duration"),
        ("rule r\n  when P is elected\n  then P signs\n    by 30 days", "GR313", "write `within …`"),
        ("let d = 30\nrule r\n  when P is elected\n  then P signs\n    within d", "GR302", "where `d` gets its value"),
        ("let d = 2001-01-01\nrule r\n  when P is elected\n  then P signs\n    within d", "GR302", "write `by …`"),
    ],
)
def test_types(rule: str, code: str, help: str) -> None:
    found = only(told_of_rules(rule))
    assert found.code == code
    assert help in (found.help or "")


def test_attribute_of_another_kind() -> None:
    found = only(told_of_rules("person Young\n  born 1990\n"))
    assert (found.code, found.help) == ("GR205", "write a whole day, as in `1990-01-01`")


def test_a_reform_that_sets_another_kind_of_value_is_told_once() -> None:
    rules = (
        "let term = 5 years\nlet more = term + 30 days\n"
        "rule r\n  while P holds President\n  require how long (P holds President) <= term\n"
        "rule s\n  when P is elected\n  then P signs\n    within more\n"
        "reform b of law\n  in force from 2010-01-01\n  set term = 7\n"
        "reform c of b\n  in force from 2020-01-01\n  add let less = term - 1 month\n"
    )
    found = only(told_of_rules(rules))
    assert (found.code, found.help) == ("GR301", "write `7 years`")
    assert found.message == "`term` was a duration, and this is a number"
