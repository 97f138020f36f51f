"""The two engines behind one door: the compiled one, which checks use, and the specification.

In: a library, and timelines to run under its laws. Out: outcomes. Explanations are made by the specification. On
request every run is made by both, and where they differ, that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from govrules.engine.compiled import run as compiled
from govrules.engine.compiled.answers import Answers
from govrules.engine.law import Assumed
from govrules.engine.outcome import Outcome
from govrules.engine.verdict import Finding, Judgement
from govrules.law import model as m
from govrules.law.library import Library
from govrules.timeline.model import Timeline

Made = TypeVar("Made")


class Engine:
    """Runs timelines under the laws of one library. What it works out about a law serves all its runs.

    Not for two threads at once.
    """

    def __init__(self, library: Library, *, verify: bool = False) -> None:
        self.library = library
        self.verify = verify
        self.differences: list[str] = []
        """Where the two engines differ, if every run is made by both."""
        self._answers = Answers(library.vocabulary)
        self._of_library: dict[Callable[[Library], Any], Any] = {}

    def of_library(self, what: Callable[[Library], Made]) -> Made:
        """What is worked out once about the library, whatever runs."""
        if what not in self._of_library:
            self._of_library[what] = what(self.library)
        made: Made = self._of_library[what]
        return made

    def run(
        self,
        name: str,
        timeline: Timeline,
        *,
        in_force: bool = False,
        assumed: Assumed | None = None,
        version: m.RuleSet | None = None,
        explain: str | None = None,
    ) -> Outcome:
        """Judge a timeline under one version, applied to all of it, or under the law in force that leads to it.

        `version` takes the place of the version of that name. `explain` is the rule whose findings are explained.
        """
        if explain is not None:
            from govrules.engine import reference

            return reference.run(
                self.library, name, timeline, in_force=in_force, assumed=assumed, version=version, explain=explain
            ).outcome
        made = compiled.run(
            self.library, name, timeline, in_force=in_force, assumed=assumed, version=version, answers=self._answers
        ).outcome
        self._compare(made, name, timeline, in_force, assumed, version)
        return made

    def run_readings(
        self,
        name: str,
        timeline: Timeline,
        *,
        in_force: bool,
        assumed: Assumed,
        also: Sequence[Assumed],
        alone: frozenset[str],
    ) -> dict[Assumed, Outcome]:
        """Judge a timeline in one reading, and in those of the others that can be followed in the same run.

        Nothing hangs on the rules in `alone`.
        """
        run = compiled.run(
            self.library,
            name,
            timeline,
            in_force=in_force,
            assumed=assumed,
            answers=self._answers,
            also=also,
            alone=alone,
        )
        made = {assumed: run.outcome, **run.others}
        for each, outcome in made.items():
            self._compare(outcome, name, timeline, in_force, each, None)
        return made

    def _compare(
        self,
        made: Outcome,
        name: str,
        timeline: Timeline,
        in_force: bool,
        assumed: Assumed | None,
        version: m.RuleSet | None,
    ) -> None:
        """Note what the specification finds and the engine does not, and the other way round, if that is asked for."""
        if self.verify:
            from govrules.engine import reference

            specified = reference.run(
                self.library, name, timeline, in_force=in_force, assumed=assumed, version=version
            ).outcome
            column = f"in force towards {name}" if in_force else f"under {name}"
            self.differences += [f"{column}: {said}" for said in _differences(specified.judgement, made.judgement)]


def _differences(specified: Judgement, made: Judgement) -> list[str]:
    """What differs between two judgements, in words; nothing if they are equal."""
    if specified == made:
        return []
    said = [
        f"only the specification finds {_in_words(finding)}"
        for finding in specified.findings
        if finding not in made.findings
    ]
    said += [
        f"only the engine finds {_in_words(finding)}" for finding in made.findings if finding not in specified.findings
    ]
    return said or ["the same findings come in another order, or the law itself takes another course"]


def _in_words(finding: Finding) -> str:
    return f"`{finding.rule}` {finding.status} on {finding.date}: {finding.message}"
