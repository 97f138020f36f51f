"""Readings: one check for each way to read the law and the facts, and what comes out the same in all of them.

In: a version, a timeline, and what the law or the facts leave open: the readings that the law names, how to round a day
that does not exist, the days that an uncertain date may mean, whether a reform was validly made. Out: one `Judgement`.
A verdict that is the same in every run is settled. One that hangs on a reading is contested, one that hangs on a fact
is undetermined; either says what makes it which.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import product
from math import prod

from msgspec import Struct
from msgspec.structs import replace

from govrules.engine.causes import with_causes
from govrules.engine.engines import Engine
from govrules.engine.grounds import Ground
from govrules.engine.law import Assumed, Stated
from govrules.engine.outcome import Outcome
from govrules.engine.verdict import Finding, Happened, Judgement, Reason, Status, Step
from govrules.law.library import Library
from govrules.law.model import DutyConsequence, ExceptionTo, RequireConsequence, Rule, WhileBody
from govrules.law.patch import Reading
from govrules.text import limits
from govrules.timeline.model import Event, Timeline

_ROUNDING = "rounding"
_ROUNDINGS = ("down", "up")
_ABSENT = "not triggered"
_SHOWN = 5
_COUNTABLE = 10**15
"""Of ways; of thousands of dates there are more than anybody wants to read."""
_READ_OTHERWISE = "; read otherwise, the law comes to the same"
_WELCOME = ("satisfied", "met", "excused", "pending")
"""What no reading objects to, if another one does not set the rule going at all."""


class _Question(Struct, frozen=True):
    """Something left open, and the ways to answer it. Its words say how each answer reads."""

    name: str
    answers: tuple[str, ...]
    words: dict[str, str]
    of_fact: bool = False
    """Whether it is a question of fact (was it valid? on which day?), not one of law."""
    event: int | None = None
    """The position of the event whose day is asked for."""
    said: str | None = None
    """The question in its author's words."""


Answers = dict[str, str]


def judge(
    library: Library,
    name: str,
    timeline: Timeline,
    *,
    in_force: bool = False,
    explain: str | None = None,
    causes: bool = True,
    engine: Engine | None = None,
) -> Judgement:
    """Judge a timeline under a version, or under the law in force that leads to it, in every reading.

    A reading none of whose options could matter, by what a run has looked at, is not varied. `explain` is the rule
    whose findings are explained. Without `causes`, it is not found out what only follows from a void act. `engine` runs
    the timeline; what it has worked out about the law in earlier runs is used again.
    """
    engine = engine or Engine(library)
    readings = readings_of(library, name, in_force=in_force)
    first = tuple((reading.name, reading.options[0].name) for reading in readings)
    questions = [_of_days(position, event) for position, event in enumerate(timeline.events) if event.last is not None]
    ways = prod(len(question.answers) for question in questions)
    if ways > limits.POSSIBLE_DAYS:
        many = f"{ways:,}" if ways < _COUNTABLE else "far too many"
        limited = f"the uncertain dates can fall in {many} ways; at most {limits.POSSIBLE_DAYS:,} are tried"
        uncertain = tuple(event.span for event in timeline.events if event.last is not None)
        return Judgement(name, (), (), limited, limited_by=uncertain)
    made: dict[Assumed, Outcome] = {}
    while True:
        tried = _combinations(questions)
        assumed = [_assumed(answers, questions, first) for answers in tried]
        for each in assumed:
            if each in made:
                continue
            if each.options == first and readings:
                also = _of_values(each, readings)
                made |= engine.run_readings(
                    name, timeline, in_force=in_force, assumed=each, also=also, alone=engine.of_library(_alone)
                )
            else:
                made[each] = _run(engine, name, timeline, in_force, each, next(iter(made.items()), None))
        runs = [made[each] for each in assumed]
        more = _further(questions, readings, runs)
        if not more:
            break
        questions += more
    if explain is not None:
        for position in _telling(runs):
            runs[position] = engine.run(name, timeline, in_force=in_force, assumed=assumed[position], explain=explain)
    if in_force:
        pairs = zip(assumed, runs, strict=True)
        runs = [_with_effect_for_the_past(engine, name, timeline, each, run, explain) for each, run in pairs]
    total = prod(len(question.answers) for question in questions)
    merged = _merged([*zip(tried, runs, strict=True)], questions, total) if len(runs) > 1 else runs[0].judgement

    again = _Again(engine, name, in_force, assumed[0])
    tries = limits.STEPS_TO_EXPLAIN // max(1, runs[0].steps)

    if not causes:
        return merged

    def standing(accepted: frozenset[int]) -> Judgement:
        return again.judged(timeline, accepted=accepted)

    caused = with_causes(merged, timeline, key_of, standing, min(tries, limits.CAUSES))
    return _with_questions(caused, timeline, runs, again, min(tries, limits.ANSWERS))


class _Again(Struct, frozen=True):
    """Judges under the first of the assumptions once more, with something changed."""

    engine: Engine
    name: str
    in_force: bool
    assumed: Assumed

    def judged(
        self, timeline: Timeline, stated: tuple[Stated, ...] = (), accepted: frozenset[int] = frozenset()
    ) -> Judgement:
        """The judgement with more stated, or with void acts let stand."""
        assumed = replace(self.assumed, stated=stated, accepted=accepted)
        return self.engine.run(self.name, timeline, in_force=self.in_force, assumed=assumed).judgement


def _with_questions(
    judgement: Judgement, timeline: Timeline, runs: list[Outcome], again: _Again, tries: int
) -> Judgement:
    """The judgement with the questions that would decide what is undetermined."""
    if not any(finding.status == "undetermined" for finding in judgement.findings):
        return judgement
    from govrules.engine.missing import missing  # which other judgements do not need

    unknown = {(each.entity, each.name, each.values, each.fact): each for run in runs for each in run.unknown}
    asked = missing(judgement, timeline, tuple(unknown.values()), key_of, again.judged, tries)
    findings = tuple(replace(finding, missing=asked.get(at, ())) for at, finding in enumerate(judgement.findings))
    return replace(judgement, findings=findings) if asked else judgement


def _run(
    engine: Engine,
    name: str,
    timeline: Timeline,
    in_force: bool,
    assumed: Assumed,
    first: tuple[Assumed, Outcome] | None,
) -> Outcome:
    """One run. Where it differs from the first one by values alone that only some rules ask for, and nothing else hangs
    on those rules, only they are judged again.
    """
    library = engine.library
    asking = _asking(library, assumed, first) if first is not None else None
    if first is None or asking is None:
        return engine.run(name, timeline, in_force=in_force, assumed=assumed)
    rest = replace(assumed, without=engine.of_library(_alone) - asking)
    run = engine.run(name, timeline, in_force=in_force, assumed=rest)
    before = (finding for finding in first[1].judgement.findings if finding.rule in rest.without)
    findings = sorted((*run.judgement.findings, *before), key=lambda finding: finding.date)
    judgement = replace(run.judgement, findings=tuple(findings))
    return replace(run, judgement=judgement, asked=run.asked | first[1].asked)


def _of_values(assumed: Assumed, readings: list[Reading]) -> list[Assumed]:
    """Every other combination of the readings that only give values: they may be followed in the same run."""
    giving = [
        reading
        for reading in readings
        if all(change.kind in ("value", "attribute") for option in reading.options for change in option.changes)
    ]
    options = dict(assumed.options)
    found: list[Assumed] = []
    for chosen in product(*([(reading.name, option.name) for option in reading.options] for reading in giving)):
        other = replace(assumed, options=tuple({**options, **dict(chosen)}.items()))
        if other != assumed:
            found.append(other)
    return found[: limits.COMBINATIONS]


def _alone(library: Library) -> frozenset[str]:
    """The rules on which nothing hangs, in no version, and which no transition clause keeps."""
    rules: dict[int, Rule] = {}
    for ruleset in library.rulesets.values():
        rules.update(zip(map(id, ruleset.rules.values()), ruleset.rules.values(), strict=True))
    alone: set[str] = set()
    hung_on: set[str] = set()
    for rule in rules.values():
        (alone if _stands_alone(rule) else hung_on).add(rule.name)
    transitions = (transition for ruleset in library.rulesets.values() for transition in ruleset.transitions.values())
    hung_on |= {name for transition in transitions for keep in transition.keeps for name in keep.names}
    return frozenset(alone - hung_on)


def _asking(library: Library, assumed: Assumed, first: tuple[Assumed, Outcome]) -> frozenset[str] | None:
    """The rules that ask for what differs between two assumptions; None if more may hang on it."""
    if replace(assumed, options=()) != replace(first[0], options=()):
        return None
    chosen = [
        option
        for reading, name in {*assumed.options} ^ {*first[0].options}
        for option in library.readings[reading].options
        if option.name == name
    ]
    asking: set[str] = set()
    for change in (change for option in chosen for change in option.changes):
        askers = first[1].asked_by.get(change.name, set())
        if change.kind not in ("value", "attribute") or None in askers:
            return None
        asking |= {asker for asker in askers if asker is not None}
    versions = [ruleset.rules.get(name) for ruleset in library.rulesets.values() for name in asking]
    powers = any(name in ruleset.powers for ruleset in library.rulesets.values() for name in asking)
    if powers or not all(_stands_alone(rule) for rule in versions if rule is not None):
        return None
    return frozenset(asking)


def _stands_alone(rule: Rule) -> bool:
    """Whether nothing hangs on a rule: it voids nothing, and the law draws no consequence from it."""
    if isinstance(rule.body, WhileBody):
        return True
    match rule.body.consequence:
        case RequireConsequence(void=void):
            return not void
        case DutyConsequence(otherwise_deemed=deemed):
            return deemed is None
    return False


def _telling(runs: Sequence[Outcome]) -> list[int]:
    """The runs that are enough to explain everything: for each finding and status, the first one that has it."""
    telling: dict[tuple[object, str], int] = {}
    for position, run in enumerate(runs):
        for key, finding in _numbered(run.judgement).items():
            telling.setdefault((key, finding.status), position)
    return sorted({0, *telling.values()})


def readings_of(library: Library, name: str, *, in_force: bool) -> list[Reading]:
    """The readings of a version, or of the law that leads to it."""
    chains = library.texts(name) if in_force else [library.chain(name)]
    owners = {owner for chain in chains for owner in chain}
    return [reading for reading in library.readings.values() if reading.owner in owners]


def _of_reading(reading: Reading) -> _Question:
    words = {o.name: o.sentence or o.name.replace("_", " ") for o in reading.options}
    return _Question(reading.name, tuple(o.name for o in reading.options), words, said=reading.question or None)


def _of_days(position: int, event: Event) -> _Question:
    """On which day an event of an uncertain date happened."""
    days = tuple(f"{day}" for day in event.days())
    words = {day: f"`{event.sentence}` on {day}" for day in days}
    return _Question(f"{event.sentence} ({event.written})", days, words, of_fact=True, event=position)


def _further(questions: list[_Question], readings: list[Reading], runs: Iterable[Outcome]) -> list[_Question]:
    """What these runs left open besides the questions that they answer."""
    known = {question.name for question in questions}
    asked = frozenset(name for run in runs for name in run.asked)
    more = [_of_reading(r) for r in readings if r.name not in known and could_matter(r, asked)]
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


def could_matter(reading: Reading, asked: frozenset[str]) -> bool:
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
    dated = [question for question in questions if question.event is not None]
    others = [question for question in questions if question.event is None]
    return [{**days, **answers} for days in _every(dated) for answers in _some(others)]


def _every(questions: list[_Question]) -> list[Answers]:
    names = [question.name for question in questions]
    return [dict(zip(names, answers, strict=True)) for answers in product(*(q.answers for q in questions))]


def _some(questions: list[_Question]) -> list[Answers]:
    if prod(len(question.answers) for question in questions) <= limits.COMBINATIONS:
        return _every(questions)
    first = {question.name: question.answers[0] for question in questions}
    others = [{**first, question.name: answer} for question in questions for answer in question.answers[1:]]
    return [first, *others][: limits.COMBINATIONS]


def _assumed(answers: Answers, questions: list[_Question], first: tuple[tuple[str, str], ...]) -> Assumed:
    of_fact = {question.name for question in questions if question.of_fact and question.event is None}
    days = [(q.event, date.fromisoformat(answers[q.name])) for q in questions if q.event is not None]
    return Assumed(
        tuple((name, answers.get(name, option)) for name, option in first),
        answers.get(_ROUNDING),
        tuple((name.strip(), answer == "yes") for name, answer in answers.items() if name in of_fact),
        days=tuple(days),
    )


# ---- reforms with effect for the past --------------------------------------------------------------------------------


def _with_effect_for_the_past(
    engine: Engine, name: str, timeline: Timeline, assumed: Assumed, run: Outcome, explain: str | None
) -> Outcome:
    """The run again with reforms that were validly adopted in force since the day that they say, if any are."""
    library = engine.library
    names = [each for chain in library.texts(name) for each in chain]
    early = [
        each
        for each in names
        if run.made.get(each) and each in library.reforms and library.reforms[each].parts[0].entry.retroactive
    ]
    if not early:
        return run
    valid = (*assumed.valid, *((each, True) for each in early))
    assumed = replace(assumed, valid=valid)
    again = engine.run(name, timeline, in_force=True, assumed=assumed, explain=explain)
    before = {key_of(finding): finding.status for finding in run.judgement.findings}
    listed = " and ".join(early)
    findings: list[Finding] = []
    for finding in again.judgement.findings:
        was = before.get(key_of(finding), _ABSENT)
        if was != finding.status:
            reason = Reason(f"changed after the fact by {listed}: at the time, it was {was}")
            finding = replace(finding, reasons=(*finding.reasons, reason), message=f"{finding.message}; {reason.text}")
        findings.append(finding)
    judgement = replace(again.judgement, findings=tuple(findings))
    return replace(again, judgement=judgement, ambiguous=run.ambiguous, doubtful=run.doubtful, asked=run.asked)


# ---- what comes out the same -----------------------------------------------------------------------------------------


def key_of(finding: Finding) -> tuple[object, ...]:
    """What makes two findings of different runs findings on the same thing."""
    trigger = finding.trigger
    bindings = tuple(sorted((name, str(value)) for name, value in finding.bindings.items()))
    if trigger is None:
        return finding.rule, finding.anchor, bindings, _is_own(finding)
    when = trigger.moment if trigger.span is None else trigger.span
    return finding.rule, trigger.sentence, when, bindings, _is_own(finding)


def _is_own(finding: Finding) -> bool:
    """Whether a finding is not one of the other breaches of an event that is void anyhow."""
    return finding.follows_from is None or finding.cause is not None


def _numbered(
    judgement: Judgement, keys: dict[int, tuple[object, ...]] | None = None
) -> dict[tuple[object, ...], Finding]:
    """The findings by what they are on; `keys` are those of findings that were numbered before, by their identity."""
    keys = {} if keys is None else keys
    numbered: dict[tuple[object, ...], Finding] = {}
    for finding in judgement.findings:
        key = keys.get(id(finding))
        if key is None:
            key = keys[id(finding)] = key_of(finding)
        times = 0
        while (key, times) in numbered:
            times += 1
        numbered[key, times] = finding
    return numbered


def _merged(results: list[tuple[Answers, Outcome]], questions: list[_Question], total: int) -> Judgement:
    keys_of: dict[int, tuple[object, ...]] = {}
    tables = [(answers, _numbered(run.judgement, keys_of)) for answers, run in results]
    keys = dict.fromkeys(key for _, table in tables for key in table)
    findings: list[Finding] = []
    for key in keys:
        said = [(answers, table.get(key)) for answers, table in tables]
        known = next(finding for _, finding in said if finding is not None)
        if all(finding is known for _, finding in said):
            findings.append(known)
            continue
        statuses = {finding.status for _, finding in said if finding is not None}
        everywhere = all(finding is not None for _, finding in said)
        settled = len(statuses) == 1 and (everywhere or known.status in _WELCOME)
        findings.append(_settled(known, said, questions) if settled else _contested(known, said, questions))
    findings.sort(key=lambda finding: finding.date)
    first = results[0][1].judgement
    limited = next((run.judgement.limited for _, run in results if run.judgement.limited), None)
    deemed = dict.fromkeys(each for _, run in results for each in run.judgement.deemed)
    steps = _steps([run.judgement.steps for _, run in results])
    return Judgement(
        first.ruleset,
        tuple(findings),
        tuple(deemed),
        limited,
        steps,
        readings=(len(results), total),
        missed=first.missed,
        impossible=first.impossible,
    )


def _steps(all_steps: list[tuple[Step, ...]]) -> tuple[Step, ...]:
    """How the law changed, over all runs: each step on its first and last day, certain if it comes in all of them."""
    grouped: dict[tuple[str, str], list[Step]] = {}
    for steps in all_steps:
        for step in steps:
            grouped.setdefault((step.version, step.text), []).append(step)
    made: list[Step] = []
    for same in grouped.values():
        first, last = min(same, key=lambda step: step.day), max(same, key=lambda step: step.day)
        made.append(replace(first, last=last.day, certain=len(same) >= len(all_steps)))
    return tuple(sorted(made, key=lambda step: step.day))


def _settled(known: Finding, said: list[tuple[Answers, Finding | None]], questions: list[_Question]) -> Finding:
    """A finding whose status is the same in every run; by uncertain dates its day need not be."""
    first = {question.name: question.answers[0] for question in questions if question.event is None}
    alike = [finding for answers, finding in said if finding is not None and first.items() <= answers.items()]
    days = sorted({finding.date for finding in alike})
    if len(days) < 2:
        of_law = {question.name for question in questions if not question.of_fact}
        read = [finding for answers, finding in said if finding is not None and not of_law.isdisjoint(answers)]
        otherwise = any(finding.message != known.message for finding in read)
        return replace(known, message=f"{known.message}{_READ_OTHERWISE}") if otherwise else known
    earliest = next(finding for finding in alike if finding.date == days[0])
    return replace(earliest, message=f"{earliest.message} (some day from {days[0]} to {days[-1]})")


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
    grounds: list[Ground] = []
    for way, all_answers in ways.items():
        readings = _said(matter, all_answers)
        finding = messages.get(way)
        because = "; ".join(reason.text for reason in finding.reasons) if finding is not None else ""
        detail = f", for {because}" if because else ""
        rests_on: tuple[Happened, ...] = ()
        if finding is not None:
            rests_on = tuple(each for reason in finding.reasons for each in reason.rests_on)
        so = f"{way} if {', or if '.join(readings)}"
        reasons.append(Reason(f"{so}{detail}", rests_on))
        inner = (finding.why,) if finding is not None and finding.why is not None else ()
        grounds.append(Ground("reading", so, children=inner, about=(way,)))
    status: Status = "undetermined" if all(question.of_fact for question in matter) else "contested"
    named = dict.fromkeys(f"`{q.name.strip()}`" + (f": “{q.said}”" if q.said else "") for q in matter)
    names = " and ".join(named)
    link = "it depends on" if status == "contested" else "it cannot be told, for it depends on"
    what = "how the law is read" if matter[0].name != _ROUNDING else "how the date is rounded"
    if status == "undetermined":
        dates = [question.name for question in matter if question.event is not None]
        facts = ["whether " + question.words["yes"] for question in matter if question.event is None]
        what = " and ".join([*(f"the date of {name}" for name in dates), *facts])
    message = f"{link} {what}" + (f" ({names})" if status == "contested" else "")
    subject = f"`{known.trigger.sentence}`: " if known.trigger is not None else ""
    said_all = ". ".join(reason.text[0].upper() + reason.text[1:] for reason in reasons)
    laws = {finding.law for _, finding in said if finding is not None}
    if len(laws) > 1:
        known = replace(known, law="", law_why=None)
    whys = {finding.law_why for _, finding in said if finding is not None}
    if len(whys) > 1:
        known = replace(known, law_why=None)
    why = known.why
    if why is not None:
        text = f"`{known.rule}` is {status}: {message}"
        why = replace(why, text=text, how="readings", children=tuple(grounds), about=(status, known.rule))
    message = f"{subject}{message}. {said_all}"
    return replace(known, status=status, message=message, reasons=tuple(reasons), why=why)


def _said(matter: list[_Question], ways: list[Answers]) -> list[str]:
    """The answers that lead to one outcome, in words: days that follow each other as a range."""
    if len(matter) == 1 and matter[0].event is not None:
        question = matter[0]
        answers = {way[question.name] for way in ways}
        ranges: list[list[str]] = []
        for before, day in zip((None, *question.answers), question.answers, strict=False):
            if day in answers and before in answers and ranges:
                ranges[-1][1:] = [day]
            elif day in answers:
                ranges.append([day])
        sentence = question.words[question.answers[0]].rpartition(" on ")[0]
        return [f"{sentence} " + (f"on {r[0]}" if len(r) == 1 else f"from {r[0]} to {r[1]}") for r in ranges]
    said = dict.fromkeys(" and ".join(question.words[way[question.name]] for question in matter) for way in ways)
    more = len(said) - _SHOWN
    return [*list(said)[:_SHOWN], *([f"in one of {more} further ways"] if more > 0 else [])]


def _matters(question: _Question, said: list[tuple[Answers, Finding | None]]) -> bool:
    """Whether two runs that differ in this answer alone differ in the status."""
    groups: dict[tuple[tuple[str, str], ...], set[str]] = {}
    for answers, finding in said:
        others = tuple((name, answer) for name, answer in answers.items() if name != question.name)
        groups.setdefault(others, set()).add(finding.status if finding is not None else _ABSENT)
    return any(len(statuses) > 1 for statuses in groups.values())
