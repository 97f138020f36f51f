"""Norms and facts for generated cases: rules of every shape, exceptions, powers, and what begins and ends facts.

In: words and questions. Out: lines of the language, and what has to be known of them to write reforms.
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from tests.properties.asking import Asking, Scope
from tests.properties.words import ANCHORS, LONG, Said

NEVER_DEEMED = 99


class Norm(NamedTuple):
    """A rule, power or exception as it was written."""

    name: str
    word: str
    variables: dict[str, str]
    body: list[str]


class Text:
    """A rule set in the making: what it holds by name, so that norms can name it and reforms change it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lets: dict[str, str] = {}
        self.rules: dict[str, Norm] = {}
        self.powers: dict[str, Norm] = {}
        self.exceptions: dict[str, tuple[str, ...]] = {}
        self.transitions: list[str] = []
        self.givens: list[str] = []

    def copy(self, name: str) -> "Text":
        """The text from which a reform starts."""
        made = Text(name)
        made.lets, made.rules, made.powers = dict(self.lets), dict(self.rules), dict(self.powers)
        made.exceptions, made.transitions, made.givens = (
            dict(self.exceptions),
            list(self.transitions),
            list(self.givens),
        )
        return made

    def scope(self, *, start: bool = False) -> Scope:
        """The scope in which a norm of this text begins."""
        return Scope(self.lets, [*self.rules, *self.powers, *self.lets, *self.exceptions], start=start)


def indented(lines: Sequence[str], by: str = "  ") -> list[str]:
    """Lines that belong to the one above them."""
    return [by + line for line in lines]


class Drafting(Asking):
    """Writes norms and facts."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self.caused_by: dict[str, int] = {}
        """The last of the events that begin or end each fact; what the law deems to happen is later than its cause."""
        self.stated: dict[str, str] = {}
        """Of each stated fact, whether it holds, or up to which day: nothing is stated both to hold and not to hold."""
        self._names = 0

    def new_name(self, word: str) -> str:
        """A name that nothing has yet."""
        self._names += 1
        return f"{word}_{self._names}"

    def cited(self) -> str:
        """A citation, now and then."""
        return f" [Art. {self.count(1, 9)}]" if self.chance(0.15) else ""

    # ---- facts ------------------------------------------------------------------------------------------------------

    def fact_clauses(self, fact: Said, text: Text) -> list[str]:
        """What begins and ends a fact, or what it rests on."""
        if fact.derived:
            return self._derived(fact, text)
        lines = [self._begins(fact, text)]
        lines += [self._begins(fact, text)] if self.chance(0.2) else []
        lines += [self._ends(fact, text)] if self.chance(0.75) else []
        lines += [self._ends_on(fact, text)] if self.chance(0.45) else []
        self.random.shuffle(lines)
        return lines

    def _derived(self, fact: Said, text: Text) -> list[str]:
        scope = text.scope(start=True)
        head = self.sentence(fact, scope, fresh=0.85, fixed=0.1, open=0.05)
        earlier = self.open_to
        self.open_to = self.facts[: self.facts.index(fact)]
        said = self.statement(scope, 1)
        self.open_to = earlier
        self.caused_by[fact.name] = NEVER_DEEMED
        return [f"{head} while {said}"]

    def _cause(self, fact: Said, event: Said) -> None:
        at = self.events.index(event) if event in self.events else NEVER_DEEMED
        self.caused_by[fact.name] = max(self.caused_by.get(fact.name, 0), at)

    def _begins(self, fact: Said, text: Text) -> str:
        scope = text.scope(start=True)
        trigger = self._fact_trigger(fact, scope, binds=True)
        words: list[str] = []
        for elements, _ in fact.phrasings[0]:
            for each in elements:
                if isinstance(each, str):
                    words.append(each)
                    continue
                bound = [name for name, kind in scope.variables.items() if self.is_a(kind, each.kind)]
                words.append(self.one(bound) if bound and self.chance(0.9) else self.literal(each.kind))
        return f"{' '.join(words)} begins when {trigger}{self._narrowed(scope, 0.25)}"

    def _fact_trigger(self, fact: Said, scope: Scope, *, binds: bool) -> str:
        """The event or edge that begins or ends a fact."""
        others = [each for each in self.facts if each is not fact]
        fresh, fixed, open = (0.9, 0.05, 0.05) if binds else (0.3, 0.15, 0.15)
        if others and self.chance(0.15):
            other = self.one(others)
            at = self.caused_by.get(other.name, NEVER_DEEMED)
            self.caused_by[fact.name] = max(self.caused_by.get(fact.name, 0), at)
            said = self.sentence(other, scope, fresh=fresh, fixed=fixed, open=open)
            return f"({said}) {self.one(('begins', 'ends'))}"
        event = self.event()
        self._cause(fact, event)
        return self.sentence(event, scope, fresh=fresh, fixed=fixed, open=open)

    def _narrowed(self, scope: Scope, share: float, depth: int = 1) -> str:
        return f" where {self.condition(scope, depth)}" if self.chance(share) else ""

    def _ends(self, fact: Said, text: Text) -> str:
        scope = text.scope(start=True)
        head = self.sentence(fact, scope, fresh=0.9, fixed=0.05, open=0.05)
        triggers = []
        for _ in range(2 if self.chance(0.25) else 1):
            own = scope.inner()
            triggers.append(self._fact_trigger(fact, own, binds=False) + self._narrowed(own, 0.2))
        return f"{head} ends when {triggers[0]}" + "".join(f"\n  or {each}" for each in triggers[1:])

    def _ends_on(self, fact: Said, text: Text) -> str:
        scope = text.scope(start=True)
        head = self.sentence(fact, scope, fresh=0.95, fixed=0.05, open=0)
        roll = self.random.random()
        if roll < 0.6:
            point = f"start + {self.duration(scope, 0)}"
        elif roll < 0.8:
            point = f"next {self.one(ANCHORS)} after start"
        else:
            point = self.point(scope)
        if self.chance(0.25 if self.clocks else 0.03):
            point += f" at {self.literal('Clock')}"
        return f"{head} ends on {point}{self._narrowed(scope, 0.15, 0)}"

    # ---- rules ------------------------------------------------------------------------------------------------------

    def rule(self, name: str, text: Text) -> Norm:
        """A rule of some shape."""
        shape = self.weighted(
            (
                *((3.5, self._requiring), (3, self._voiding), (5, self._owing), (1.5, self._deeming), (3, self._while)),
                *((0.9, self._yearly), (0.8, self._on_a_day)),
            )
        )
        scope = text.scope()
        body = shape(scope)
        soft = self.chance(0.22) and not any(line == "otherwise void" for line in body)
        head = [f'"What {name} wants."'] if self.chance(0.15) else []
        if self.chance(0.12):
            head.append(f"rounding {self.one(('down', 'up'))}")
        return Norm(name, "principle" if soft else "rule", dict(scope.variables), [*head, *body])

    def written(self, norm: Norm) -> list[str]:
        """A norm with its head."""
        return [f"{norm.word} {norm.name}{self.cited()}", *indented(norm.body)]

    def _trigger(self, scope: Scope, *, edge: float, where: float = 0.3) -> tuple[str, int]:
        """What sets a rule going, and how late among the events it is."""
        if self.facts and self.chance(edge):
            fact = self.one(self.facts)
            said = self.sentence(fact, scope, fresh=0.75, fixed=0.15, open=0.1)
            inner = f" where {self.simple(scope, 0)}" if self.chance(0.1) else ""
            at = self.caused_by.get(fact.name, NEVER_DEEMED)
            return f"({said}{inner}) {self.one(('begins', 'ends'))}{self._narrowed(scope, where)}", at
        event = self.event()
        if self.reforms and self.chance(0.08):
            event = self.one((self.adoption, self.adoption, self.publication))
        said = self.sentence(event, scope, fresh=0.75, fixed=0.12, open=0.13)
        at = self.events.index(event) if event in self.events else NEVER_DEEMED
        return said + self._narrowed(scope, where), at

    def _head(self, scope: Scope, *, edge: float = 0.2) -> tuple[list[str], int]:
        if not self.chance(0.12):
            said, at = self._trigger(scope, edge=edge)
            return [f"when {said}"], at
        scopes = [scope.inner(), scope.inner()]
        made = [self._trigger(each, edge=edge) for each in scopes]
        common = {n: k for n, k in scopes[0].variables.items() if scopes[1].variables.get(n) == k}
        scope.variables.update(common)
        return [f"when {made[0][0]}", f"  or {made[1][0]}"], max(at for _, at in made)

    def _requirements(self, scope: Scope) -> list[str]:
        return [f"require {self.required(scope)}" for _ in range(2 if self.chance(0.25) else 1)]

    def _requiring(self, scope: Scope) -> list[str]:
        return [*self._head(scope)[0], *self._requirements(scope)]

    def _voiding(self, scope: Scope) -> list[str]:
        return [*self._head(scope, edge=0)[0], *self._requirements(scope), "otherwise void"]

    def _while(self, scope: Scope) -> list[str]:
        if not self.facts:
            return self._requiring(scope)
        said = self.sentence(self.one(self.facts), scope, fresh=0.75, fixed=0.15, open=0.1)
        if self.chance(0.1):
            said = f"({said} where {self.simple(scope, 0)})"
        head = f"while {said}{self._narrowed(scope, 0.2)}"
        requirements = [f"require {self.statement(scope)}" for _ in range(2 if self.chance(0.2) else 1)]
        return [head, *requirements]

    def _yearly(self, scope: Scope) -> list[str]:
        anchor = self.one(ANCHORS) if self.chance(0.15) else self.one(ANCHORS[:-1])  # the last one comes every month
        return [f"on every {anchor}", *self._consequence(scope)]

    def _on_a_day(self, scope: Scope) -> list[str]:
        lets = [name for name, kind in scope.lets.items() if kind == "Date"]
        point = self.weighted(((5, f"{self.day()}"), (1, self.one(ANCHORS)), (1, self.one((*lets, f"{self.day()}")))))
        if self.chance(0.2):
            point = f"{self.length()} {self.one(('before', 'after'))} {point}"
        return [f"on {point}", *self._consequence(scope)]

    def _consequence(self, scope: Scope) -> list[str]:
        if self.chance(0.5):
            return self._requirements(scope)
        if self.chance(0.12):
            return [f"deemed {self.settled(self.event(), scope)}"]
        return self._duty(scope)

    def _deeming(self, scope: Scope) -> list[str]:
        head, at = self._head(scope, edge=0.15)
        later = self.events[at + 1 :] if at < NEVER_DEEMED else []
        if not later:
            return [*head, *self._requirements(scope)]
        return [*head, f"deemed {self.settled(self.one(later), scope)}"]

    # ---- duties -----------------------------------------------------------------------------------------------------

    def _owing(self, scope: Scope) -> list[str]:
        return [*self._head(scope)[0], *self._duty(scope)]

    def _duty(self, scope: Scope) -> list[str]:
        lines = [f"then {self._act(scope)}"]
        for _ in range(self.weighted(((7, 0), (2.5, 1), (0.8, 2)))):
            lines.append(f"  {self.one(('or', 'or', 'and'))} {self._act(scope)}")
        lines += [f"  {self._limit(scope)}" for _ in range(self.weighted(((1.5, 0), (8, 1), (0.8, 2))))]
        if self.chance(0.2):
            lines.append(f"  not counting {self._stopped(scope)}")
            if self.chance(0.2):
                lines.append(f"  not counting {self._stopped(scope)}")
        for _ in range(self.weighted(((7, 0), (2, 1), (0.4, 2)))):
            lines.append(f"  unless {self._release(scope)}")
        if self.chance(0.16):
            lines.append(f"otherwise deemed {self.settled(self.event(), scope)}")
        return lines

    def _act(self, scope: Scope) -> str:
        inner = scope.inner()
        said = self.sentence(self.event(), inner, fresh=0.15, fixed=0.1, open=0.25)
        said += f" where {self.condition(inner, 0)}" if self.chance(0.15) else ""
        lets = [name for name, kind in scope.lets.items() if kind == "Duration"]
        return said + (f" within {self.one((*lets, self.length()))}" if self.chance(0.15) else "")

    def _limit(self, scope: Scope) -> str:
        roll = self.random.random()
        clock = 0.3 if self.clocks else 0.04
        if roll < 0.6:
            return f"within {self.duration(scope)}"
        if roll < 0.75:
            return f"by {self.point(scope, clock=clock)}"
        if roll < 0.85:
            return f"on {self.point(scope)}"
        last = "open" if self.chance(0.25) else self.point(scope, clock=clock)
        return f"between {self.point(scope)} and {last}"

    def _stopped(self, scope: Scope) -> str:
        roll = self.random.random()
        if roll < 0.35:
            return self.one(("Sundays", "Saturdays", "Mondays"))
        if roll < 0.65 or not self.facts:
            return "days off"
        return self.bracket(self.one(self.facts), scope.inner(), 0, fresh=0.1)

    def _release(self, scope: Scope) -> str:
        if self.facts and self.chance(0.5):
            return self.bracket(self.one(self.facts), scope.inner(), 1, fresh=0.1)
        inner = scope.inner()
        event = self.event()
        if self.chance(0.2):
            return self.bracket(event, inner, 1, fresh=0.1, where=1)
        return self.sentence(event, inner, fresh=0.1)

    # ---- exceptions, powers, values ---------------------------------------------------------------------------------

    def exception(self, name: str, to: Sequence[Norm], text: Text) -> list[str]:
        """An exception to some norms, in the variables that they share."""
        scope = text.scope()
        common = dict(to[0].variables)
        for norm in to[1:]:
            common = {n: kind for n, kind in common.items() if norm.variables.get(n) == kind}
        scope.variables.update(common)
        head = f"exception {name} to {', '.join(norm.name for norm in to)}{self.cited()}"
        words = [f'"But for {name}."'] if self.chance(0.1) else []
        return [head, *indented([*words, f"where {self.condition(scope, 1)}"])]

    def power(self, name: str, text: Text) -> Norm | None:
        """A power for one of the acts."""
        acts = [each for each in self.events if each.sort == "act"]
        if not acts:
            return None
        scope = text.scope()
        said = self.sentence(self.one(acts), scope, fresh=0.6, fixed=0.25, open=0.15)
        body = [f'"What {name} allows."'] if self.chance(0.1) else []
        if self.chance(0.1):
            body.append(f"rounding {self.one(('down', 'up'))}")
        condition = self.condition(scope, 1) if self.chance(0.35) else None
        own_line = condition is not None and self.chance(0.3)
        body.append(said + (f" where {condition}" if condition is not None and not own_line else ""))
        if own_line:
            body.append(f"where {condition}")
        body += [f"provided {self.statement(scope, 1)}" for _ in range(self.weighted(((2, 0), (5, 1), (1.5, 2))))]
        return Norm(name, "power", dict(scope.variables), body)

    def value(self, kind: str, text: Text) -> str:
        """The value of a `let` or an attribute."""
        others = [name for name, known in text.lets.items() if known == kind]
        if others and self.chance(0.2):
            other = self.one(others)
            return {
                "Duration": f"{other} + {self.length()}",
                "Number": f"{other} + 1",
                "Date": f"{other} + {self.length()}",
            }.get(kind, other)
        if kind == "Duration":
            return self.one((self.length(), self.length(), self.length(), self.one(LONG)))
        if kind == "Number":
            return self.one(("0", "1", "1", "2", "2", "50", "2/3"))
        return self.literal(kind)

    def given(self, people: Sequence[str], *, stated_only: bool = False) -> str:
        """A stated fact: sentence and days."""
        stated = [each for each in self.facts if each.stated]
        fact = self.one(stated if stated and (stated_only or self.chance(0.8)) else self.facts)
        words = [
            each if isinstance(each, str) else self.literal(each.kind, people)
            for elements, _ in fact.phrasings[0]
            for each in elements
        ]
        return " ".join(words)

    def days_of_given(self) -> str:
        """From when to when a fact is stated to hold."""
        roll = self.random.random()
        if roll < 0.5:
            return ""
        first, last = sorted((self.day(), self.day()))
        return f" from {first}" if roll < 0.65 else f" to {last}" if roll < 0.8 else f" from {first} to {last}"
