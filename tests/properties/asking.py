"""Expressions for generated cases: every construct of the language, of the right type by construction.

In: words, and a `Scope` of the variables that are bound. Out: text.
"""

from collections.abc import Callable, Sequence
from random import Random

from tests.properties.words import ANCHORS, FIGURES, LETTERS, Said, Slot, Words

OPERATORS = ("=", "!=", "<", "<=", ">", ">=")
MOSTLY = ("<=", ">=", "<", ">", "<=", ">=", "=", "!=")
ORDERED = ("Number", "Percent of votes", "Percent of the roll", "Money", "Date", "Duration", "Clock")


class Scope:
    """The variables that are bound, by name, and what else may be named."""

    def __init__(self, lets: dict[str, str], targets: Sequence[str] = (), *, start: bool = False) -> None:
        self.variables: dict[str, str] = {}
        self.lets = lets
        self.targets = targets
        self.start = start

    def inner(self) -> "Scope":
        scope = Scope(self.lets, self.targets, start=self.start)
        scope.variables = dict(self.variables)
        return scope

    def of_kind(self, kind: str) -> list[str]:
        return [name for name, known in self.variables.items() if known == kind]


class Asking(Words):
    """Speaks sentences and asks questions."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        held = [each for each in self.facts if each.slots]
        self.entity_facts = held or self.facts
        self.open_to = self.facts
        """The facts that may be asked for; a derived fact does not rest on itself."""
        self._statements: list[tuple[float, Callable[[Scope, int], str | None]]] = [
            (4, self._holds),
            (4, self._exists),
            (3, self._counted),
            (1, self._every),
            (0.7, self._last_happened),
            (2, self._last_slot),
            (1.3, self._date_of_last),
            (2.5, self._measured),
            (1, self._start_or_end),
            (0.8, self._aged),
            (1.6, self._aggregated),
            (1.5, self._figures_compared),
            (1.2, self._days_compared),
            (0.5, self._durations_compared),
            (1.4, self._day_tested),
            (1.3, self._named),
            (1.2, self._attribute_asked),
            (0.8, self._clock_asked),
            (2, self._variable_asked),
            (1, self._let_asked),
            (2.5, self._touches),
            (0.4, self._chosen_entity),
        ]

    # ---- sentences --------------------------------------------------------------------------------------------------

    def sentence(
        self,
        what: Said,
        scope: Scope,
        *,
        fresh: float = 0.25,
        fixed: float = 0.2,
        open: float = 0.2,
        whole: float = 0.6,
    ) -> str:
        """A sentence of rules. What is fresh in it is bound in the scope."""
        words: list[str] = []
        for elements, optional in self.one(what.phrasings):
            if optional and not self.chance(whole):
                continue
            for each in elements:
                words.append(self.term(each, scope, fresh, fixed, open) if isinstance(each, Slot) else each)
        return " ".join(words)

    def term(self, slot: Slot, scope: Scope, fresh: float, fixed: float, open: float) -> str:
        """What stands in a slot: a bound variable, a fresh one, a value, or anything."""
        bound = [name for name, kind in scope.variables.items() if self.is_a(kind, slot.kind)]
        roll = self.random.random()
        if roll < fresh or (not bound and roll < fresh + (1 - fresh - fixed - open) / 2):
            return self.fresh(slot.kind, scope) or "any"
        if roll < fresh + fixed:
            return self.literal(slot.kind)
        if roll < fresh + fixed + open or not bound:
            return "nobody" if slot.kind == "Person" and self.chance(0.05) else "any"
        return self.one(bound)

    def fresh(self, kind: str, scope: Scope) -> str | None:
        """A new variable of a kind, bound in the scope."""
        for letter in LETTERS[kind]:
            if letter not in scope.variables:
                scope.variables[letter] = kind
                return letter
        return None

    def settled(self, what: Said, scope: Scope) -> str:
        """A sentence that names everything."""
        words: list[str] = []
        for elements, optional in self.one(what.phrasings):
            if optional and self.chance(0.5):
                continue
            for each in elements:
                if isinstance(each, Slot):
                    bound = [name for name, kind in scope.variables.items() if self.is_a(kind, each.kind)]
                    words.append(self.one(bound) if bound and self.chance(0.8) else self.literal(each.kind))
                else:
                    words.append(each)
        return " ".join(words)

    def bracket(self, what: Said, scope: Scope, depth: int = 0, *, fresh: float = 0.2, where: float = 0.15) -> str:
        """A sentence in brackets, perhaps with a condition. What is fresh in it is bound in the scope."""
        said = self.sentence(what, scope, fresh=fresh)
        if depth > 0 and self.chance(where):
            said += f" where {self.condition(scope, depth - 1)}"
        return f"({said})"

    def event(self) -> Said:
        """Something that happens."""
        return self.one(self.events)

    def fact(self) -> Said | None:
        """Something that holds and may be asked for."""
        return self.one(self.open_to) if self.open_to else None

    # ---- statements -------------------------------------------------------------------------------------------------

    def statement(self, scope: Scope, depth: int = 2) -> str:
        """A statement that is true, false or unknown."""
        roll = self.random.random()
        if depth > 0 and roll < 0.16:
            joined = self.one((" and ", " or "))
            return joined.join(self.statement(scope, depth - 1) for _ in range(2))
        if depth > 0 and roll < 0.22:
            return f"not {self.simple(scope, depth - 1)}"
        return self.simple(scope, depth)

    def simple(self, scope: Scope, depth: int) -> str:
        """A statement of one part."""
        for _ in range(6):
            said = self.weighted(self._statements)(scope, depth)
            if said is not None:
                return said
        return f"date {self.one(MOSTLY)} {self.day()}"

    def condition(self, scope: Scope, depth: int) -> str:
        """A condition after `where`. Plain facts and `last` joined by `and` bind their variables."""
        parts: list[str] = []
        for _ in range(2 if self.chance(0.25) else 1):
            fact = self.fact()
            roll = self.random.random()
            if fact is not None and roll < 0.35:
                parts.append(self.bracket(fact, scope, 0, fresh=0.35))
            elif roll < 0.42:
                parts.append(f"last {self.bracket(self.event(), scope, 0, fresh=0.3)}{self.windows(scope, 0.2)}")
            else:
                parts.append(self.simple(scope, depth))
        return " and ".join(parts)

    def required(self, scope: Scope, depth: int = 2) -> str:
        """What stands after `require`: a statement, or a choice of statements."""
        if self.chance(0.06):
            one, two, three = (self.statement(scope, 0) for _ in range(3))
            return f"if {one} then {two} else {three}"
        return self.statement(scope, depth)

    def _holds(self, scope: Scope, depth: int) -> str | None:
        fact = self.fact()
        return self.bracket(fact, scope.inner(), depth, fresh=0.1) if fact is not None else None

    def _asked(self, share_of_facts: float) -> Said | None:
        return self.fact() if self.chance(share_of_facts) else self.event()

    def _exists(self, scope: Scope, depth: int) -> str | None:
        what = self._asked(0.3)
        if what is None:
            return None
        inner = scope.inner()
        if what.sort == "fact":
            word = self.one(("any", "none of", "none of"))
            return f"{word} {self.bracket(what, inner, depth)}{self.windows(scope, fact=True)}"
        word = self.one(("any", "any", "none of", "no earlier", "at most 1 earlier", "at most 2 earlier"))
        return f"{word} {self.bracket(what, inner, depth)}{self.windows(scope)}{self.counting()}"

    def counting(self) -> str:
        """Whether the event at hand counts."""
        return " counting this" if self.chance(0.3) else ""

    def count_of(self, scope: Scope, depth: int) -> str | None:
        """A count of events or facts."""
        what = self._asked(0.3)
        if what is None:
            return None
        inner = scope.inner()
        said = self.bracket(what, inner, depth, fresh=0.4)
        new = [name for name in inner.variables if name not in scope.variables and name in said.split(" where ")[0]]
        over = f"{self.one(new)} over " if new and self.chance(0.5) else ""
        windows = self.windows(scope, fact=what.sort == "fact")
        return f"count of {over}{said}{windows}" + ("" if what.sort == "fact" else self.counting())

    def _counted(self, scope: Scope, depth: int) -> str | None:
        said = self.count_of(scope, depth)
        if said is None:
            return None
        number = [*scope.of_kind("Number"), *(name for name, kind in scope.lets.items() if kind == "Number")]
        if number and self.chance(0.25):
            return f"{said} {self.one(MOSTLY)} {self.one(number)}"
        if self.chance(0.15):
            return f"{said} {self.one(('+', '-'))} 1 {self.one(MOSTLY)} {self.one(('1', '2'))}"
        return f"{said} {self.one(MOSTLY)} {self.one(('0', '1', '1', '2', '3'))}"

    def _every(self, scope: Scope, depth: int) -> str | None:
        what, other = self._asked(0.4), self._asked(0.4)
        if what is None or other is None:
            return None
        inner = scope.inner()
        said = self.bracket(what, inner, depth, fresh=0.6)
        word = self.one(("any", "any", "none of"))
        return f"every {said} has {word} {self.bracket(other, inner.inner(), 0, fresh=0.1)}" + self.windows(
            inner, 0.2, fact=other.sort == "fact"
        )

    def _last_happened(self, scope: Scope, depth: int) -> str:
        return f"last {self.bracket(self.event(), scope.inner(), depth)}{self.windows(scope, 0.2)}"

    def _last_slot(self, scope: Scope, depth: int) -> str | None:
        what = self.event()
        slots = [slot for slot in what.slots if slot.kind not in ("Reform",)]
        if not slots:
            return None
        slot = self.one(slots)
        said = self.sentence(what, scope.inner(), fresh=0.2, whole=0.8)
        windows = self.windows(scope, 0.3)
        if self.chance(0.2):
            read = f"last ({said}){windows}.{slot.name}" if not windows else f"last ({said}).{slot.name}"
            return f"any ({said}) and {self.compared(read, slot.kind, scope)}"
        return self.compared(f"last ({said}){windows}.{slot.name} if none {self.if_none(slot.kind)}", slot.kind, scope)

    def if_none(self, kind: str) -> str:
        """What holds if there is none."""
        return "nobody" if kind == "Person" and self.chance(0.3) else self.literal(kind)

    def _date_of_last(self, scope: Scope, depth: int) -> str:
        return f"{self.date_of_last(scope, depth)} {self.one(MOSTLY)} {self.day_sum(scope)}"

    def date_of_last(self, scope: Scope, depth: int) -> str:
        """The day of the latest match."""
        said = self.bracket(self.event(), scope.inner(), depth)
        none = self.weighted(((4, f"{self.day()}"), (1, "commencement"), (1, "date")))
        return f"date of last {said}{self.windows(scope, 0.25)} if none {none}"

    def _measured(self, scope: Scope, depth: int) -> str | None:
        word = self.weighted(((4, "how long"), (2, "total time"), (4, "time since")))
        what = self.event() if word == "time since" else self.fact()
        if what is None:
            return None
        said = self.bracket(what, scope.inner(), depth, fresh=0.1)
        if self.chance(0.12):
            return f"{self.duration(scope)} {self.one(MOSTLY)} {word} {said}"
        return f"{word} {said} {self.one(MOSTLY)} {self.chosen(self.duration, scope)}"

    def _start_or_end(self, scope: Scope, depth: int) -> str | None:
        point = self.start_or_end(scope)
        return f"{point} {self.one(MOSTLY)} {self.day_sum(scope)}" if point is not None else None

    def start_or_end(self, scope: Scope) -> str | None:
        """The first or last day of a fact."""
        fact = self.fact()
        if fact is None:
            return None
        return f"{self.one(('start of', 'end of'))} {self.bracket(fact, scope.inner(), 0, fresh=0.1)}"

    def _aged(self, scope: Scope, depth: int) -> str | None:
        if "born" not in self.attributes["Person"]:
            return None
        who = self.one([*scope.of_kind("Person"), *scope.of_kind("Person"), self.literal("Person")])
        return f"age of {who} {self.one(MOSTLY)} {self.one(('30 years', '40 years', self.length()))}"

    def aggregate(self, scope: Scope, kinds: Sequence[str]) -> tuple[str, str] | None:
        """The largest, smallest or sum of something, and its kind."""
        word = self.one(("the largest of", "smallest of", "the sum of", "sum of"))
        allowed = ("Number", "Percent of votes", "Percent of the roll", "Money") if "sum" in word else ORDERED
        found = [
            (what, slot)
            for what in (*self.events, *self.open_to)
            for slot in what.slots
            if slot.kind in allowed and slot.kind in kinds
        ]
        inner = scope.inner()
        rank = "Number" in kinds and "rank" in self.attributes["Person"] and not found
        if rank:
            what = next((each for each in self.events if any(s.name == "person" for s in each.slots)), None)
            if what is None:
                return None
            inner.variables = {}
            said = self.sentence(what, inner, fresh=1, whole=0.3)
            if "P" not in inner.variables:
                return None
            value, kind = "P.rank", "Number"
        elif not found:
            return None
        else:
            what, slot = self.one(found)
            said = self.sentence(what, inner, fresh=0.3, whole=1)
            new = [name for name, known in inner.variables.items() if known == slot.kind and f" {name} " in f" {said} "]
            value, kind = self.one(new) if new and self.chance(0.6) else slot.name, slot.kind
        windows = self.windows(scope, 0.3, fact=what.sort == "fact")
        none = "" if "sum" in word else f" if none {self.literal(kind)}"
        return f"{word} {value} over ({said}){windows}{none}", kind

    def _aggregated(self, scope: Scope, depth: int) -> str | None:
        made = self.aggregate(scope, ORDERED)
        return self.compared(*made, scope) if made is not None else None

    def compared(self, said: str, kind: str, scope: Scope) -> str:
        """Something compared with a value of its kind."""
        if kind == "Date":
            return f"{said} {self.one(MOSTLY)} {self.day_sum(scope)}"
        if kind == "Duration":
            return f"{said} {self.one(MOSTLY)} {self.chosen(self.duration, scope)}"
        if kind.startswith("Percent") and self.chance(0.15):
            return f"{said} {self.one(MOSTLY)} {self.one(('1/2', '2/3'))}"
        if kind in ORDERED:
            return f"{said} {self.one(MOSTLY)} {self.chosen(lambda s: self.figure(kind, s), scope)}"
        values = [*scope.of_kind(kind), *scope.of_kind(kind), self.literal(kind)]
        if kind == "Person" and self.chance(0.1):
            values = ["nobody"]
        return f"{said} {self.one(('=', '!=', '!='))} {self.one(values)}"

    def figure(self, kind: str, scope: Scope) -> str:
        """A figure to compare with."""
        known = [*scope.of_kind(kind), *(name for name, known in scope.lets.items() if known == kind)]
        if known and self.chance(0.4):
            return self.one(known)
        if kind == "Money" and self.chance(0.2):
            return f"2 * {self.literal(kind)}"
        return self.literal(kind)

    def chosen(self, draw: Callable[[Scope], str], scope: Scope) -> str:
        """A value, now and then by a case distinction."""
        if self.chance(0.06):
            more = f"if {self.simple(scope, 0)} then {draw(scope)} else {draw(scope)}"
            return f"if {self.simple(scope, 0)} then {draw(scope)} else {more if self.chance(0.2) else draw(scope)}"
        return draw(scope)

    # ---- numbers, days, durations -----------------------------------------------------------------------------------

    def number(self, scope: Scope) -> str:
        """A number."""
        owned = [f"{name}.{attribute}" for name, attribute in self.owned("Number", scope)]
        known = [*scope.of_kind("Number"), *(name for name, kind in scope.lets.items() if kind == "Number"), *owned]
        roll = self.random.random()
        if known and roll < 0.5:
            return self.one(known)
        if roll < 0.62:
            return self.one(("year - 2003", "month"))
        if roll < 0.75:
            return self.count_of(scope, 0) or "1"
        if roll < 0.9:
            made = self.aggregate(scope, ("Number",))
            if made is not None:
                return made[0]
        return self.literal("Number")

    def _figures_compared(self, scope: Scope, depth: int) -> str | None:
        one, two = self.number(scope), self.number(scope)
        match self.count(0, 5):
            case 0:
                return f"{one} + {two} {self.one(MOSTLY)} {self.literal('Number')}"
            case 1:
                return f"{one} - {two} {self.one(MOSTLY)} {self.number(scope)}"
            case 2:
                return f"{one} / {two if two != '0' else '2'} {self.one(MOSTLY)} {self.one(('1/2', '2/3', '50%', '1'))}"
            case 3:
                return f"{one} {self.one(MOSTLY)} {self.one(('2/3', '1/2'))} of {two}"
            case 4:
                return f"2 * {one} {self.one(MOSTLY)} {two}"
        return f"{one} {self.one(MOSTLY)} {self.chosen(self.number, scope)}"

    def owned(self, kind: str, scope: Scope) -> list[tuple[str, str]]:
        """The attributes of a kind that things in reach have: whose, and which."""
        return [
            (name, attribute)
            for owner, known in self.attributes.items()
            for attribute, type in known.items()
            if type == kind
            for name in (*scope.of_kind(owner), self.literal(owner))
        ]

    def a_day(self, scope: Scope) -> str:
        """A day, without arithmetic."""
        known = [*scope.of_kind("Date"), *(name for name, kind in scope.lets.items() if kind == "Date")]
        known += [f"{name}.{attribute}" for name, attribute in self.owned("Date", scope) if attribute != "born"]
        if scope.start:
            known += ["start", "start"]
        roll = self.random.random()
        if known and roll < 0.35:
            return self.one(known)
        if roll < 0.6:
            return "date"
        if roll < 0.68:
            return "commencement"
        if roll < 0.78:
            return self.start_or_end(scope) or f"{self.day()}"
        if roll < 0.86:
            return self.date_of_last(scope, 0)
        return f"{self.day()}"

    def day_sum(self, scope: Scope) -> str:
        """A day to the right of a comparison: told from another one, now and then."""
        roll = self.random.random()
        if roll < 0.15:
            return f"{self.length()} {self.one(('before', 'after'))} {self.a_day(scope)}"
        if roll < 0.4:
            return f"{self.a_day(scope)} {self.one(('+', '-'))} {self.duration(scope, 0)}"
        return self.chosen(self.a_day, scope)

    def _days_compared(self, scope: Scope, depth: int) -> str:
        one = self.a_day(scope)
        if self.chance(0.2):
            one += f" {self.one(('+', '-'))} {self.length()}"
        return f"{one} {self.one(MOSTLY)} {self.day_sum(scope)}"

    def duration(self, scope: Scope, depth: int = 1) -> str:
        """A duration."""
        known = [*scope.of_kind("Duration"), *(name for name, kind in scope.lets.items() if kind == "Duration")]
        known += [f"{name}.{attribute}" for name, attribute in self.owned("Duration", scope)]
        roll = self.random.random()
        if known and roll < 0.35:
            return self.one(known)
        if depth > 0 and roll < 0.45:
            return f"{self.duration(scope, 0)} {self.one(('+', '+', '-'))} {self.length()}"
        if depth > 0 and roll < 0.52:
            return f"2 * {self.duration(scope, 0)}"
        return self.length()

    def _durations_compared(self, scope: Scope, depth: int) -> str:
        return (
            f"{self.duration(scope)} {self.one(MOSTLY)} {self.one((self.length(), '1 month', '30 days', '12 months'))}"
        )

    def _day_tested(self, scope: Scope, depth: int) -> str:
        subject = "date" if self.chance(0.6) else self.a_day(scope)
        tested = "day off" if self.chance(0.4) else self.one(ANCHORS)
        said = f"{subject} is {tested}"
        return f"not {said}" if self.chance(0.4) else said

    # ---- names, attributes, clocks ----------------------------------------------------------------------------------

    def _named(self, scope: Scope, depth: int) -> str | None:
        kind = self.one(("Person", "Person", "Office"))
        bound = scope.of_kind(kind)
        if not bound:
            return None
        other = self.one([*bound, self.literal(kind), "nobody" if kind == "Person" else self.literal(kind)])
        return f"{self.one(bound)} {self.one(('=', '!=', '!='))} {other}"

    def _attribute_asked(self, scope: Scope, depth: int) -> str | None:
        kind = self.one(("Number", "Money", "YesNo", "Zone", "Clock", "Text", "Person", "Duration"))
        owned = self.owned(kind, scope)
        if not owned:
            return None
        name, attribute = self.one(owned)
        return self.compared(f"{name}.{attribute}", kind, scope)

    def _clock_asked(self, scope: Scope, depth: int) -> str | None:
        if not (self.clocks or self.chance(0.1)):
            return None
        zones = [f"clock in {zone}" for zone in FIGURES["Zone"]]
        zones += [f"clock in {name}.zone" for name in scope.of_kind("Office") if "zone" in self.attributes["Office"]]
        return f"{self.one(('clock', 'clock', self.one(zones)))} {self.one(MOSTLY)} {self.figure('Clock', scope)}"

    def _variable_asked(self, scope: Scope, depth: int) -> str | None:
        known = [
            (name, kind)
            for name, kind in scope.variables.items()
            if kind not in ("Person", "Office", "Actor", "Reform")
        ]
        if not known:
            return None
        name, kind = self.one(known)
        return self.compared(name, kind, scope)

    def _let_asked(self, scope: Scope, depth: int) -> str | None:
        if not scope.lets:
            return None
        name, kind = self.one(list(scope.lets.items()))
        return self.compared(name, kind, scope)

    def _touches(self, scope: Scope, depth: int) -> str | None:
        reforms = scope.of_kind("Reform")
        if not reforms or not scope.targets:
            return None
        return f"{'not ' if self.chance(0.6) else ''}{self.one(reforms)} touches {self.one(scope.targets)}"

    def _chosen_entity(self, scope: Scope, depth: int) -> str | None:
        bound = scope.of_kind("Person")
        if not bound:
            return None
        one, two = self.literal("Person"), self.literal("Person")
        return f"{self.one(bound)} {self.one(('=', '!='))} if {self.simple(scope, 0)} then {one} else {two}"

    # ---- windows and points -----------------------------------------------------------------------------------------

    def windows(self, scope: Scope, share: float = 0.45, *, fact: bool = False) -> str:
        """Windows on the past."""
        if not self.chance(share):
            return ""
        said = self.window(scope, fact)
        more = self.window(scope, fact) if self.chance(0.15) else ""
        if more.startswith("before") and said.endswith(ANCHORS):
            said, more = more, said  # `since 1 March before …` cannot be said
        return f" {said} {more}".rstrip()

    def window(self, scope: Scope, fact: bool) -> str:
        """A window on the past."""
        roll = self.random.random()
        if roll < 0.35:
            lets = [name for name, kind in scope.lets.items() if kind == "Duration"]
            return f"in the last {self.one(lets) if lets and self.chance(0.3) else self.length()}"
        if roll < 0.65:
            word = self.one(("since", "since", "before"))
            if self.chance(0.15):
                return f"{word} last {self.bracket(self.event(), scope.inner(), 0)}"
            if self.chance(0.5):
                return f"{word} {self.bracket(self.event(), scope.inner(), 1)}"
            return f"{word} {self.edge(scope)}"
        word = self.weighted(((3, "since"), (3, "before"), (1, "on"), (3 if fact else 1, "as of")))
        return f"{word} {self.edge(scope)}"

    def edge(self, scope: Scope) -> str:
        """A point in a window."""
        lets = [name for name, kind in scope.lets.items() if kind == "Date"]
        roll = self.random.random()
        if roll < 0.3:
            return f"{self.day()}"
        if roll < 0.4:
            return self.one(("date", "commencement", *lets))
        if roll < 0.55:
            return self.one(ANCHORS)
        if roll < 0.7:
            return self.start_or_end(scope) or f"{self.day()}"
        if roll < 0.85:
            base = self.one((f"{self.day()}", "date", "date", self.start_or_end(scope) or "date"))
            return f"{self.length()} {self.one(('before', 'before', 'after'))} {base}"
        direction, side = self.one((("next", "after"), ("previous", "before")))
        return f"{direction} {self.one(ANCHORS)} {side} {self.one((f'{self.day()}', 'date'))}"

    def point(self, scope: Scope, *, clock: float = 0.0) -> str:
        """A point in time."""
        roll = self.random.random()
        if roll < 0.25:
            said = f"{self.one(('date', 'date', self.a_day(scope)))} + {self.duration(scope, 0)}"
        elif roll < 0.45:
            said = self.one(ANCHORS)
        elif roll < 0.55:
            said = f"{self.one(ANCHORS[:-1])} of year + {self.one(('0', '1'))}"
        elif roll < 0.6:
            said = f"last Sunday of month of date + {self.length()}"
        elif roll < 0.7:
            direction, side = self.one((("next", "after"), ("previous", "before")))
            said = f"{direction} {self.one(ANCHORS)} {side} {self.a_day(scope)}"
        elif roll < 0.82:
            base = self.one((self.a_day(scope), self.one(ANCHORS)))
            said = f"{self.length()} {self.one(('before', 'after'))} {base}"
        elif roll < 0.95:
            said = f"{self.day()}"
        else:
            said = self.a_day(scope)
        if self.chance(clock):
            said += f" at {self.literal('Clock')}"
        return said
