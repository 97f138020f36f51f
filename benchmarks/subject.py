"""Govrules as the benchmark asks it: rules loaded, stories read, and checks made.

The ordinary engine is the one that `govrules.check` uses. Any other is named by its module and function
(`govrules.engine.reference:run`) and runs once for each timeline and column, with nothing around it.
"""

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import govrules
from benchmarks import writing
from benchmarks.events import COLUMNS, Story
from govrules.engine.columns import ColumnResult, TimelineResult
from govrules.text.source import Sources

WORKLOAD = Path(__file__).parent / "workload.gov"
ORDINARY = "ordinary"


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
        if self.engine == ORDINARY:
            return govrules.ensure(govrules.check(*scenarios, rules=self.rules, **options))
        return govrules.Check(tuple(self._run(scenario, **options) for scenario in scenarios), (), (), Sources())

    def _run(
        self, scenario: govrules.Scenario, under: Sequence[str] = (), explain: str | None = None
    ) -> TimelineResult:
        """The judgements of an engine without what a check does around them."""
        module, _, function = self.engine.partition(":")
        run = getattr(import_module(module), function)
        timeline, library = scenario.timeline, scenario.library
        assert timeline is not None
        assert library is not None
        named = [("under", name) for name in under] or [(column.role, column.ruleset) for column in timeline.columns]
        if not under:
            named.append(("in force", named[-1][1]))
        columns = []
        for role, name in named:
            judgement = run(library, name, timeline, in_force=role == "in force", explain=explain).judgement
            columns.append(ColumnResult(role, name, None, judgement))
        return TimelineResult(timeline, tuple(columns), (), library)
