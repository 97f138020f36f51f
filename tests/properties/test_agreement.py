"""The compiled engine agrees with the specification, on 2,000 generated cases each time; and the comparison would notice.

The same cases each time: those of the seed below. `make agree` tries many more.
"""

import pytest

from tests.properties.agreement import (
    TIMELINES,
    Engine,
    Tally,
    compare,
    compiled,
    side_by_side,
    smallest_difference,
    specified,
)
from tests.properties.mutants import MUTANTS, mutant
from tests.properties.strategies import Case, read

SEED = "agreement"
CASES = 2_240
"""Of which at least 2,000 are compared; the others have a mistake in them, or take too long."""
PARTS = 20
NEEDED = 300
"""So many rule files are enough to find each mistake."""


def shown(name: str, case: Case, two: Engine) -> str:
    """A case on which engines differ, made smaller: rule file, timeline, and the findings side by side."""
    small, found = smallest_difference(case, specified, two, seed=name)
    return f"case {name}\n\n{small.rules}\n{small.timeline}\n{side_by_side(found)}"


@pytest.mark.parametrize("part", range(PARTS))
def test_both_engines_judge_alike(part: int) -> None:
    tally = Tally(0, 0, 0, [])
    files = CASES // TIMELINES // PARTS
    for number in range(part * files, (part + 1) * files):
        tally = tally.plus(compare(f"{SEED}-{number}", specified, compiled))
    print(f"seed {SEED}: {tally.compared} cases")
    assert not tally.different, shown(*tally.different[0], compiled)
    assert tally.compared >= 0.7 * CASES / PARTS
    assert tally.mistaken <= 0.15 * CASES / PARTS


@pytest.mark.parametrize("name", MUTANTS)
def test_an_engine_with_a_mistake_is_found_out(name: str) -> None:
    wrong = mutant(name)
    assert any(compare(f"{SEED}-{number}", specified, wrong).different for number in range(NEEDED)), name


def test_a_case_on_which_engines_differ_is_shown_small_and_side_by_side() -> None:
    wrong = mutant("month ends")
    number = next(n for n in range(NEEDED) if compare(f"{SEED}-{n}", specified, wrong).different)
    name, case = compare(f"{SEED}-{number}", specified, wrong).different[0]
    small, found = smallest_difference(case, specified, wrong, seed=name)
    assert found
    assert read(small) is not None
    assert len(small.rules) + len(small.timeline) < (len(case.rules) + len(case.timeline)) / 2
    assert "\n    - " in side_by_side(found)
    assert "\n    + " in side_by_side(found)
