"""Laws over reforms: the empty one changes nothing, an inverse undoes, what is disjoint commutes, a stack of clauses is
the reform; and the law in force is the one version that there is, or the one on whose side all events lie.
"""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govrules.engine.readings import judge
from govrules.engine.verdict import Judgement
from govrules.law.library import Library
from govrules.pipeline import Workspace
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source
from govrules.timeline.model import Timeline
from tests.helpers import Texts

pytestmark = pytest.mark.usefixtures("each_engine")

VOCABULARY = """
kind Person
kind Office
office President
person Adams
person Brown
event elected "{person: Person} is elected"
event sworn "{person: Person} takes the oath"
event left "{person: Person} leaves"
event heard "{person: Person} is heard"
act pardoned "{office: Office} pardons {person: Person}"
fact serves "{person: Person} serves"
  P serves begins when P takes the oath
  P serves ends when P leaves
fact exempt "{person: Person} is exempt" otherwise no
given Brown is exempt

ruleset base
  in force from 2000-01-01
  rounding down

let most = 1
let term = 2 years
let window = 2 months

rule limited
  when P is elected
  require count of (P is elected) counting this <= most
  otherwise void

rule sworn_in_time
  when P is elected
  then P takes the oath
    within window

rule term_over
  while P serves
  require how long (P serves) <= term

rule heard_first
  when P takes the oath
  require any (P is heard) in the last 1 year

power pardon
  President pardons P
  provided any (P is heard)

exception exempted to limited
  where (P is exempt)
"""

NUMBERS = {
    "most": ("0", "1", "2"),
    "term": ("1 year", "2 years", "30 days"),
    "window": ("1 month", "2 months", "9 days"),
}
BASE = {"most": "1", "term": "2 years", "window": "2 months"}
RULES = {
    "sworn_in_time": "when P is elected\n    then P takes the oath\n      within window",
    "term_over": "while P serves\n    require how long (P serves) <= term",
    "heard_first": "when P takes the oath\n    require any (P is heard) in the last 1 year",
}
ADDED = {
    "alone": "when P takes the oath\n    require none of (Q serves where Q != P)",
    "pardon_heard": "when President pardons P\n    require any (P is elected)",
    "leaves_once": "when P leaves\n    require no earlier (P leaves)",
}

Clause = tuple[str, str, str]
"""What it is about, the clause, and the clause that undoes it."""


@st.composite
def clauses(draw: st.DrawFn, disjoint_from: frozenset[str] = frozenset()) -> list[Clause]:
    """Clauses on different things."""
    made: list[Clause] = []
    for name, values in NUMBERS.items():
        if name not in disjoint_from and draw(st.booleans()):
            value = draw(st.sampled_from(values))
            made.append((name, f"set {name} = {value}", f"set {name} = {BASE[name]}"))
    for name, body in RULES.items():
        if name not in disjoint_from and draw(st.integers(0, 3)) == 0:
            made.append((name, f"repeal rule {name}", f"add rule {name}\n    {body}"))
    for name, body in ADDED.items():
        if name not in disjoint_from and draw(st.integers(0, 2)) == 0:
            made.append((name, f"add rule {name}\n    {body}", f"repeal rule {name}"))
    if "exempted" not in disjoint_from and draw(st.integers(0, 3)) == 0:
        back = "add exception exempted to limited\n    where (P is exempt)"
        made.append(("exempted", "repeal exception exempted", back))
    return draw(st.permutations(made)) if made else made


@st.composite
def timelines(draw: st.DrawFn) -> str:
    """Dated events of some years, dense."""
    day = date(2001, 1, 1)
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 12))):
        day += timedelta(days=draw(st.sampled_from((0, 1, 9, 10, 30, 31, 60, 200, 365, 731))))
        who = draw(st.sampled_from(("Adams", "Brown")))
        what = draw(
            st.sampled_from(("{} is elected", "{} takes the oath", "{} leaves", "{} is heard", "President pardons {}"))
        )
        lines.append(f"{day}: {what.format(who)}")
    return "\n".join(lines)


def reform(name: str, base: str, parts: list[str], day: str = "2000-06-01") -> str:
    """A reform with these clauses; an empty one says only when it is in force."""
    return f"\nreform {name} of {base}\n  in force from {day}\n" + "".join(f"  {part}\n" for part in parts)


def read(reforms: str, events: str) -> tuple[Timeline, Library]:
    """A timeline and its library."""
    text = f'timeline "x"\n  use "./law.gov"\n  under base\n  until 2030-01-01\n{events}\n'
    diagnostics = Diagnostics()
    made = Workspace(Texts(VOCABULARY + reforms)).timeline(Source("t.timeline", text), diagnostics)
    assert made is not None, diagnostics.sorted()
    return made


def said(judgement: Judgement) -> list[tuple[str, ...]]:
    """What a judgement says, whatever the order of the rules and the name of the law."""
    return sorted((f.rule, f.status, f"{f.date}", f"{f.due}", f.message.replace(f.law, "")) for f in judgement.findings)


@given(timelines())
@settings(max_examples=60, deadline=None)
def test_the_empty_reform_is_the_identity(events: str) -> None:
    timeline, library = read(reform("empty", "base", []), events)
    assert said(judge(library, "empty", timeline)) == said(judge(library, "base", timeline))


@given(clauses(), timelines())
@settings(max_examples=60, deadline=None)
def test_a_reform_and_its_inverse_cancel(parts: list[Clause], events: str) -> None:
    there = reform("there", "base", [clause for _, clause, _ in parts])
    back = reform("back", "there", [undo for _, _, undo in reversed(parts)])
    timeline, library = read(there + back, events)
    assert said(judge(library, "back", timeline)) == said(judge(library, "base", timeline))


@given(clauses(), st.data(), timelines())
@settings(max_examples=60, deadline=None)
def test_disjoint_reforms_commute(parts: list[Clause], data: st.DataObject, events: str) -> None:
    others = data.draw(clauses(disjoint_from=frozenset(name for name, _, _ in parts)))
    one, two = [c for _, c, _ in parts], [c for _, c, _ in others]
    texts = reform("one", "base", one) + reform("one_two", "one", two)
    texts += reform("two", "base", two) + reform("two_one", "two", one)
    timeline, library = read(texts, events)
    assert said(judge(library, "one_two", timeline)) == said(judge(library, "two_one", timeline))


@given(clauses(), timelines())
@settings(max_examples=60, deadline=None)
def test_a_reform_is_the_stack_of_its_clauses(parts: list[Clause], events: str) -> None:
    texts = reform("whole", "base", [clause for _, clause, _ in parts])
    base = "base"
    for position, (_, clause, _) in enumerate(parts):
        texts += reform(f"step_{position}", base, [clause])
        base = f"step_{position}"
    timeline, library = read(texts, events)
    assert said(judge(library, "whole", timeline)) == said(judge(library, base, timeline))
    assert said(judge(library, "whole", timeline, in_force=True)) == said(judge(library, base, timeline, in_force=True))


@given(clauses(), timelines())
@settings(max_examples=60, deadline=None)
def test_in_force_with_one_version_is_that_version(parts: list[Clause], events: str) -> None:
    long_since = reform("long_since", "base", [clause for _, clause, _ in parts])
    not_yet = reform("not_yet", "base", [clause for _, clause, _ in parts], "2040-01-01")
    timeline, library = read(long_since + not_yet, events)
    for name in ("base", "long_since"):
        assert said(judge(library, name, timeline, in_force=True)) == said(judge(library, name, timeline))
    assert said(judge(library, "not_yet", timeline, in_force=True)) == said(judge(library, "base", timeline))


@given(clauses(), timelines(), st.integers(0, 12))
@settings(max_examples=60, deadline=None)
def test_before_the_reform_the_law_in_force_is_the_law_before(parts: list[Clause], events: str, cut: int) -> None:
    lines = events.splitlines()
    day = date.fromisoformat(lines[min(cut, len(lines) - 1)][:10]) + timedelta(days=1)
    timeline, library = read(reform("new", "base", [clause for _, clause, _ in parts], f"{day}"), events)
    earlier = [each for each in said(judge(library, "base", timeline)) if each[1] != "pending" and each[2] < f"{day}"]
    in_force = said(judge(library, "new", timeline, in_force=True))
    whiles = {"term_over"}  # found satisfied on the day of the reform, if it is repealed then
    assert [e for e in in_force if e[2] < f"{day}" and e[0] not in whiles] == [e for e in earlier if e[0] not in whiles]
