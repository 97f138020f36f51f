"""Rules and powers that judge at once, as pieces of source.

In: what an event sets going in each version. Out: the statements that judge it, in the state before the event: first
what may make it void, and then the rest, of which a void event only shows what it breaks besides.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from govrules.engine.compiled import generate_text as g
from govrules.engine.compiled.generate_facts import TODAY, FactState
from govrules.engine.compiled.generate_terms import Place, Terms, Version
from govrules.engine.compiled.generate_text import Code, NotPlainError
from govrules.engine.compiled.generate_verdicts import Digit, Meaning, Sum
from govrules.engine.verdict import Status
from govrules.law import model as m


class Asked(Struct, frozen=True):
    """What a norm asks of an event: the same for all versions in which these texts are the same."""

    norm: str
    guard: str
    """Whether the norm is set going."""
    kept: str
    """Whether it is kept."""
    excepted: str
    """Whether an exception takes the event out."""
    good: Status
    bad: Status
    bindings: str
    is_void: bool
    validity: int | None


class Ways(Struct, frozen=True):
    """The powers for an act, each with whether the act fits, is in its conditions, and meets each `provided`."""

    powers: tuple[tuple[str, str, str, tuple[str, ...], str], ...]
    """The power, `fits`, `where`, the `provided`, and the name of its bindings."""
    excepted: str
    differing: tuple[tuple[str, ...], ...]
    """Of each power, the slots in which an act may differ from what it covers."""
    validity: int | None
    elsewhere: str = ""
    """Where there is no power: the nearest of another version."""


class Norm(Struct, eq=False):
    """A norm, or the same one of several versions, with its digit."""

    asked: Asked | Ways
    versions: list[int]
    digit: Digit

    def meanings(self, norm: str, status: Status, bindings: str, *, follows: bool = False) -> tuple[Meaning, ...]:
        """A verdict in each version."""
        return tuple(Meaning(at, norm, status, bindings, follows=follows) for at in self.versions)


class Norms:
    """The norms that judge the events of one name."""

    def __init__(self, state: FactState, versions: Sequence[Version], event: m.Occurrence) -> None:
        self.state = state
        self.event = event
        self.norms: list[Norm] = []
        self.sum = Sum()
        """The number that says what comes of an event."""
        self.bindings: dict[str, tuple[tuple[str, Code], ...]] = {}
        """What the variables of a norm stand for, by the name under which it is noted."""
        for version in versions:
            for ways in self._powers(version):
                self._add(ways, version.at)
            for asked in self._rules(version):
                self._add(asked, version.at)
        for norm in self.norms:
            self._plan(norm)
        self.sum.digits += [norm.digit for norm in self.norms]

    def _add(self, asked: Asked | Ways, version: int) -> None:
        for norm in self.norms:
            if norm.asked == asked:
                norm.versions.append(version)
                return
        self.norms.append(Norm(asked, [version], Digit([])))

    @property
    def voids(self) -> dict[int, tuple[object, ...]]:
        """Of each version, what may make an event void: versions in which this is the same share a flag."""
        made: dict[int, tuple[object, ...]] = {}
        for norm in self.norms:
            if isinstance(norm.asked, Ways) or norm.asked.is_void:
                for version in norm.versions:
                    made[version] = (*made.get(version, ()), id(norm))
        return made

    def note(self, env: dict[str, Code]) -> str:
        """The name under which it is noted what variables stand for."""
        made = tuple(env.items())
        if not made:
            return ""
        for name, known in self.bindings.items():
            if known == made:
                return name
        name = f"{self.event.name} {len(self.bindings)}"
        self.bindings[name] = made
        return name

    # ---- what is asked ----------------------------------------------------------------------------------------------

    def terms(self, version: Version, norm: m.Rule | m.Power) -> Terms:
        """The expressions of a norm, asked when such an event happens."""
        return Terms(self.state, version, norm, Place(TODAY, self.event, self.state.bodies[self.event.name].once))

    def triggered(self, version: Version, rule: m.Rule) -> tuple[Terms, str, dict[str, Code]] | None:
        """Whether an event sets a rule going, and with which values of its variables; None if no such event does."""
        assert isinstance(rule.body, m.WhenBody)
        own = [t for t in rule.body.triggers if t.edge is None and t.match.pattern.what.name == self.event.name]
        if not own:
            return None
        if len(own) > 1:
            raise NotPlainError("one event may set it going in two ways")
        if any(field.type.name == "Reform" for field in self.event.fields):
            raise NotPlainError("it judges what is done to a reform")
        terms = self.terms(version, rule)
        guard, env = self.state.fits(terms, own[0].match, own[0].where, {})
        unseen = self.state.disregarded(terms, self.event)
        return terms, g.all_of((guard, g.negated(unseen))), env

    def _rules(self, version: Version) -> Iterator[Asked]:
        validity = self.state.validity.get((self.event.name, version.at))
        for rule in version.law.rules.values():
            if not isinstance(rule.body, m.WhenBody) or not isinstance(rule.body.consequence, m.RequireConsequence):
                continue
            with g.naming(rule.name):
                triggered = self.triggered(version, rule)
                if triggered is None or triggered[1] == g.FALSE:
                    continue
                terms, guard, env = triggered
                kept = g.all_of(terms.truth(condition, env) for condition in rule.body.consequence.conditions)
                excepted = self.excepted(terms, rule.name, env)
                soft, void = rule.is_principle, rule.body.consequence.void
                bad: Status = "concern" if soft else "void" if void else "violated"
                good: Status = "met" if soft else "satisfied"
                yield Asked(rule.name, guard, kept, excepted, good, bad, self.note(env), void, validity)

    def excepted(self, terms: Terms, name: str, env: dict[str, Code]) -> str:
        """Whether an exception takes something out of a norm."""
        exceptions = [each for each in terms.version.law.exceptions.values() if name in each.rules]
        return g.any_of(terms.fulfilled(each.where, env) for each in exceptions)

    def _powers(self, version: Version) -> Iterator[Ways]:
        law = version.law
        if self.event.sort != "act" or self.event.name not in law.regulated:
            return
        validity = self.state.validity.get((self.event.name, version.at))
        powers = [power for power in law.powers.values() if power.match.pattern.what.name == self.event.name]
        if not powers:
            yield Ways((), g.FALSE, (), validity, self._nearest(law))
            return
        made: list[tuple[str, str, str, tuple[str, ...], str]] = []
        differing: list[tuple[str, ...]] = []
        excepted = g.FALSE
        for power in powers:
            with g.naming(power.name):
                if power.match.where is not None or any(f.type.name == "Reform" for f in self.event.fields):
                    raise NotPlainError("its act is narrowed, or about a reform")
                terms = self.terms(version, power)
                fits, env = self.state.fits(terms, power.match, None, {})
                if terms.binds(power.where, env):
                    raise NotPlainError("its condition names variables that the act does not")
                where = terms.fulfilled(power.where, env)
                provided = tuple(terms.truth(condition, env) for condition in power.provided)
                own = self.excepted(terms, power.name, env)
                if own != g.FALSE and len(powers) > 1:
                    raise NotPlainError("there is an exception to one of several powers")
                excepted = own
                made.append((power.name, fits, where, provided, self.note(env)))
                differing.append(self._differing(terms, power))
        yield Ways(tuple(made), excepted, tuple(differing), validity)

    def _differing(self, terms: Terms, power: m.Power) -> tuple[str, ...]:
        return tuple(
            g.negated(terms.compare("=", self.state.slot(self.event, position), terms.value(term, {})))
            for position, term in enumerate(power.match.pattern.terms)
            if isinstance(term, m.Constant)
        )

    def _nearest(self, law: m.RuleSet) -> str:
        same = [power for power in law.elsewhere.values() if power.match.pattern.what.name == self.event.name]
        names_something = any(isinstance(term, m.Constant) for power in same for term in power.match.pattern.terms)
        if len(same) != 1 and (names_something or not same):
            raise NotPlainError(f"several versions have a power for `{self.event.name}`")
        return same[0].name

    # ---- outcomes ---------------------------------------------------------------------------------------------------

    def _plan(self, norm: Norm) -> None:
        """Enter the outcomes of a norm; the one that comes without a statement is the first."""
        asked = norm.asked
        if isinstance(asked, Ways):
            norm.digit.outcome(self._ultra(norm) if asked.elsewhere else self._used(norm, 0))
        elif asked.guard == g.TRUE:
            norm.digit.outcome(self._good(norm))
        else:
            norm.digit.outcome(())

    def _good(self, norm: Norm) -> tuple[Meaning, ...]:
        assert isinstance(norm.asked, Asked)
        return norm.meanings(norm.asked.norm, norm.asked.good, norm.asked.bindings)

    def _used(self, norm: Norm, at: int, status: Status = "satisfied", *, fitted: bool = True) -> tuple[Meaning, ...]:
        assert isinstance(norm.asked, Ways)
        name, _, _, _, bindings = norm.asked.powers[at]
        return norm.meanings(name, status, bindings if fitted else "")

    def _ultra(self, norm: Norm) -> tuple[Meaning, ...]:
        assert isinstance(norm.asked, Ways)
        return norm.meanings(norm.asked.elsewhere, "void", "")

    # ---- statements -------------------------------------------------------------------------------------------------

    def lines(self) -> list[str]:
        """The statements that judge an event; twice: outcomes and weights are known after the first time."""
        lines: list[str] = []
        void = [norm for norm in self.norms if isinstance(norm.asked, Ways) or norm.asked.is_void]
        flags = dict.fromkeys(norm.asked.validity for norm in self.norms)
        for flag in flags:
            own = [norm for norm in void if norm.asked.validity == flag]
            rest = [norm for norm in self.norms if norm not in void and norm.asked.validity == flag]
            if flag is None:
                lines += self._all_judging(rest)
                continue
            lines.append(f"ok{flag} = True")
            lines += [line for norm in own for line in self._voiding(norm, f"ok{flag}")]
            follow = [line for norm in rest for line in self._following(norm)]
            judge = self._all_judging(rest)
            if judge or follow:
                lines += [f"if ok{flag}:", *g.inside(judge or ["pass"]), "else:", *g.inside(follow or ["pass"])]
        return lines

    def _all_judging(self, norms: list[Norm]) -> list[str]:
        """The statements of norms that void nothing, those that are set going alike together."""
        lines: list[str] = []
        guards = dict.fromkeys(norm.asked.guard for norm in norms if isinstance(norm.asked, Asked))
        for guard in guards:
            own = [norm for norm in norms if isinstance(norm.asked, Asked) and norm.asked.guard == guard]
            if guard == g.TRUE:
                lines += [line for norm in own for line in self._judging(norm)]
                continue
            good = sum(norm.digit.outcome(self._good(norm)) * norm.digit.weight for norm in own)
            judged = [line for norm in own for line in self._judging(norm, good=norm.digit.outcome(self._good(norm)))]
            lines += [f"if {guard}:", *g.inside([f"c += {good}", *judged])]
        return lines

    def _to(self, norm: Norm, meanings: tuple[Meaning, ...], before: int = 0) -> list[str]:
        more = (norm.digit.outcome(meanings) - before) * norm.digit.weight
        return [f"c += {more}"] if more else []

    def _judging(self, norm: Norm, *, ok: str = "", good: int | None = None) -> list[str]:
        """The statements of one norm; `good` is what the number says already, and then it is known to be set going."""
        asked, before = norm.asked, good or 0
        assert isinstance(asked, Asked)
        kept = self._to(norm, self._good(norm), before)
        bad = self._to(norm, norm.meanings(asked.norm, asked.bad, asked.bindings), before)
        excused = []
        if asked.excepted != g.FALSE:
            excused = self._to(norm, norm.meanings(asked.norm, "excused", asked.bindings), before)
        broken = [*bad, *([f"{ok} = False"] if ok else [])]
        if asked.excepted != g.FALSE:
            broken = g.either(asked.excepted, excused, broken)
        lines = g.either(asked.kept, kept, broken)
        return lines if asked.guard == g.TRUE or good is not None else g.either(asked.guard, lines, [])

    def _following(self, norm: Norm) -> list[str]:
        """What is broken besides by an event that is void anyhow."""
        asked = norm.asked
        assert isinstance(asked, Asked)
        nothing = self._to(norm, ())
        bad: Status = "concern" if asked.bad == "concern" else "violated"
        broken = self._to(norm, norm.meanings(asked.norm, bad, asked.bindings, follows=True))
        lines = g.either(g.any_of((asked.kept, asked.excepted)), nothing, broken)
        return lines if asked.guard == g.TRUE else g.either(asked.guard, lines, [])

    def _voiding(self, norm: Norm, ok: str) -> list[str]:
        asked = norm.asked
        if isinstance(asked, Asked):
            return self._judging(norm, ok=ok)
        void = [f"{ok} = False"]
        if asked.elsewhere:
            return void
        if len(asked.powers) > 1:
            return self._best(norm, asked, void)
        _, fits, where, provided, _ = asked.powers[0]
        unfit = [*self._to(norm, self._used(norm, 0, "void", fitted=False)), *void]
        beyond = [*self._to(norm, self._used(norm, 0, "void")), *void]
        excused = self._to(norm, self._used(norm, 0, "excused"))
        unmet = beyond if asked.excepted == g.FALSE else g.either(asked.excepted, excused, beyond)
        return g.either(fits, g.either(where, g.either(g.all_of(provided), [], unmet), beyond), unfit)

    def _best(self, norm: Norm, asked: Ways, void: list[str]) -> list[str]:
        """The power that an act is under: the one with the most conditions that it meets, or else the nearest."""
        order = sorted(range(len(asked.powers)), key=lambda at: -len(asked.powers[at][3]))
        lines: list[str] = []
        for at in order:
            _, fits, where, provided, _ = asked.powers[at]
            word = "elif" if lines else "if"
            lines += [
                f"{word} {g.all_of((fits, where, *provided))}:",
                *g.inside(self._to(norm, self._used(norm, at)) or ["pass"]),
            ]
        nearest = [*void, "best = -1000"]
        for at, (_, fits, where, provided, _) in enumerate(asked.powers):
            met = " + ".join(["200", *(f"({each})" for each in provided)])
            less = " - ".join(["50", *(f"({each})" for each in asked.differing[at])])
            fitted = self._to(norm, self._used(norm, at, "void"))[0].removeprefix("c += ")
            unfit = self._to(norm, self._used(norm, at, "void", fitted=False))[0].removeprefix("c += ")
            nearest.append(f"near = ({met} if {where} else 100) if {fits} else {less}")
            nearest += ["if near > best:", f"    best, far = near, {fitted} if {fits} else {unfit}"]
        return [*lines, "else:", *g.inside([*nearest, "c += far"])]
