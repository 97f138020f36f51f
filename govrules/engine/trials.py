"""Trials: a timeline judged with a change, to find out what a finding would be then, and at what price.

In: a timeline, what was found, and changes. Out: whether a finding comes out lawful with a change, and the rules that
it breaks. A trial takes the readings at their first option; what is confirmed comes out the same in every reading.
"""

from collections import Counter
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from govrules.engine import reference
from govrules.engine.changes import Change, changed
from govrules.engine.engines import Engine
from govrules.engine.law import Assumed
from govrules.engine.readings import judge
from govrules.engine.reference import Run
from govrules.engine.verdict import UNLAWFUL, Finding, Judgement
from govrules.text import limits
from govrules.timeline.model import Timeline

_LAWFUL = frozenset({"satisfied", "met", "excused"})


class SpentError(Exception):
    """More trials than the limits allow."""


class Spent(Struct):
    """What the trials of a timeline have taken so far, in all of its columns."""

    runs: int = 0
    steps: int = 0


class Trials:
    """Judges a timeline with changes, under one column."""

    def __init__(
        self, engine: Engine, name: str, timeline: Timeline, judgement: Judgement, spent: Spent, *, in_force: bool
    ) -> None:
        self.engine = engine
        self.library = library = engine.library
        self.name = name
        self.timeline = timeline
        self.judgement = judgement
        self.in_force = in_force
        self.spent = spent
        self.left = limits.REMEDY_RUNS
        options = tuple((reading.name, reading.options[0].name) for reading in library.readings.values())
        self.assumed = Assumed(options, "down")
        self.longer: dict[date, Judgement] = {}
        """What is found when the timeline goes on to a later day."""

    def begin(self) -> None:
        """The trials for one finding begin."""
        self.left = limits.REMEDY_RUNS

    def run(self, timeline: Timeline) -> Run:
        """One run."""
        self._take(1)
        run = reference.run(self.library, self.name, timeline, in_force=self.in_force, assumed=self.assumed)
        self.spent.steps += run.evaluator.steps
        return run

    def _take(self, runs: int) -> None:
        self.left -= runs
        self.spent.runs += runs
        over = self.spent.runs > limits.ALL_REMEDY_RUNS or self.spent.steps > limits.REMEDY_STEPS
        if self.left < 0 or over:
            raise SpentError

    def lawful(self, change: Change, finding: Finding) -> bool:
        """Whether a finding comes out lawful with a change, as far as one run can tell."""
        return _is_lawful(self.run(changed(self.timeline, change)).judgement, finding)

    def against(self, change: Change, finding: Finding) -> str | None:
        """What makes a finding unlawful with a change, as far as one run can tell; None if it is lawful."""
        judgement = self.run(changed(self.timeline, change)).judgement
        if _is_lawful(judgement, finding):
            return None
        told = [f.reasons for f in same(judgement, finding) if f.status in UNLAWFUL]
        return "; ".join(reason.text for reason in told[0]) if told else ""

    def breaks(self, change: Change, finding: Finding, *, elsewhere: bool = False) -> tuple[str, ...] | None:
        """The rules that a change breaks; None if the finding is not lawful with it in every reading.

        None also for a change that breaks the same rule elsewhere, if `elsewhere` is false: the breach has only moved.
        """
        if self.judgement.readings[0] > 1 and not self.lawful(change, finding):
            return None  # one run says so, instead of many
        timeline = changed(self.timeline, change)
        made = self._judged(timeline)
        if not _is_lawful(made, finding):
            return None
        before = self.judgement
        if timeline.until > self.timeline.until:
            known = self.longer.get(timeline.until)
            if known is None:
                known = self.longer[timeline.until] = self._judged(replace(self.timeline, until=timeline.until))
            before = known
        more = _unlawful(made, finding) - _unlawful(before, finding)
        broken = tuple(dict.fromkeys(rule for rule, _ in more))
        return None if finding.rule in broken and not elsewhere else broken

    def _judged(self, timeline: Timeline) -> Judgement:
        made = judge(self.library, self.name, timeline, in_force=self.in_force, causes=False, engine=self.engine)
        self._take(made.readings[0])
        return made


def spot(finding: Finding) -> object:
    """What a finding is about, whatever it comes to and whenever it happened."""
    trigger = finding.trigger
    if trigger is None:
        return finding.anchor
    return trigger.sentence if trigger.span is None else trigger.span


def same(judgement: Judgement, finding: Finding) -> list[Finding]:
    """The findings on the same thing as one of another run.

    An act may be within another power than the one that it was nearest to.
    """
    about = [f for f in judgement.findings if spot(f) == spot(finding)]
    if finding.kind == "power":
        return [f for f in about if f.kind == "power"]
    about = [f for f in about if f.rule == finding.rule]
    return [f for f in about if f.bindings == finding.bindings] or about


def _is_lawful(judgement: Judgement, finding: Finding) -> bool:
    found = same(judgement, finding)
    return judgement.limited is None and bool(found) and all(f.status in _LAWFUL for f in found)


def _unlawful(judgement: Judgement, apart_from: Finding) -> Counter[tuple[str, object]]:
    own = (apart_from.rule, spot(apart_from))
    found = [(f.rule, spot(f)) for f in judgement.findings if f.status in UNLAWFUL]
    return Counter(each for each in found if each != own)
