"""Facts as pieces of source: what holds, since when, and the statements that begin and end it.

In: the clauses of facts, and questions about them. Out: a table of what holds for each fact that events begin and end,
further tables by the slots that questions fix, and the statements that an event makes of them. A derived fact is its
condition, said in its place; a stated one is looked up. Where every beginning ends all that differs in one slot only,
the other slot alone is the key: an office has one holder.
"""

from collections.abc import Callable, Iterator
from typing import NoReturn

from msgspec import Struct

from govrules.engine.compiled import generate_text as g
from govrules.engine.compiled.generate_past import Past
from govrules.engine.compiled.generate_state import Body, Shape, alike, conjuncts, tuple_of
from govrules.engine.compiled.generate_terms import Env, Place, Terms, Version, variables_in
from govrules.engine.compiled.generate_text import Code, NotPlainError
from govrules.engine.compiled.memos import NEVER, STILL, UnclearError
from govrules.law import model as m
from govrules.law.library import Library

TODAY = Code("d", "day")
"""The day of the event at hand, as a generated function calls it."""


class Beginning(Struct, frozen=True):
    """How an event begins a fact: with which values, under which condition."""

    event: str
    values: tuple[Code, ...]
    guard: str
    validity: int | None


class Ending(Struct, frozen=True):
    """How an event ends a fact: what holds these values in these slots, and other ones in those."""

    event: str
    fixed: tuple[tuple[int, Code], ...]
    apart: tuple[tuple[int, Code], ...]
    guard: str
    validity: int | None


class Closing(Struct, frozen=True):
    """What follows when a stretch ends: statements, given the names of its slots, of its first day and its place."""

    made: Callable[[list[str], str, str], list[str]]


class Table(Struct, eq=False):
    """What holds of one fact.

    Under each key stand the values of all slots, the first day, and the place of the event that began it.
    """

    name: str
    what: m.Occurrence
    beginnings: tuple[Beginning, ...]
    endings: tuple[Ending, ...]
    key: tuple[int, ...]
    """The slots of which no two stretches that hold at once share the values."""
    running: dict[tuple[int, ...], str]
    """Tables of the keys of what holds, by further slots."""
    reaching: dict[tuple[int, ...], str]
    """The same of all that ever held, with the day of the end."""
    closings: list[Closing]


class FactState(Past):
    """Questions about facts."""

    def __init__(self, library: Library, things: dict[str, int], present: frozenset[str]) -> None:
        super().__init__(library, things, present)
        self.bodies: dict[str, Body] = {}
        """What is generated for the events of each name."""
        self.facts: dict[object, Table] = {}
        self._facts_of: dict[tuple[int, str], Table] = {}
        self._being_made: list[str] = []
        self.unstated: set[str] = set()
        """The facts of which it is taken that nothing is stated."""
        self.unmoved: set[str] = set()
        """The facts of which it is taken that they are stated without days."""

    def table(self, version: Version, what: m.Occurrence) -> Table:
        """The table of a fact, which versions share where the same events begin and end it."""
        self.unstated.add(what.name)
        known = self._facts_of.get((version.at, what.name))
        if known is None:
            if what.name in self._being_made:
                raise NotPlainError(f"what begins or ends `{what.name}` hangs on what holds of it")
            self._being_made.append(what.name)
            known = self._facts_of[version.at, what.name] = self._table_of(version, what)
            self._being_made.remove(what.name)
        return known

    def _table_of(self, version: Version, what: m.Occurrence) -> Table:
        beginnings: list[Beginning] = []
        endings: list[Ending] = []
        for clause in version.law.fact_clauses[what.name]:
            if not isinstance(clause, m.FactWhenClause):
                raise NotPlainError(f"`{what.name}` ends on a day that its clauses say, or is also derived")
            for trigger in clause.triggers:
                if trigger.edge is not None:
                    if self.may_change(version, trigger.match.pattern.what.name):
                        raise NotPlainError(f"`{what.name}` begins or ends as another fact does")
                elif trigger.match.pattern.what.name in self.present:
                    if clause.edge == "begins":
                        beginnings.append(self._beginning(version, clause.head, trigger))
                    else:
                        endings.append(self._ending(version, clause.head, trigger))
        identity = (what.name, tuple(beginnings), tuple(endings))
        if identity not in self.facts:
            key, name = _key(what, beginnings, endings), self.names.fresh("f")
            self.facts[identity] = Table(name, what, tuple(beginnings), tuple(endings), key, {}, {}, [])
        return self.facts[identity]

    def may_change(self, version: Version, fact: str, seen: frozenset[str] = frozenset()) -> bool:
        """Whether any event that there is may begin or end a fact. If not, nothing may be stated that does."""
        if fact in seen:
            return False
        clauses = version.law.fact_clauses.get(fact, ())
        for clause in clauses:
            for name in self.library.named_in(clause):
                what = self.library.vocabulary.occurrences[name]
                if name in self.present or (what.sort == "fact" and self.may_change(version, name, seen | {fact})):
                    return True
        (self.unstated if clauses else self.unmoved).add(fact)
        return False

    # ---- clauses ----------------------------------------------------------------------------------------------------

    def _clause_terms(self, version: Version, event: m.Occurrence) -> Terms:
        return Terms(self, version, None, Place(TODAY, event, self.bodies[event.name].once))

    def before(self, event: m.Occurrence, text: str) -> str:
        """A condition that is looked at before anything changes."""
        return text if g.is_lasting(text) else self.bodies[event.name].once(text)

    def _beginning(self, version: Version, head: m.Pattern, trigger: m.Trigger) -> Beginning:
        event = trigger.match.pattern.what
        terms = self._clause_terms(version, event)
        guard, env = self.fits(terms, trigger.match, trigger.where, {})
        values: list[Code] = []
        for position, term in enumerate(head.terms):
            if not isinstance(term, m.Variable | m.Constant):
                raise NotPlainError(f"`{head.what.name}` begins with something unsaid")
            values.append(alike(self.slot(head.what, position), terms.value(term, env)))
        validity = self.validity.get((event.name, version.at))
        return Beginning(event.name, tuple(values), self.before(event, guard), validity)

    def fits(self, terms: Terms, match: m.Match, where: m.Expr | None, env: Env) -> tuple[str, dict[str, Code]]:
        """Whether the event at hand fits a match under a condition, and with which values of its variables."""
        event = match.pattern.what
        guards: list[str] = []
        inner = dict(env)
        for position, term in enumerate(match.pattern.terms):
            if isinstance(term, m.Anything):
                continue
            slot = self.slot(event, position)
            if isinstance(term, m.Variable) and term.name not in inner:
                guards.append(self.may_be(slot, event.fields[position].type, term.type))
                inner[term.name] = slot
            else:
                guards.append(terms.compare("=", slot, terms.value(term, inner)))
        for condition in (match.where, where):
            if terms.binds(condition, inner):
                raise NotPlainError("a condition names variables that the event does not")
            guards.append(terms.fulfilled(condition, inner))
        return g.all_of(guards), inner

    def _ending(self, version: Version, head: m.Pattern, trigger: m.Trigger) -> Ending:
        event = trigger.match.pattern.what
        terms = self._clause_terms(version, event)
        fixed: dict[int, Code] = {}
        apart: dict[int, Code] = {}
        own: dict[str, int] = {}
        for position, term in enumerate(head.terms):
            if isinstance(term, m.Variable) and term.name not in own:
                own[term.name] = position
            elif isinstance(term, m.Constant):
                fixed[position] = alike(self.slot(head.what, position), terms.value(term, {}))
            elif not isinstance(term, m.Anything):
                raise NotPlainError(f"`{head.what.name}` ends for one thing in two slots")
        guards: list[str] = []
        env: dict[str, Code] = {}
        for position, term in enumerate(trigger.match.pattern.terms):
            if isinstance(term, m.Anything):
                continue
            slot = self.slot(event, position)
            if isinstance(term, m.Variable) and term.name in own:
                fixed[own[term.name]] = slot
                env[term.name] = slot
            elif isinstance(term, m.Variable) and term.name not in env:
                guards.append(self.may_be(slot, event.fields[position].type, term.type))
                env[term.name] = slot
            else:
                guards.append(terms.compare("=", slot, terms.value(term, env)))
        open_ = own.keys() - env.keys()
        for part in (*conjuncts(trigger.match.where), *conjuncts(trigger.where)):
            apart_from = _apart_from(part, open_)
            if apart_from is not None and own[apart_from[0]] not in apart:
                apart[own[apart_from[0]]] = terms.value(apart_from[1], env)
            elif variables_in(part).isdisjoint(open_) and not terms.binds(part, env):
                guards.append(terms.truth(part, env))
            else:
                raise NotPlainError(f"`{head.what.name}` ends under a condition on what held")
        validity = self.validity.get((event.name, version.at))
        guard = self.before(event, g.all_of(guards))
        return Ending(event.name, tuple(sorted(fixed.items())), tuple(sorted(apart.items())), guard, validity)

    # ---- questions --------------------------------------------------------------------------------------------------

    def holds(self, terms: Terms, match: m.Match, env: Env) -> str:
        """Whether a fact holds."""
        what = match.pattern.what
        clauses = terms.version.law.fact_clauses.get(what.name, ())
        derived = [clause for clause in clauses if isinstance(clause, m.FactWhileClause)]
        if derived and len(derived) == len(clauses):
            return g.any_of(self._derived(terms, clause, match, env) for clause in derived)
        if not clauses:
            return self._stated(terms, match, env)
        if not self.may_change(terms.version, what.name):
            return g.FALSE
        return self._running(terms, self.table(terms.version, what), self._asked(terms, match, env))

    def _derived(self, terms: Terms, clause: m.FactWhileClause, match: m.Match, env: Env) -> str:
        """The condition of a derived fact, for what is asked."""
        self.unstated.add(clause.head.what.name)
        inner: dict[str, Code] = {}
        texts: list[str] = []
        for own, asked in zip(clause.head.terms, match.pattern.terms, strict=True):
            if isinstance(asked, m.Anything) or (isinstance(asked, m.Variable) and asked.name not in env):
                raise NotPlainError(f"it is asked whether `{match.pattern.what.name}` holds of anything")
            value = terms.value(asked, env)
            if isinstance(own, m.Variable) and own.name not in inner:
                inner[own.name] = value
            else:
                texts.append(terms.compare("=", terms.value(own, inner), value))
        texts.append(terms.fulfilled(clause.condition, inner))
        texts.append(terms.fulfilled(match.where, env))
        return g.all_of(texts)

    def _stated(self, terms: Terms, match: m.Match, env: Env) -> str:
        """Whether a fact is stated."""
        keys: list[str] = []
        for position, term in enumerate(match.pattern.terms):
            if isinstance(term, m.Anything) or (isinstance(term, m.Variable) and term.name not in env):
                raise NotPlainError(f"it is asked whether `{match.pattern.what.name}` is stated of anything")
            value = terms.value(term, env)
            if value.sort == "number" or match.pattern.what.fields[position].type.name in (
                "Money",
                "Duration",
                "Clock",
            ):
                raise NotPlainError(f"`{match.pattern.what.name}` is stated with figures")
            keys.append(value.text)
        stated = f"{self.given(terms.version, match.pattern.what)}[{tuple_of(keys) if keys else '()'}]"
        return g.all_of((stated, terms.fulfilled(match.where, env)))

    def _running(self, terms: Terms, table: Table, shape: Shape) -> str:
        """Whether something of a shape holds."""
        fixed = dict(shape.fixed)
        if set(table.key) <= fixed.keys():
            record = self._once(terms, f"{table.name}.get({tuple_of(fixed[slot].text for slot in table.key)})")
            tests = [f"{record} is not None"]
            tests += [f"{record}[{slot}] == {code.text}" for slot, code in fixed.items() if slot not in table.key]
            tests += [f"{record}[{slot}] != {code.text}" for slot, code in shape.apart]
            return " and ".join(tests)
        if not fixed and not shape.apart:
            return f"len({table.name}) > 0"
        keys = self._keys(terms, table, fixed)
        if not shape.apart:
            return f"len({keys}) > 0"
        tests = [f"{table.name}[y][{slot}] != {code.text}" for slot, code in shape.apart]
        return f"any({' and '.join(tests)} for y in {keys})"

    def _asked(self, terms: Terms, match: m.Match, env: Env) -> Shape:
        """What is asked of a fact; a condition on what holds is not answered here."""
        shape = self.shape(terms, match, env)
        if shape.guard != g.TRUE:
            raise NotPlainError(f"it is asked what holds of `{shape.what.name}` under a condition")
        return shape

    def _keys(self, terms: Terms, table: Table, fixed: dict[int, Code]) -> str:
        """The keys of what holds with these values."""
        if not fixed:
            return table.name
        slots = tuple(sorted(fixed))
        if slots not in table.running:
            table.running[slots] = self.names.fresh("g")
        return self._once(terms, f"{table.running[slots]}.get({tuple_of(fixed[slot].text for slot in slots)}, ())")

    def _once(self, terms: Terms, text: str) -> str:
        return terms.place.once(text) if terms.place.once is not None else text

    def exists(self, terms: Terms, past: m.Past, env: Env) -> str:
        """Whether something has happened, or holds or held."""
        what = past.match.pattern.what
        if what.sort != "fact":
            return self.happened(terms, past, env)
        if not past.windows:
            return self.holds(terms, past.match, env)
        if any(window.word not in ("in the last", "since") for window in past.windows):
            raise NotPlainError("it is asked what held before something")
        clauses = terms.version.law.fact_clauses.get(what.name, ())
        if not clauses or any(isinstance(clause, m.FactWhileClause) for clause in clauses):
            raise NotPlainError(f"it is asked how long ago `{what.name}` held, which is stated or derived")
        if not self.may_change(terms.version, what.name):
            return g.FALSE
        table, shape = self.table(terms.version, what), self._asked(terms, past.match, env)
        latest = self._latest_end(terms, table, shape)
        tests: list[str] = []
        for window in past.windows:
            if isinstance(window.operand, m.Match):
                raise NotPlainError("it is asked what held since an event")
            tests.append(self.lasts(terms, latest, window.word, terms.value(window.operand, env)))
        return g.all_of(tests)

    def _latest_end(self, terms: Terms, table: Table, shape: Shape) -> Code:
        """The last day on which something of a shape held; `STILL` if it holds now."""
        fixed = dict(shape.fixed)
        slots = tuple(sorted(fixed))
        if any(slot not in table.key for slot, _ in shape.apart) or terms.place.once is None:
            raise NotPlainError("it is asked what held of others than one")
        if slots not in table.reaching:
            table.reaching[slots] = self.names.fresh("r")
        name = table.reaching[slots]
        ends = self._once(terms, f"{name}.get({tuple_of(fixed[slot].text for slot in slots)})" if slots else name)
        tests = [f"{_part('y', table, slot)} != {code.text}" for slot, code in shape.apart]
        condition = " and ".join(["e > @", *tests])

        def made(latest: str) -> list[str]:
            loop = [
                f"for y, e in {ends}.items():",
                f"    if {condition.replace('@', latest)}:",
                f"        {latest} = e",
            ]
            return [f"{latest} = {NEVER}", f"if {ends} is not None:", *(f"    {line}" for line in loop)]

        key = f"latest of {ends} with {condition}"
        assert terms.place.this is not None
        return Code(self.bodies[terms.place.this.name].block(key, made), "day")

    def count(self, terms: Terms, past: m.Past, over: str | None, env: Env) -> Code:
        """How often something has happened, or how much holds; with a variable, how many values it has."""
        what = past.match.pattern.what
        if what.sort != "fact":
            return self.number(terms, past, over, env)
        clauses = terms.version.law.fact_clauses.get(what.name, ())
        if past.windows or not clauses or any(isinstance(clause, m.FactWhileClause) for clause in clauses):
            raise NotPlainError(f"it is counted how often `{what.name}` holds, or how often it held")
        if not self.may_change(terms.version, what.name):
            return g.number(0)
        table, shape = self.table(terms.version, what), self._asked(terms, past.match, env)
        fixed = dict(shape.fixed)
        if shape.apart:
            raise NotPlainError("a count of what holds leaves something out")
        if over is not None and set(table.key) - fixed.keys() != {shape.free.get(over)}:
            value = f"{table.name}[y][{shape.free[over]}]" if over in shape.free else ""
            if not value:
                raise NotPlainError("values are counted that no slot has")
            return Code(f"len({{{value} for y in {self._keys(terms, table, fixed)}}})", "number")
        if set(table.key) <= fixed.keys():
            return Code(f"(1 if {self._running(terms, table, shape)} else 0)", "number")
        return Code(f"len({self._keys(terms, table, fixed)})", "number")

    def measured(self, terms: Terms, expr: m.Measured, env: Env) -> Code:
        """How long a fact has held, when it began, or how long ago something happened."""
        if expr.word == "time since":
            return self.since(terms, expr.match, env)
        if expr.word not in ("how long", "start of"):
            raise NotPlainError(f"`{expr.word}` is asked")
        what = expr.match.pattern.what
        clauses = terms.version.law.fact_clauses.get(what.name, ())
        if not clauses or not all(isinstance(clause, m.FactWhenClause) for clause in clauses):
            raise NotPlainError(f"it is asked how long `{what.name}` has held, which is stated or derived")
        today = terms.place.day.text
        if not self.may_change(terms.version, what.name):
            return Code(today, "elapsed")
        table, shape = self.table(terms.version, what), self._asked(terms, expr.match, env)
        fixed = dict(shape.fixed)
        if not set(table.key) <= fixed.keys():
            raise NotPlainError(f"it is asked how long any of several `{what.name}` has held")
        record = self._once(terms, f"{table.name}.get({tuple_of(fixed[slot].text for slot in table.key)})")
        start = f"{record}[{len(what.fields)}]"
        holds = self._running(terms, table, shape)
        if expr.word == "how long":
            return Code(f"({start} if {holds} else {today})", "elapsed")
        self.names.bound["unheld"] = _not_running
        return Code(f"({start} if {holds} else unheld())", "day")

    # ---- statements -------------------------------------------------------------------------------------------------

    def prepare(self, table: Table) -> None:
        """Let there be what endings look for by other slots than the key, when all questions are known."""
        for ending in table.endings:
            slots = tuple(slot for slot, _ in ending.fixed)
            if slots and not set(table.key) <= set(slots) and slots not in (table.running | table.reaching):
                table.running[slots] = self.names.fresh("g")

    def changes(self, table: Table, event: str) -> Iterator[tuple[int | None, list[str]]]:
        """The statements by which an event ends and then begins a fact, each with the flag under which they stand."""
        begun = [each for each in table.beginnings if each.event == event]
        for ending in table.endings:
            if ending.event == event and not any(_is_covered(table, ending, each) for each in begun):
                yield ending.validity, g.either(ending.guard, self._end(table, ending), [])
        for beginning in begun:
            yield beginning.validity, g.either(beginning.guard, self._begin(table, beginning), [])

    def _end(self, table: Table, ending: Ending) -> list[str]:
        fixed, apart = dict(ending.fixed), dict(ending.apart)
        record = self.names.fresh("w")
        values = [fixed[slot].text if slot in fixed else f"{record}[{slot}]" for slot in range(len(table.what.fields))]
        tests = [f"{record}[{slot}] != {code.text}" for slot, code in apart.items()]
        if set(table.key) <= fixed.keys():
            key = tuple_of(fixed[slot].text for slot in table.key)
            same = [f"{record}[{slot}] == {code.text}" for slot, code in fixed.items() if slot not in table.key]
            tests = [f"{record} is not None", *same, *tests]
            closed = self.close(table, key, record, values)
            return [f"{record} = {table.name}.get({key})", f"if {' and '.join(tests)}:", *g.inside(closed)]
        slots = tuple(sorted(fixed))
        keys, key = f"[*{table.name}]", self.names.fresh("k")
        own = tuple_of(fixed[slot].text for slot in slots)
        if slots in table.running:
            keys = f"[*{table.running[slots]}.get({own}, ())]"
        elif slots:
            keys = f"[y for y, e in {table.reaching[slots]}.get({own}, {{}}).items() if e == {STILL}]"
        closed = self.close(table, key, record, values)
        inner = [f"if {' and '.join(tests)}:", *g.inside(closed)] if tests else closed
        return [f"for {key} in {keys}:", f"    {record} = {table.name}[{key}]", *g.inside(inner)]

    def close(self, table: Table, key: str, record: str, values: list[str], *, is_followed: bool = False) -> list[str]:
        """The statements that end a stretch; one that another one follows at once stands in its place already."""
        count = len(table.what.fields)
        lines = [] if is_followed else [f"del {table.name}[{key}]"]
        for slots, group in table.running.items():
            own, keys = tuple_of(values[slot] for slot in slots), self.names.fresh("z")
            lines += [f"{keys} = {group}[{own}]", f"del {keys}[{key}]", f"if not {keys}:", f"    del {group}[{own}]"]
        for slots, ends in table.reaching.items():
            own = f"[{tuple_of(values[slot] for slot in slots)}]" if slots else ""
            lines.append(f"{ends}{own}[{key}] = d")
        for closing in table.closings:
            lines += closing.made(values, f"{record}[{count}]", f"{record}[{count + 1}]")
        return lines

    def _begin(self, table: Table, beginning: Beginning) -> list[str]:
        values = [code.text for code in beginning.values]
        key, record = tuple_of(values[slot] for slot in table.key), self.names.fresh("w")
        before = [values[slot] if slot in table.key else f"{record}[{slot}]" for slot in range(len(values))]
        lines = [f"{record} = {table.name}.get({key})", f"if {record} is not None:"]
        lines += g.inside(self.close(table, key, record, before, is_followed=True) or ["pass"])
        lines.append(f"{table.name}[{key}] = ({', '.join((*values, 'd', 'i'))})")
        for slots, group in table.running.items():
            own, keys = tuple_of(values[slot] for slot in slots), self.names.fresh("z")
            lines += [f"{keys} = {group}.get({own})", f"if {keys} is None:", f"    {group}[{own}] = {{{key}: 1}}"]
            lines += ["else:", f"    {keys}[{key}] = 1"]
        for slots, ends in table.reaching.items():
            if not slots:
                lines.append(f"{ends}[{key}] = {STILL}")
                continue
            own, keys = tuple_of(values[slot] for slot in slots), self.names.fresh("z")
            known = f"{ends}.get({own})"
            if sum(each.event == beginning.event for each in table.beginnings) == 1:
                known = self.bodies[beginning.event].known(known)
            lines += [f"{keys} = {known}", f"if {keys} is None:", f"    {ends}[{own}] = {{{key}: {STILL}}}"]
            lines += ["else:", f"    {keys}[{key}] = {STILL}"]
        return lines


def _key(what: m.Occurrence, beginnings: list[Beginning], endings: list[Ending]) -> tuple[int, ...]:
    """The one slot that tells all apart that holds at once, or all slots."""
    everything = tuple(range(len(what.fields)))
    if len(everything) == 2:
        for slot in everything:
            other = 1 - slot
            if beginnings and all(any(_ends_others(each, e, slot, other) for e in endings) for each in beginnings):
                return (slot,)
    return everything


def _ends_others(beginning: Beginning, ending: Ending, slot: int, other: int) -> bool:
    """Whether an event that begins a fact ends all others with the same value in a slot."""
    same = ending.event == beginning.event and ending.guard == g.TRUE and ending.validity == beginning.validity
    fixed, apart = dict(ending.fixed), dict(ending.apart)
    return same and fixed == {slot: beginning.values[slot]} and apart in ({}, {other: beginning.values[other]})


def _is_covered(table: Table, ending: Ending, beginning: Beginning) -> bool:
    """Whether a beginning ends what an ending does, because it takes its place in the table."""
    if len(table.key) > 1 or len(beginning.values) != 2 or beginning.guard != g.TRUE:
        return False
    return _ends_others(beginning, ending, table.key[0], 1 - table.key[0])


def _apart_from(part: m.Expr, open_: set[str]) -> tuple[str, m.Expr] | None:
    """Of `X != y`, the open variable and what it is not."""
    if isinstance(part, m.Comparison) and part.operator == "!=":
        for one, other in ((part.left, part.right), (part.right, part.left)):
            if isinstance(one, m.Variable) and one.name in open_ and variables_in(other).isdisjoint(open_):
                return one.name, other
    return None


def _part(key: str, table: Table, slot: int) -> str:
    return key if len(table.key) == 1 else f"{key}[{table.key.index(slot)}]"


def _not_running() -> NoReturn:
    raise UnclearError("the start of a fact is asked for that does not hold")
