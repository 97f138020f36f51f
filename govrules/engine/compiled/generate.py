"""Verdicts by generated functions: one loop over the events of a timeline, for any number of versions of the law.

In: versions of the law, every reform applied, and the names of the events that there are. Out: a function in Python
that runs over compact timelines (`compact`), and the meaning of the numbers that it gives back; or, for a law that is
not plain, what keeps it from being. This is the one file that makes a function of text: the source is put together from
resolved rules alone, by the modules `generate_*`; no text of a file is in it, every name in it is handed out there, and
what is no number is bound to a name. `Generated.source` shows it.

What is plain: rules and principles on events with `require`, also `otherwise void`, powers, exceptions, duties of one
part, and rules with `while` on how long a fact has held; in them, questions about past events with windows, facts that
events begin and end, durations, anchors, attributes and values. `plain` says what of a version is not.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate, groupby
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from govrules.engine.compiled import generate_text as g
from govrules.engine.compiled.generate_facts import FactState
from govrules.engine.compiled.generate_lasting import Lasting
from govrules.engine.compiled.generate_norms import Norms
from govrules.engine.compiled.generate_state import Body, Table
from govrules.engine.compiled.generate_terms import Version
from govrules.engine.compiled.generate_text import Code, NotPlainError
from govrules.engine.compiled.generate_verdicts import Numbers
from govrules.law import model as m
from govrules.law.library import Library

OTHER = 0
"""The number of all events of which no rule speaks."""


class Run(Protocol):
    """A generated function."""

    def __call__(
        self, events: Sequence[tuple[Any, ...]], until: int, scale: int, size: int, tables: Sequence[Any], /
    ) -> tuple[list[int], list[Any]]:
        """A number for each event, 0 for one that is not judged, and the figures of all that ended, in one list.

        They are: a number that says how it ended, the place of the event that it began with, the day, and what its
        limits hang on.
        """


class Generated(Struct, frozen=True):
    """A generated function, and what it needs and gives."""

    run: Run
    source: str
    numbers: Numbers
    figures: int
    """How many figures each record has of what ended."""
    reads: frozenset[tuple[str, int]]
    """The slots that it reads, which have to be known."""
    tables: tuple[Table, ...]
    """What a timeline brings along."""
    functions: Mapping[str, tuple[Any, int]]
    """The functions that tell a last day, and what they take, by the name that meanings give them."""
    bindings: Mapping[str, tuple[tuple[str, Code], ...]]
    """What the variables of a norm stand for, by the name that meanings give it."""
    opened: Mapping[tuple[int, str, str], tuple[tuple[str, Code], ...]]
    """The same of what lasts, by version, rule and the event that set it going."""
    months: int
    """How far from the days of a timeline its sums may lead."""
    unstated: frozenset[str]
    """The facts of which nothing may be stated."""
    unmoved: frozenset[str]
    """The facts of which nothing may be stated from a day, or up to one."""
    watches: bool
    """Whether rules with `while` are among it, which look at the law also when something stated begins."""
    rows: dict[int, Any] = {}
    """What its numbers stand for, by version, as far as somebody asked."""


def plain(library: Library, name: str) -> tuple[str, ...]:
    """What keeps a version from being said by a generated function; nothing, if it is plain."""
    events = frozenset(each.name for each in library.vocabulary.occurrences.values() if each.sort != "fact")
    return reasons(library, [library.rulesets[name]], events)


def reasons(library: Library, laws: Sequence[m.RuleSet], present: frozenset[str]) -> tuple[str, ...]:
    """What keeps versions from being said by a generated function, where there are no other events than these.

    One norm after the other is left out, so that each has its say.
    """
    found: list[str] = []
    left = list(laws)
    while True:
        try:
            generate(library, left, numbered(library), present)
        except NotPlainError as error:
            found.append(f"{error}")
            if not error.norm:
                return tuple(found)
            left = [without(law, error.norm) for law in left]
        else:
            return tuple(found)


def without(law: m.RuleSet, name: str) -> m.RuleSet:
    """A version without the rule or power of this name."""
    rules = {key: rule for key, rule in law.rules.items() if key != name}
    powers = {key: power for key, power in law.powers.items() if key != name}
    acts = {power.match.pattern.what.name for key, power in law.powers.items() if key == name}
    return replace(law, rules=rules, powers=powers, regulated=law.regulated - acts)


def numbered(library: Library) -> dict[str, int]:
    """The numbers of the things that a vocabulary declares; `nobody` is the first."""
    return {"": g.NOBODY_ID, **{name: at for at, name in enumerate(library.vocabulary.entities, 1)}}


def generate(
    library: Library,
    laws: Sequence[m.RuleSet],
    things: dict[str, int],
    present: frozenset[str],
    kinds: Mapping[str, int] | None = None,
    width: int | None = None,
) -> Generated:
    """The function for these versions, over timelines in which no other events happen.

    `kinds` says how often events happen, also those that no rule speaks of, and `width` says how many slots an event
    has in compact timelines. Raises `NotPlainError`.
    """
    if width is None:
        width = max((len(library.vocabulary.occurrences[name].fields) for name in present), default=0)
    versions = [Version(at, law) for at, law in enumerate(laws)]
    for law in laws:
        _check(library, law)
    validity: dict[tuple[str, int], int | None] = _first_guess(versions)
    while True:
        made = _Making(library, versions, things, present, validity, width)
        settled = made.settled(validity)
        if settled == validity:
            return made.generated(kinds or {})
        validity = settled


def _check(library: Library, law: m.RuleSet) -> None:
    """Whether a version as a whole can be said."""
    chain = library.chain(law.name)
    if any(reading.owner in chain for reading in library.readings.values()):
        raise NotPlainError("it can be read in several ways")
    if any(transition.keeps for transition in law.transitions.values()):
        raise NotPlainError("a transition clause keeps earlier law for some")


def _first_guess(versions: Sequence[Version]) -> dict[tuple[str, int], int | None]:
    """What may be void at all: for a start, of the same validity in all versions."""
    made: dict[tuple[str, int], int | None] = {}
    for version in versions:
        for rule in version.law.rules.values():
            if isinstance(rule.body, m.WhenBody) and isinstance(rule.body.consequence, m.RequireConsequence):
                for trigger in rule.body.triggers if rule.body.consequence.void else ():
                    made[trigger.match.pattern.what.name, version.at] = 0
        for act in version.law.regulated:
            made[act, version.at] = 0
    return made


class _Making:
    """One generated function in the making, for an assumption on which events are valid alike in all versions."""

    def __init__(
        self,
        library: Library,
        versions: Sequence[Version],
        things: dict[str, int],
        present: frozenset[str],
        validity: dict[tuple[str, int], int | None],
        width: int,
    ) -> None:
        self.width = width
        self.state = FactState(library, things, present)
        self.state.validity = validity
        self.versions = versions
        events = [what for name, what in library.vocabulary.occurrences.items() if name in present]
        self.state.bodies = {what.name: Body(self.state.names) for what in events}
        self.norms = {what.name: Norms(self.state, versions, what) for what in events}
        self.lasting = Lasting(self.state, versions, self.norms)

    def settled(self, validity: dict[tuple[str, int], int | None]) -> dict[tuple[str, int], int | None]:
        """The versions in which the same makes an event void share a flag; the others have one of their own."""
        made: dict[tuple[str, int], int | None] = {}
        for event, norms in self.norms.items():
            first: dict[tuple[object, ...], int] = {}
            for version, void in norms.voids.items():
                made[event, version] = first.setdefault((validity.get((event, version)), *void), version)
        others = {key: flag for key, flag in validity.items() if key[0] not in self.norms}
        return {**others, **made}

    # ---- source -----------------------------------------------------------------------------------------------------

    def generated(self, often: Mapping[str, int]) -> Generated:
        """The function, and what it needs and gives."""
        state, lasting = self.state, self.lasting
        sums = [norms.sum for norms in self.norms.values()]
        sums += [each for duty in lasting.duties.values() for each in (duty.done, duty.ended, duty.released)]
        sums += [each for watch in lasting.watches.values() for each in (watch.ended, watch.closed)]
        for norms in self.norms.values():
            norms.lines()  # the outcomes are known when each has been said once
        numbers = Numbers(sums)
        for table in state.facts.values():
            state.prepare(table)
        bodies = {name: self._body(name) for name in self.norms}
        kinds = [(kind_of(state.library, name), often.get(name, 1), body) for name, body in bodies.items()]
        others = max(1, sum(times for name, times in often.items() if name not in bodies))
        loop = self._dispatch(sorted([(OTHER, others, []), *kinds])) or ["pass"]
        slots = "".join(f", s{position}" for position in range(self.width))
        ends = list(lasting.remaining())
        source = [
            "def run(events, until, D, M, tables):",
            *g.inside(self._starting()),
            f"    for k, d, i{slots} in events:",
            *g.inside(g.inside(loop)),
            *g.inside(ends),
            "    return codes, ended",
            "",
            *(f"def {name}({given}): return {text}" for name, (given, text) in lasting.functions.items()),
        ]
        text = "\n".join(source) + "\n"
        bound: dict[str, Any] = dict(state.names.bound)
        exec(compile(text, "<generated>", "exec"), bound)  # noqa: S102  # from resolved rules alone, see above
        return Generated(
            bound["run"],
            text,
            numbers,
            lasting.figures,
            frozenset(state.reads),
            tuple(state.tables),
            {name: (bound[name], given.count(",") + 1) for name, (given, _) in lasting.functions.items()},
            {name: made for norms in self.norms.values() for name, made in norms.bindings.items()},
            lasting.bindings,
            state.months,
            frozenset(state.unstated),
            frozenset({*state.unmoved, *(table.name for table in state.tables if table.sort == "fact")}),
            bool(lasting.watches),
        )

    def _starting(self) -> list[str]:
        """The statements before the first event."""
        state, lasting = self.state, self.lasting
        lines = ["codes, ended = [0] * len(events), []"]
        lines += [f"{name} = tables[{at}]" for at, name in enumerate(state.tables.values())]
        lines += [f"{name} = {text}" for text, name in state.starts.items()]
        lines += [f"{cell.name} = {cell.start}" for cell in state.cells.values()]
        for table in state.facts.values():
            lines += [f"{name} = {{}}" for name in (table.name, *table.running.values(), *table.reaching.values())]
        for duty in lasting.duties.values():
            lines.append(f"{duty.name} = {'{}' if duty.openings[0].key else 'None'}")
        lines += [f"{name} = 0" for name in lasting.heeded.values()]
        return lines

    def _body(self, event: str) -> list[str]:
        """What happens with an event of one name."""
        norms, state, lasting = self.norms[event], self.state, self.lasting
        judged = norms.lines()
        changes: list[tuple[int | None, list[str]]] = []
        for table in state.facts.values():
            changes += state.changes(table, event)
        for cell in state.cells.values():
            if cell.event == event:
                changes.append((cell.validity, g.either(cell.guard, cell.entering(state.bodies[event]), [])))
        changes += lasting.acts(event)
        changes += lasting.openings(event)
        changes += lasting.looking(event)
        lines = [*state.bodies[event].before]
        sums = any(line.lstrip().startswith("c += ") for line in (*judged, *(x for _, made in changes for x in made)))
        if norms.sum.digits and sums:
            lines.append(f"c = {norms.sum.start}")
        lines += judged
        for flag, group in groupby(changes, key=lambda each: each[0]):
            together = _merged([line for _, made in group for line in made])
            lines += together if flag is None else g.either(f"ok{flag}", together, [])
        if norms.sum.digits:
            lines.append("codes[i] = c" if sums else f"codes[i] = {norms.sum.start}")
        return lines

    def _dispatch(self, bodies: list[tuple[int, int, list[str]]]) -> list[str]:
        """The statements that lead from the number of an event to what happens with it: half of all events each way."""
        if len(bodies) < 2:
            return bodies[0][2] if bodies else []
        sums = [*accumulate(times for _, times, _ in bodies)]
        middle = min(range(1, len(bodies)), key=lambda at: abs(2 * sums[at - 1] - sums[-1]))
        low, high = self._dispatch(bodies[:middle]), self._dispatch(bodies[middle:])
        below = bodies[middle][0]
        if len(bodies) == 2:
            first = f"k == {bodies[0][0]}"
            return g.either(first, low, high)
        return g.either(f"k < {below}", low, high)


def _merged(lines: list[str]) -> list[str]:
    """Statements, where those under the same condition that follow each other stand under it once."""
    made: list[str] = []
    last = ""
    for line in lines:
        if not line.startswith(" "):
            condition = line.removeprefix("if ").removesuffix(":") if line.startswith("if ") else ""
            if line == last:
                continue
            last = line if g.is_lasting(condition) or condition.startswith("x") else ""
        made.append(line)
    return made


def kind_of(library: Library, name: str) -> int:
    """The number of the events of one name, of which rules speak: where it stands in the vocabulary."""
    return [*library.vocabulary.occurrences].index(name) + 1
