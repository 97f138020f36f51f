"""Which clauses of a reform make a verdict differ: enough of them, and none too many."""

from pathlib import Path

import pytest

from govrules.engine.engines import Engine
from govrules.engine.flips import flips
from govrules.files import FileFinder
from govrules.pipeline import Workspace
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source
from tests.helpers import Texts

ROOT = Path(__file__).resolve().parent.parent

RULES = """
use "elections"
use "amendments"
office President

ruleset old
  in force from 2000-01-01

let how_often = 2
let age_needed = 35 years

rule limited
  when P is elected President
  require count of (P is elected President) counting this <= how_often
  otherwise void

rule old_enough
  when P is elected President
  require age of P >= age_needed

rule seated
  when P takes office as President
  require any (P is elected President) in the last 1 year

rule adopted_well
  when reform R is adopted
  require any (A approves reform R)

reform middle of old
  in force from 2005-01-01
  set how_often = 1 [Art. 1]

reform added of old
  in force from 2006-01-01
  add let seated_within = 1 month
  replace rule seated
    when P takes office as President
    require any (P is elected President) in the last seated_within

reform new of middle
  in force from 2010-01-01
  set age_needed = 40 years [Art. 2]
  transition fresh_start [Art. 3]
    disregard (P is elected President) before commencement for limited
  repeal rule seated
  add rule sworn_alone
    when P takes office as President
    require none of (Q holds President)
"""

TIMELINE = """
timeline "Three elections"
  use "./law.gov"
  before old
  after new
  until 2012-12-31
person Adams
  born 1970-01-01
2001-01-01: Adams is elected President
2001-01-10: Adams takes office as President
2006-01-01: Adams is elected President
2009-06-01: reform new is adopted
2011-01-01: Adams is elected President
"""


Found = dict[tuple[str, str], tuple[str, str, set[str]]]


def found(timeline: str = TIMELINE, after: str = "new") -> Found:
    """By rule and day: the status before and after, and the names of the clauses that make the difference."""
    diagnostics = Diagnostics()
    read = Workspace(Texts(RULES)).timeline(Source("t.timeline", timeline), diagnostics)
    assert read is not None, diagnostics.sorted()
    return {
        (flip.finding.rule, f"{flip.finding.date}"): (
            flip.before,
            flip.after,
            {clause.change.name for clause in flip.clauses},
        )
        for flip in flips(Engine(read[1]), "old", after, read[0])
    }


def test_one_clause_suffices() -> None:
    assert found()["old_enough", "2006-01-01"] == ("satisfied", "violated", {"age_needed"})


def test_a_repeal_and_an_addition() -> None:
    made = found()
    assert made["seated", "2001-01-10"] == ("satisfied", "not triggered", {"seated"})
    assert made["sworn_alone", "2001-01-10"] == ("not triggered", "satisfied", {"sworn_alone"})


def test_what_is_the_same_is_no_flip() -> None:
    assert ("old_enough", "2001-01-01") not in found(), "too young under both"


def test_what_a_disregard_takes_away() -> None:
    assert found()["limited", "2001-01-01"] == ("satisfied", "not triggered", {"fresh_start"})


def test_two_clauses_together() -> None:
    timeline = TIMELINE.replace("2011-01-01: Adams is elected", "2005-06-01: Adams is elected")
    timeline = timeline.replace("2009-06-01", "2012-06-01")
    assert found(timeline)["limited", "2006-01-01"][1] == "not triggered"
    later = TIMELINE + "2012-01-01: Adams is elected President\n"
    before, after, clauses = found(later)["limited", "2011-01-01"]
    assert (before, after, clauses) == ("void", "satisfied", {"fresh_start"})
    # Under the old law two elections are too few to be too many; under the new one a second is one too many.
    alone = TIMELINE.replace("2001-01-01: Adams is elected President\n", "").replace("2006-01-01: A", "2010-06-01: A")
    assert found(alone)["limited", "2011-01-01"] == ("satisfied", "void", {"how_often"})


def test_how_the_later_law_was_made_is_history_there() -> None:
    assert found()["adopted_well", "2009-06-01"] == ("violated", "not triggered", set())


def test_only_reforms_flip() -> None:
    assert found(after="old") == {}


def test_more_trials_than_the_limit_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TRIALS", 2)
    diagnostics = Diagnostics()
    read = Workspace(Texts(RULES)).timeline(Source("t.timeline", TIMELINE), diagnostics)
    assert read is not None
    made = flips(Engine(read[1]), "old", "new", read[0])
    assert made
    assert not any(flip.tried for flip in made if flip.finding.rule != "adopted_well")


def test_a_clause_that_needs_another_one() -> None:
    timeline = TIMELINE.replace("after new", "after added").replace("2001-01-10", "2001-03-10")
    assert found(timeline, "added")["seated", "2001-03-10"] == ("satisfied", "violated", {"seated", "seated_within"})


def test_the_election_of_2022_was_lawful_by_two_clauses_together() -> None:
    finder = FileFinder(ROOT)
    diagnostics = Diagnostics()
    source = finder.open(str(ROOT / "scenarios/kazakhstan/early-election-2022.timeline"))
    assert isinstance(source, Source)
    read = Workspace(finder).timeline(source, diagnostics)
    assert read is not None, diagnostics.sorted()
    flip = next(f for f in flips(Engine(read[1]), "kz_2017", "kz_2022", read[0]) if f.finding.rule == "single_term")
    assert (flip.before, flip.after) == ("not triggered", "satisfied")
    assert [clause.change.in_words() for clause in flip.clauses] == [
        "add rule single_term [K23 Art. 42.5]",
        "add transition earlier_elections [K23 Art. 94-2]",
    ]
