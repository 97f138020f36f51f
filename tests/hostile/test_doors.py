"""Whatever bytes come in at a door, a result or diagnostics come out: those that fuzzing starts from, those that it
found to teach something, and some that hypothesis makes of them.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile.doors import DOORS
from tests.hostile.fuzz import kept, starts


@pytest.mark.parametrize("door", DOORS)
def test_what_fuzzing_starts_from_and_what_it_taught(door: str) -> None:
    pushed = list(starts(door))
    assert pushed
    for data in [*pushed, *kept(door)]:
        DOORS[door](data)


@pytest.mark.parametrize("door", DOORS)
@settings(max_examples=30)
@given(data=st.data())
def test_pieces_of_it_in_another_order(door: str, data: st.DataObject) -> None:
    start = data.draw(st.sampled_from(list(starts(door))), "start")
    at, other = (data.draw(st.integers(0, len(start)), "place") for _ in range(2))
    odd = data.draw(st.binary(max_size=8), "odd")
    DOORS[door](start[:at] + odd + start[min(at, other) :])
