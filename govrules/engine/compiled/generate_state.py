"""The state of a run: what is kept of the past, so that no question looks through it again.

In: brackets of rules, as `generate_past` and `generate_facts` take them apart. Out: the names of indexes over the
events that match them, the statements that enter an event, and what a timeline has to bring along. An index is under
the values of the slots that a question fixes; of an index without a key there is one value alone.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from govrules.calendar import Duration
from govrules.engine.compiled import generate_text as g
from govrules.engine.compiled.generate_terms import SORTS, Env, Place, Terms, Version, looks_back, variables_in, walk
from govrules.engine.compiled.generate_text import Code, Names, NotPlainError
from govrules.law import model as m
from govrules.law.library import Library
from govrules.law.types import Type


class Table(Struct, frozen=True):
    """What a timeline brings along: the things of a kind, the values of an attribute, or what is stated of a fact."""

    sort: str
    name: str
    version: int = 0
    type: str = ""


class Body:
    """What is generated for the events of one name."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.before: list[str] = []
        """What is worked out before anything changes."""
        self._once: dict[str, str] = {}

    def once(self, text: str) -> str:
        """The name of an expression that is worked out once."""
        return self.block(text, lambda name: [f"{name} = {text}"])

    def block(self, key: str, made: Callable[[str], list[str]]) -> str:
        """The name of something that statements work out."""
        known = self._once.get(key)
        if known is None:
            known = self._once[key] = self.names.fresh("x")
            self.before += made(known)
        return known

    def known(self, text: str) -> str:
        """An expression, or its name if it was worked out."""
        return self._once.get(text, text)


class Shape(Struct, frozen=True):
    """Which events or stretches a bracket matches."""

    what: m.Occurrence
    fixed: tuple[tuple[int, Code], ...]
    """Slots that hold what is known when the question is asked, in the order of the slots."""
    apart: tuple[tuple[int, Code], ...]
    """Slots that hold something else than what is known then."""
    guard: str
    """What is asked of the slots themselves."""
    free: dict[str, int]
    """New variables, and the slots that they stand for."""

    @property
    def key(self) -> str:
        """The value under which a question looks."""
        return key_of([code for _, code in self.fixed])

    @property
    def slots(self) -> tuple[int, ...]:
        """The slots that make that value."""
        return tuple(slot for slot, _ in self.fixed)

    def with_fixed(self, slot: int, code: Code) -> "Shape":
        """The same, with one slot more that is fixed, and none apart."""
        fixed = sorted((*self.fixed, (slot, code)), key=lambda each: each[0])
        return Shape(self.what, tuple(fixed), (), self.guard, self.free)


class Kept(Struct, frozen=True):
    """What an index keeps of the events that match."""

    letter: str
    empty: str
    """What a question gets where nothing has matched."""
    new: str
    """What takes the place of the value `@`."""
    start: str = ""
    """What the first event is put into, if the value grows in place."""


COUNT = Kept("n", "0", "@ + 1")
LAST_DAY = Kept("l", "0", "d")
LAST_PLACE = Kept("e", "-1", "i")
DAYS = Kept("j", "()", "@.append(d)", "[]")
PLACES = Kept("p", "()", "@.append(i)", "[]")


class Cell(Struct, frozen=True):
    """One index over the events of one name."""

    name: str
    kept: Kept
    slots: tuple[Code, ...]
    guard: str
    validity: int | None
    """Which flag says that an event is valid; None if it always is."""
    event: str

    @property
    def start(self) -> str:
        """What it is before anything has happened."""
        return "{}" if self.slots else self.kept.start or self.kept.empty

    def asked(self, key: str) -> str:
        """What it has under a key."""
        return f"{self.name}.get({key}, {self.kept.empty})" if self.slots else self.name

    def entering(self, body: Body) -> list[str]:
        """The statements that enter an event."""
        key = body.known(key_of(self.slots))
        place = f"{self.name}[{key}]" if self.slots else self.name
        known = body.known(self.asked(key))
        if self.kept.start and self.slots:
            item = body.names.fresh("z")
            first = [
                f"{item} = {self.name}.get({key})",
                f"if {item} is None:",
                f"    {item} = {place} = {self.kept.start}",
            ]
            return [*first, self.kept.new.replace("@", item)]
        if self.kept.start:
            return [self.kept.new.replace("@", self.name)]
        if self.kept.new.count("@") < 2:
            return [f"{place} = {self.kept.new.replace('@', known)}"]
        item = body.names.fresh("z")
        return [f"{item} = {known}", f"{place} = {self.kept.new.replace('@', item)}"]


class State(ABC):
    """What one generated function keeps, and what it needs to have worked out at its start."""

    def __init__(self, library: Library, things: dict[str, int], present: frozenset[str]) -> None:
        self.library = library
        self.kinds = library.vocabulary.kinds
        self.things = things
        self.present = present
        """The names of the events that there are."""
        self.names = Names()
        self.validity: dict[tuple[str, int], int | None] = {}
        """Of each event and version, which flag says that the event is valid; None if it always is."""
        self.cells: dict[object, Cell] = {}
        self.reads: set[tuple[str, int]] = set()
        self.tables: dict[Table, str] = {}
        self.stated: dict[tuple[int, str], dict[tuple[str, str], m.Attribute]] = {}
        self.starts: dict[str, str] = {}
        self._months: dict[tuple[int, str], int] = {}

    @abstractmethod
    def holds(self, terms: Terms, match: m.Match, env: Env) -> str:
        """Whether a fact holds."""

    @abstractmethod
    def exists(self, terms: Terms, past: m.Past, env: Env) -> str:
        """Whether something has happened, or holds or held."""

    @abstractmethod
    def count(self, terms: Terms, past: m.Past, over: str | None, env: Env) -> Code:
        """How often something has happened, or how much holds; with a variable, how many values it has."""

    @abstractmethod
    def latest(self, terms: Terms, expr: m.Latest, env: Env) -> Code:
        """A slot, or the day, of the latest match."""

    @abstractmethod
    def measured(self, terms: Terms, expr: m.Measured, env: Env) -> Code:
        """How long a fact has held, when it began, or how long ago something happened."""

    # ---- what a timeline brings -------------------------------------------------------------------------------------

    def thing(self, entity: m.Entity) -> int:
        """The number of a thing."""
        number = self.things.get(entity.name)
        if number is None:
            raise NotPlainError("a name stands in the law that its vocabulary does not have")
        return number

    def slot(self, what: m.Occurrence, position: int) -> Code:
        """What stands in a slot of an event."""
        type = what.fields[position].type
        if type.name in ("Money", "Duration", "Clock", "Unknown"):
            raise NotPlainError(f"`{what.name}` has {type.in_words()}")
        self.reads.add((what.name, position))
        return Code(f"s{position}", SORTS.get(type.name, "thing"), power=int(type.name == "Percent"))

    def attributes(self, version: Version, name: str, type: Type) -> str:
        """The name of a table of the values of an attribute: of the first version that has the same ones."""
        own = {key: each for key, each in version.law.attributes.items() if key[1] == name}
        self.stated.setdefault((version.at, name), own)
        at = next(at for at in range(version.at + 1) if self.stated.get((at, name)) == own)
        return self._table(Table("attribute", name, at, type.name), "v")

    def members(self, kind: str) -> str:
        """The name of the set of all things of a kind."""
        return self._table(Table("kind", kind), "b")

    def given(self, version: Version, fact: m.Occurrence) -> str:
        """The name of a table of what is stated of a fact."""
        return self._table(Table("fact", fact.name, version.at), "h")

    def _table(self, table: Table, letter: str) -> str:
        if table not in self.tables:
            self.tables[table] = self.names.fresh(letter)
        return self.tables[table]

    def at_the_start(self, text: str) -> str:
        """The name of what is worked out once for a timeline."""
        if text not in self.starts:
            self.starts[text] = self.names.fresh("q")
        return self.starts[text]

    def reach(self, terms: Terms, duration: Duration) -> None:
        """Note how far from the days of a timeline the sums of a norm may lead, all of them in a row."""
        norm = (terms.version.at, terms.norm.name if terms.norm is not None else "")
        more = abs(duration.months) + (abs(duration.days) + abs(duration.hours)) // 28 + 1
        self._months[norm] = self._months.get(norm, 0) + more

    @property
    def months(self) -> int:
        """How far from the days of a timeline any sum may lead."""
        return max(self._months.values(), default=0)

    # ---- shapes -----------------------------------------------------------------------------------------------------

    def shape(self, terms: Terms, match: m.Match, env: Env) -> Shape:
        """What a bracket fixes, leaves open and excludes; what an event always has to hold is asked at its entry."""
        what = match.pattern.what
        made = _Making(what, {}, {}, [])
        free: dict[str, int] = {}
        for position, term in enumerate(match.pattern.terms):
            if isinstance(term, m.Anything):
                continue
            if isinstance(term, m.Variable) and term.name not in env:
                slot = self.slot(what, position)
                if term.name in free:
                    made.guards.append(g.compare("=", self.slot(what, free[term.name]), slot))
                else:
                    free[term.name] = position
                    made.guards.append(self.may_be(slot, what.fields[position].type, term.type))
            else:
                self._hold(terms, made, position, terms.value(term, env))
        for part in conjuncts(match.where):
            self._narrow(terms, made, part, env, free)
        fixed, apart = tuple(sorted(made.fixed.items())), tuple(sorted(made.apart.items()))
        return Shape(what, fixed, apart, g.all_of(made.guards), free)

    def _hold(self, terms: Terms, made: "_Making", position: int, value: Code) -> None:
        """A slot has to hold a value."""
        slot = self.slot(made.what, position)
        if position in made.fixed:
            raise NotPlainError("a slot has to hold two things")
        if value.is_fixed and made.what.sort != "fact":
            made.guards.append(terms.compare("=", slot, value))
        else:
            made.fixed[position] = alike(slot, value)

    def _narrow(self, terms: Terms, made: "_Making", part: m.Expr, env: Env, free: dict[str, int]) -> None:
        """What one condition of a `where` does to a shape."""
        if variables_in(part) <= free.keys() and is_lasting(part, terms.version.law):
            own = {name: self.slot(made.what, position) for name, position in free.items()}
            made.guards.append(terms.truth(part, own))
            return
        if isinstance(part, m.Comparison) and part.operator in ("=", "!="):
            for one, other in ((part.left, part.right), (part.right, part.left)):
                if isinstance(one, m.Variable) and one.name in free and variables_in(other).isdisjoint(free):
                    position, value = free[one.name], terms.value(other, env)
                    if part.operator == "=":
                        self._hold(terms, made, position, value)
                    elif position in made.apart:
                        raise NotPlainError("two things are left out at once")
                    else:
                        made.apart[position] = alike(self.slot(made.what, position), value)
                    return
        raise NotPlainError("a bracket on the past asks about now")

    def may_be(self, slot: Code, declared: Type, wanted: Type) -> str:
        """Whether what stands in a slot is of the kind that a variable has elsewhere."""
        if (
            slot.sort != "thing"
            or "Reform" in (declared.name, wanted.name)
            or self.kinds.is_a(declared.name, wanted.name)
        ):
            return g.TRUE
        return f"{slot.text} in {self.members(wanted.name)}"

    # ---- indexes ----------------------------------------------------------------------------------------------------

    def get(self, terms: Terms, kept: Kept, shape: Shape) -> str:
        """What an index has under the key of a question."""
        event = shape.what.name
        guard = g.all_of((shape.guard, g.negated(self.disregarded(terms, shape.what))))
        validity = self.validity.get((event, terms.version.at))
        identity = (kept, event, shape.slots, guard, validity)
        cell = self.cells.get(identity)
        if cell is None:
            name = self.names.fresh(kept.letter)
            slots = tuple(self.slot(shape.what, slot) for slot in shape.slots)
            cell = self.cells[identity] = Cell(name, kept, slots, guard, validity, event)
        once = terms.place.once
        if once is None or not shape.fixed:
            return cell.asked(shape.key)
        return once(cell.asked(once(shape.key) if " * " in shape.key else shape.key))

    def disregarded(self, terms: Terms, what: m.Occurrence) -> str:
        """Whether a transition clause keeps the norm at hand from seeing an event."""
        ways: list[str] = []
        name = terms.norm.name if terms.norm is not None else None
        for transition in terms.version.law.transitions.values():
            for clause in transition.disregards:
                if name in clause.rules and clause.match.pattern.what.name == what.name:
                    inner = Terms(self, terms.version, terms.norm, Place(Code("d", "day"), what))
                    before = inner.value(clause.before, {})
                    if not before.is_fixed:
                        raise NotPlainError("a transition clause disregards what was before a day that events decide")
                    if looks_back(clause.match.where, terms.version.law):
                        raise NotPlainError("a transition clause disregards by what was before")
                    shape = self.shape(inner, clause.match, {})
                    ways.append(g.all_of((g.compare("<", Code("d", "day"), before), shape.guard)))
        return g.any_of(ways)


class _Making(Struct):
    """A shape in the making."""

    what: m.Occurrence
    fixed: dict[int, Code]
    apart: dict[int, Code]
    guards: list[str]


def key_of(parts: Sequence[Code]) -> str:
    """Several values as one key: things are counted below `M`, so that two of them make one number."""
    if len(parts) == 2 and all(part.sort == "thing" for part in parts):
        return f"{parts[0].text} * M + {parts[1].text}"
    return parts[0].text if len(parts) == 1 else tuple_of(part.text for part in parts)


def tuple_of(texts: Iterable[str]) -> str:
    """Several values as one, of which each can be read again; one alone is itself."""
    parts = list(texts)
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"


def alike(slot: Code, value: Code) -> Code:
    """A value that is looked up as it stands in a slot."""
    if (slot.sort, slot.over, slot.power) != (value.sort, value.over, value.power) or value.sort == "duration":
        raise NotPlainError("a slot has to hold what is worked out")
    return value


def conjuncts(condition: m.Expr | None) -> tuple[m.Expr, ...]:
    """The conditions that are joined by `and`."""
    if condition is None:
        return ()
    if isinstance(condition, m.Junction) and condition.operator == "and":
        return tuple(each for part in condition.parts for each in conjuncts(part))
    return (condition,)


def is_lasting(expr: m.Expr, law: m.RuleSet) -> bool:
    """Whether a condition on an event's slots has the same answer whenever it is asked."""
    lasting = m.Constant | m.Variable | m.Nothing | m.AttributeOf | m.Arithmetic | m.Comparison
    joined = m.Junction | m.Negation | m.Choice
    for each in walk(expr):
        if isinstance(each, m.LetValue):
            if each.name in law.lets and not is_lasting(law.lets[each.name].value, law):
                return False
        elif isinstance(each, m.Expr) and not isinstance(each, lasting | joined):
            return False
    return True
