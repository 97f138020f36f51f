"""Laws over generated cases of the whole language: what changes nothing, changes nothing, for both engines.

A law rewrites the text of a case, or of its timeline, and says how what is found has to change with it: mostly not.
"""

import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govrules.engine import reference
from govrules.engine.compiled import run as compiled
from govrules.engine.verdict import Finding
from govrules.law.library import Library
from govrules.timeline.model import Timeline
from tests.properties.agreement import STEPS, Column, columns
from tests.properties.strategies import Case, drawn, read

Run = Callable[..., Any]
ENGINES: list[Run] = [reference.run, compiled.run]
EXAMPLES = 40

cases = st.randoms(use_true_random=False).map(lambda random: drawn(random)[0])
both_engines = pytest.mark.parametrize("run", ENGINES, ids=["specification", "engine"])


def said(finding: Finding) -> tuple[str, ...]:
    """What a finding says, as text."""
    bindings = ", ".join(f"{name} = {value}" for name, value in sorted(finding.bindings.items(), key=str))
    days = (finding.date, finding.anchor, finding.due)
    return (finding.rule, finding.status, *map(str, days), bindings, finding.message, f"{finding.follows_from}")


def verdict(finding: Finding) -> tuple[str, ...]:
    """The verdict alone."""
    return (finding.rule, finding.status, f"{finding.date}", f"{finding.anchor}", f"{finding.due}")


def found(
    run: Run,
    case: Case,
    show: Callable[[Finding], tuple[str, ...]],
    *,
    chosen: Callable[[Column], bool] = lambda _: True,
) -> dict[str, list[tuple[str, ...]]] | None:
    """What an engine finds under each law; None for a case with a mistake, or one that takes too long."""
    made = read(case)
    if made is None:
        return None
    results: dict[str, list[tuple[str, ...]]] = {}
    for column, judgement in judgements(run, *made):
        if judgement is None:
            return None
        if chosen(column):
            results[f"{column}"] = sorted(show(finding) for finding in judgement.findings)
    return results


def judgements(run: Run, timeline: Timeline, library: Library) -> Iterator[tuple[Column, Any]]:
    """The judgement under each law; None for one that takes too long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("govrules.text.limits.STEPS", STEPS)
        for column in columns(timeline, library):
            judgement = run(library, column.name, timeline, in_force=column.in_force, assumed=column.assumed).judgement
            yield column, judgement if judgement.limited is None else None


def rewritten(case: Case, rewrite: Callable[[str], str]) -> Case:
    return Case(rewrite(case.rules), rewrite(case.timeline))


# ---- the laws --------------------------------------------------------------------------------------------------------


def later(text: str) -> str:
    """The same 400 years later: weekdays, leap years and the ends of months fall as before."""
    return re.sub(r"\b(?:19|20)\d\d\b", lambda year: f"{int(year[0]) + 400}", text)


@both_engines
@given(cases)
@settings(max_examples=EXAMPLES, deadline=None)
def test_400_years_later_everything_is_the_same(run: Run, case: Case) -> None:
    if "year - 2003" in case.rules:
        return  # a number, and not a day
    now = found(run, case, said)
    if now is not None:
        assert found(run, rewritten(case, later), said) == {
            later(column): sorted(tuple(map(later, finding)) for finding in findings)
            for column, findings in now.items()
        }


NAMES = {"Adams": "Ünal", "Brown": "Жанна", "Clark": "O’Hara", "Dubois": "Van Buren"}


def renamed(text: str) -> str:
    """The same with other people, whose names are in other alphabets, and of several words."""
    text = re.sub(r"\b(?:Adams|Brown|Clark|Dubois)\b", lambda name: NAMES[name[0]], text)
    return re.sub(r"\b(rule|power|principle|exception|entrenched|let|reading|transition)_(\d+)", r"\1_no_\2", text)


@both_engines
@given(cases)
@settings(max_examples=EXAMPLES, deadline=None)
def test_renaming_changes_nothing_but_names(run: Run, case: Case) -> None:
    now = found(run, case, said)
    if now is not None:
        assert found(run, rewritten(case, renamed), said) == {
            renamed(column): sorted(tuple(map(renamed, finding)) for finding in findings)
            for column, findings in now.items()
        }


@both_engines
@given(cases, st.randoms(use_true_random=False))
@settings(max_examples=EXAMPLES, deadline=None)
def test_events_that_no_rule_names_change_nothing(run: Run, case: Case, random: Random) -> None:
    now = found(run, case, said)
    days = re.findall(r"^(\d{4}-\d\d-\d\d)(?= \d|:)", case.timeline, re.MULTILINE)
    if now is None or not days:
        return
    some = sorted(random.choice(days) for _ in range(random.randint(1, 4)))
    more = Case(
        case.rules.replace("\nfact ", '\nevent rained "it rains"\nfact ', 1),
        case.timeline + "".join(f"{day}: it rains\n" for day in some),
    )
    if "it rains" in more.rules:
        assert found(run, more, said) == now


@both_engines
@given(cases)
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_verdict_ignores_what_happens_later(run: Run, case: Case) -> None:
    made = read(case)
    if made is None or len(made[0].events) < 2 or any(event.last is not None for event in made[0].events):
        return
    cut = sorted(event.day for event in made[0].events)[len(made[0].events) // 2]
    lines = case.timeline.splitlines(keepends=True)
    early = [line for line in lines if not re.match(r"\d{4}-", line) or line[:10] <= f"{cut}"]
    early = [line for line in early if "  until " not in line]
    early.insert(1, f"  until {cut}\n")

    def alone(column: Column) -> bool:
        return column.name == "base" and not column.in_force  # what enters with an event is known beforehand

    def settled(findings: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
        over = [f for f in findings if f[1] not in ("pending", "undetermined")]
        return [f for f in over if max(f[2:4]) < f"{cut}"]  # a duty may be due before it arises

    whole, part = (found(run, each, verdict, chosen=alone) for each in (case, Case(case.rules, "".join(early))))
    if whole is not None and part is not None:
        assert [settled(findings) for findings in part.values()] == [settled(findings) for findings in whole.values()]


@both_engines
@given(cases)
@settings(max_examples=EXAMPLES, deadline=None)
def test_the_empty_reform_is_the_identity(run: Run, case: Case) -> None:
    more = Case(case.rules + "\nreform same of base\n  in force from 2000-06-01\n", case.timeline)
    made = found(run, more, verdict, chosen=lambda column: not column.in_force and column.name in ("base", "same"))
    if made is not None:
        base, same = made.values()
        assert base == same
