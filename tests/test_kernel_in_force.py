"""The law in force, promise by promise: corners of entry, transitions, entrenchment and readings."""

import pytest

from govrules.engine.readings import judge
from govrules.engine.verdict import Judgement
from govrules.law.library import Library
from govrules.pipeline import Workspace
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source
from govrules.timeline.model import Timeline
from tests.helpers import Texts

WORLD = """
kind Person
kind Office
event elected "{person: Person} is elected"
event sworn "{person: Person} takes the oath"
event left "{person: Person} leaves"
event signed "{person: Person} signs"
act opened "{person: Person} opens the session"
adoption adopted "{reform: Reform} is adopted [with {votes: Number} votes]"
event published "{reform: Reform} is published"
fact serves "{person: Person} serves"
  P serves begins when P takes the oath
  P serves ends when P leaves
fact vetted "{person: Person} is vetted" otherwise no
person Adams
person Brown
"""


def read(rules: str, events: str, until: str = "2020-12-31") -> tuple[Timeline, Library]:
    """A timeline and its library."""
    text = f'timeline "x"\n  use "./law.gov"\n  under base\n  until {until}\n{events}\n'
    diagnostics = Diagnostics()
    made = Workspace(Texts(WORLD + rules)).timeline(Source("t.timeline", text), diagnostics)
    assert made is not None, diagnostics.sorted()
    return made


def in_force(rules: str, events: str, name: str = "new") -> Judgement:
    """The judgement by the law in force that leads to a version."""
    timeline, library = read(rules, events)
    return judge(library, name, timeline, in_force=True)


def verdicts(judgement: Judgement) -> list[tuple[str, str, str, str]]:
    """Rule, status, day, and the version that judged."""
    return [(f.rule, f.status, f"{f.date}", f.law) for f in judgement.findings]


def statuses(judgement: Judgement) -> list[str]:
    """The statuses, in the order of the days."""
    return [finding.status for finding in judgement.findings]


ONCE = "rule once\n  when P is elected\n  require no earlier (P is elected)\n  otherwise void\n"
BASE = f"ruleset base\n  in force from 2000-01-01\n  rounding down\nlet most = 1\nlet term = 2 years\n{ONCE}"
MANY = "rule many\n  when P is elected\n  require count of (P is elected) counting this <= most\n"
OVER = "rule over\n  while P serves\n  require how long (P serves) <= term\n"
ENOUGH = "rule enough\n  when R is adopted with V votes\n  require V >= 50\n  otherwise void\n"


def test_an_event_changes_the_law_for_what_comes_after_it_on_the_same_day() -> None:
    rules = BASE + "reform new of base\n  in force on (new is published)\n  repeal rule once\n"
    events = "2001-01-01: Adams is elected\n2010-01-01: Adams is elected\n2010-01-01: new is published\n"
    made = verdicts(in_force(rules, events + "2010-01-01: Adams is elected"))
    assert made == [("once", "satisfied", "2001-01-01", "base"), ("once", "void", "2010-01-01", "base")]


def test_a_variable_in_the_entry_is_the_reform_itself() -> None:
    rules = BASE + "reform new of base\n  in force on (R is published)\n  repeal rule once\n"
    rules += "reform other of base\n  in force from 2030-01-01\n  set most = 2\n"
    events = "2001-01-01: Adams is elected\n2009-01-01: other is published\n2010-01-01: Adams is elected"
    assert ("once", "void", "2010-01-01", "base") in verdicts(in_force(rules, events))
    events = events.replace("other is published", "new is published")
    assert verdicts(in_force(rules, events)) == [("once", "satisfied", "2001-01-01", "base")]


def test_a_second_valid_adoption_makes_good_for_the_first() -> None:
    rules = BASE + ENOUGH + "reform new of base\n  in force from 2005-01-01\n  repeal rule once\n"
    events = "2001-01-01: Adams is elected\n2004-01-01: new is adopted with 40 votes\n"
    failed = in_force(rules, events + "2010-01-01: Adams is elected")
    assert ("once", "void", "2010-01-01", "base") in verdicts(failed)
    assert any(step.failed and "void by `enough`" in step.text for step in failed.steps)
    late = in_force(rules, events + "2006-01-01: new is adopted with 60 votes\n2010-01-01: Adams is elected")
    assert [f.law for f in late.findings if f.rule == "once"] == ["base"]
    assert any(f"{step.day}" == "2006-01-01" and "not before its adoption" in step.text for step in late.steps)


def test_an_adoption_that_may_be_valid_leaves_open_what_hangs_on_it() -> None:
    rules = BASE + ENOUGH + "rule sworn\n  when P takes the oath\n  require any (P is elected)\n"
    rules += "reform new of base\n  in force from 2005-01-01\n  repeal rule once\n"
    events = "2001-01-01: Adams is elected\n2004-01-01: new is adopted\n"
    made = in_force(rules, events + "2010-01-01: Adams is elected\n2010-02-01: Adams takes the oath")
    found = {(f.rule, f"{f.date}"): f.status for f in made.findings}
    assert found["once", "2010-01-01"] == "undetermined"
    assert found["once", "2001-01-01"] == "satisfied"
    assert found["sworn", "2010-02-01"] == "satisfied", "elected once is enough, either way"


def test_a_later_part_stands_where_it_stands_in_the_text() -> None:
    rules = f"ruleset base\n  in force from 2000-01-01\nlet most = 1\n{MANY}"
    rules += "reform middle of base\n  in force from 2005-01-01\n  set most = 2\n  from 2012-01-01\n    set most = 3\n"
    new = "reform new of middle\n  in force from 2010-01-01\n  set most = 4\n"
    events = "\n".join(f"{year}-06-01: Adams is elected" for year in (2001, 2006, 2007, 2011, 2013, 2014))
    made = statuses(in_force(rules + new, events))
    assert made == ["satisfied", "satisfied", "violated", "satisfied", "violated", "violated"]
    made = statuses(in_force(rules, events, "middle"))
    assert made == ["satisfied", "satisfied", "violated", "violated", "violated", "violated"]


def test_a_rule_over_time_is_watched_across_a_change_of_its_value() -> None:
    rules = BASE + OVER + "reform new of base\n  in force from 2002-06-01\n  set term = 5 years\n"
    made = in_force(rules, "2001-01-01: Adams takes the oath\n2005-01-01: Adams leaves")
    assert [(f.status, f"{f.date}") for f in made.findings] == [("satisfied", "2005-01-01")]


def test_a_rule_over_time_that_is_repealed_was_kept_until_then() -> None:
    rules = BASE + OVER + "reform new of base\n  in force from 2002-06-01\n  repeal rule over\n"
    made = in_force(rules, "2001-01-01: Adams takes the oath\n2005-01-01: Adams leaves")
    assert [(f.status, f"{f.date}", f.law) for f in made.findings] == [("satisfied", "2002-06-01", "base")]


def test_a_shorter_value_breaks_on_its_first_day() -> None:
    rules = BASE + OVER + "reform new of base\n  in force from 2002-06-01\n  set term = 1 year\n"
    made = in_force(rules, "2001-01-01: Adams takes the oath")
    assert verdicts(made) == [("over", "violated", "2002-06-01", "new")]


def test_a_duty_keeps_the_values_of_its_day_and_outlives_its_rule() -> None:
    duty = "rule oath\n  when P is elected\n  then P takes the oath\n    within term\n"
    rules = BASE + duty + "reform new of base\n  in force from 2002-01-01\n  repeal rule oath\n  set term = 1 month\n"
    made = verdicts(in_force(rules, "2001-06-01: Adams is elected\n2003-05-01: Adams takes the oath"))
    assert ("oath", "satisfied", "2003-05-01", "base") in made


def test_an_exception_of_the_reform_binds_from_its_first_day() -> None:
    rules = BASE + "given Adams is vetted\nreform new of base\n  in force from 2010-01-01\n"
    rules += "  add exception vetted to once\n    where (P is vetted)\n"
    events = "2001-01-01: Adams is elected\n2009-01-01: Adams is elected\n2011-01-01: Adams is elected"
    assert statuses(in_force(rules, events)) == ["satisfied", "void", "excused"]


def test_a_kept_power() -> None:
    rules = BASE + "power open\n  P opens the session\n  provided (P serves)\n"
    rules += "reform new of base\n  in force from 2010-01-01\n  repeal power open\n"
    rules += "  transition incumbents\n    keep open for (P serves) begun before commencement\n"
    events = "2009-01-01: Adams takes the oath\n2011-01-01: Brown takes the oath\n"
    events += "2012-01-01: Adams opens the session\n2012-01-02: Brown opens the session"
    assert statuses(in_force(rules, events)) == ["satisfied", "void"]


def test_a_kept_fact_keeps_its_scheduled_end() -> None:
    fact = 'fact sits "{person: Person} sits"\n  P sits begins when P takes the oath\n  P sits ends on start + term\n'
    rules = f"{fact}ruleset base\n  in force from 2000-01-01\n  rounding down\nlet term = 2 years\n"
    rules += "rule seated\n  when P signs\n  require (P sits)\n"
    rules += "reform new of base\n  in force from 2002-01-01\n  set term = 1 year\n"
    events = "2001-01-01: Adams takes the oath\n2002-06-01: Adams signs"
    assert statuses(in_force(rules, events)) == ["violated"]
    rules += "  transition running\n    keep sits for (P sits) begun before commencement\n"
    assert statuses(in_force(rules, events)) == ["satisfied"]


def test_a_kept_rule_that_the_reform_repeals() -> None:
    sworn = "rule sworn_once\n  when P takes the oath\n  require no earlier (P takes the oath)\n"
    rules = BASE + sworn + "reform new of base\n  in force from 2010-01-01\n  repeal rule sworn_once\n"
    rules += "  transition incumbents\n    keep sworn_once for (P serves) begun before commencement\n"
    events = "2009-01-01: Adams takes the oath\n2011-01-01: Adams takes the oath\n"
    events += "2012-01-01: Brown takes the oath\n2013-01-01: Brown takes the oath"
    assert statuses(in_force(rules, events)) == ["satisfied", "violated"]


def test_what_only_the_new_law_states_holds_from_its_first_day() -> None:
    rules = BASE + "rule vetted\n  when P signs\n  require (P is vetted)\n"
    rules += "reform new of base\n  in force from 2010-01-01\n  add given Adams is vetted\n"
    rules += "reform newer of new\n  in force from 2015-01-01\n  repeal given Adams is vetted\n"
    events = "2009-12-31: Adams signs\n2010-01-01: Adams signs\n2015-01-01: Adams signs"
    assert statuses(in_force(rules, events, "newer")) == ["violated", "satisfied", "violated"]


def test_a_reform_waits_for_its_adoption_unless_it_has_effect_for_the_past() -> None:
    rules = BASE + "reform new of base\n  in force from 2005-01-01\n  repeal rule once\n"
    events = "2001-01-01: Adams is elected\n2006-01-01: Adams is elected\n2007-01-01: new is adopted"
    assert ("once", "void", "2006-01-01", "base") in verdicts(in_force(rules, events))
    made = in_force(rules.replace("from 2005-01-01\n", "from 2005-01-01 retroactive\n"), events)
    assert [(f.rule, f.status) for f in made.findings] == [("once", "satisfied")]


def test_many_readings_are_varied_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = "ruleset base\n  in force from 2000-01-01\n"
    for letter in "abc":
        rules += f"let most_{letter} = 1\n" + MANY.replace("many", f"many_{letter}").replace("most", f"most_{letter}")
        rules += f'reading how_many_{letter} "How many?"\n  option one\n  option two\n    set most_{letter} = 2\n'
    timeline, library = read(rules, "2001-01-01: Adams is elected\n2002-01-01: Adams is elected")
    assert judge(library, "base", timeline).readings == (8, 8)
    monkeypatch.setattr(limits, "COMBINATIONS", 4)
    made = judge(library, "base", timeline)
    assert made.readings == (4, 8)
    assert [f.status for f in made.findings if f.date.year == 2002] == ["contested"] * 3


def test_a_reading_that_nothing_looks_at_is_not_varied() -> None:
    rules = BASE + 'reading most_of_all "How many?"\n  option one\n  option two\n    set most = 2\n'
    timeline, library = read(rules, "2001-01-01: Adams is elected")
    assert judge(library, "base", timeline).readings == (1, 1)


def test_an_option_stands_where_its_reading_stands() -> None:
    rules = f"ruleset base\n  in force from 2000-01-01\nlet most = 1\n{MANY}"
    rules += 'reading how_many "How many?"\n  option one\n  option two\n    set most = 2\n'
    rules += "reform new of base\n  in force from 2010-01-01\n  set most = 3\n"
    events = "2001-01-01: Adams is elected\n2002-01-01: Adams is elected\n2011-01-01: Adams is elected"
    assert statuses(in_force(rules, events)) == ["satisfied", "contested", "satisfied"]


def test_an_entrenchment_reaches_through_values_and_facts() -> None:
    rules = "ruleset base\n  in force from 2000-01-01\nlet most = 1\nlet twice = most * 2\n"
    rules += MANY.replace("most", "twice") + "rule free\n  when P signs\n  require (P serves)\n"
    rules += "entrench many\n"
    changes = {
        "by_value": "set most = 2",
        "by_exception": "add exception spared to many\n    where (P serves)",
        "by_transition": "transition fresh\n    disregard (P is elected) before commencement for many",
        "by_repeal": "repeal rule many",
        "otherwise": "repeal rule free",
        "by_fact": "add fact serves\n    P serves ends when P signs",
    }
    events = ""
    for name, change in changes.items():
        rules += f"reform {name} of base\n  in force from 2040-01-01\n  {change}\n"
        events += f"2010-01-01: {name} is adopted\n"
    timeline, library = read(rules, events)
    made = {f.trigger.sentence.split()[0]: f.status for f in judge(library, "base", timeline).findings if f.trigger}
    assert made == {
        **dict.fromkeys(("by_value", "by_exception", "by_transition", "by_repeal"), "void"),
        **dict.fromkeys(("otherwise", "by_fact"), "satisfied"),
    }


def test_what_one_reading_keeps_and_another_does_not_ask_is_kept() -> None:
    rules = f"ruleset base\n  in force from 2000-01-01\nlet most = 1\n{MANY}"
    rules += 'reading asked "Does the limit stand?"\n  option as_it_stands\n  option no_limit\n    repeal rule many\n'
    timeline, library = read(rules, "2001-01-01: Adams is elected\n2002-01-01: Adams is elected")
    assert statuses(judge(library, "base", timeline)) == ["satisfied", "contested"]


def test_what_is_done_for_a_later_occasion_is_not_late_for_an_earlier_one() -> None:
    rules = BASE + "rule oath\n  when P is elected\n  then P takes the oath\n    within 1 month\n"
    rules = rules.replace("  otherwise void\n", "")
    events = "2001-01-01: Adams is elected\n2011-01-01: Adams is elected\n2011-01-15: Adams takes the oath"
    timeline, library = read(rules, events)
    first = next(f for f in judge(library, "base", timeline).findings if f.rule == "oath" and f.status == "violated")
    assert "late" not in first.message
    events = "2001-01-01: Adams is elected\n2001-03-01: Adams takes the oath"
    timeline, library = read(rules, events)
    (late,) = (f for f in judge(library, "base", timeline).findings if f.rule == "oath")
    assert "28 days late" in late.message


def test_whether_a_derived_fact_ends_with_the_text_that_says_when_it_holds_is_not_known() -> None:
    rules = """ruleset base
  in force from 2000-01-01
fact idle "the house is idle"
  the house is idle while none of (any serves)
rule at_work
  when (the house is idle) ends
  require any (any is elected)
ruleset new replaces base
  in force from 2010-01-01
rule still_at_work
  when (the house is idle) ends
  require none of (any is elected)
"""
    made = in_force(rules, "2001-01-01: Adams is elected\n2001-02-01: Adams takes the oath\n2002-01-01: Adams leaves")
    assert verdicts(made) == [
        ("at_work", "satisfied", "2001-02-01", "base"),
        ("still_at_work", "undetermined", "2010-01-01", "new"),
    ]


def test_a_power_that_a_transition_keeps_from_those_in_office_is_no_power_for_them() -> None:
    rules = """ruleset base
  in force from 2000-01-01
reform new of base
  in force from 2005-01-01
  add power opening
    P opens the session
  transition those_in_office
    keep opening for (P serves) begun before commencement
"""
    events = (
        "2004-01-01: Adams takes the oath\n2006-01-01: Adams opens the session\n2006-01-01: Brown opens the session"
    )
    timeline, library = read(rules, events)
    found = judge(library, "new", timeline).findings
    assert [(f.status, f.bindings != {}) for f in found] == [("void", False), ("satisfied", True)]
    assert "the law that a transition clause keeps gives nobody the power for it" in found[0].message
