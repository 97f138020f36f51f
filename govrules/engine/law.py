"""The law that judges: one version throughout, or the one in force on each day.

In: a library, and what happens. Out: the rule set that governs at each place of the record. A column `before`, `after`
or `under` takes its version as given. In the column `in force` a text enters into force on its day, and a reform when
its entry comes (a day, an event, a time after one), part by part, in the order in which reforms rest on each other: if
it was adopted in the timeline, not before a valid adoption, and if its adoption was void, never.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from govrules.calendar import Moment
from govrules.engine import say
from govrules.engine.record import BEFORE_EVERYTHING, Happening, Stretch
from govrules.engine.values import Truth, moment
from govrules.engine.verdict import Finding, Happened, Step
from govrules.law import model as m
from govrules.law.library import Library
from govrules.law.model import UNKNOWN, Value
from govrules.law.patch import Change, Entry, applied
from govrules.law.touch import rests_on, touched
from govrules.law.types import UNKNOWN_TYPE, Type
from govrules.text.source import Span
from govrules.timeline.model import Timeline

Choices = dict[str, str]
"""The option taken of each reading."""


class Stated(Struct, frozen=True):
    """What nobody states, and an answer to it: whether a fact holds, or the value of an attribute."""

    fact: m.Occurrence | None
    values: tuple[Value, ...]
    entity: str = ""
    name: str = ""
    type: Type = UNKNOWN_TYPE
    value: Value = UNKNOWN

    def said_in(self, ruleset: m.RuleSet) -> m.RuleSet:
        """A version that states it."""
        nowhere = Span("", 0, 0)
        if self.fact is None:
            attribute = m.Attribute(m.Constant(nowhere, self.value, self.type), None, nowhere)
            return replace(ruleset, attributes={**ruleset.attributes, (self.entity, self.name): attribute})
        place = Span("", len(ruleset.givens), len(ruleset.givens))
        given = m.Given(self.fact, self.values, self.value is True, None, None, None, place)
        return replace(ruleset, givens=(*ruleset.givens, given))


class Assumed(Struct, frozen=True):
    """What one run of a check assumes where the law or the facts leave it open."""

    options: tuple[tuple[str, str], ...] = ()
    """The option of each reading."""
    rounding: str | None = None
    """How a day that does not exist is rounded where the law does not say."""
    valid: tuple[tuple[str, bool], ...] = ()
    """Whether a reform was validly made, where that is not known."""
    stated: tuple[Stated, ...] = ()
    """What is stated besides."""
    without: frozenset[str] = frozenset()
    """The rules that are not judged, for nothing else hangs on them."""
    accepted: frozenset[int] = frozenset()
    """The events, by their position, that stand although some rule makes them void."""
    days: tuple[tuple[int, date], ...] = ()
    """The day of an event whose date is uncertain, by its position in the timeline."""


class Law:
    """The law of one version, taken as given for the whole timeline."""

    in_force = False

    def __init__(self, library: Library, name: str, assumed: Assumed, given: m.RuleSet | None = None) -> None:
        self.library = library
        self.name = name
        self.assumed = assumed
        self._given = given is not None
        self._twins: dict[object, m.RuleSet] = {}
        self._before: dict[str, m.RuleSet] = {}
        """The version before the reform with a transition clause, by the name of that."""
        self.now = self._with_stated(given or version(library, name, dict(assumed.options)))
        self.versions: list[tuple[int, m.RuleSet]] = [(BEFORE_EVERYTHING, self.now)]
        """Every version so far, with the place from which it governs."""
        self.commenced: dict[str, Value] = {}
        """On which day a reform whose entry is an event entered into force."""
        self.doubtful: list[str] = []
        """The reforms of which it is not known whether they were validly made."""
        self.steps: list[Step] = []

    def _with_stated(self, ruleset: m.RuleSet) -> m.RuleSet:
        for stated in self.assumed.stated:
            ruleset = stated.said_in(ruleset)
        if self.assumed.without:
            rules = {name: rule for name, rule in ruleset.rules.items() if name not in self.assumed.without}
            ruleset = replace(ruleset, rules=rules)
        return ruleset

    def twin(self, ruleset: m.RuleSet, assumed: Assumed) -> m.RuleSet | None:
        """What a version is under other options; None where that is not known."""
        if ruleset is not self.now or self._given:
            return None
        known = self._twins.get(assumed)
        if known is None:
            options = dict(assumed.options)
            known = self._twins[assumed] = self._with_stated(version(self.library, self.name, options))
        return known

    def is_history(self, reform: str) -> bool:
        """Whether the making of a reform is taken as given, and not judged."""
        return reform in self.now.lineage

    def touches(self, reform: str, target: str) -> Truth:
        """Whether a reform touches something. A new text touches everything in the one whose place it takes."""
        if reform in self.library.reforms:
            return self.library.touches(reform, target)
        ruleset = self.library.rulesets.get(reform)
        return UNKNOWN if ruleset is None else ruleset.replaces is not None

    def how_touched(self, reform: str, target: str) -> list[str]:
        """What a reform does that touches something, in words."""
        known = self.library.reforms.get(reform)
        if known is None:
            return [f"{reform} takes the place of the whole text"]
        base = self.library.rulesets[known.base]
        rest = rests_on(base)
        doing = [change for change in known.changes if target in touched((change,), base, rest)]
        return [
            change.in_words() + ("" if change.name == target else f", which bears on `{target}`") for change in doing
        ]

    def may_judge(self) -> list[m.RuleSet]:
        """The versions that have judged so far, and those that transition clauses may keep."""
        return [self.now, *(self.library.rulesets[name] for name in self.library.chain(self.name)[:-1])]

    def of_stretch(self, stretch: Stretch, transition: str) -> m.RuleSet:
        """The version under which a fact began to hold; here, that before the reform with the transition clause."""
        known = self._before.get(transition)
        if known is None:
            known = self.now
            for name in reversed(self.library.chain(self.name)):
                known = self.library.rulesets[name]
                if transition not in known.transitions:
                    break
            self._before[transition] = known
        return known

    def judging(self, happening: Happening) -> m.RuleSet:
        """The version that judges an event."""
        return self.now

    def morning(self, day: date, place: int) -> bool:
        """Let enter into force what is due by this day. Whether the law has changed."""
        return False

    def after(self, happening: Happening, matched: dict[str, Truth], place: int) -> bool:
        """Let an event, which fits these entries, have its effect on the law. Whether the law has changed."""
        return False

    def void(self, happening: Happening, by: str | None) -> None:
        """Note an event that was void."""

    def days_after(self, day: date) -> list[date]:
        """The days after this one on which the law may change."""
        return []

    def close(self, until: date) -> None:
        """The timeline ends: say what should have entered into force and did not."""

    def why(self, finding: Finding) -> str | None:
        """Why the version that judged governs; None where it is taken as given."""
        return None


class _Waiting(Struct, eq=False):
    """A text or a part of a reform that has not entered into force."""

    name: str
    part: int
    entry: Entry
    due: date | None
    because: Happened | None = None


class LawInForce(Law):
    """The law in force on each day."""

    in_force = True

    def __init__(self, library: Library, name: str, assumed: Assumed, adopted: Iterable[str]) -> None:
        super().__init__(library, name, assumed)
        self.texts = library.texts(name)
        self.at_text = -1
        self.entered: dict[tuple[str, int], date] = {}
        self.has_adoption = frozenset(adopted)
        """The reforms and texts whose adoption, valid or not, is an event of the timeline."""
        self.made: dict[str, Truth] = {}
        """Whether the adoption of each of them was valid, as far as it has happened."""
        self.failed: dict[str, Happened] = {}
        self.presumed: list[str] = []
        self._told: tuple[int, list[Step], list[Step]] = (0, [], [])
        """How many steps there were when they were told apart, those that came about, and those that did not."""
        self.waiting = [
            _Waiting(name, part, entry, entry.day)
            for chain in self.texts
            for name in chain
            for part, entry in enumerate(_entries(library, name))
        ]
        self.cache: dict[object, m.RuleSet] = {}
        self._composed_of: dict[int, tuple[list[str], set[tuple[str, int]]]] = {}
        """Of what each version was put together: the text, and the parts of its reforms."""
        self.now = self._lawless()
        self.versions = [(BEFORE_EVERYTHING, self.now)]

    def _lawless(self) -> m.RuleSet:
        """Before the first text is in force facts come and go, and nothing is judged."""
        name = self.texts[0][0]
        known = self.library.composed.get(name)
        if known is None:
            known = self.library.composed[name] = replace(
                self.library.rulesets[name],
                rules={},
                powers={},
                exceptions={},
                transitions={},
                regulated=frozenset(),
                elsewhere={},
                name="",
            )
        return self._with_stated(known)

    def is_history(self, reform: str) -> bool:
        """Nothing is taken as given."""
        return False

    def may_judge(self) -> list[m.RuleSet]:
        """The versions that have judged so far."""
        return [ruleset for _, ruleset in self.versions]

    def of_stretch(self, stretch: Stretch, transition: str) -> m.RuleSet:
        """The version in force when a fact began to hold; the first one, if that was before everything."""
        governing = self.versions[0][1]
        for place, ruleset in self.versions:
            if place <= stretch.begun or not governing.name:
                governing = ruleset
        return governing

    def judging(self, happening: Happening) -> m.RuleSet:
        """The version that judges an event. A reform with effect for the past does not judge its own adoption."""
        if not happening.what.adopts:
            return self.now
        made = {v.name for v in happening.values if isinstance(v, m.Entity) and v.kind == "Reform"}
        if not any((name, 0) in self.entered for name in made):
            return self.now
        chain = self.texts[self.at_text]
        parts = {(name, part) for name in chain if name not in made for part in self._parts_in_force(name)}
        return _compose(self.library, chain, dict(self.assumed.options), parts)

    # ---- what happens -----------------------------------------------------------------------------------------------

    def morning(self, day: date, place: int) -> bool:
        """Let enter into force what is due by this day."""
        return self._enter(day, place)

    def after(self, happening: Happening, matched: dict[str, Truth], place: int) -> bool:
        """Note an adoption, or an event with which something enters into force, and let enter what can."""
        said = Happened(happening.sentence, happening.moment, happening.span, happening.citation)
        if happening.what.adopts:
            for value in happening.values:
                if isinstance(value, m.Entity) and value.kind == "Reform" and self.made.get(value.name) is not True:
                    self.made[value.name] = self._settled(value.name, True if happening.certain else UNKNOWN)
        for waiting in self.waiting:
            fits = matched.get(waiting.name, False) if waiting.part == 0 and waiting.entry.event is not None else False
            if fits is False or waiting.due is not None:
                continue
            if fits is UNKNOWN or not happening.certain:
                fits = self._settled(waiting.name, UNKNOWN)
            if fits is True:
                waiting.due = _due(waiting.entry, happening.day)
                waiting.because = said
        return self._enter(happening.day, place)

    def _settled(self, name: str, truth: Truth) -> Truth:
        """What is not known about the making of a reform, as this run assumes it."""
        if truth is not UNKNOWN:
            return truth
        if name not in self.doubtful:
            self.doubtful.append(name)
        return dict(self.assumed.valid).get(name, False)

    def void(self, happening: Happening, by: str | None) -> None:
        """Note a void adoption."""
        if not happening.what.adopts:
            return
        for value in happening.values:
            if isinstance(value, m.Entity) and value.kind == "Reform" and self.made.get(value.name) is not True:
                said = Happened(happening.sentence, happening.moment, happening.span, happening.citation)
                self.made[value.name] = False
                self.failed[value.name] = said
                if any(value.name in chain for chain in self.texts):
                    text = f"{value.name} does not enter into force: its adoption was void by `{by}`"
                    self.steps.append(Step(happening.day, self.now.name, text, said, failed=True))

    def days_after(self, day: date) -> list[date]:
        """The days after this one on which something is due."""
        return [waiting.due for waiting in self.waiting if waiting.due is not None and waiting.due > day]

    def close(self, until: date) -> None:
        """The timeline ends: say what should have entered into force and did not."""
        for waiting in self.waiting:
            due = waiting.due
            on_event = waiting.part == 0 and waiting.entry.event is not None
            if on_event and due is None and waiting.name not in self.failed:
                text = f"{waiting.name} does not enter into force: `{self._said(waiting)}` is not in the timeline"
                self.steps.append(Step(until, self.now.name, text, failed=True))
            if waiting.part > 0 or due is None or due > until or waiting.name in self.failed:
                continue
            chain = next(chain for chain in self.texts if waiting.name in chain)
            position = chain.index(waiting.name)
            below = chain[position - 1] if position else self.library.rulesets[waiting.name].replaces
            text = f"{waiting.name} does not enter into force"
            if below is not None and (below, 0) not in self.entered:
                text += f": it rests on {below}, which is not in force"
            elif waiting.name in self.has_adoption:
                text += ": it is not adopted"
            self.steps.append(Step(due, self.now.name, text, waiting.because, failed=True))

    def _said(self, waiting: _Waiting) -> str:
        assert waiting.entry.event is not None
        return say.pattern(waiting.entry.event.pattern, {})

    def why(self, finding: Finding) -> str | None:
        """Why a version governs: since when it is in force, what kept it, and what did not come to replace it."""
        if self._told[0] != len(self.steps):
            came = [step for step in self.steps if not step.failed]
            self._told = len(self.steps), came, [step for step in self.steps if step.failed]
        _, came, failed = self._told
        said: list[str] = []
        for step in came:
            if step.version == finding.law:
                said.append(f"{finding.law} came into force on {step.day}")
                break
        kept = self._kept(finding, came)
        said += [kept] if kept is not None else []
        said += [step.text for step in failed if step.day <= finding.anchor]
        return "; ".join(said) or None

    def _kept(self, finding: Finding, came: list[Step]) -> str | None:
        """By which transition clause an earlier version than the one in force judges."""
        if not came or (came[-1].version == finding.law and came[-1].day <= finding.anchor <= finding.date):
            return None
        judged = self.library.rulesets.get(finding.law)
        norm = judged.norm(finding.rule) if judged is not None else None
        binds = isinstance(norm, m.Rule) and isinstance(norm.body, m.WhileBody)
        day = finding.date if binds else finding.anchor
        at_hand = next((step.version for step in reversed(came) if step.day <= day), finding.law)
        if at_hand == finding.law or at_hand not in self.library.rulesets:
            return None
        for transition in self.library.rulesets[at_hand].transitions.values():
            if any(finding.rule in keep.names for keep in transition.keeps):
                cited = f" [{transition.citation.text}]" if transition.citation is not None else ""
                return f"under {at_hand}, `{transition.name}`{cited} keeps it for `{finding.rule}`"
        return None

    # ---- entry into force -------------------------------------------------------------------------------------------

    def _enter(self, day: date, place: int) -> bool:
        entered: list[_Waiting] = []
        while True:
            ready = next((each for each in self.waiting if self._is_ready(each, day)), None)
            if ready is None:
                break
            self.waiting.remove(ready)
            self.entered[ready.name, ready.part] = day
            if ready.part == 0:
                self.commenced[ready.name] = Moment(ready.due or day)
                if ready.name == self.texts[self.at_text + 1][0] if self.at_text + 1 < len(self.texts) else False:
                    self.at_text += 1
            entered.append(ready)
        if not entered:
            return False
        self.now = self._composed()
        self.versions.append((place, self.now))
        if place == 0:  # all that came before the timeline begins came one after the other
            entered.sort(key=lambda each: each.due or day)
        order = [name for chain in self.texts for name in chain]
        reached = 0
        for each in entered:
            reached = max(reached, order.index(each.name))
            version = order[reached] if place == 0 else self.now.name
            self.steps.append(self._step(each, version, day, before_all=place == 0))
        return True

    def _is_ready(self, waiting: _Waiting, day: date) -> bool:
        if waiting.due is None or waiting.due > day:
            return False
        if (
            waiting.name in self.has_adoption
            and not waiting.entry.retroactive
            and self.made.get(waiting.name) is not True
        ):
            return False
        if waiting.entry.retroactive and not self._made_in_the_end(waiting.name):
            return False
        if waiting.part > 0:
            return (waiting.name, 0) in self.entered
        at = next(at for at, chain in enumerate(self.texts) if waiting.name in chain)
        position = self.texts[at].index(waiting.name)
        if position == 0:
            return at == self.at_text + 1
        return at == self.at_text and (self.texts[at][position - 1], 0) in self.entered

    def _made_in_the_end(self, name: str) -> bool:
        """Whether a law with effect for the past was validly adopted, by what an earlier run found out."""
        if name not in self.has_adoption:
            return True
        return dict(self.assumed.valid).get(name, self.made.get(name) is True)

    def _step(self, each: _Waiting, version: str, day: date, *, before_all: bool) -> Step:
        what = each.name if each.part == 0 else f"the part of {each.name} of {each.entry.day}"
        text = f"{what} enters into force"
        if before_all:
            return Step(each.due or day, version, text, each.because)
        if each.due is not None and each.due < day:
            text += f", with effect since {each.due}" if each.entry.retroactive else ", not before its adoption"
        if each.part == 0 and each.name in self.library.reforms and each.name not in self.has_adoption:
            text += " (its adoption is not in the timeline, and presumed valid)"
        return Step(day, version, text, each.because)

    def _composed(self) -> m.RuleSet:
        """The text in force with all parts of reforms that have entered into force."""
        chain = self.texts[self.at_text]
        parts = tuple((name, part) for name in chain for part in self._parts_in_force(name))
        known = self.cache.get(parts)
        if known is None:
            composed = _compose(self.library, chain, dict(self.assumed.options), set(parts))
            known = self.cache[parts] = self._with_stated(composed)
            self._composed_of[id(known)] = (chain, set(parts))
        return known

    def twin(self, ruleset: m.RuleSet, assumed: Assumed) -> m.RuleSet | None:
        """What a version is under other options; None where that is not known."""
        composed_of = self._composed_of.get(id(ruleset))
        if composed_of is None:
            return None
        known = self._twins.get((id(ruleset), assumed.options))
        if known is None:
            made = _compose(self.library, composed_of[0], dict(assumed.options), composed_of[1])
            known = self._twins[id(ruleset), assumed.options] = self._with_stated(made)
        return known

    def _parts_in_force(self, name: str) -> list[int]:
        return [part for part in range(len(_entries(self.library, name))) if (name, part) in self.entered]


# ---- versions --------------------------------------------------------------------------------------------------------


class Standing(Struct, frozen=True):
    """The law as it stands at the end of a day."""

    version: m.RuleSet | None
    """None before the first text is in force."""
    commenced: dict[str, date]
    """On which day each text and reform entered into force."""
    left_out: dict[str, str | None]
    """What hangs on an event of which nothing is known, and what rests on that: by name, what it rests on."""


def standing(law: LawInForce, day: date) -> Standing:
    """What is in force at the end of a day, by all that has happened."""
    left_out: dict[str, str | None] = {}
    for waiting in law.waiting:
        on_event = waiting.part == 0 and waiting.entry.event is not None and waiting.due is None
        rests_on = next((name for name in law.library.chain(waiting.name)[:-1] if name in left_out), None)
        if on_event or (rests_on is not None and waiting.due is not None and waiting.due <= day):
            left_out.setdefault(waiting.name, None if on_event else rests_on)
    days = {name: value.day for name, value in law.commenced.items() if isinstance(value, Moment)}
    return Standing(law.now if law.now.name else None, days, left_out)


def by_dates(library: Library, name: str, day: date) -> Standing:
    """What of the law that leads to a version is in force on a day, by the dates that it says itself."""
    law = LawInForce(library, name, Assumed(), ())
    law.morning(day, 0)
    return standing(law, day)


def with_why(findings: Iterable[Finding], law: Law) -> list[Finding]:
    """Findings with what is said of the law that judged them, if it is the law in force."""
    if not law.in_force:
        return [*findings]
    return [replace(finding, law_why=law.why(finding)) for finding in findings]


def version(library: Library, name: str, options: Choices) -> m.RuleSet:
    """A version with everything applied, under an option of each reading."""
    chain = library.chain(name)
    readings = [r for r in library.readings.values() if r.owner in chain and r.name in options]
    if not readings:
        return library.rulesets[name]
    parts = {(each, part) for each in chain for part in range(len(_entries(library, each)))}
    return _compose(library, chain, options, parts)


def _compose(library: Library, chain: list[str], options: Choices, parts: set[tuple[str, int]]) -> m.RuleSet:
    """A rule set and the parts of its reforms, with an option of each reading after its owner's clauses.

    What was composed once is remembered.
    """
    key = (tuple(chain), frozenset(options.items()), frozenset(parts))
    known = library.composed.get(key)
    if known is None:
        known = library.composed[key] = _composed(library, chain, options, parts)
    return known


def _composed(library: Library, chain: list[str], options: Choices, parts: set[tuple[str, int]]) -> m.RuleSet:
    ruleset = library.rulesets[chain[0]]
    last = library.rulesets[chain[-1]]
    way: tuple[object, ...] = ()
    """What has been applied so far: versions that are composed one after the other have most of it in common."""
    for name in chain:
        reform = library.reforms.get(name)
        own = tuple(at for at in range(len(reform.parts)) if (name, at) in parts) if reform is not None else ()
        if reform is not None and not own:
            continue
        readings = [reading for reading in library.readings.values() if reading.owner == name]
        way = (way, name, own, tuple(options.get(reading.name) for reading in readings))
        known = library.composed.get(way)
        if known is None:
            changes: list[Change] = []
            if reform is not None:
                made = library.rulesets[name]
                ruleset = replace(
                    ruleset,
                    name=name,
                    title=made.title,
                    base=made.base,
                    replaces=None,
                    lineage=made.lineage,
                    span=made.span,
                )
                changes += [change for at in own for change in reform.parts[at].changes]
            for reading in readings:
                chosen = options.get(reading.name)
                changes += next((o.changes for o in reading.options if o.name == chosen), ())
            known = library.composed[way] = applied(ruleset, changes) if changes else ruleset
        ruleset = known
    if not _is_read_as_a_whole(library, chain, options, parts):
        from govrules.law.circles import without_circles  # which few laws need

        ruleset = without_circles(ruleset)
    powers = {**last.elsewhere, **last.powers}
    elsewhere = {name: power for name, power in powers.items() if name not in ruleset.powers}
    return replace(ruleset, regulated=last.regulated, elsewhere=elsewhere)


def _is_read_as_a_whole(library: Library, chain: list[str], options: Choices, parts: set[tuple[str, int]]) -> bool:
    """Whether this is a version that a file declares, and so was checked: all of each reform up to one of them."""
    if any(reading.owner in chain and reading.name in options for reading in library.readings.values()):
        return False
    reforms = {name: range(len(library.reforms[name].parts)) for name in chain if name in library.reforms}
    wholly = [all((name, part) in parts for part in numbers) for name, numbers in reforms.items()]
    partly = [any((name, part) in parts for part in numbers) for name, numbers in reforms.items()]
    return wholly == partly == sorted(partly, reverse=True)


def _entries(library: Library, name: str) -> list[Entry]:
    if name in library.reforms:
        return [part.entry for part in library.reforms[name].parts]
    entry = library.entries.get(name)
    return [entry] if entry is not None else []


def _due(entry: Entry, day: date) -> date:
    """The day on which something enters into force, when its event is of this day."""
    if entry.delay is None:
        return day
    from govrules.engine import calendar  # which few laws need

    due = calendar.add(Moment(day), entry.delay, "up")
    return due.day if isinstance(due, Moment) else date.max - timedelta(days=1)


def commencement(entry: Entry, day: date) -> Value:
    """The same, as a value."""
    return moment(_due(entry, day))


def adopted(timeline: Timeline) -> Iterator[str]:
    """The reforms whose adoption is among the events."""
    for event in timeline.events:
        if event.what.adopts:
            for value in event.values:
                if isinstance(value, m.Entity) and value.kind == "Reform":
                    yield value.name


def entries_of(library: Library, name: str) -> dict[str, Entry]:
    """When the texts that lead to a version, and their reforms, enter into force."""
    names = [each for chain in library.texts(name) for each in chain]
    reforms = {each: library.reforms[each].parts[0].entry for each in names if each in library.reforms}
    return {**{each: library.entries[each] for each in names if each in library.entries}, **reforms}
