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


# ---- numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "message", "help"),
    [
        ("200 of 300", "`200 of 300` is 60,000", "write `200`, or `2/3 of 300`"),
        ("50 of 300", "`50 of 300` is 15,000", "write `50`, or `1/6 of 300`"),
        ("300 of 300", "`300 of 300` is 90,000", "`of` multiplies; a part of 300 is written as in `2/3 of 300`"),
    ],
)
def test_a_number_of_a_number_is_their_product(said: str, message: str, help: str) -> None:
    rule = f"rule r\n  when turnout is T of N at M, S won\n  require N >= {said}"
    told = only(told_of_rules(rule))
    assert (told.code, told.severity, told.message, told.help) == ("GR603", "warning", message, help)
    assert [d.message for d in told_of_rules(f"let quorum = {said}")] == [message]


def test_a_number_of_a_named_number_is_their_product() -> None:
    rule = "let roll = 300\nrule r\n  when turnout is T of N at M, S won\n  require N >= {}"
    told = only(told_of_rules(rule.format("200 of roll")))
    assert (told.code, told.message) == ("GR603", "`200 of roll` is 200 times `roll`")
    assert told.help == "if 200 of them are meant, write `200`"
    assert told_of_rules(rule.format("2/3 of roll")) == []
    assert told_of_rules(rule.format("200 * roll")) == []


@pytest.mark.parametrize("said", ["2/3 of 300", "50% of 300", "200 * 300", "0.5 of 300"])
def test_a_part_of_a_number_is_no_mistake(said: str) -> None:
    assert told_of_rules(f"rule r\n  when turnout is T of N at M, S won\n  require N >= {said}") == []


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
    assert [label.text for label in found.labels] == ["it has its value from here"]


# ---- modules that are not used --------------------------------------------------------------------------------------

RULESET = "ruleset law\n  in force from 2000-01-01\n"


def said(text: str) -> list[tuple[str, str]]:
    return [(d.code, d.help or "") for d in told(text)]


def test_a_kind_of_a_module_that_is_not_used() -> None:
    assert said(f"{RULESET}bill Finance\n") == [("GR106", 'the module `bills` declares it: write `use "bills"`')]
    assert said(f'{RULESET}event lost "{{bill: Bill}} is lost"\n') == [
        ("GR203", 'the module `bills` declares it: write `use "bills"`')
    ]


def test_a_missing_module_is_told_once() -> None:
    rules = (
        f"{RULESET}person Higgins\noffice President\n"
        "rule r\n  when P takes office as President\n  require age of P >= 35 years and (P holds President)\n"
        "  require P.born < 2000-01-01\n"
        "rule s\n  when Higgins dies\n  deemed P leaves President\n"
    )
    assert said(rules) == [
        ("GR106", 'the module `people` declares it: write `use "people"`; 5 more places in this file want it')
    ]


def test_two_missing_modules_are_told_in_the_order_of_the_file() -> None:
    rules = f"{RULESET}bill Finance\noffice President\nrule r\n  when B is presented to President\n"
    rules += "  then B is signed by President\n    within 10 days\nrule s\n  when P is elected President\n  require (P holds President)\n"
    assert said(rules) == [
        ("GR106", 'the module `bills` declares it: write `use "bills"`; 4 more places in this file want it'),
        ("GR201", 'the module `elections` declares it: write `use "elections"`'),
    ]


def test_a_shipped_rule_set_brings_its_words_along() -> None:
    text = 'timeline "t"\n  before kz_2017\n  after kz_2022\nperson Tokayev\n2022-11-20: Tokayev is elected President\n'
    (found,) = check([Source("a.timeline", text)], finder=FileFinder()).diagnostics
    assert (found.code, found.help) == (
        "GR217",
        'it is in `kazakhstan`: write `use "kazakhstan"`; 3 more places in this file want it',
    )


def test_a_module_that_declares_what_the_file_declares_too() -> None:
    rules = f"kind Person\n{RULESET}rule r\n  when P dies\n  require P.born < 2000-01-01\n"
    assert said(rules) == [
        ("GR201", 'the module `people` declares it: write `use "people"` in place of your own `kind Person`')
    ]


def test_a_name_that_is_missing_in_many_places_is_told_once() -> None:
    rules = (
        f'use "elections"\n{RULESET}rule r\n  when P is elected Mayor\n  require (P holds Mayor) or (P acts as Mayor)\n'
    )
    assert said(rules) == [("GR202", "declare it: `office Mayor`; 2 more places in this file want it")]


def test_a_name_that_is_misspelt_in_many_places_is_told_once() -> None:
    rules = f'use "elections"\noffice Mayor\n{RULESET}rule r\n  when P is elected Mayer\n  require (P holds Mayer) or (P acts as Mayer)\n'
    assert said(rules) == [("GR202", "did you mean `Mayor`? (also in 2 more places of this file)")]


def test_no_law_of_another_country_is_offered_for_a_name() -> None:
    rules = f'use "elections"\n{RULESET}rule r\n  when Majilis elects P as any\n  require age of P > 40 years\n'
    expected = "declare it: `actor Majilis`, or more narrowly as `office`, `chamber` or `court`"
    assert said(rules) == [("GR202", expected)]


def test_a_reform_of_a_shipped_rule_set() -> None:
    rules = "reform later of kz_2022\n  in force from 2030-01-01\n  set term_length = 9 years\n"
    assert said(rules) == [("GR217", 'it is in `kazakhstan`: write `use "kazakhstan"`')]


def test_a_sentence_that_is_not_read_leaves_no_variables_behind() -> None:
    rules = (
        "rule r\n  when P is crowned where (P holds O)\n  require P.born < 2000-01-01 and age of P > 3 years\n"
        "  require (O is tall)\n"
        "rule s\n  when P is elected\n    or Q is crowned\n  require age of Q > 30 years\n"
        "rule t\n  when Q is crowned\n  deemed Q is elected\n"
    )
    assert [d.code for d in told_of_rules(rules)] == ["GR201"] * 4


def test_a_name_of_an_unknown_kind_is_not_told_twice() -> None:
    assert [
        d.code for d in told_of_rules("robot Marvin\nrule r\n  when Marvin signs\n  require any (Marvin signs)")
    ] == ["GR106"]


# ---- events that a rule never looks at ------------------------------------------------------------------------------

REFORM = "reform later of law\n  in force from 2010-01-01\n  transition slate\n    disregard"
TERM = "rule term\n  while P holds President\n  require how long (P holds President) <= 5 years\n"


@pytest.mark.parametrize(
    ("rules", "disregard", "warned"),
    [
        (TERM, "(P takes office as President) before commencement for term", True),
        (
            f"{TERM}exception e to term\n  where any (P takes office as President)\n",
            "(P takes office as any) before commencement for term",
            False,
        ),
        (
            "rule r\n  when P is elected\n  require no earlier (P is elected)\n",
            "(P is elected) before commencement for r",
            False,
        ),
        ("rule r\n  when P is elected\n  require no earlier (P signs)\n", "(P signs) before commencement for r", False),
        ("rule r\n  when P is elected\n  require no earlier (P signs)\n", "(P seals) before commencement for r", True),
        (
            "rule r\n  when P is elected\n  require none of (P signs) since (P seals)\n",
            "(P seals) before commencement for r",
            False,
        ),
        (
            "rule r\n  when P takes office as Vice\n  require age of P > 9 years\n",
            "(P takes office as President) before commencement for r",
            True,
        ),
        (
            "rule r\n  when P is elected\n  require time since (P signs) > 1 year\n",
            "(P signs) before commencement for r",
            False,
        ),
        (
            "rule r\n  when P is elected\n  then P signs\n    within 1 year\n",
            "(P signs) before commencement for r",
            True,
        ),
        (
            "rule r\n  when P is elected\n  then P signs where none of (P seals)\n    within 1 year\n",
            "(P seals) before commencement for r",
            False,
        ),
        (
            "let n = count of (any signs)\nrule r\n  when P is elected\n  require n > 1\n",
            "(P signs) before commencement for r",
            False,
        ),
        (
            'fact done "{person: Person} is done"\n  P is done while any (P signs)\nrule r\n  when P is elected\n  require (P is done)\n',
            "(P signs) before commencement for r",
            False,
        ),
        (
            "rule r\n  when (P holds O) begins\n  require age of P > 9 years\n",
            "(P takes office as O) before commencement for r",
            True,
        ),
    ],
)
def test_a_rule_that_never_looks_at_what_it_is_to_disregard(rules: str, disregard: str, warned: bool) -> None:
    found = told_of_rules(f"{rules}{REFORM} {disregard}\n")
    assert [(d.code, d.severity) for d in found] == ([("GR602", "warning")] if warned else [])


def test_what_is_written_instead_of_disregarding_a_stretch() -> None:
    found = only(told_of_rules(f"{TERM}{REFORM} (P takes office as President) before commencement for term\n"))
    assert found.message == "`term` never looks at such events, so that disregarding them changes nothing"
    assert found.help == (
        "for stretches that began earlier write an exception: `add exception slate to term`, and in it "
        "`where start of (P holds President) < commencement`"
    )


# ---- names, kinds and words ------------------------------------------------------------------------------------------

ELECTED = "rule r\n  when P is elected\n  require "


@pytest.mark.parametrize(
    ("rules", "code", "help"),
    [
        ("rule r\n  when Person is elected\n  require date > 2001-01-01", "GR202", "write a variable, such as `P`"),
        (
            "rule r\n  when P takes office as president\n  require date > 2001-01-01",
            "GR201",
            "`P takes office as President`",
        ),
        (
            "rule r\n  when P Takes Office as President\n  require date > 2001-01-01",
            "GR201",
            "`P takes office as President`",
        ),
        ("rule r\n  when p is elected\n  require date > 2001-01-01", "GR201", "`P is elected`"),
        (f"{ELECTED}P.age >= 40 years", "GR204", "write `age of P`"),
        (f"{ELECTED}P.seats >= 40", "GR204", "it has `born`"),
        (f"{ELECTED}President.seats >= 40", "GR204", "a line `seats: …` under `kind Office`"),
        (f"{ELECTED}President.born >= date", "GR204", "the kind `Person` has one"),
        (f"{ELECTED}month = January", "GR202", "January is `1`"),
        (f"{ELECTED}today > 2001-01-01", "GR213", "write `date`"),
        (f"{ELECTED}(P is ill) = true", "GR213", "write `yes`"),
        (f"{ELECTED}any (P signs) <= 2", "GR301", "`count of (…)` gives a number"),
        (f"{ELECTED}P >= 40 years", "GR301", "write `age of P`"),
        (f"{ELECTED}age >= 40 years", "GR213", "write `age of P`"),
        (f"{ELECTED}born < 1980-01-01", "GR213", "as in `P.born`"),
        (f"{TURNOUT}voters > 100", "GR213", "put a variable there"),
        (f"{ELECTED}P > nobody", "GR301", "compare with `=` or `!=`"),
        (f'{ELECTED}P.born < "1980-01-01"', "GR301", "write it without quotes"),
        (f"{ELECTED}start of (P holds President) > 5 years", "GR301", "`how long (…)`"),
        (f"{ELECTED}sum of P over (P is elected) > 3", "GR302", "it takes numbers"),
        (f"{ELECTED}count of (P signs) >= 50% of President", "GR302", "as in `2/3 of Senate.seats`"),
        (f"{ELECTED}no earlier (P holds President)", "GR304", "`none of (…) before date`"),
        (f"{TURNOUT}N >= 66%", "GR301", "say of what it is a share, as in `66% of Senate.seats`"),
        (f"{ELECTED}count of (any signs) > 50%", "GR301", "say of what it is a share"),
        ('event x "{a: Boolean} matters"', "GR203", "the built-in kind `YesNo` may be meant"),
        ('event x "{a: Percentage} matters"', "GR203", "the built-in kind `Percent` may be meant"),
        ('event x "{a: Text} is said"\nrule r\n  when T is said\n  require T = amendment', "GR202", '`"amendment"`'),
        ('event x "{a: Text} is said"\nrule r\n  when T is said\n  require T != Amendment', "GR202", '`"Amendment"`'),
    ],
)
def test_names(rules: str, code: str, help: str) -> None:
    found = only(told_of_rules(rules))
    assert found.code == code
    assert help in (found.help or "")


def test_what_is_right_is_not_spoken_of() -> None:
    rules = (
        'kind Chamber\n  seats: Number\nchamber Diet\n  seats 9\nevent voted "{chamber: Chamber} votes with {votes: Number}"\n'
        'event said "{sort: Text} is said"\nlet sort = "treaty"\n'
        "rule r\n  when C votes with V\n  require V > 50% of C.seats and V / C.seats > 50% and 2 / 3 > 50%\n"
        'rule s\n  when T is said\n  require T = sort or T = "law"\n'
    )
    assert told_of_rules(rules) == []


def test_a_missing_name_is_declared_as_narrowly_as_it_is_used() -> None:
    rules = (
        f'use "elections"\n{RULESET}rule r\n  when Mayor calls an early election of Mayor\n  require (P holds Mayor)\n'
    )
    assert said(rules) == [("GR202", "declare it: `office Mayor`; 2 more places in this file want it")]


def test_a_reform_of_what_is_not_there_is_not_told_to_amend_itself() -> None:
    text = (
        "ruleset land_1975\n  in force from 1975-06-11\nreform greece_2019 of greece_1975\n  in force from 2019-11-25\n"
    )
    found = only(told(text + "  add let x = 1\n"))
    assert (found.code, found.help) == ("GR217", "there are `land_1975`")
    found = only(told(text.replace("land_1975", "greece_1957") + "  add let x = 1\n"))
    assert found.help == "did you mean `greece_1957`?"


def test_a_module_that_is_not_there_is_told_of_those_that_are() -> None:
    found = only(told('use "censure"\nkind Motion\n'))
    assert (found.code, (found.help or "")[:40]) == ("GR212", "there are `amendments`, `appointments`, ")


def test_a_law_without_a_day_may_enter_into_force_with_an_event() -> None:
    reform = "ruleset law\n  in force from 2000-01-01\nreform new of law\n  add let x = 1\n"
    assert "or `in force on (reform new is published)`" in (only(told(reform)).help or "")
