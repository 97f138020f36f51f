"""Rule files for generated cases: vocabulary, rule sets, reforms and readings.

In: words, norms. Out: the lines of a rule file, and the rule sets that a timeline may name, in the order in which they
follow each other.
"""

from datetime import date, timedelta
from random import Random

from tests.properties.drafting import Drafting, Norm, Text, indented
from tests.properties.words import Said

KINDS_OF_VALUES = ("Duration", "Duration", "Duration", "Number", "Number", "Date", "YesNo", "Money", "Percent of votes")


class Amending(Drafting):
    """Writes rule files."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        depth = self.weighted(((3, 0), (5, 1), (3, 2), (1, 3)))
        self.chain = ["base", "first", "second", "third"][: depth + 1]
        """A rule set and the reforms that rest on each other."""
        self.new_text = self.chance(0.12)
        self.reforms = [*self.chain[1:], *(["renewed"] if self.new_text else [])]
        self.texts: dict[str, Text] = {}

    def rule_file(self) -> list[str]:
        """A rule file. What is declared is used, or may be."""
        common = Text("common")
        lines = self._vocabulary(common)
        base = Text("base")
        within = self._ruleset(base, "ruleset base")
        lines += [*within]
        before = base
        for name in self.chain[1:]:
            text = before.copy(name)
            lines += ["", *self._reform(text, before)]
            before = text
        if self.new_text:
            lines += self._ruleset(Text("renewed"), f"ruleset renewed replaces {self.one(self.chain)}")
        return [line for chunk in lines for line in chunk.split("\n")]

    # ---- vocabulary -------------------------------------------------------------------------------------------------

    def _vocabulary(self, common: Text) -> list[str]:
        lines = ["kind Actor", "kind Person is Actor"]
        lines += indented([f"{name}: {type}" for name, type in self.attributes["Person"].items()])
        lines += ["kind Office is Actor"]
        lines += indented([f"{name}: {type}" for name, type in self.attributes["Office"].items()])
        for name in self.in_rules:
            lines += [f"person {name}", *indented(self._attributes("Person", common, self.in_rules))]
        for name in self.offices:
            lines += [f"office {name}", *indented(self._attributes("Office", common, self.in_rules))]
        for event in (*self.events, self.adoption, self.publication):
            if event.sort == "adoption" or event.name == "published":
                lines += [f"{event.sort} {event.name} {event.declared()[0]}"] if self.reforms else []
                continue
            first, *aliases = event.declared()
            lines += [f"{event.sort} {event.name} {first}", *indented(aliases)]
        self.own_facts = [each for each in self.facts if self.chance(0.12)]
        for fact in self.facts:
            if fact not in self.own_facts:
                lines += self._fact(fact, common)
        for _ in range(self.weighted(((3, 0), (2, 1), (1, 2), (1, 3)))):
            said = self.given(self.in_rules)
            common.givens.append(said)
            lines.append(self._stated(said))
        if self.chance(0.2):
            scope = common.scope()
            said = f"impossible {self.sentence(self.event(), scope, fresh=0.6)} where {self.condition(scope, 0)}"
            lines.append(said.replace("commencement", f"{self.day()}"))
        return lines

    def _attributes(self, kind: str, text: Text, people: tuple[str, ...]) -> list[str]:
        lines = []
        for name, type in self.attributes[kind].items():
            if self.chance(0.6):
                lines.append(f"{name} {self._attribute(name, type, text, people)}{self.cited()}")
        return lines

    def _attribute(self, name: str, type: str, text: Text, people: tuple[str, ...]) -> str:
        if name == "born":
            near = self.day() - timedelta(days=self.one((0, 0, 1, -1)))
            years = self.one((30, 40))
            back = (
                near.replace(year=near.year - years, day=min(near.day, 28))
                if near.day == 29
                else near.replace(year=near.year - years)
            )
            return f"{back}"
        return self.one(people) if type == "Person" else self.value(type, text)

    def _fact(self, fact: Said, text: Text) -> list[str]:
        otherwise_no = " otherwise no" if fact.stated and self.chance(0.4) else ""
        first, *aliases = fact.declared()
        clauses = [] if fact.stated else self.fact_clauses(fact, text)
        lines = [line for clause in clauses for line in clause.split("\n")]
        return [f"fact {fact.name} {first}{otherwise_no}", *indented([*aliases, *lines])]

    def _stated(self, said: str) -> str:
        """A stated fact: one that holds, one that does not, or one that turns on a day."""
        if said not in self.stated:
            self.stated[said] = self.weighted(((6.5, "holds"), (2.5, "never"), (1, f"{self.day()}")))
        match self.stated[said]:
            case "holds":
                return f"given {said}{self.days_of_given()}"
            case "never":
                return f"given not ({said}){self.days_of_given()}"
            case day:
                after = date.fromisoformat(day) + timedelta(days=1)
                return self.one((f"given {said} to {day}", f"given not ({said}) from {after}"))

    # ---- rule sets --------------------------------------------------------------------------------------------------

    def _ruleset(self, text: Text, head: str) -> list[str]:
        self.texts[text.name] = text
        lines = [head, f"  {self._in_force(text.name)}", *indented(self._conditions())]
        for kind in self.some(KINDS_OF_VALUES, 3):
            name = self.new_name("let")
            lines.append(f"let {name} = {self.value(kind, text)}{self.cited()}")
            text.lets[name] = kind
        if text.name == "base":
            for fact in self.own_facts:
                lines += self._fact(fact, text)
        norms = self.weighted(((2, 1), (4, 2), (4, 3), (3, 4), (1.5, 5), (0.7, 6)))
        for _ in range(norms):
            lines += self._new_norm(text)
        if any(each.sort == "act" for each in self.events) and self.chance(0.6):
            lines += self._new_power(text)
        for _ in range(self.weighted(((4, 0), (5, 1), (2, 2)))):
            lines += self._new_exception(text)
        if self.reforms and self.chance(0.3):
            lines += self._entrench(text)
        if self.chance(0.2):
            said = self.given(self.in_rules)
            text.givens.append(said)
            lines.append(self._stated(said))
        if self.chance(0.35):
            lines += self._reading(text)
        return lines

    def _in_force(self, name: str) -> str:
        cited = self.cited()
        if name == "base":
            day = self.weighted(((8, date(2000, 1, 1)), (1, self.day()), (1, date(2003, 1, 1))))
            if self.reforms and self.chance(0.04):
                return f"in force on ({self.sentence(self.event(), Text('').scope(), fresh=0)}){cited}"
            return f"in force from {day}{cited}"
        roll = self.random.random()
        late = " retroactive" if self.chance(0.12) else ""
        if roll < 0.55:
            return f"in force from {self.day()}{late}{cited}"
        event = (
            f"reform {self.one((name, 'F'))} is published"
            if self.chance(0.75)
            else self.sentence(self.event(), Text("").scope(), fresh=0.3)
        )
        if roll < 0.8:
            return f"in force on ({event}){late}{cited}"
        return f"in force {self.length()} after ({event}){late}{cited}"

    def _conditions(self) -> list[str]:
        """The rest of a head: zone, days off, rounding."""
        lines = []
        if self.chance(0.2):
            lines.append(f"timezone {self.literal('Zone')}")
        if self.chance(0.4):
            days = self.some(("Sundays", "Saturdays", "1 January", "29 February", "1 March", "31 March"), 3, 1)
            lines.append(f"days off {', '.join(days)}")
        roll = self.random.random()
        if roll < 0.6:
            lines.append("rounding down" if roll < 0.4 else "rounding up")
        if self.chance(0.1):
            lines.append('title "Some law"')
        return lines

    def _new_norm(self, text: Text) -> list[str]:
        norm = self.rule(self.new_name("rule"), text)
        text.rules[norm.name] = norm
        return self.written(norm)

    def _new_power(self, text: Text) -> list[str]:
        norm = self.power(self.new_name("power"), text)
        if norm is None:
            return []
        text.powers[norm.name] = norm
        return self.written(norm)

    def _new_exception(self, text: Text) -> list[str]:
        norms = [*text.rules.values(), *text.powers.values()]
        if not norms:
            return []
        name = self.new_name("exception")
        to = self.some(norms, 2, 1) if self.chance(0.2) else [self.one(norms)]
        text.exceptions[name] = tuple(norm.name for norm in to)
        return self.exception(name, to, text)

    def _entrench(self, text: Text) -> list[str]:
        known = [*text.rules, *text.powers, *text.lets, *text.exceptions]
        if not known:
            return []
        names = self.some(known, 2, 1)
        name = self.new_name("entrenched")
        text.rules[name] = Norm(name, "rule", {"R": "Reform"}, [])
        this = ", this" if self.chance(0.2) else ""
        return [f"entrench {', '.join(names)}{this} as {name}{self.cited()}"]

    def _reading(self, text: Text) -> list[str]:
        """A reading of a text, whose options change it each for itself."""
        name = self.new_name("reading")
        lines = [f'reading {name} "How is {name} to be read?"{self.cited()}']
        for position in range(self.weighted(((5, 2), (1, 3)))):
            words = ' "in one way"' if self.chance(0.3) else ""
            lines.append(f"  option {name}_{'abc'[position]}{words}")
            own = text.copy(text.name)
            own.transitions = list(text.transitions)
            clauses = [] if position == 0 and self.chance(0.7) else self._clauses(own, self.count(1, 2))
            lines += indented(clauses, "    ")
        return lines

    # ---- reforms ----------------------------------------------------------------------------------------------------

    def _reform(self, text: Text, before: Text) -> list[str]:
        self.texts[text.name] = text
        lines = [f"reform {text.name} of {before.name}{self.cited()}", f"  {self._in_force(text.name)}"]
        lines += indented(self._conditions() if self.chance(0.2) else [])
        lines += indented(self._clauses(text, self.weighted(((1, 0), (4, 1), (5, 2), (4, 3), (2, 4)))))
        if self.chance(0.4):
            lines += indented(self._transition(text))
        if self.chance(0.1):
            lines += indented(self._entrench(text))
        if self.chance(0.15):
            lines += indented(self._reading(text))
        dated = self._clauses(text, self.count(1, 2)) if self.chance(0.2) else []
        lines += [f"  from {self.day()}", *indented(dated, "    ")] if dated else []
        return lines

    def _clauses(self, text: Text, number: int) -> list[str]:
        lines: list[str] = []
        done: set[str] = set()
        for _ in range(number):
            for _ in range(4):
                clause = self._clause(text, done)
                if clause:
                    lines += clause
                    break
        return lines

    def _clause(self, text: Text, done: set[str]) -> list[str]:
        """One change, of something that this reform has not changed yet."""
        match self.weighted(
            (
                *((5, "set"), (1.5, "attribute"), (2.5, "repeal rule"), (1, "repeal exception"), (0.8, "repeal power")),
                *((0.3, "repeal let"), (0.5, "repeal given"), (3, "replace rule"), (0.8, "replace power")),
                *(
                    (0.6, "replace exception"),
                    (3, "add rule"),
                    (1, "add exception"),
                    (1, "add power"),
                    (0.6, "add let"),
                ),
                *((0.6, "add given"), (0.6, "add fact"), (0.5, "replace fact"), (0.9, "repeal transition")),
                *((0.2, "add name"),),
            )
        ):
            case "set":
                return self._set(text, done)
            case "attribute":
                return self._set_attribute(text, done)
            case "repeal rule":
                rules = [norm for name, norm in text.rules.items() if name not in done]
                if not rules:
                    return []
                norm = self.one(rules)
                self._drop(text, norm.name)
                return [f"repeal {norm.word} {norm.name}{self.cited()}"]
            case "repeal power":
                name = self._pick(text.powers, done)
                if name is not None:
                    self._drop(text, name)
                return [f"repeal power {name}"] if name is not None else []
            case "repeal exception":
                name = self._pick(text.exceptions, done)
                if name is not None:
                    del text.exceptions[name]
                return [f"repeal exception {name}"] if name is not None else []
            case "repeal let":
                name = self._pick(text.lets, done)
                if name is not None:
                    del text.lets[name]
                return [f"repeal let {name}"] if name is not None else []
            case "repeal given":
                if not text.givens:
                    return []
                return [f"repeal given {text.givens.pop()}"]
            case "repeal transition":
                return [f"repeal transition {text.transitions.pop()}"] if text.transitions else []
            case "replace rule":
                name = self._pick(text.rules, done)
                if name is None:
                    return []
                done.add(name)
                norm = self.rule(name, text)
                text.rules[name] = norm
                return _with_word("replace", self.written(norm))
            case "replace power":
                name = self._pick(text.powers, done)
                norm = self.power(name, text) if name is not None else None
                if norm is None:
                    return []
                done.add(norm.name)
                text.powers[norm.name] = norm
                return _with_word("replace", self.written(norm))
            case "replace exception":
                name = self._pick(text.exceptions, done)
                if name is None:
                    return []
                done.add(name)
                norms = [*text.rules.values(), *text.powers.values()]
                to = [self.one(norms)] if norms else []
                if not to:
                    return []
                text.exceptions[name] = (to[0].name,)
                return _with_word("replace", self.exception(name, to, text))
            case "add rule":
                lines = _with_word("add", self._new_norm(text))
                done.add(next(reversed(text.rules)))
                return lines
            case "add exception":
                lines = _with_word("add", self._new_exception(text))
                done.update([next(reversed(text.exceptions))] if lines else [])  # it is added after all else
                return lines
            case "add power":
                return _with_word("add", self._new_power(text))
            case "add let":
                name, kind = self.new_name("let"), self.one(KINDS_OF_VALUES)
                line = f"add let {name} = {self.value(kind, text)}"
                text.lets[name] = kind
                done.add(name)
                return [line]
            case "add given":
                said = self.given(self.in_rules)
                text.givens.append(said)
                return [f"add {self._stated(said)}"]
            case "add name":
                name = f"Zorn{self.count(1, 99)}"
                return [f"add person {name}", *indented(self._attributes("Person", text, self.in_rules))]
            case word:
                return self._change_fact(word.partition(" ")[0], text, done)

    def _pick(self, table: dict[str, object], done: set[str]) -> str | None:
        names = [name for name in table if name not in done]
        return self.one(names) if names else None

    def _drop(self, text: Text, name: str) -> None:
        """A rule or power and its exceptions are repealed."""
        text.rules.pop(name, None)
        text.powers.pop(name, None)
        for exception, rules in list(text.exceptions.items()):
            left = tuple(rule for rule in rules if rule != name)
            if left:
                text.exceptions[exception] = left
            else:
                del text.exceptions[exception]

    def _set(self, text: Text, done: set[str]) -> list[str]:
        name = self._pick(text.lets, done)
        if name is None:
            return []
        done.add(name)
        kind = text.lets[name]
        value = self.one(self.lengths) if kind == "Duration" else self.literal(kind)
        return [f"set {name} = {value}{self.cited()}"]

    def _set_attribute(self, text: Text, done: set[str]) -> list[str]:
        kind = self.one(("Person", "Office"))
        names = [name for name in self.attributes[kind] if name != "born"]
        if not names:
            return []
        owner, name = self.literal(kind), self.one(names)
        if f"{owner}.{name}" in done:
            return []
        done.add(f"{owner}.{name}")
        return [f"set {owner}.{name} = {self._attribute(name, self.attributes[kind][name], text, self.in_rules)}"]

    def _change_fact(self, word: str, text: Text, done: set[str]) -> list[str]:
        facts = [each for each in self.facts if not each.stated and not each.derived and each.name not in done]
        if not facts:
            return []
        fact = self.one(facts)
        done.add(fact.name)
        clauses = self.fact_clauses(fact, text) if word == "replace" else [self._ends(fact, text)]
        lines = [line for clause in clauses for line in clause.split("\n")]
        return [f"{word} fact {fact.name}", *indented(lines)]

    def _transition(self, text: Text) -> list[str]:
        rules = list(text.rules)
        keepable = [
            *text.rules,
            *text.powers,
            *(each.name for each in self.facts if not each.stated and not each.derived),
        ]
        lines = []
        for _ in range(self.weighted(((5, 1), (1, 2)))):
            point = self.weighted(((4, "commencement"), (2, f"{self.day()}"), (1, "date")))
            if self.chance(0.5) and rules:
                scope = text.scope()
                bracket = self.bracket(self.event(), scope, 1, fresh=0.5)
                lines.append(f"disregard {bracket} before {point} for {', '.join(self.some(rules, 2, 1))}")
            elif keepable and self.facts:
                names = self.some(keepable, 2, 1) if self.chance(0.2) else [self.one(keepable)]
                scope = text.scope()
                if len(names) == 1:
                    norm = text.rules.get(names[0]) or text.powers.get(names[0])
                    scope.variables.update(norm.variables if norm is not None else {})
                bracket = self.bracket(self.one(self.facts), scope, 1, fresh=0.3)
                lines.append(f"keep {', '.join(names)} for {bracket} begun before {point}")
        if not lines:
            return []
        name = self.new_name("transition")
        text.transitions.append(name)
        return [f"transition {name}{self.cited()}", *indented(lines)]


def _with_word(word: str, lines: list[str]) -> list[str]:
    return [f"{word} {lines[0]}", *lines[1:]] if lines else []
