"""The laws are about verdicts: what follows from what, and what is missing, is not looked for over and over."""

from collections.abc import Iterator

import pytest

from govrules.text import limits


@pytest.fixture(autouse=True)
def verdicts_alone() -> Iterator[None]:
    """No run that only explains."""
    patch = pytest.MonkeyPatch()
    patch.setattr(limits, "CAUSES", 0)
    patch.setattr(limits, "ANSWERS", 0)
    yield
    patch.undo()
