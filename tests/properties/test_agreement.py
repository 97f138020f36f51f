"""The compiled engine agrees with the specification, on 2,000 generated cases each time; and the comparison would notice.

The same cases each time: those of the seed below. `make agree` tries many more.
"""

from importlib.util import find_spec

import pytest

from govrules.engine import reference
from tests.properties.agreement import (
    COMPILED,
    TIMELINES,
    Engine,
    Outcome,
    compare,
    engine,
    side_by_side,
    smallest_difference,
)
from tests.properties.mutants import MUTANTS, mutant
from tests.properties.strategies import Case, read

SEED = "agreement"
CASES = 2_000
PARTS = 20
NEEDED = 300
"""So many rule files are enough to find each mistake."""
SECOND: Engine = engine(COMPILED) if find_spec("govrules.engine.compiled") is not None else reference.run
"""Until there is a second engine, the specification is only seen not to fail."""


def shown(name: str, case: Case, two: Engine) -> str:
    """A case on which engines differ, made smaller: rule file, timeline, and the findings side by side."""
    small, found = smallest_difference(case, reference.run, two, seed=name)
    return f"case {name}\n\n{small.rules}\n{small.timeline}\n{side_by_side(found)}"


@pytest.mark.parametrize("part", range(PARTS))
def test_both_engines_judge_alike(part: int) -> None:
    outcome = Outcome(0, 0, 0, [])
    files = CASES // TIMELINES // PARTS
    for number in range(part * files, (part + 1) * files):
        outcome = outcome.plus(compare(f"{SEED}-{number}", reference.run, SECOND))
    print(f"seed {SEED}: {outcome.compared} cases")
    assert not outcome.different, shown(*outcome.different[0], SECOND)
    assert outcome.compared >= 0.85 * CASES / PARTS
    assert outcome.mistaken <= 0.05 * CASES / PARTS


@pytest.mark.parametrize("name", MUTANTS)
def test_an_engine_with_a_mistake_is_found_out(name: str) -> None:
    wrong = mutant(name)
    assert any(compare(f"{SEED}-{number}", reference.run, wrong).different for number in range(NEEDED)), name


def test_a_case_on_which_engines_differ_is_shown_small_and_side_by_side() -> None:
    wrong = mutant("month ends")
    number = next(n for n in range(NEEDED) if compare(f"{SEED}-{n}", reference.run, wrong).different)
    name, case = compare(f"{SEED}-{number}", reference.run, wrong).different[0]
    small, found = smallest_difference(case, reference.run, wrong, seed=name)
    assert found
    assert read(small) is not None
    assert len(small.rules) + len(small.timeline) < (len(case.rules) + len(case.timeline)) / 2
    assert "\n    - " in side_by_side(found)
    assert "\n    + " in side_by_side(found)
