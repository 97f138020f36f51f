"""Govrules as the benchmark asks it: rules loaded, stories read, and checks made through its ordinary interface.

Which engine judges is for the interface to say: if `govrules.pipeline.check` takes an `engine`, its choices are those
that `--engine` offers; until then there is the one.
"""

import typing
from collections.abc import Callable, Iterable, Sequence
from inspect import signature
from pathlib import Path
from typing import Any

import govrules
from benchmarks import writing
from benchmarks.events import COLUMNS, Story
from govrules import pipeline

WORKLOAD = Path(__file__).parent / "workload.gov"
ORDINARY = "ordinary"


def engines() -> tuple[str, ...]:
    """The engines that can be chosen; the first is the one that users get."""
    parameter = signature(pipeline.check).parameters.get("engine")
    named = typing.get_args(parameter.annotation) if parameter is not None else ()
    return (ORDINARY, *(name for name in named if isinstance(name, str)))


class Subject:
    """Govrules with the rules of the workload, or with others."""

    def __init__(self, engine: str = ORDINARY, law: str | None = None) -> None:
        self.engine = engine
        text = WORKLOAD.read_text(encoding="utf-8") if law is None else law
        self.rules = govrules.ensure(govrules.load_rules(govrules.Source("workload.gov", text)))

    def read(self, story: Story, columns: Sequence[str] = COLUMNS) -> govrules.Scenario:
        """A story, from its text."""
        return self.read_text(writing.text(story, columns), story.number)

    def read_text(self, text: str, number: int = 0) -> govrules.Scenario:
        """A timeline from its text."""
        source = govrules.Source(f"story-{number}.timeline", text)
        return govrules.ensure(govrules.read_timeline(source, rules=self.rules))

    def read_json(self, text: str, number: int = 0) -> govrules.Scenario:
        """A timeline from JSON."""
        source = govrules.Source(f"story-{number}.json", text)
        return govrules.ensure(govrules.read_timeline(source, rules=self.rules))

    def before_and_after(self, scenarios: Iterable[govrules.Scenario], explain: str | None = None) -> govrules.Check:
        """A check under the two rule sets, each taken as given."""
        return self._check(scenarios, under=COLUMNS, explain=explain)

    def with_in_force(self, scenarios: Iterable[govrules.Scenario]) -> govrules.Check:
        """A check before, after and under the law in force."""
        return self._check(scenarios)

    def unexplained(self) -> Callable[[Sequence[govrules.Scenario]], object] | None:
        """The same check by the same engine with nothing kept for explanations, if the engine has such a thing."""
        return None

    def _check(self, scenarios: Iterable[govrules.Scenario], **options: Any) -> govrules.Check:
        if self.engine != ORDINARY:
            options["engine"] = self.engine
            return govrules.ensure(pipeline.check([*scenarios], rules=self.rules, **options))
        return govrules.ensure(govrules.check(*scenarios, rules=self.rules, **options))
