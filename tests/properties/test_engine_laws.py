"""Laws that the engine keeps whatever the rules and the events are."""

import zlib
from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govrules.engine import reference
from govrules.engine.columns import TimelineResult, check_timeline
from govrules.engine.compiled.course import Course
from govrules.files import FileFinder
from govrules.law.model import WhileBody
from govrules.pipeline import Workspace
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source

pytestmark = pytest.mark.usefixtures("each_engine")

PEOPLE = ("Adams", "Brown", "Clark")
HEAD = """use "people"
use "elections"
fact busy "{person: Person} is busy"
  P is busy begins when P is nominated for O
  P is busy ends on start + 200 days
fact trusted "{person: Person} is trusted"
act pardoned "{person: Person} is pardoned"
fact empty "the chair is empty"
  the chair is empty while none of (P holds President)
ruleset law
  in force from 1900-01-01
  rounding down
office President
"""
LENGTHS = ("10 days", "1 month", "6 weeks", "1 year", "11 months")
RULES = (
    "rule once\n  when P is elected President\n  require no earlier (P is elected President)\n  otherwise void\n"
    "exception spared to once\n  where (P is trusted)\n",
    "rule trusted\n  when P takes office as President\n  require (P is trusted)\n  otherwise void\n",
    "power pardon\n  P is pardoned where (P is busy)\n  provided none of (P is pardoned) in the last {3}\n",
    "power grace\n  P is pardoned\n  provided (P is trusted)\n  provided any (P leaves President)\n",
    "rule filled\n  when (the chair is empty) begins\n  then any takes office as President\n    within {0}\n",
    "rule unled\n  while the chair is empty\n  require time since (any leaves President) <= {1}\n",
    "rule stopped\n  when P is nominated for President\n  then P resigns as President\n    within {0}\n"
    "    not counting (P is busy)\n    unless P is pardoned\n",
    "rule yearly\n  on every 1 March\n  require any (any holds President)\n",
    "rule tired\n  while P holds President\n  require date - {0} <= date of last (P takes office as President) "
    "if none commencement\n",
    "rule twice\n  when P is elected President\n  require count of (P is elected President) "
    "since (Q is elected President where Q != P) counting this <= 2\n",
    "rule oath\n  when P is elected President\n  then P takes office as President\n    within {0}\n",
    "rule choice\n  when P is nominated for President\n  then P is elected President\n"
    "    or P withdraws as a candidate for President\n    within {1}\n    unless P dies\n",
    "rule tenure\n  while P holds President\n  require how long (P holds President) <= {2}\n"
    "exception steady to tenure\n  where (P is trusted)\n",
    "rule rested\n  when P takes office as President\n  require none of (P leaves President) in the last {3}\n",
    "rule calm\n  while P is busy\n  require none of (P holds President)\n",
    "principle modest\n  when P takes office as President\n  require not (P is busy)\n",
    "rule silence\n  when P resigns as President\n  then P withdraws as a candidate for President\n"
    "    within {0}\n  otherwise deemed P leaves President\n",
    "rule early\n  when P is nominated for President\n  require any (Q takes office as President) in the last {2}\n",
)
EVENTS = (
    "{0} is elected President",
    "{0} takes office as President",
    "{0} is nominated for President",
    "{0} withdraws as a candidate for President",
    "{0} leaves President",
    "{0} resigns as President",
    "{0} dies",
    "{0} is pardoned",
)
START = date(2001, 1, 1)

lengths = st.tuples(*(st.sampled_from(LENGTHS) for _ in range(4)))
rules = st.lists(st.sampled_from(RULES), min_size=3, max_size=9, unique=True)
events = st.lists(
    st.tuples(st.integers(0, 980), st.sampled_from(EVENTS), st.sampled_from(PEOPLE)), min_size=4, max_size=14
).map(lambda drawn: sorted(drawn, key=lambda event: event[0]))
Drawn = list[tuple[int, str, str]]


def law(chosen: list[str], values: tuple[str, ...]) -> str:
    return HEAD + "".join(rule.format(*values) for rule in chosen)


def timeline(
    drawn: Drawn,
    *,
    until: int = 1000,
    years: int = 0,
    names: dict[str, str] | None = None,
    more: str = "",
    trust: str = "given {0} is trusted\ngiven not ({1} is trusted)\n",
) -> str:
    def day(offset: int) -> str:
        plain = START + timedelta(days=offset)
        return f"{plain.year + years:04}-{plain:%m-%d}"

    said = {name: (names or {}).get(name, name) for name in PEOPLE}
    lines = ['timeline "drawn"', '  use "./law.gov"', "  under law", f"  until {day(until)}"]
    lines += [f"person {name}" for name in said.values()]
    lines += [f"{day(offset)}: {event.format(said[person])}" for offset, event, person in drawn]
    return "\n".join(lines) + "\n" + trust.format(*said.values()) + more


class Texts(FileFinder):
    """Finds rule files in memory, and the prelude."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}

    def find(self, module, used_by):
        if module in self.texts:
            return Source(module.removeprefix("./"), self.texts[module])
        return super().find(module, used_by)


FINDER = Texts()
WORKSPACE = Workspace(FINDER)


def run(law_text: str, timeline_text: str, under: str | None = None) -> TimelineResult:
    module = f"./law-{zlib.crc32(law_text.encode())}.gov"
    FINDER.texts[module] = law_text
    text = timeline_text.replace("./law.gov", module)
    if under is not None:
        text = text.replace("  under law\n", f"  under {under}\n")
    return run_in(WORKSPACE, text)


def run_in(workspace: Workspace, text: str) -> TimelineResult:
    found = Diagnostics()
    read = workspace.timeline(Source("drawn.timeline", text), found)
    assert read is not None, [d.message for d in found.sorted()]
    return check_timeline(*read)


def verdicts(made: TimelineResult) -> list[tuple[str, str, str, str]]:
    column = made.columns[-1]
    return sorted(
        (
            f.rule,
            f.status,
            str(f.date),
            " ".join(f"{k}={v.name}" for k, v in sorted(f.bindings.items()) if hasattr(v, "name")),
        )
        for f in column.judgement.findings
    )


@given(rules, lengths, events, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_rules_is_irrelevant(chosen, values, drawn, random):
    shuffled = list(chosen)
    random.shuffle(shuffled)
    assert verdicts(run(law(chosen, values), timeline(drawn))) == verdicts(run(law(shuffled, values), timeline(drawn)))


@given(rules, lengths, events)
@settings(max_examples=60)
def test_renaming_people_changes_nothing_but_their_names(chosen, values, drawn):
    names = {"Adams": "Zorn", "Brown": "Young", "Clark": "Xu"}
    renamed = verdicts(run(law(chosen, values), timeline(drawn, names=names)))
    plain = [
        (
            rule,
            status,
            day,
            " ".join(
                part.split("=")[0] + "=" + names[part.split("=")[1]] if part.split("=")[1] in names else part
                for part in said.split()
            ),
        )
        for rule, status, day, said in verdicts(run(law(chosen, values), timeline(drawn)))
    ]
    assert sorted(plain) == renamed


@given(rules, lengths, events, st.lists(st.integers(0, 900), max_size=5))
@settings(max_examples=60)
def test_events_that_no_rule_names_change_nothing(chosen, values, drawn, days):
    first = drawn[0][0]  # a timeline begins with its first entry, whatever it is about
    more = "".join(f"{START + timedelta(days=day)}: the polls open\n" for day in sorted(days) if day >= first)
    assert verdicts(run(law(chosen, values), timeline(drawn))) == verdicts(
        run(law(chosen, values), timeline(drawn, more=more))
    )


@given(rules, lengths, events)
@settings(max_examples=60)
def test_400_years_later_everything_is_the_same(chosen, values, drawn):
    now = [
        (rule, status, day[4:], said) for rule, status, day, said in verdicts(run(law(chosen, values), timeline(drawn)))
    ]
    later = verdicts(run(law(chosen, values), timeline(drawn, years=400)))
    assert sorted(now) == sorted((rule, status, day[4:], said) for rule, status, day, said in later)


@given(rules, lengths, events, st.integers(100, 800))
@settings(max_examples=60)
def test_a_verdict_ignores_what_happens_later(chosen, values, drawn, cut):
    limit = str(START + timedelta(days=cut))
    open_still = {"pending", "undetermined"}
    early = [e for e in drawn if e[0] <= cut]
    whole = [v for v in verdicts(run(law(chosen, values), timeline(drawn))) if v[1] not in open_still and v[2] < limit]
    part = [v for v in verdicts(run(law(chosen, values), timeline(early))) if v[1] not in open_still and v[2] < limit]
    assert whole == part


@given(rules, lengths, events)
@settings(max_examples=40)
def test_the_empty_reform_is_the_identity(chosen, values, drawn):
    text = law(chosen, values)
    reformed = text + "reform same of law\n  in force from 1950-01-01\n"
    assert verdicts(run(text, timeline(drawn))) == verdicts(run(reformed, timeline(drawn), under="same"))


@given(rules, lengths, events)
@settings(max_examples=30)
def test_waking_every_day_finds_nothing_else(chosen, values, drawn):
    plain = verdicts(run(law(chosen, values), timeline(drawn)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reference._Course, "_next_day", lambda self, day: day + timedelta(days=1))
        patch.setattr(Course, "_next_day", lambda self, day, event: day + timedelta(days=1))
        assert verdicts(run(law(chosen, values), timeline(drawn))) == plain


@given(rules, lengths, events, st.integers(0, 9))
@settings(max_examples=40)
def test_a_rule_set_over_two_files_is_the_same(chosen, values, drawn, cut):
    whole = verdicts(run(law(chosen, values), timeline(drawn)))
    first = law(chosen[:cut], values)
    FINDER.texts["./first.gov"] = first
    workspace = Workspace(FINDER)
    FINDER.texts["./law.gov"] = 'use "./first.gov"\nruleset law\n\n' + law(chosen[cut:], values).removeprefix(HEAD)
    assert verdicts(run_in(workspace, timeline(drawn))) == whole


UNWELCOME = {"violated", "void", "concern"}


@given(rules, lengths, events)
@settings(max_examples=60)
def test_what_is_certainly_broken_is_broken_whatever_the_unknown_turns_out_to_be(chosen, values, drawn):
    text = law(chosen, values)
    unknown = run(text, timeline(drawn))
    whiles = {r.name for r in unknown.library.rulesets["law"].rules.values() if isinstance(r.body, WhileBody)}
    broken = [f for f in unknown.columns[-1].findings if f.status in UNWELCOME]
    for answer in ("given {2} is trusted\n", "given not ({2} is trusted)\n"):
        trust = "given {0} is trusted\ngiven not ({1} is trusted)\n" + answer
        known = run(text, timeline(drawn, trust=trust)).columns[-1].findings
        for finding in broken:
            assert any(
                (other.rule, other.status, other.bindings) == (finding.rule, finding.status, finding.bindings)
                and other.date <= finding.date
                and (other.anchor == finding.anchor or finding.rule in whiles)
                for other in known
            ), (finding.rule, finding.status, finding.date, finding.message, answer)


def test_the_generators_reach_every_verdict() -> None:
    """Each status is in at least a tenth of the cases, so that a law that holds here says something."""
    random = Random(1)
    reached: Counter[str] = Counter()
    cases = 60
    for _ in range(cases):
        values = tuple(random.choice(LENGTHS) for _ in range(4))
        days = sorted(random.randint(0, 980) for _ in range(12))
        drawn = [(day, random.choice(EVENTS), random.choice(PEOPLE)) for day in days]
        rules = [rule for rule in RULES if "rule tired" not in rule]  # which is looked at day by day
        reached.update({v[1] for v in verdicts(run(law(rules, values), timeline(drawn)))})
    every = {"satisfied", "violated", "void", "pending", "met", "concern", "excused", "undetermined"}
    assert {status for status, times in reached.items() if times >= cases / 10} == every, reached
