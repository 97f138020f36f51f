"""One mistake is told once: what is wrong only because of it, in the same file or another, is not spoken of."""

import govrules
from govrules.text.diagnostics import Diagnostic

BASE = """\
use "elections"
office President
ruleset portugal
  in force from 1976-04-25
let term = 5 years
rule eligible
  when P is elected President
  require age of P >= 35 years
rule no_third
  when P is elected {president}
  require age of P >= 35 years
"""
REFORM = """\
use "./base.gov"
use "amendments"
reform single_seven of portugal
  in force from 2026-01-01
  set term = 7 years
{clauses}
"""
TIMELINE = """\
timeline "t"
  use "./reform.gov"
  before portugal
  after {after}
person Silva
  born 1950-01-01
2020-01-01: Silva is elected President
2026-02-01: reform {after} is adopted
expect eligible satisfied under portugal
expect eligible satisfied under {after}
"""


def told(base: str, reform: str, timeline: str = "") -> list[Diagnostic]:
    """What is said of a timeline, or without one of a reform."""
    finder = govrules.TextFinder({"base.gov": base, "reform.gov": reform})
    source = govrules.Source("t.timeline", timeline) if timeline else govrules.Source("reform.gov", reform)
    return [d for d in govrules.check(source, finder=finder).diagnostics if d.severity == "error"]


def said(found: list[Diagnostic]) -> list[tuple[str, str]]:
    return [(d.code, d.message) for d in found]


PRESIDENTE = ("GR202", "no office `Presidente` is declared")
NAMING_IT = """\
  repeal rule no_third
  add exception once to no_third
    where age of P > 80 years and Q.born < 1940-01-01
  transition clean
    disregard (P is elected President) before commencement for no_third
  transition kept
    keep no_third for (P holds President) begun before commencement
  entrench no_third
reform later of single_seven
  in force from 2027-01-01
  replace rule no_third
    when P is elected President
    require age of P >= 40 years
"""


def test_what_names_a_rule_that_could_not_be_read_is_right() -> None:
    base, reform = BASE.format(president="Presidente"), REFORM.format(clauses=NAMING_IT)
    timeline = TIMELINE.format(after="single_seven") + "expect no_third violated\nexpect no_third void under portugal\n"
    assert said(told(base, reform)) == [PRESIDENTE]
    assert said(told(base, reform, timeline)) == [PRESIDENTE]


def test_what_names_an_exception_that_could_not_be_read_is_right() -> None:
    base = BASE.format(president="President") + "exception x to nowhere\n  where (P holds President)\n"
    assert [d.code for d in told(base, REFORM.format(clauses="  repeal exception x\n"))] == ["GR219"]


def test_a_new_wording_of_a_rule_that_could_not_be_read_is_read() -> None:
    clauses = "  replace rule no_third\n    when P is elected Prezident\n    require age of P >= 40 years\n"
    found = told(BASE.format(president="Presidente"), REFORM.format(clauses=clauses))
    assert said(found) == [PRESIDENTE, ("GR202", "no office `Prezident` is declared")]


def test_a_reform_whose_base_is_misspelt_is_there_all_the_same() -> None:
    reform = REFORM.format(clauses="  add rule more\n    when P dies\n    require age of P >= 40 years\n")
    reform = reform.replace("of portugal", "of portugall")
    later = "reform later of single_seven\n  in force from 2027-01-01\n  set term = 8 years\n"
    timeline = TIMELINE.format(after="single_seven") + "expect more satisfied\n"
    assert said(told(BASE.format(president="President"), reform + later, timeline)) == [
        ("GR217", "there is no rule set or reform `portugall`")
    ]


def test_reforms_that_rest_on_each_other_are_told_of_and_no_other() -> None:
    reform = (
        'use "./base.gov"\nreform a of b\n  in force from 2027-01-01\nreform b of a\n  in force from 2027-01-01\n'
        "reform c of b\n  in force from 2027-01-01\n"
    )
    assert [d.code for d in told(BASE.format(president="President"), reform)] == ["GR309", "GR309"]


def test_a_misspelt_reform_is_told_of_once() -> None:
    found = told(BASE.format(president="President"), REFORM.format(clauses=""), TIMELINE.format(after="single_sevn"))
    assert said(found) == [("GR217", "there is no rule set `single_sevn`")]
    assert found[0].help == "did you mean `single_seven`? (also in 2 more places of this file)"


def test_a_rule_that_is_there_already_is_read_as_it_stands() -> None:
    clauses = (
        "  add rule eligible\n    when A takes office as President\n    require age of A >= 40 years\n"
        "  add exception old to eligible\n    where age of A > 80 years\n"
        "  add let term = 6 years\n"
    )
    found = told(BASE.format(president="President"), REFORM.format(clauses=clauses))
    assert said(found) == [("GR402", "`portugal` already has `eligible`"), ("GR402", "`portugal` already has `term`")]


def test_a_forgotten_module_is_told_of_once_where_it_belongs() -> None:
    base = BASE.format(president="President").replace('use "elections"\n', "")
    reform = REFORM.format(
        clauses="  repeal rule no_third\n  add exception x to eligible\n    where (P holds President)"
    )
    timeline = TIMELINE.format(after="single_seven") + "2026-03-01: João da Silva is elected the President\n"
    found = told(base, reform, timeline)
    use = 'write `use "elections"`; one more place in this file wants it'
    assert [(d.span.path, d.help) for d in found] == [("base.gov", f"the module `elections` declares it: {use}")]


def test_a_module_that_only_the_timeline_wants_is_told_of_there() -> None:
    timeline = TIMELINE.format(after="single_seven") + "2026-03-01: Silva joins the party Blue\n"
    found = told(BASE.format(president="President"), REFORM.format(clauses=""), timeline)
    assert [d.span.path for d in found] == ["t.timeline"]


def test_files_that_are_checked_together_are_not_told_of_twice() -> None:
    base = BASE.format(president="President").replace('use "elections"\n', "")
    reform = REFORM.format(clauses="  repeal rule no_third")
    finder = govrules.TextFinder({"base.gov": base, "reform.gov": reform})
    sources = [govrules.Source("base.gov", base), govrules.Source("reform.gov", reform)]
    found = govrules.check(sources, finder=finder).diagnostics
    places = [(d.code, d.span) for d in found]
    assert len(places) == len(set(places))
