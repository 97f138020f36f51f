"""What is missing: the facts that would decide what is undetermined, as questions in plain words.

In: a column's judgement, and how to judge the timeline with more facts stated. Out: for each undetermined finding a set
of questions. They suffice: with every answer tried (each way a statement may stand, and values far below and far above
all others), the finding is decided. None can be left out. What hangs on an uncertain date or the making of a reform
says so itself, and is not asked for here.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from govrules.calendar import Duration, Moment
from govrules.engine import say
from govrules.engine.law import Stated
from govrules.engine.verdict import Finding, Judgement
from govrules.law import model as m
from govrules.law.types import Type
from govrules.text import limits
from govrules.timeline.model import Timeline

Judged = Callable[[Timeline, tuple[Stated, ...]], Judgement]
"""Judges a timeline with more stated."""
_FAR = timedelta(days=80_000)
_MOST_TOGETHER = 3


class Question(Struct, frozen=True):
    """A question of fact, and answers that lie far enough apart to stand for all."""

    text: str
    answers: tuple[Any, ...]
    stated: Stated | None
    """What an answer states; None where it fills a slot of an event."""
    position: int = -1
    slot: int = -1


def missing(
    judgement: Judgement,
    timeline: Timeline,
    unknown: tuple[Stated, ...],
    key: Callable[[Finding], object],
    judged: Judged,
    tries: int,
) -> dict[int, tuple[str, ...]]:
    """For each undetermined finding, by its position, the questions whose answers would decide it."""
    asking = _Asking(timeline, key, judged, tries)
    found: dict[int, tuple[str, ...]] = {}
    for at, finding in enumerate(judgement.findings):
        if finding.status == "undetermined":
            questions = [*_of_events(finding, timeline), *(_of_statement(each, timeline) for each in unknown)]
            needed = asking.needed(finding, questions[: limits.UNKNOWNS])
            if needed:
                found[at] = tuple(question.text for question in needed)
    return found


class _Asking:
    """Tries answers, each combination once."""

    def __init__(self, timeline: Timeline, key: Callable[[Finding], object], judged: Judged, tries: int) -> None:
        self.timeline = timeline
        self.key = key
        self.judged = judged
        self.tries = tries
        self.known: dict[object, dict[object, str]] = {}

    def needed(self, finding: Finding, questions: list[Question]) -> list[Question]:
        """A set of questions that decides a finding and of which none can be left out; none if no small one does."""
        if self._status(finding, [], ()) != "undetermined":
            return []  # it hangs on an uncertain date, or on the making of a reform
        for question in questions:
            if self._decide(finding, [question]):
                return [question]
        for pick in (0, -1):
            needed = questions
            for question in questions:
                fewer = [each for each in needed if each is not question]
                if self._status(finding, fewer, tuple(each.answers[pick] for each in fewer)) != "undetermined":
                    needed = fewer
            if 0 < len(needed) <= _MOST_TOGETHER and self._decide(finding, needed):
                return needed
        return []

    def _decide(self, finding: Finding, questions: list[Question]) -> bool:
        """Whether the finding is decided, or gone, whatever the answers are."""
        ways = product(*(question.answers for question in questions))
        return all(self._status(finding, questions, answers) != "undetermined" for answers in ways)

    def _status(self, finding: Finding, questions: list[Question], answers: tuple[Any, ...]) -> str:
        asked = tuple((question.text, str(answer)) for question, answer in zip(questions, answers, strict=True))
        table = self.known.get(asked)
        if table is None:
            if len(self.known) >= self.tries:
                return "undetermined"
            table = self.known[asked] = self._judge(questions, answers)
        return table.get(self.key(finding), "gone")

    def _judge(self, questions: list[Question], answers: tuple[Any, ...]) -> dict[object, str]:
        events = list(self.timeline.events)
        stated: list[Stated] = []
        for question, answer in zip(questions, answers, strict=True):
            if question.stated is not None:
                stated.append(replace(question.stated, value=answer))
                continue
            event = events[question.position]
            values = list(event.values)
            values[question.slot] = answer
            events[question.position] = replace(event, values=tuple(values))
        made = self.judged(replace(self.timeline, events=tuple(events)), tuple(stated))
        return {self.key(finding): finding.status for finding in made.findings}


# ---- questions -------------------------------------------------------------------------------------------------------


def _of_events(finding: Finding, timeline: Timeline) -> Iterator[Question]:
    """What the events leave unsaid that a finding rests on."""
    rests_on = [finding.trigger, *(each for reason in finding.reasons for each in reason.rests_on)]
    spans = {each.span for each in rests_on if each is not None}
    for position, event in enumerate(timeline.events):
        for slot, (field, value) in enumerate(zip(event.what.fields, event.values, strict=True)):
            if value is m.UNKNOWN and event.span in spans:
                answers = _answers(field.type, timeline)
                if answers:
                    text = f"what is `{field.name}` in `{event.sentence}` ({event.day})?"
                    yield Question(text, answers, None, position, slot)


def _of_statement(unknown: Stated, timeline: Timeline) -> Question:
    """What nobody states."""
    if unknown.fact is not None:
        sentence = say.sentence(unknown.fact, unknown.values)
        return Question(f"is it so that {sentence}?", (True, False), unknown)
    said = f"{unknown.entity}.{unknown.name}"
    born = unknown.name == "born" and unknown.type.name == "Date"
    text = f"when was {unknown.entity} born?" if born else f"what is `{said}`?"
    return Question(text, _answers(unknown.type, timeline), unknown)


def _answers(type: Type, timeline: Timeline) -> tuple[Any, ...]:
    """Values of a type that stand for all: far below and far above what occurs."""
    days = [event.day for event in timeline.events] or [timeline.until]
    match type.name:
        case "Date":
            early = max(min(days), date.min + _FAR) - _FAR
            late = min(max(*days, timeline.until), date.max - _FAR) + _FAR
            return Moment(early), Moment(late)
        case "Number":
            return Fraction(0), Fraction(10**12)
        case "Percent":
            return Fraction(0), Fraction(1)
        case "YesNo":
            return True, False
        case "Duration":
            return Duration(0, 0, 0), Duration(12_000, 0, 0)
    return ()
