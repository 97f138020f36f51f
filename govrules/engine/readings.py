"""Readings: one check for each way to read the law, and what comes out the same in all of them.

In: a version, a timeline, and what the law or the facts leave open: the readings that the law names, how to round a day
that does not exist, whether a reform was validly made. Out: one `Judgement`. A verdict that is the same in every run is
settled. One that hangs on a reading is contested, one that hangs on whether a reform was validly made is undetermined;
either says what makes it which.
"""

from collections.abc import Iterable
from itertools import product
from math import prod

from msgspec import Struct
from msgspec.structs import replace

from govrules.engine import reference
from govrules.engine.law import Assumed
from govrules.engine.reference import Run
from govrules.engine.verdict import Finding, Happened, Judgement, Reason, Status
from govrules.law.library import Library
from govrules.law.model import ExceptionTo
from govrules.law.patch import Reading
from govrules.text import limits
from govrules.timeline.model import Timeline

_ROUNDING = "rounding"
_ROUNDINGS = ("down", "up")
_ABSENT = "not triggered"
_WELCOME = ("satisfied", "met", "excused", "pending")
"""What no reading objects to, if another one does not set the rule going at all."""


class _Question(Struct, frozen=True):
    """Something left open, and the ways to answer it. Its words say how each answer reads."""

    name: str
    answers: tuple[str, ...]
    words: dict[str, str]
    of_fact: bool = False
    """Whether it is a question of fact (was it valid?), not one of law."""


Answers = dict[str, str]


def judge(library: Library, name: str, timeline: Timeline, *, in_force: bool = False) -> Judgement:
    """Judge a timeline under a version, or under the law in force that leads to it, in every reading.

    A reading none of whose options could matter, by what a run has looked at, is not varied.
    """
    readings = [*_readings(library, name, in_force=in_force)]
    first = tuple((reading.name, reading.options[0].name) for reading in readings)
    questions: list[_Question] = []
    made: dict[Assumed, Run] = {}
    while True:
        tried = _combinations(questions)
        assumed = [_assumed(answers, questions, first) for answers in tried]
        for each in assumed:
            if each not in made:
                made[each] = reference.run(library, name, timeline, in_force=in_force, assumed=each)
        runs = [made[each] for each in assumed]
        more = _further(questions, readings, runs)
        if not more:
            break
        questions += more
    if in_force:
        pairs = zip(assumed, runs, strict=True)
        runs = [_with_effect_for_the_past(library, name, timeline, each, run) for each, run in pairs]
    total = prod(len(question.answers) for question in questions)
    return _merged([*zip(tried, runs, strict=True)], questions, total) if len(runs) > 1 else runs[0].judgement


def _readings(library: Library, name: str, *, in_force: bool) -> Iterable[Reading]:
    chains = library.texts(name) if in_force else [library.chain(name)]
    owners = {owner for chain in chains for owner in chain}
    return [reading for reading in library.readings.values() if reading.owner in owners]


def _of_reading(reading: Reading) -> _Question:
    words = {o.name: o.sentence or o.name.replace("_", " ") for o in reading.options}
    return _Question(reading.name, tuple(o.name for o in reading.options), words)


def _further(questions: list[_Question], readings: list[Reading], runs: Iterable[Run]) -> list[_Question]:
    """What these runs left open besides the questions that they answer."""
    known = {question.name for question in questions}
    asked = frozenset(name for run in runs for name in run.asked)
    more = [_of_reading(r) for r in readings if r.name not in known and _could_matter(r, asked)]
    known.update(question.name for question in more)
    for run in runs:
        if run.ambiguous and _ROUNDING not in known:
            known.add(_ROUNDING)
            words = {"down": "a day that does not exist is the last of its month", "up": "it is the first of the next"}
            more.append(_Question(_ROUNDING, _ROUNDINGS, words))
        for reform in run.doubtful:
            if f"{reform} " not in known:
                known.add(f"{reform} ")
                words = {"yes": f"{reform} was validly made", "no": f"{reform} was not validly made"}
                more.append(_Question(f"{reform} ", ("yes", "no"), words, of_fact=True))
    return more


def _could_matter(reading: Reading, asked: frozenset[str]) -> bool:
    """Whether an option changes something that was looked at, or adds what may look at anything."""
    for change in (change for option in reading.options for change in option.changes):
        match change.kind:
            case "value" | "attribute":
                if change.name in asked:
                    return True
            case "exception":
                rules = change.what.rules if isinstance(change.what, ExceptionTo) else ()
                if change.word != "add" or any(f"exception to {rule}" in asked for rule in rules):
                    return True
            case "rule" | "power" if change.word == "repeal":
                if change.name in asked:
                    return True
            case _:
                return True
    return False


def _combinations(questions: list[_Question]) -> list[Answers]:
    """Every combination of answers; beyond the limit, each question by itself, the others at their first answer."""
    names = [question.name for question in questions]
    if prod(len(question.answers) for question in questions) <= limits.COMBINATIONS:
        return [dict(zip(names, answers, strict=True)) for answers in product(*(q.answers for q in questions))]
    first = {question.name: question.answers[0] for question in questions}
    others = [{**first, question.name: answer} for question in questions for answer in question.answers[1:]]
    return [first, *others][: limits.COMBINATIONS]


def _assumed(answers: Answers, questions: list[_Question], first: tuple[tuple[str, str], ...]) -> Assumed:
    of_fact = {question.name for question in questions if question.of_fact}
    return Assumed(
        tuple((name, answers.get(name, option)) for name, option in first),
        answers.get(_ROUNDING),
        tuple((name.strip(), answer == "yes") for name, answer in answers.items() if name in of_fact),
    )


# ---- reforms with effect for the past --------------------------------------------------------------------------------


def _with_effect_for_the_past(library: Library, name: str, timeline: Timeline, assumed: Assumed, run: Run) -> Run:
    """The run again with reforms that were validly adopted in force since the day that they say, if any are."""
    names = [each for chain in library.texts(name) for each in chain]
    early = [
        each
        for each in names
        if run.made.get(each) and each in library.reforms and library.reforms[each].parts[0].entry.retroactive
    ]
    if not early:
        return run
    valid = (*assumed.valid, *((each, True) for each in early))
    again = reference.run(library, name, timeline, in_force=True, assumed=replace(assumed, valid=valid))
    before = {key_of(finding): finding.status for finding in run.judgement.findings}
    listed = " and ".join(early)
    findings: list[Finding] = []
    for finding in again.judgement.findings:
        was = before.get(key_of(finding), _ABSENT)
        if was != finding.status:
            reason = Reason(f"changed after the fact by {listed}: at the time, it was {was}")
            finding = replace(finding, reasons=(*finding.reasons, reason), message=f"{finding.message}; {reason.text}")
        findings.append(finding)
    return Run(replace(again.judgement, findings=tuple(findings)), run.ambiguous, run.doubtful, run.asked, again.made)


# ---- what comes out the same -----------------------------------------------------------------------------------------


def key_of(finding: Finding) -> tuple[object, ...]:
    """What makes two findings of different runs findings on the same thing."""
    trigger = finding.trigger
    bindings = tuple(sorted((name, str(value)) for name, value in finding.bindings.items()))
    if trigger is None:
        return finding.rule, finding.anchor, bindings, finding.follows_from is None
    return finding.rule, trigger.sentence, trigger.moment, bindings, finding.follows_from is None


def _numbered(judgement: Judgement) -> dict[tuple[object, ...], Finding]:
    numbered: dict[tuple[object, ...], Finding] = {}
    for finding in judgement.findings:
        key = key_of(finding)
        times = 0
        while (key, times) in numbered:
            times += 1
        numbered[key, times] = finding
    return numbered


def _merged(results: list[tuple[Answers, Run]], questions: list[_Question], total: int) -> Judgement:
    tables = [(answers, _numbered(run.judgement)) for answers, run in results]
    keys = dict.fromkeys(key for _, table in tables for key in table)
    findings: list[Finding] = []
    for key in keys:
        said = [(answers, table.get(key)) for answers, table in tables]
        known = next(finding for _, finding in said if finding is not None)
        statuses = {finding.status for _, finding in said if finding is not None}
        everywhere = all(finding is not None for _, finding in said)
        settled = len(statuses) == 1 and (everywhere or known.status in _WELCOME)
        findings.append(known if settled else _contested(known, said, questions))
    findings.sort(key=lambda finding: finding.date)
    first = results[0][1].judgement
    limited = next((run.judgement.limited for _, run in results if run.judgement.limited), None)
    deemed = dict.fromkeys(each for _, run in results for each in run.judgement.deemed)
    steps = dict.fromkeys(each for _, run in results for each in run.judgement.steps)
    return Judgement(
        first.ruleset, tuple(findings), tuple(deemed), limited, tuple(steps), readings=(len(results), total)
    )


def _contested(known: Finding, said: list[tuple[Answers, Finding | None]], questions: list[_Question]) -> Finding:
    """A finding whose status hangs on an answer: which answers make it which."""
    matter = [question for question in questions if _matters(question, said)] or questions
    ways: dict[str, list[Answers]] = {}
    messages: dict[str, Finding] = {}
    for answers, finding in said:
        way = finding.status if finding is not None else _ABSENT
        ways.setdefault(way, []).append(answers)
        if finding is not None:
            messages.setdefault(way, finding)
    reasons: list[Reason] = []
    for way, all_answers in ways.items():
        readings = dict.fromkeys(
            " and ".join(f"{question.words[answers[question.name]]}" for question in matter) for answers in all_answers
        )
        finding = messages.get(way)
        detail = f": {finding.message}" if finding is not None else ""
        rests_on: tuple[Happened, ...] = ()
        if finding is not None:
            rests_on = tuple(each for reason in finding.reasons for each in reason.rests_on)
        reasons.append(Reason(f"{way} if {', or if '.join(readings)}{detail}", rests_on))
    status: Status = "undetermined" if all(question.of_fact for question in matter) else "contested"
    names = " and ".join(dict.fromkeys(question.name.strip() for question in matter))
    link = "it hangs on" if status == "contested" else "it is not known whether it stands, for it hangs on"
    what = "how the law is read" if matter[0].name != _ROUNDING else "how the date is rounded"
    if status == "undetermined":
        what = "whether " + " and ".join(question.words["yes"] for question in matter)
    message = f"{link} {what}" + (f" (`{names}`)" if status == "contested" else "")
    subject = f"{known.trigger.sentence}: " if known.trigger is not None else ""
    said_all = "; ".join(reason.text for reason in reasons)
    return replace(known, status=status, message=f"{subject}{message}: {said_all}", reasons=tuple(reasons))


def _matters(question: _Question, said: list[tuple[Answers, Finding | None]]) -> bool:
    """Whether two runs that differ in this answer alone differ in the status."""
    groups: dict[tuple[tuple[str, str], ...], set[str]] = {}
    for answers, finding in said:
        others = tuple((name, answer) for name, answer in answers.items() if name != question.name)
        groups.setdefault(others, set()).add(finding.status if finding is not None else _ABSENT)
    return any(len(statuses) > 1 for statuses in groups.values())
