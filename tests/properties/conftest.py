"""The laws are about verdicts: what follows from what, and what is missing, is not looked for over and over."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from govrules.engine import reference
from govrules.text import limits


@pytest.fixture(autouse=True)
def verdicts_alone() -> Iterator[None]:
    """No run that only explains."""
    patch = pytest.MonkeyPatch()
    patch.setattr(limits, "CAUSES", 0)
    patch.setattr(limits, "ANSWERS", 0)
    yield
    patch.undo()


class _Specification:
    """The specification, where a check expects the compiled engine."""

    @staticmethod
    def run(*args: Any, answers: object = None, also: object = (), alone: object = None, **options: Any) -> Any:
        """One run of the specification, which follows no other reading on the way."""
        run = reference.run(*args, **options)
        return SimpleNamespace(outcome=run.outcome, others={})


@pytest.fixture(params=["specification", "engine"], scope="module")
def each_engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Checks are made by the specification, then by the compiled engine."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "specification":
            patch.setattr("govrules.engine.engines.compiled", _Specification)
        yield
