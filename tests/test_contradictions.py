"""Stated facts that contradict each other: told with both places and the days, before anything is judged."""

import pytest

from govrules.pipeline import Check, check
from govrules.text.diagnostics import Diagnostic
from govrules.text.source import Source
from tests.helpers import Texts

RULES = """
kind Person
event voted "{person: Person} votes"
fact citizen "{person: Person} is a citizen"
  "{person} has the citizenship"
fact rich "{person: Person} has {amount: Number} coins"

ruleset law
  in force from 2000-01-01
rule citizens
  when P votes
  require (P is a citizen)
"""
HEAD = """\
timeline "x"
  use "./law.gov"
  under law
person Adams
person Brown
"""


def checked(lines: str, rules: str = RULES) -> Check:
    return check([Source("t.timeline", HEAD + lines + "\n2001-01-01: Adams votes\n")], finder=Texts(rules))


def told(made: Check) -> list[Diagnostic]:
    return [d for d in made.diagnostics if d.code == "GR517"]


def place(made: Check, span: object) -> tuple[str, int]:
    path, line, _ = made.sources.place(span)  # type: ignore[arg-type]  # the span of a diagnostic
    return path, line


@pytest.mark.parametrize(
    ("one", "other", "days"),
    [
        ("given Adams is a citizen", "given not (Adams is a citizen)", "at all times"),
        ("given not (Adams is a citizen)", "given Adams is a citizen", "at all times"),
        ("given Adams is a citizen from 2001-01-01", "given not (Adams is a citizen)", "from 2001-01-01 on"),
        ("given Adams is a citizen", "given not (Adams is a citizen) to 2001-01-01", "up to 2001-01-01"),
        (
            "given Adams is a citizen from 2001-01-01 to 2003-01-01",
            "given not (Adams is a citizen) from 2002-01-01 to 2004-01-01",
            "from 2002-01-01 to 2003-01-01",
        ),
        (
            "given Adams is a citizen to 2001-06-30",
            "given not (Adams is a citizen) from 2001-06-30",
            "on 2001-06-30",
        ),
        ("given Adams is a citizen", "given not (Adams has the citizenship)", "at all times"),
        ("given Adams has 3 coins", "given not (Adams has 3 coins)", "at all times"),
    ],
)
def test_a_yes_and_a_no_for_one_day(one: str, other: str, days: str) -> None:
    made = checked(f"{one}\n{other}")
    (found,) = told(made)
    assert (found.severity, made.made) == ("error", False)
    assert place(made, found.span) == ("t.timeline", 7)
    assert [place(made, label.span) for label in found.labels] == [("t.timeline", 6)]
    assert found.message.endswith(f"is stated both to hold and not to hold {days}")
    assert found.help is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("given Adams is a citizen", "given not (Brown is a citizen)"),
        ("given Adams is a citizen to 2001-06-29", "given not (Adams is a citizen) from 2001-06-30"),
        ("given Adams is a citizen from 2001-06-30", "given not (Adams is a citizen) to 2001-06-29"),
        ("given Adams is a citizen", "given Adams is a citizen"),
        ("given Adams has 3 coins", "given not (Adams has 4 coins)"),
    ],
)
def test_what_may_both_be_so_is_left_alone(one: str, other: str) -> None:
    made = checked(f"{one}\n{other}")
    assert (told(made), made.made) == ([], True)


def test_every_contradiction_is_told_whatever_lies_between() -> None:
    made = checked(
        "given Adams is a citizen from 2001-01-01 to 2009-12-31\n"
        "given not (Adams is a citizen) from 2002-01-01 to 2002-12-31\n"
        "given not (Adams is a citizen) from 2005-01-01 to 2005-12-31\n"
        "given not (Brown is a citizen)\n"
        "given Brown is a citizen from 2003-01-01"
    )
    assert [place(made, found.span)[1] for found in told(made)] == [7, 8, 10]


def test_a_timeline_that_contradicts_the_law_is_told_in_the_timeline() -> None:
    rules = RULES.replace("\nruleset law", "\nperson Adams\nperson Clark\nruleset law")
    made = check(
        [Source("t.timeline", 'timeline "x"\n  use "./law.gov"\n  under law\ngiven not (Clark is a citizen)\n')],
        finder=Texts(rules + "given Clark is a citizen [Art. 9]\n"),
    )
    (found,) = told(made)
    assert place(made, found.span) == ("t.timeline", 4)
    assert [place(made, label.span)[0] for label in found.labels] == ["law.gov"]


def test_a_reform_that_states_the_opposite_without_repealing_is_told_once() -> None:
    stated = RULES.replace("\nruleset law", "\nperson Adams\nruleset law") + "given Adams is a citizen\n"
    opposite = "reform new of law\n  in force from 2010-01-01\n  {}add given not (Adams is a citizen)\n"
    later = "reform newer of new\n  in force from 2011-01-01\n  add let one = 1\n"
    made = check([Source("law.gov", stated + opposite.format("") + later)])
    assert len(told(made)) == 1
    repealed = opposite.format("repeal given Adams is a citizen\n  ")
    assert not told(check([Source("law.gov", stated + repealed + later)]))


def test_several_rule_sets_say_it_once() -> None:
    rules = RULES + "\nruleset other\n  in force from 2000-01-01\n"
    made = checked("given Adams is a citizen\ngiven not (Adams is a citizen)", rules)
    assert len(told(made)) == 1


def test_other_mistakes_do_not_hide_it() -> None:
    made = checked("given Adams is a citizen\ngiven not (Adams is a citizen)\n2001-01-01: Adams vots")
    assert {d.code for d in made.diagnostics} == {"GR517", "GR201"}


def test_a_variant_may_state_the_opposite_of_what_it_removes() -> None:
    original = HEAD + "given Adams is a citizen\n2001-01-01: Adams votes\n"
    variant = 'variant "y" of "./t.timeline"\n{}given not (Adams is a citizen)\n'

    class Both(Texts):
        def find(self, module, used_by):  # type: ignore[no-untyped-def]  # as its parent
            return Source(module, original) if module == "./t.timeline" else super().find(module, used_by)

    kept = check([Source("v.timeline", variant.format(""))], finder=Both(RULES))
    assert [place(kept, found.span) for found in told(kept)] == [("v.timeline", 2)]
    removed = check([Source("v.timeline", variant.format("remove given Adams is a citizen\n"))], finder=Both(RULES))
    assert (told(removed), removed.made) == ([], True)
