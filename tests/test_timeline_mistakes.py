"""Mistakes in timelines, as people make them, and what is said of each."""

import pytest

import govrules
from govrules.text.diagnostics import Diagnostic

LAW = """\
use "elections"
ruleset law
  in force from 2000-01-01
  timezone UTC
office President
rule single_term [Art. 42.5]
  when P is elected President
  require no earlier (P is elected President)
  otherwise void
reform lax of law
  in force from 2012-01-01
  repeal rule single_term
"""
HEAD = """\
timeline "Terms"
  use "./law.gov"
  under law
person Ada
2010-01-01: Ada is elected President
"""
FINDER = govrules.TextFinder({"law.gov": LAW})
STATUSES = ("satisfied", "violated", "void", "pending", "undetermined", "contested", "excused", "met", "concern")
LISTED = "the statuses are " + ", ".join(f"`{status}`" for status in STATUSES)


def mistakes(*lines: str) -> list[Diagnostic]:
    source = govrules.Source("t.timeline", HEAD + "".join(f"{line}\n" for line in lines))
    return [d for d in govrules.check(source, finder=FINDER).diagnostics if d.severity == "error"]


@pytest.mark.parametrize(
    ("line", "message", "help"),
    [
        ("single_term satisified", "`satisified` is no status", f"did you mean `satisfied`? {LISTED}"),
        ("single_term Void", "`Void` is no status", f"did you mean `void`? {LISTED}"),
        ("single_term breached", "`breached` is no status", f"did you mean `violated`? {LISTED}"),
        ("single_term xyz # so", "`xyz` is no status", LISTED),
        ("single_term", "`expect single_term` does not say what", LISTED),
        ("single_term not_triggered", "`not_triggered` is no status", "leave the line out"),
        ("single_term not triggered", "`not triggered` is no status", "`expect nothing violated`"),
        ("single_term untriggered", "`untriggered` is no status", "no finding to expect"),
        ("single_term not violated", "`not violated` is no status", LISTED),
        ("single_term is satisfied", "`is` cannot stand here", "leave `is` out"),
        ("single_term: satisfied", "`:` cannot stand here", "leave `:` out"),
        ("violated single_term", "the status `violated` stands before", "write `expect single_term violated`"),
        ("single-term satisfied", "`single-term` is no name of a rule", "`single_term`"),
        ("SingleTerm satisfied", "`SingleTerm` is no name of a rule", "`single_term`"),
        ("single_term satisfied 2010-01-01", "`2010-01-01` cannot stand here", "`on 2010-01-01`"),
        ("single_term satisfied at 2010-01-01", "`at` cannot stand here", "`on 2010-01-01`"),
        ("single_term satisfied on 1 May 2010", "`1 May 2010` is no date", "`on 2022-11-20`"),
        ("single_term satisfied in law", "`in` cannot stand here", "`under law`"),
        ("single_term satisfied on 2010-01-01 before law", "`before` cannot stand here", "`under law`"),
        ("single_term satisfied under law on 2010-01-01", "`on` cannot stand here", "the day comes first"),
        ("single_term satisfied under law, lax", "`,` cannot stand here", "a line for each rule set"),
        ("single_term satisfied or void", "`or` cannot stand here", "a line of its own"),
        ("nothing void", "`nothing void` cannot be expected", "`expect nothing violated`"),
        ("no violations", "`no` is no name of a rule", "`expect nothing violated`"),
        ("all satisfied", "there is no rule or power `all`", "`expect nothing violated`"),
        ("law satisfied", "there is no rule or power `law`", "stands after `under`"),
        ("majority satisfied", "there is no rule or power `majority`", "there are `single_term`"),
    ],
)
def test_an_expectation_that_cannot_be_read(line: str, message: str, help: str) -> None:
    (found,) = mistakes(f"expect {line}")
    assert found.message.startswith(message)
    assert help in (found.help or "")


@pytest.mark.parametrize(
    "line",
    [
        "single_term satisfied",
        "single_term satisfied  on 2010-01-01 under law  # so it is",
        "nothing violated",
        "nothing violated under law",
    ],
)
def test_an_expectation_that_is_right_is_left_alone(line: str) -> None:
    assert not mistakes(f"expect {line}")


def test_a_wrong_expectation_hides_no_other_mistake() -> None:
    found = mistakes("expect single_term fine", "2011-01-01: Bob is elected President", "expect single_trem void")
    assert [d.code for d in found] == ["GR101", "GR202", "GR507"]


@pytest.mark.parametrize(
    ("line", "message", "help"),
    [
        ("2011-05-01 Ada dies", "a colon is missing", "`2011-05-01: Ada dies`"),
        ("2011-05-01 - Ada dies", "a colon is missing", "`2011-05-01: Ada dies`"),
        ("2011-05-01T07:00: Ada dies", "`T` cannot stand", "`2011-05-01 07:00: …`"),
        ("2011-05-01, 07:00: Ada dies", "`,` cannot stand", "`2011-05-01 07:00: …`"),
        ("2011-05-01 at 07:00: Ada dies", "`at` cannot stand", "`2011-05-01 07:00: …`"),
        ("2011-05-01 7pm: Ada dies", "`7pm` is no time of day", "19:00"),
        ("2011-05-01 07:00:30: Ada dies", "`07:00:30` is no time of day", "19:00"),
        ("2011-05-01 07:00 CET: Ada dies", "`CET` is no time zone", "`Asia/Almaty`"),
        ("2011-05-01 07:00 +05:00: Ada dies", "`+05:00` is no time zone", "`Asia/Almaty`"),
        ("on 2011-05-01: Ada dies", "`on` cannot stand before the date", "`2011-05-01: Ada dies`"),
        ("event 2011-05-01: Ada dies", "`event` cannot stand before the date", "`2011-05-01: Ada dies`"),
        ("- 2011-05-01: Ada dies", "`-` cannot stand before the date", "`2011-05-01: Ada dies`"),
        ("  2011-05-01: Ada dies", "the date of an event stands at the margin", "`2011-05-01: Ada dies`"),
        ('2011-05-01: "Ada dies"', "the sentence of an event has no quotation", "`2011-05-01: Ada dies`"),
        ("2011-05-01: “Ada dies”", "the sentence of an event has no quotation", "`2011-05-01: Ada dies`"),
        ("2011-05-01 [Art. 1]: Ada dies", "a citation cannot stand before", "`2011-05-01: Ada dies [Art. 1]`"),
        ("2011-05-01: Ada dies.", "no phrase says `Ada dies.`", "no full stop ends it: `Ada dies`"),
        ("2011-05-01 to 2012-05-01: Ada dies", "an event has one day", "`given … from … to …`"),
    ],
)
def test_a_dated_line_that_cannot_be_read(line: str, message: str, help: str) -> None:
    (found,) = mistakes(line)
    assert found.message.startswith(message)
    assert help in (found.help or "")


@pytest.mark.parametrize(
    "line",
    [
        "2011-05-01:Ada dies",
        "2011-05-01 7:00 UTC: Ada dies [Art. 1] # it is so",
        "2011-05-01 : Ada dies",
        "# on 2011-05-01: Ada dies",
    ],
)
def test_a_dated_line_that_is_right_is_left_alone(line: str) -> None:
    assert not [d for d in mistakes(line) if d.code == "GR101"]


def test_a_wrong_dated_line_hides_no_other_mistake() -> None:
    found = mistakes("2011-02-30 Bob dies", "2011-05-01: Ada sings", "expect single_trem void")
    assert [d.code for d in found] == ["GR308", "GR101", "GR202", "GR201", "GR507"]


def test_many_wrong_lines_come_to_an_end() -> None:
    assert len(mistakes(*["2011-05-01 Ada dies", "expect single_term fine"] * 5_000)) < 300


@pytest.mark.parametrize(
    ("line", "message", "help"),
    [
        (
            "expect single_term void on 2010-01-01 before",
            "`before` cannot stand here",
            "name the rule set: `under NAME`, with the name that follows `before` in the head of the timeline",
        ),
        ("expect single_term void after", "`after` cannot stand here", "`under NAME`"),
        ("expect single_term void on 2010-01-01 under law and lax", "`and` cannot", "write a line for each rule set"),
        ("expect single_term void on 2010-01-01 under law, lax", "`,` cannot", "write a line for each rule set"),
        (
            "expect single_term void on 2010-01 in force",
            "`2010-01` is no date",
            "an expectation names one day, as in `on 2010-01-01`; of an uncertain date, the first that it may mean",
        ),
        (
            "some day in February 2019: Ada is elected President",
            "`some day in February 2019` is no",
            "`2019-02: Ada is",
        ),
        ("around May 2019: Ada is elected President", "`around May 2019` is no date", "`2019-05~: Ada is elected"),
        ("in 2019: Ada is elected President", "`in 2019` is no date", "by its year: `2019: Ada is elected President`"),
        ("12 March 2005: Ada is elected President", "`12 March 2005` is no date", "`2005-03-12: Ada is elected"),
        ("On March 12th, 2005: Ada is elected President", "is no date", "`2005-03-12: Ada is elected"),
        ("2005-3-12: Ada is elected President", "months and days have two figures", "write `2005-03-12`"),
        ("2005-3: Ada is elected President", "months and days have two figures", "write `2005-03`"),
        ("2005-13-1: Ada is elected President", "`2005-13-1` is no date", "an uncertain date is written as in"),
        (
            "2005-03-12: Ada is elected President with sixty percent",
            "no phrase says",
            "numbers are written in figures: `Ada is elected President with 60%`",
        ),
        (
            "2005-03-12: Ada is elected President with two hundred and fifty votes",
            "no phrase says",
            "; numbers are written in figures, as in `250`",
        ),
        ("given Ada holds President since 1950", "no phrase says", "`given Ada holds President from 2001-01-31`"),
        (
            "given Ada holds President since 10 July 1950",
            "no phrase says",
            "write `given Ada holds President from 2001-01-31`, with the day that is meant",
        ),
        (
            "given Ada holds President since 2001-07-10",
            "no phrase says",
            "write `given Ada holds President from 2001-07-10`",
        ),
        ("given Ada holds President until 2001-07-10", "no phrase says", "write `given Ada holds President to 2001"),
        (
            "given Ada is Greek",
            "no phrase says `Ada is Greek`",
            "the nearest facts are `{person: Person} is a graduate`",
        ),
    ],
)
def test_what_people_write_at_first(line: str, message: str, help: str) -> None:
    (only,) = mistakes(line)
    assert message in only.message
    assert help in (only.help or "")


def test_a_rule_named_like_a_word_of_rules_sets_off_no_advice_on_rules() -> None:
    (only,) = mistakes("expect majority void on 2010-01-01 before")
    assert "1/2" not in (only.help or "")
