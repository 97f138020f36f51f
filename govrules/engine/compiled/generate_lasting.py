"""Duties, and rules that bind as long as a fact holds, as pieces of source.

In: rules of these two sorts. Out: the statements that open and end a duty, and those that judge a stretch when it ends.
Nothing is done when a deadline passes: whether one was kept is asked when the duty is done, or the timeline over. A
duty is kept under the values that its acts name, as a chain: its day, the place of its trigger, what its limits hang
on, and the next one.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct, field

from govrules.calendar import DaysOff
from govrules.engine.compiled import generate_text as g
from govrules.engine.compiled.generate_facts import Closing, FactState, Table
from govrules.engine.compiled.generate_norms import Norms
from govrules.engine.compiled.generate_state import key_of
from govrules.engine.compiled.generate_terms import Place, Terms, Version, looks_back, variables_in
from govrules.engine.compiled.generate_text import Code, NotPlainError
from govrules.engine.compiled.generate_verdicts import Digit, Meaning, Sum
from govrules.engine.compiled.memos import UnclearError
from govrules.engine.verdict import Status
from govrules.law import model as m

START = Code("d0", "day")
"""The day of a trigger, or the first day of a stretch, as a generated function calls it."""
OPENED = "@"
"""The bindings of a verdict that come from what set its rule going."""
_LONGEST_STANDSTILL = 366 * 60


class Opening(Struct, frozen=True):
    """How an event lets a duty arise."""

    event: str
    guard: str
    excepted: str
    key: str
    kept: tuple[str, ...]
    """What its limits and acts hang on, besides its day."""
    validity: int | None


class Act(Struct, frozen=True):
    """How an event does what is due, or ends the duty."""

    event: str
    guard: str
    """What is asked of the event alone."""
    key: str
    same: str
    """What the event and the duty have to have in common besides."""
    first: str | None
    """The first day on which it counts."""
    is_release: bool
    validity: int | None


class Limits(Struct, frozen=True):
    """The last day of a duty, and the one that is shown: without what days that are not counted add."""

    last: str | None
    shown: str | None


class Duty(Struct, eq=False):
    """A duty that versions share where it arises and is done alike; its last days are each version's own."""

    name: str
    rule: m.Rule
    openings: tuple[Opening, ...]
    acts: tuple[Act, ...]
    kept: tuple[str, ...]
    first: str
    """The first day on which an act counts, if it may be one that does not exist."""
    limits: dict[int, Limits]
    done: Sum = field(default_factory=Sum)
    ended: Sum = field(default_factory=Sum)
    released: Sum = field(default_factory=Sum)
    excused: dict[str, Digit] = field(default_factory=dict)
    """Of each event that lets it arise, the digit for an exception."""


class Watch(Struct, eq=False):
    """A rule with `while`, in each version that shares the table of its fact."""

    rule: m.Rule
    table: Table
    guards: tuple[tuple[int, Code], ...]
    lasts: dict[int, str]
    looked: dict[int, str]
    """The names of what tells the day on which the rule was looked at last, by version."""
    ended: Sum = field(default_factory=Sum)
    closed: Sum = field(default_factory=Sum)


class Lasting:
    """The duties of all versions, and their rules with `while`."""

    def __init__(self, state: FactState, versions: Sequence[Version], norms: dict[str, Norms]) -> None:
        self.state = state
        self.norms = norms
        self.versions = versions
        self.duties: dict[object, Duty] = {}
        self.watches: dict[object, Watch] = {}
        self.heeded: dict[frozenset[tuple[str, int | None]], str] = {}
        """The names of what tells a day, by the events that are heeded and their flags of validity."""
        self.bindings: dict[tuple[int, str, str], tuple[tuple[str, Code], ...]] = {}
        """What the variables of a rule stand for, by version, rule and the event that set it going."""
        self.functions: dict[str, tuple[str, str]] = {}
        """Functions that tell a last day: their parameters and what they give back, by name."""
        for version in versions:
            for rule in version.law.rules.values():
                with g.naming(rule.name):
                    if isinstance(rule.body, m.WhileBody):
                        self._watch(version, rule, rule.body)
                    elif isinstance(rule.body, m.PointBody):
                        raise NotPlainError("a day sets it going")
                    elif isinstance(rule.body.consequence, m.DutyConsequence):
                        self._duty(version, rule, rule.body.consequence)
                    elif isinstance(rule.body.consequence, m.DeemedConsequence) and self._is_set_going(version, rule):
                        raise NotPlainError("the law deems something to follow")
                    self._edges(version, rule)
        for duty in self.duties.values():
            self._plan_duty(duty)
        for watch in self.watches.values():
            self._plan_watch(watch)

    def _edges(self, version: Version, rule: m.Rule) -> None:
        for trigger in rule.body.triggers if isinstance(rule.body, m.WhenBody) else ():
            fact = trigger.match.pattern.what.name
            derived = any(isinstance(clause, m.FactWhileClause) for clause in version.law.fact_clauses.get(fact, ()))
            if trigger.edge is not None and (derived or self.state.may_change(version, fact)):
                raise NotPlainError("the beginning or end of a fact sets it going")

    def _is_set_going(self, version: Version, rule: m.Rule) -> bool:
        assert isinstance(rule.body, m.WhenBody)
        return any(t.edge is None and t.match.pattern.what.name in self.state.present for t in rule.body.triggers)

    # ---- duties -----------------------------------------------------------------------------------------------------

    def _duty(self, version: Version, rule: m.Rule, consequence: m.DutyConsequence) -> None:
        if not self._is_set_going(version, rule):
            return
        if len(consequence.parts) > 1 or consequence.otherwise_deemed is not None:
            raise NotPlainError("its duty has several parts, or something follows if it is not done")
        if any(release.match.pattern.what.sort == "fact" for release in consequence.unless):
            raise NotPlainError("its duty ends unless a fact holds")
        ways = {each.event.name: each.triggered(version, rule) for each in self.norms.values()}
        triggers = {event: way for event, way in ways.items() if way is not None and way[1] != g.FALSE}
        if not triggers:
            return
        acts = consequence.parts[0]
        matches = [*(release.match for release in consequence.unless), *(act.match for act in acts)]
        named = [variables_in(match.pattern) for match in matches]
        known = set.intersection(*(set(env) for _, _, env in triggers.values()))
        if set().union(*named) & set().union(*(env for _, _, env in triggers.values())) - known:
            raise NotPlainError("what is due names what only some of its triggers name")
        common = sorted(known.intersection(*named))
        hung_on = variables_in(tuple(act.within for act in acts))
        hung_on |= variables_in(tuple(end for limit in consequence.limits for end in (limit.first, limit.last)))
        kept = sorted((set().union(*named) & known - set(common)) | hung_on)
        if not hung_on <= known:
            raise NotPlainError("its limits hang on what only some of its triggers name")
        some = next(iter(triggers.values()))[2]
        names = {name: Code(f"c{at}", some[name].sort, power=some[name].power) for at, name in enumerate(kept)}
        openings = tuple(
            Opening(
                event,
                self._before(event, guard),
                self._before(event, self.norms[event].excepted(terms, rule.name, env)),
                _key(env, common),
                tuple(env[name].text for name in kept),
                self.state.validity.get((event, version.at)),
            )
            for event, (terms, guard, env) in triggers.items()
        )
        first, limits = self._limits(version, rule, consequence, names)
        made: list[Act] = []
        for at, match in enumerate(matches):
            is_release = at < len(consequence.unless)
            own = None if is_release else first
            made.append(self._act(version, rule, match, common, names, known, own, is_release=is_release))
        identity = (rule.name, rule.is_principle, openings, tuple(made))
        if identity not in self.duties:
            name = self.state.names.fresh("u")
            asked = "" if first is None or _can_be_told(first, version, rule) else first
            own_names = tuple(names[n].text for n in kept)
            self.duties[identity] = Duty(name, rule, openings, tuple(made), own_names, asked, {})
        self.duties[identity].limits[version.at] = limits
        for event, (_, _, env) in triggers.items():
            self.bindings[version.at, rule.name, event] = tuple(env.items())

    def _before(self, event: str, text: str) -> str:
        return self.state.before(self.norms[event].event, text)

    def _act(
        self,
        version: Version,
        rule: m.Rule,
        match: m.Match,
        common: list[str],
        names: dict[str, Code],
        known: set[str],
        first: str | None,
        *,
        is_release: bool,
    ) -> Act:
        """How an event fits what is due."""
        event = match.pattern.what
        validity = self.state.validity.get((event.name, version.at))
        if event.name not in self.norms:
            return Act(event.name, g.FALSE, "", g.TRUE, first, is_release, validity)
        terms = self.norms[event.name].terms(version, rule)
        env: dict[str, Code] = {}
        guards: list[str] = []
        same: list[str] = []
        for position, term in enumerate(match.pattern.terms):
            if isinstance(term, m.Anything):
                continue
            slot = self.state.slot(event, position)
            if isinstance(term, m.Variable) and term.name not in env:
                env[term.name] = slot
                if term.name not in known:
                    guards.append(self.state.may_be(slot, event.fields[position].type, term.type))
                elif term.name in names:
                    same.append(terms.compare("=", slot, names[term.name]))
            else:
                guards.append(terms.compare("=", slot, terms.value(term, env)))
        if terms.binds(match.where, env) or not variables_in(match.where) <= env.keys():
            raise NotPlainError("what is due is narrowed by what is not in its sentence")
        guards.append(terms.fulfilled(match.where, env))
        guard = self._before(event.name, g.all_of(guards))
        return Act(event.name, guard, _key(env, common), g.all_of(same), first, is_release, validity)

    def _limits(
        self, version: Version, rule: m.Rule, consequence: m.DutyConsequence, env: dict[str, Code]
    ) -> tuple[str | None, Limits]:
        """The first day on which an act counts, and the last ones."""
        terms = Terms(self.state, version, rule, Place(START))
        made: set[tuple[str | None, str | None]] = set()
        for act in consequence.parts[0]:
            own = [m.DutyLimit(act.match.span, "within", act.within, None)] if act.within is not None else []
            ends = [self._limit(terms, limit, env) for limit in (*consequence.limits, *own)]
            firsts = [first for first, _ in ends if first is not None]
            lasts = [last for _, last in ends if last is not None]
            made.add((_extreme("max", firsts), _extreme("min", lasts)))
        if len(made) > 1:
            raise NotPlainError("the ways to do it have limits of their own")
        first, last = made.pop()
        return first, Limits(self._without(version, consequence, last), last)

    def _limit(self, terms: Terms, limit: m.DutyLimit, env: dict[str, Code]) -> tuple[str | None, str | None]:
        if looks_back((limit.first, limit.last), terms.version.law):
            raise NotPlainError("its limits hang on the past")
        first = terms.value(limit.first, env)
        if limit.word == "within":
            return None, terms.later(START, first).text
        if first.sort != "day":
            raise NotPlainError("its limits are no days")
        if limit.word == "by":
            return None, first.text
        if limit.word == "on":
            return first.text, first.text
        if limit.last is None:
            return first.text, None
        if isinstance(limit.last, m.AnchorDate):
            raise NotPlainError("its last day is the first anchor after its first one")
        return first.text, terms.value(limit.last, env).text

    def _without(self, version: Version, consequence: m.DutyConsequence, last: str | None) -> str | None:
        """The last day, moved by the days that are not counted."""
        if not consequence.stand_still or last is None:
            return last
        if any(isinstance(still.what, m.Match) for still in consequence.stand_still):
            raise NotPlainError("its clock stands still while a fact holds")
        off = version.law.days_off if any(still.what is None for still in consequence.stand_still) else DaysOff()
        weekdays = off.weekdays | {still.what for still in consequence.stand_still if isinstance(still.what, int)}
        off = DaysOff(weekdays, off.dates)
        return f"{self.state.names.shared('v', ('stands still', off), StandStill(off))}[{START.text}, {last}]"

    def _plan_duty(self, duty: Duty) -> None:
        """Enter the outcomes of a duty."""
        soft = duty.rule.is_principle
        good: Status = "met" if soft else "satisfied"
        bad: Status = "concern" if soft else "violated"
        for sum_, kept in ((duty.done, good), (duty.ended, "pending"), (duty.released, good)):
            for last, versions in _by_text({at: limits.last for at, limits in duty.limits.items()}).items():
                for shown, own in _by_text({at: duty.limits[at].shown for at in versions}).items():
                    due = "" if sum_ is duty.released else self._function(shown, duty.kept)
                    outcomes = [tuple(Meaning(at, duty.rule.name, kept, OPENED, "end", due=due) for at in own)]
                    if last is not None:
                        late = self._function(last, duty.kept)
                        breach = (Meaning(at, duty.rule.name, bad, OPENED, "last", late, late) for at in own)
                        outcomes.append(tuple(breach))
                    sum_.digits.append(Digit(outcomes))
                    sum_.tests.append(last)
        for opening in duty.openings:
            if opening.excepted != g.FALSE:
                excused = tuple(Meaning(at, duty.rule.name, "excused", OPENED) for at in duty.limits)
                digit = duty.excused[opening.event] = Digit([(), excused])
                self.norms[opening.event].sum.digits.append(digit)

    def _function(self, text: str | None, kept: tuple[str, ...]) -> str:
        """The name of a function that tells a day."""
        if text is None:
            return ""
        made = (", ".join((START.text, *kept)), text)
        for name, known in self.functions.items():
            if known == made:
                return name
        name = self.state.names.fresh("t")
        self.functions[name] = made
        return name

    # ---- the statements of a duty -----------------------------------------------------------------------------------

    def openings(self, event: str) -> Iterator[tuple[int | None, list[str]]]:
        """The statements by which an event lets duties arise, each with the flag under which they stand."""
        for duty in self.duties.values():
            for opening in duty.openings:
                if opening.event == event:
                    place = f"{duty.name}[{opening.key}]" if opening.key else duty.name
                    before = f"{duty.name}.get({opening.key})" if opening.key else duty.name
                    lines = [f"{place} = ({', '.join(('d', 'i', *opening.kept, before))})"]
                    if duty.first:
                        told = [f"{name} = {text}" for name, text in zip(duty.kept, opening.kept, strict=True)]
                        lines = [*lines, "d0 = d", *told, duty.first]
                    if opening.excepted != g.FALSE:
                        excused = [f"c += {duty.excused[event].weight}"]
                        lines = g.either(opening.excepted, excused, lines)
                    yield opening.validity, g.either(opening.guard, lines, [])

    def acts(self, event: str) -> Iterator[tuple[int | None, list[str]]]:
        """The statements by which an event does or ends duties."""
        for duty in self.duties.values():
            for act in duty.acts:
                if act.event == event and act.guard != g.FALSE:
                    yield act.validity, g.either(act.guard, self._doing(duty, act), [])

    def _doing(self, duty: Duty, act: Act) -> list[str]:
        keeps = g.any_of((g.negated(act.same), f"d < {act.first}" if act.first is not None else g.FALSE))
        taken = [f"y = {duty.name}.pop({act.key}, None)"] if act.key else [f"y, {duty.name} = {duty.name}, None"]
        if keeps == g.FALSE:
            return [*taken, *self._chain(duty, duty.released if act.is_release else duty.done, "d", [])]
        entry = ", ".join(("d0", "i0", *duty.kept, "z"))
        kept = [f"if {keeps}:", f"    z = ({entry})", "    continue"]
        back = f"{duty.name}[{act.key}] = z" if act.key else f"{duty.name} = z"
        loop = self._chain(duty, duty.released if act.is_release else duty.done, "d", kept)
        return [*taken, "z = None", *loop, "if z is not None:", f"    {back}"]

    def _chain(self, duty: Duty, ending: Sum, day: str, first: list[str]) -> list[str]:
        """The statements that end each duty of a chain on a day."""
        test = {
            "ended": "until >= {}",
            "released": "d > {} and d > d0",
        }  # what is due since long is so till the evening
        sort = "ended" if ending is duty.ended else "released" if ending is duty.released else ""
        judged = _judged(ending, lambda last: test.get(sort, "d > {}").format(last))
        entry = ", ".join(("d0", "i0", *duty.kept, "y"))
        return [
            "while y is not None:",
            *g.inside([f"{entry} = y", *first, *judged, self._record("i0", day, duty.kept)]),
        ]

    def _record(self, place: str, day: str, kept: Sequence[str] = ()) -> str:
        """The statement that notes an end; all records have as many figures."""
        more = max((len(duty.kept) for duty in self.duties.values()), default=0) - len(kept)
        return f"ended += ({', '.join(('v', place, day, *kept, *['0'] * more))})"

    @property
    def figures(self) -> int:
        """How many figures a record has."""
        return 3 + max((len(duty.kept) for duty in self.duties.values()), default=0)

    def remaining(self) -> Iterator[str]:
        """The statements that end, with the timeline, what is still open."""
        for duty in self.duties.values():
            chain = self._chain(duty, duty.ended, "until", [])
            if duty.openings[0].key:
                yield from [f"for y in {duty.name}.values():", *g.inside(chain)]
            else:
                yield from [f"y = {duty.name}", *chain]
        for watch in self.watches.values():
            place = len(watch.table.what.fields)
            values = [f"y[{slot}]" for slot in range(place)]
            lines = self._watched(watch, values, f"y[{place}]", f"y[{place + 1}]", at_the_end=True)
            yield from [f"for y in {watch.table.name}.values():", *g.inside(lines)]

    # ---- while ------------------------------------------------------------------------------------------------------

    def _watch(self, version: Version, rule: m.Rule, body: m.WhileBody) -> None:
        what = body.match.pattern.what
        clauses = version.law.fact_clauses.get(what.name, ())
        if not clauses or not all(isinstance(clause, m.FactWhenClause) for clause in clauses):
            raise NotPlainError("it binds while something holds that is stated, derived or ends on a day")
        if not self.state.may_change(version, what.name):
            return
        if body.where is not None or body.match.where is not None:
            raise NotPlainError("it binds while something holds under a condition")
        if any(rule.name in each.rules for each in version.law.exceptions.values()):
            raise NotPlainError("there is an exception to what binds while something holds")
        terms = Terms(self.state, version, rule, Place(START))
        guards: list[tuple[int, Code]] = []
        named: dict[str, int] = {}
        for position, term in enumerate(body.match.pattern.terms):
            if isinstance(term, m.Variable) and term.name not in named:
                if not self.state.kinds.is_a(what.fields[position].type.name, term.type.name):
                    raise NotPlainError("it binds while something of a narrower kind holds")
                named[term.name] = position
            elif isinstance(term, m.Constant):
                guards.append((position, terms.value(term, {})))
            elif not isinstance(term, m.Anything):
                raise NotPlainError("it binds while one thing stands in two slots")
        last = _extreme("min", [self._last_of(terms, body, condition) for condition in body.conditions])
        assert last is not None
        table = self.state.table(version, what)
        identity = (rule.name, rule.is_principle, table.name, tuple(guards))
        if identity not in self.watches:
            self.watches[identity] = Watch(rule, table, tuple(guards), {}, {})
            table.closings.append(Closing(self._closing(self.watches[identity])))
        self.watches[identity].lasts[version.at] = last
        self.watches[identity].looked[version.at] = self._looked(version)
        for beginning in table.beginnings:
            if sum(each.event == beginning.event for each in table.beginnings) > 1:
                raise NotPlainError("an event begins what it binds by in two ways")
            own = tuple((name, beginning.values[slot]) for name, slot in named.items())
            self.bindings[version.at, rule.name, beginning.event] = own

    def _last_of(self, terms: Terms, body: m.WhileBody, condition: m.Expr) -> str:
        """The last day on which a requirement is met."""
        if isinstance(condition, m.Comparison):
            sides = ((condition.left, condition.right, condition.operator),)
            for left, right, operator in (*sides, (condition.right, condition.left, g.flipped(condition.operator))):
                if not isinstance(left, m.Measured) or left.word != "how long" or left.match.where is not None:
                    continue
                same = left.match.pattern.what.name == body.match.pattern.what.name
                terms_alike = (
                    all(_same(a, b) for a, b in zip(left.match.pattern.terms, body.match.pattern.terms, strict=True))
                    if same
                    else False
                )
                if terms_alike and operator in ("<", "<="):
                    length = terms.value(right, {})
                    if (
                        length.sort != "duration"
                        or min(length.value) < 0
                        or (operator == "<" and not any(length.value))
                    ):
                        break
                    last = terms.later(START, length).text
                    return last if operator == "<=" else f"{last} - 1"
        raise NotPlainError("it binds by more than how long the fact has held")

    def _looked(self, version: Version) -> str:
        """The name of what tells on which day rules with `while` were looked at last."""
        law, library = version.law, self.state.library
        names = {rule.name for rule in law.rules.values() if isinstance(rule.body, m.WhileBody)}
        todo: list[object] = [law.rules[name] for name in names]
        todo += [each for each in law.exceptions.values() if not names.isdisjoint(each.rules)]
        named: set[str] = set()
        while todo:
            for name in library.named_in(todo.pop()) - named:
                named.add(name)
                todo += law.fact_clauses.get(name, ())
        heeded = frozenset((name, self.state.validity.get((name, version.at))) for name in named & self.state.present)
        if heeded not in self.heeded:
            self.heeded[heeded] = self.state.names.fresh("o")
        return self.heeded[heeded]

    def looking(self, event: str) -> Iterator[tuple[int | None, list[str]]]:
        """The statements that note that rules with `while` were looked at."""
        for heeded, name in self.heeded.items():
            for known, validity in heeded:
                if known == event:
                    yield validity, [f"{name} = d"]

    def _plan_watch(self, watch: Watch) -> None:
        soft = watch.rule.is_principle
        good: Status = "met" if soft else "satisfied"
        bad: Status = "concern" if soft else "violated"
        for sum_ in (watch.ended, watch.closed):
            together = {at: f"{last} @ {watch.looked[at]}" for at, last in watch.lasts.items()}
            for text, versions in _by_text(together).items():
                last = str(text).partition(" @ ")[0]
                name = self._function(last, ())
                held = tuple(Meaning(at, watch.rule.name, good, OPENED, "end") for at in versions)
                broken = tuple(
                    Meaning(at, watch.rule.name, bad, OPENED, "after the last", name, is_anchored=True)
                    for at in versions
                )
                sum_.digits.append(Digit([held, broken]))
                sum_.tests.append(text)

    def _closing(self, watch: Watch) -> Callable[[list[str], str, str], list[str]]:
        return lambda values, start, place: self._watched(watch, values, start, place)

    def _watched(
        self, watch: Watch, values: list[str], start: str, place: str, *, at_the_end: bool = False
    ) -> list[str]:
        """The statements that judge a stretch that ends."""

        def broken(text: str) -> str:
            last, _, looked = text.partition(" @ ")
            if at_the_end:
                return f"until > {last}"
            return f"d > {last} and (d > {last} + 1 or {looked} == d)"

        day, sum_ = ("until", watch.closed) if at_the_end else ("d", watch.ended)
        lines = [f"d0 = {start}", *_judged(sum_, broken), self._record(place, day)]
        return g.either(g.all_of(f"{values[slot]} == {code.text}" for slot, code in watch.guards), lines, [])


def _judged(sum_: Sum, test: Callable[[str], str]) -> list[str]:
    """The statements that add up a number."""
    lines = [f"v = {sum_.start}"]
    for digit, last in zip(sum_.digits, sum_.tests, strict=True):
        if last is not None:
            lines += [f"if {test(last)}:", f"    v += {digit.weight}"]
    return lines


def _by_text(texts: Mapping[int, str | None]) -> dict[str | None, list[int]]:
    """The versions by what is said of them."""
    made: dict[str | None, list[int]] = {}
    for version, text in texts.items():
        made.setdefault(text, []).append(version)
    return made


def _can_be_told(day: str, version: Version, rule: m.Rule) -> bool:
    """Whether a day always exists: what is looked up is only days so many months later, and the law rounds them."""
    looked_up = re.findall(r"(\w+)\[", day)
    rounding = rule.rounding or version.law.rounding
    return not looked_up or (rounding is not None and all(name.startswith("m") for name in looked_up))


def _key(env: dict[str, Code], names: list[str]) -> str:
    return key_of([env[name] for name in names]) if names else ""


def _extreme(word: str, texts: list[str]) -> str | None:
    different = list(dict.fromkeys(texts))
    if len(different) < 2:
        return different[0] if different else None
    return f"{word}({', '.join(different)})"


def _same(one: m.Expr, other: m.Expr) -> bool:
    """Whether two terms are the same variable or the same thing."""
    if isinstance(one, m.Variable) and isinstance(other, m.Variable):
        return one.name == other.name
    return isinstance(one, m.Constant) and isinstance(other, m.Constant) and bool(one.value == other.value)


class StandStill(dict[tuple[int, int], int]):
    """Last days of duties, moved by the days that are not counted."""

    def __init__(self, off: DaysOff) -> None:
        super().__init__()
        self.off = off

    def __missing__(self, key: tuple[int, int]) -> int:
        day, last = key
        needed = last - day
        for _ in range(max(0, needed) + _LONGEST_STANDSTILL):
            if needed <= 0:
                self[key] = day
                return day
            day += 1
            needed -= not self.off.is_day_off(date.fromordinal(day))
        raise UnclearError("the days that count never come")
