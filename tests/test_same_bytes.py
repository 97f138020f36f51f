"""The same input gives the same bytes, whatever the machine is set to; `make same` compares more."""

import sys

import pytest

from tests import same_bytes


@pytest.mark.parametrize("command", same_bytes.COMMANDS[:3], ids=lambda command: command[-1])
def test_hash_seeds_time_zones_and_locales_change_nothing(command: tuple[str, ...]) -> None:
    settings = list(same_bytes.settings())
    printed = {same_bytes.run(sys.executable, command, setting) for setting in settings[:3]}
    assert len(printed) == 1
    assert int(printed.pop().split()[1]) > 1_000  # something was printed
