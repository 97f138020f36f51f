"""From syntax trees to the law: rule sets with their reforms applied, every name resolved, every type checked.

In: the files, used ones first. Out: a `Library` and diagnostics. All mistakes of all files are reported in one run.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from govrules.calendar import DaysOff
from govrules.law import model as m
from govrules.law import patch, reform
from govrules.law.expressions import Scope
from govrules.law.lets import let_types
from govrules.law.library import Library
from govrules.law.lint import contradictions, lint
from govrules.law.norms import NormReader
from govrules.law.ready import RULES, Alone, ReadyLaw, add_only_things, ready_law
from govrules.law.typecheck import TypeChecker
from govrules.law.types import REFORM, Type
from govrules.law.vocabulary import collect, with_things
from govrules.syntax import tree as t
from govrules.text import limits
from govrules.text.diagnostics import Diagnostic, Diagnostics, Label
from govrules.text.source import Span


def resolve(files: list[t.File], found: Diagnostics, known: Alone | None = None) -> Library:
    """The library that the files make. `known` is the law of the first of them, if that was resolved before."""
    ready, later = ready_law(files, known) or (None, [])
    if known is not None and ready is known.law and not found.has_errors and add_only_things(later):
        library = _with_things(known, later, found)
        if not found.has_errors:
            return library
    resolver = _on_outline(ready, later, found) if ready is not None else None
    mark = len(found)
    if resolver is None:
        vocabulary = collect(files, found, ready.occurrences if ready is not None else None)
        resolver = _Resolver(files, vocabulary, found)
        mark = len(found)
        if ready is not None and not found.has_errors:
            resolver.build_on(ready, {file.path for file in later})
    library = resolver.library()
    if not found.has_errors and files[-1].path.endswith(".gov"):
        library.alone = resolver.alone(files, library, found.since(mark))
    return library


def _with_things(known: Alone, later: list[t.File], found: Diagnostics) -> Library:
    """The library of a law that is known, and of later files that name things and say nothing about them."""
    for diagnostic in known.law.diagnostics:
        found.add(diagnostic)
    vocabulary, law = with_things(known.vocabulary, later, found), known.law
    rulesets, reforms, readings, entries = (
        law.rulesets.copy(),
        law.reforms.copy(),
        law.readings.copy(),
        law.entries.copy(),
    )
    return Library(vocabulary, rulesets, reforms, readings, entries, known.failed, known.impossible)


def _on_outline(ready: ReadyLaw, later: list[t.File], found: Diagnostics) -> _Resolver | None:
    """What reads these files by the outline of those whose law is ready; None if more of these is needed."""
    rule_sets = any(isinstance(item, t.RuleSetDeclaration) for file in later for item in file.items)
    if not ready.outline or rule_sets or found.has_errors or later[-1].path.endswith(".gov"):
        return None
    own, read = Diagnostics(), [*ready.outline, *later]
    resolver = _Resolver(read, collect(read, own, ready.occurrences), own, ready.rules)
    if own.has_errors:
        return None
    for diagnostic in own.since(0):
        found.add(diagnostic)
    resolver.found = resolver.reader.found = found
    resolver.build_on(ready, {file.path for file in later})
    return resolver


class _Owner(Struct):
    """What the files say of one rule set, before it is resolved."""

    declaration: t.RuleSetDeclaration
    items: list[t.Item]


class _Resolver:
    def __init__(self, files: list[t.File], vocabulary: m.Vocabulary, found: Diagnostics, rules: int = 0) -> None:
        """`rules` is how many there are in files that say less here than they do."""
        self.vocabulary = vocabulary
        self.found = found
        self.owners: dict[str, _Owner] = {}
        self.reforms: dict[str, t.ReformDeclaration] = {}
        self.common: list[t.Item] = []
        self._sort_items(files, rules)
        names = {*self.owners, *self.reforms}
        self.reader = NormReader(vocabulary, names, found)
        self.rulesets: dict[str, m.RuleSet] = {}
        self.variables: dict[str, dict[str, dict[str, Type]]] = {}
        self.amended: dict[str, patch.Reform] = {}
        self.entries: dict[str, patch.Entry] = {}
        self.readings: dict[str, patch.Reading] = {}
        self.ready: ReadyLaw | None = None
        self.later: list[t.Item] = []
        """What the files after those of the ready-made law declare outside of rule sets."""
        self.added: dict[str, tuple[dict[tuple[str, str], m.Attribute], list[m.Given]]] = {}
        """What that adds to each ready-made version."""

    def build_on(self, ready: ReadyLaw, later: set[str]) -> None:
        """Take what a ready-made law says as it is; only the files of these paths are resolved."""
        self.ready = ready
        self.later = [item for item in self.common if item.span.path in later]
        self.reader.stated.update(ready.stated)
        for diagnostic in ready.diagnostics:
            self.found.add(diagnostic)

    def alone(self, files: list[t.File], library: Library, said: list[Diagnostic]) -> Alone | None:
        """What other files can build upon; None if they might change it."""
        changes = (change for each in library.reforms.values() for change in each.changes)
        if any(change.kind == "given" and change.word == "repeal" for change in changes):
            return None  # it might repeal what a timeline states
        occurrences = self.vocabulary.occurrences.items()
        law = ReadyLaw(
            {name: (what, self.vocabulary.phrases.all_of(name)) for name, what in occurrences},
            library.rulesets,
            self.variables,
            library.reforms,
            library.readings,
            library.entries,
            self.reader.stated,
            tuple(said),
            sum(isinstance(item, t.Given) for item in self.common),
        )
        names = frozenset({*self.vocabulary.entities, *library.rulesets})
        return Alone(tuple(files), names, law, self.vocabulary, library.failed, library.impossible)

    # ---- sorting ----------------------------------------------------------------------------------------------------

    def _sort_items(self, files: list[t.File], rules: int) -> None:
        opened: list[tuple[t.RuleSetDeclaration, list[t.Item]]] = []
        for file in files:
            owner: list[t.Item] | None = None
            above: t.ReformDeclaration | None = None
            in_timeline = any(isinstance(item, t.TimelineDeclaration) for item in file.items)
            self._check_sort(file, last=file is files[-1])
            for item in file.items:
                if isinstance(item, t.RuleSetDeclaration):
                    owner = []
                    opened.append((item, owner))
                elif isinstance(item, t.ReformDeclaration):
                    owner, above = None, item
                    self._add_reform(item)
                elif isinstance(item, RULES):
                    rules += 1
                    if rules > limits.RULES:
                        message = f"there are more than {limits.RULES:,} rules"
                        self.found.error("GR903", message, item.span, help="split them over several rule sets")
                        return
                    if owner is None:
                        if not in_timeline:  # reported there as a clause of rules
                            self._outside(item, above)
                    else:
                        owner.append(item)
                elif isinstance(item, t.NotYet):
                    pass  # `language 1` asks for nothing
                elif owner is not None:
                    owner.append(item)
                else:
                    self.common.append(item)
        for declaration, items in sorted(opened, key=lambda pair: pair[0].head.in_force is None):
            self._add_owner(declaration, items)

    def _check_sort(self, file: t.File, *, last: bool) -> None:
        """A file that is used, or that calls itself a rule file, is no timeline."""
        if last and not file.path.endswith(".gov"):
            return
        for item in file.items:
            said = None
            if isinstance(item, t.TimelineDeclaration):
                said = f'timeline "{item.title}"'
            elif isinstance(item, t.Expectation):
                said = f"expect {item.rule.text if item.rule else 'nothing violated'}"
            elif isinstance(item, t.Dated):
                said = f"{item.day}: {item.sentence.text}"
            elif isinstance(item, t.VariantDeclaration):
                said = f'variant "{item.title}"'
            elif isinstance(item, t.Remove | t.Move | t.Shift | t.Change):
                said = "remove" if isinstance(item, t.Remove) else "change" if isinstance(item, t.Change) else "move"
            if said is not None:
                self.found.error(
                    "GR509",
                    f"`{said}` belongs into a timeline, not into a rule file",
                    item.span,
                    help="move it into a `.timeline` file, which can `use` this one",
                )

    def _outside(self, item: t.Item, above: object) -> None:
        word = getattr(item, "name", None) or item
        name = word.text if isinstance(word, t.Word) else "entrench"
        labels: list[Label] = []
        if isinstance(above, t.ReformDeclaration):
            base, reform_name = above.base.text, above.name.text
            labels = [Label(above.name.span, "this reform ended the rule set above it")]
            help = f"write it as `add …` inside the reform `{reform_name}`, or put `ruleset {base}` on a line before it"
        else:
            help = "put it under a `ruleset` line, or into a reform with `add`"
        message = f"`{name}` stands outside a rule set"
        self.found.error("GR214", message, word.span, help=help, labels=labels)

    def _add_owner(self, declaration: t.RuleSetDeclaration, items: list[t.Item]) -> None:
        name = declaration.name.text
        known = self.owners.get(name)
        if name in self.reforms:
            self._twice(declaration.name, self.reforms[name].name)
        elif known is None:
            if declaration.head.in_force is None:
                self.found.error(
                    "GR403",
                    f"the rule set `{name}` does not say since when it is in force",
                    declaration.name.span,
                    help="write `in force from 1995-09-05` on an indented line under it, "
                    "or `in force on (…)` with the event",
                )
            self.owners[name] = _Owner(declaration, items)
        elif declaration.head != known.declaration.head and declaration.head.in_force is not None:
            self._twice(declaration.name, known.declaration.name)
        else:
            known.items += items

    def _add_reform(self, item: t.ReformDeclaration) -> None:
        name = item.name.text
        if name in self.reforms:
            self._twice(item.name, self.reforms[name].name)
        else:
            self.reforms[name] = item

    def _twice(self, name: t.Word, first: t.Word) -> None:
        labels = [Label(first.span, "declared here first")]
        help = f"to go on with a rule set, write `ruleset {name.text}` alone; else choose another name"
        self.found.error(
            "GR208", f"the rule set or reform `{name.text}` is declared twice", name.span, labels=labels, help=help
        )

    # ---- building ---------------------------------------------------------------------------------------------------

    def library(self) -> Library:
        made = self.ready.rulesets if self.ready is not None else {}
        for name, owner in self.owners.items():
            if name in made:
                self._take(name)
            else:
                self._resolve_ruleset(name, owner)
        waiting = dict(self.reforms)
        while waiting:
            ready = [name for name, item in waiting.items() if item.base.text in self.rulesets]
            if not ready:
                break
            for name in ready:
                item = waiting.pop(name)
                if name in made:
                    self._take(name)
                else:
                    self._resolve_reform(name, item)
        for name, item in waiting.items():
            self._unresolved(name, item, waiting)
        if not self.rulesets:
            self._check_common()
        self._check_touched()
        self._regulate()
        failed = frozenset({*self.reader.failed, *waiting})
        impossible = self._impossible()
        return Library(self.vocabulary, self.rulesets, self.amended, self.readings, self.entries, failed, impossible)

    def _take(self, name: str) -> None:
        """A ready-made version, to which the things and the stated facts of the later files are added."""
        ready = self.ready
        assert ready is not None
        was, base = ready.rulesets[name], None
        if was.base is None:
            entry = self.entries[name] = ready.entries[name]
            self.reader.owner, self.reader.commencement = (name if entry.event is not None else None), entry.day
            draft = reform.Draft(was, {}, self.vocabulary, self.reader)
            draft.read_items(self.later)
            self._check(draft.ruleset(), was)
            attributes = {key: value for key, value in draft.attributes.items() if key not in was.attributes}
            self.added[name] = attributes, draft.givens[len(was.givens) :]
        else:
            self.amended[name], base = ready.reforms[name], self.rulesets[was.base]
            self.added[name] = self.added[was.base]
        attributes, givens = self.added[name]
        common, own = was.givens[: ready.common_givens], was.givens[ready.common_givens :]
        ruleset = replace(was, attributes={**was.attributes, **attributes}, givens=(*common, *givens, *own))
        if base is not None and was.givens != ready.rulesets[base.name].givens:
            contradictions(ruleset, base, self.reader.stated, self.found)
        self.rulesets[name], self.variables[name] = ruleset, ready.variables[name]
        self.readings |= {reading.name: reading for reading in ready.readings.values() if reading.owner == name}

    def _impossible(self) -> tuple[m.Trigger, ...]:
        """What the vocabulary says cannot happen."""
        self.reader.owner = self.reader.commencement = None
        triggers: list[m.Trigger] = []
        checker = TypeChecker(self.vocabulary.kinds, {}, self.found)
        for item in self.common:
            if isinstance(item, t.Impossible):
                for trigger in self.reader.triggers((item.trigger,), Scope({})) or ():
                    checker.trigger(trigger)
                    triggers.append(trigger)
                    if trigger.edge is not None:
                        help = "name the event that begins or ends the fact"
                        self.found.error("GR304", "only an event can be impossible", trigger.span, help=help)
        return tuple(triggers)

    def _unresolved(self, name: str, item: t.ReformDeclaration, waiting: dict[str, t.ReformDeclaration]) -> None:
        """Say why a reform has nothing to amend, unless that is said of one that it rests on."""
        self.reader.failed.update(_names_added(item.clauses))
        base = item.base.text
        if base not in waiting:
            message = f"there is no rule set or reform `{base}`"
            self.found.error("GR217", message, item.base.span, help=self._rulesets_like(base, name))
            return
        on_the_way = {base}
        while (base := waiting[base].base.text) in waiting and base not in on_the_way:
            on_the_way.add(base)
        if name in on_the_way:
            message = f"the reforms `{name}` and `{item.base.text}` rest on each other"
            help = "one of them has to amend a rule set, or a reform of one"
            self.found.error("GR309", message, item.base.span, help=help)

    def _check_touched(self) -> None:
        """What a rule asks whether a reform touches it has to be the name of something."""
        if not self.reader.touched:
            return
        known: set[str] = set()
        for ruleset in self.rulesets.values():
            known.update(ruleset.rules, ruleset.powers, ruleset.exceptions, ruleset.lets, ruleset.transitions)
            known.update(ruleset.fact_clauses)
        for word in self.reader.touched:
            if word.text not in known | self.reader.failed:
                message = f"there is no rule, value or other clause `{word.text}` that a reform could touch"
                self.found.error("GR217", message, word.span, help=self.found.suggest(word.text, known))

    def _rulesets_like(self, name: str, own: str) -> str:
        """What may be meant by a name, which is not the one of the rule set that it stands in."""
        known = [each for each in (*self.owners, *self.reforms) if each != own]
        listed = ", ".join(f"`{each}`" for each in known[:8])
        return self.found.suggest(name, known) or (
            f"there are {listed}" if listed else "`use` the file that declares it"
        )

    def _check_common(self) -> None:
        """Without a rule set the vocabulary still has to be right."""
        base = self._empty("none", None)
        draft = reform.Draft(base, {}, self.vocabulary, self.reader)
        draft.read_items(self.common)
        self._check(draft.ruleset(), None)

    def _empty(self, name: str, declaration: t.RuleSetDeclaration | None) -> m.RuleSet:
        head = declaration.head if declaration is not None else None
        return m.RuleSet(
            name=name,
            title=head.title if head else None,
            base=None,
            replaces=declaration.replaces.text if declaration is not None and declaration.replaces else None,
            in_force=None,
            timezone=self._zone(head, "UTC"),
            days_off=DaysOff(
                (head.weekdays_off if head else None) or frozenset(),
                (head.dates_off if head else None) or frozenset(),
            ),
            rounding=head.rounding if head else None,
            lets={},
            rules={},
            exceptions={},
            powers={},
            transitions={},
            attributes={},
            givens=(),
            fact_clauses={},
            regulated=frozenset(),
            elsewhere={},
            lineage=frozenset({name}),
            span=declaration.name.span if declaration is not None else Span("", 0, 0),
        )

    def _zone(self, head: t.Head | None, otherwise: str) -> str:
        if head is None or head.timezone is None:
            return otherwise
        zone = self.reader.value(head.timezone.text, Type("Zone"), head.timezone.span, "timezone")
        return zone if isinstance(zone, str) else otherwise

    def _entry(self, name: str, head: t.Head) -> patch.Entry | None:
        """When something enters into force; what `commencement` means in its clauses is settled with it."""
        self.reader.owner = self.reader.commencement = None
        in_force = head.in_force
        if in_force is None:
            return None
        self.reader.cite(in_force.citation)
        if in_force.on_event:
            assert isinstance(in_force.point, t.Bracket)
            self.reader.owner = name
            match = self.reader.match(in_force.point, Scope({}), binds=True)
            if match is not None:
                match = replace(match, pattern=_of_itself(match.pattern, name))
            if match is not None and match.pattern.what.sort == "fact":
                help = "name the event, such as `(reform R is published)`"
                self.found.error("GR304", "a law enters into force on a day or with an event", match.span, help=help)
            return patch.Entry(None, match, in_force.delay, in_force.retroactive, in_force.span)
        if not isinstance(in_force.point, t.DateLiteral):
            help = "as in `in force from 1995-09-05`, or `in force on (reform R is published)`"
            self.found.error("GR313", "a law enters into force on a date", in_force.point.span, help=help)
            return None
        self.reader.commencement = in_force.point.value
        return patch.Entry(in_force.point.value, None, None, in_force.retroactive, in_force.span)

    def _resolve_ruleset(self, name: str, owner: _Owner) -> None:
        declaration = owner.declaration
        known = {*self.owners, *self.reforms}
        if declaration.replaces is not None and declaration.replaces.text not in known:
            self.found.error(
                "GR217",
                f"there is no rule set or reform `{declaration.replaces.text}`",
                declaration.replaces.span,
                help=self._rulesets_like(declaration.replaces.text, name),
            )
        entry = self._entry(name, declaration.head)
        base = replace(self._empty(name, declaration), in_force=entry.day if entry is not None else None)
        if entry is not None:
            self.entries[name] = entry
        draft = reform.Draft(base, {}, self.vocabulary, self.reader)
        draft.read_items([*self.common, *owner.items])
        self._finish(name, draft, None)
        self._read_readings(name, draft, [item for item in owner.items if isinstance(item, t.Reading)])

    def _resolve_reform(self, name: str, item: t.ReformDeclaration) -> None:
        base = self.rulesets[item.base.text]
        head = item.head
        if head.in_force is None:
            self.found.error(
                "GR403",
                f"the reform `{name}` does not say since when it is in force",
                item.name.span,
                help="write `in force from 2022-06-08` on an indented line under it, "
                f"or `in force on (reform {name} is published)`",
            )
        entry = self._entry(name, head) or patch.Entry(None, None, None, False, item.name.span)
        start = replace(
            base,
            name=name,
            title=head.title,
            base=item.base.text,
            replaces=None,
            in_force=entry.day,
            lineage=base.lineage | {name},
            span=item.name.span,
        )
        draft = reform.Draft(start, self.variables[item.base.text], self.vocabulary, self.reader)
        draft.apply(item, entry, self._head_changes(base, item))
        self.amended[name] = draft.reform
        self._finish(name, draft, base)
        self._read_readings(name, draft, [clause for clause in item.clauses if isinstance(clause, t.Reading)])

    def _head_changes(self, base: m.RuleSet, item: t.ReformDeclaration) -> list[patch.Change]:
        """What the head of a reform says anew."""
        head = item.head
        said: dict[str, object] = {}
        if head.timezone is not None:
            said["timezone"] = self._zone(head, base.timezone)
        if head.rounding is not None:
            said["rounding"] = head.rounding
        if head.weekdays_off is not None or head.dates_off is not None:
            weekdays = base.days_off.weekdays if head.weekdays_off is None else head.weekdays_off
            dates = base.days_off.dates if head.dates_off is None else head.dates_off
            said["days_off"] = DaysOff(weekdays, dates)
        return [patch.Change("set", "head", name, what, None, head.span) for name, what in said.items()]

    def _read_readings(self, owner: str, draft: reform.Draft, items: list[t.Reading]) -> None:
        for item in items:
            if item.name.text in self.readings:
                first = self.readings[item.name.text].span
                labels = [Label(first, "declared here first")]
                self.found.error(
                    "GR208", f"the reading `{item.name.text}` is declared twice", item.name.span, labels=labels
                )
                continue
            if len(item.options) < 2:
                help = "give at least two options; one of them may be empty, for the text as it stands"
                self.found.error("GR406", "a reading with one option is settled", item.name.span, help=help)
            options: list[patch.Option] = []
            for option in item.options:
                if any(option.name.text == other.name for other in options):
                    self.found.error("GR208", f"the option `{option.name.text}` stands twice", option.name.span)
                    continue
                own = reform.Draft(self.rulesets[owner], draft.variables, self.vocabulary, self.reader)
                options.append(own.option(option))
                self._check(own.ruleset(), self.rulesets[owner])
            cited = self.reader.cite(item.citation)
            name = item.name.text
            self.readings[name] = patch.Reading(name, owner, item.sentence, cited, tuple(options), item.name.span)

    def _finish(self, name: str, draft: reform.Draft, base: m.RuleSet | None) -> None:
        ruleset = draft.ruleset()
        types = self._check(ruleset, base)
        lets = {name: replace(let, type=types[name]) for name, let in ruleset.lets.items()}
        self.rulesets[name] = replace(ruleset, lets=lets)
        self.variables[name] = draft.variables

    def _check(self, ruleset: m.RuleSet, base: m.RuleSet | None) -> dict[str, Type]:
        """Check the types of all that is new in a rule set."""
        kinds = self.vocabulary.kinds
        lets, sizes = let_types(ruleset, base, kinds, self.found)
        checker = TypeChecker(kinds, lets, self.found, sizes)
        changed_lets = base is None or ruleset.lets != base.lets
        for key, attribute in ruleset.attributes.items():
            entity = self.vocabulary.entities.get(key[0])
            type = kinds.attribute(entity.kind, key[1]) if entity is not None else None
            if type is not None and (base is None or base.attributes.get(key) is not attribute):
                checker.attribute(attribute, type, f"{key[0]}.{key[1]}")
        for fact, clauses in ruleset.fact_clauses.items():
            if base is None or changed_lets or base.fact_clauses.get(fact) is not clauses:
                for clause in clauses:
                    checker.fact_clause(clause)
        for rule in ruleset.rules.values():
            if changed_lets or base is None or base.rules.get(rule.name) is not rule:
                checker.rule(rule)
        for power in ruleset.powers.values():
            if changed_lets or base is None or base.powers.get(power.name) is not power:
                checker.power(power)
        for exception in ruleset.exceptions.values():
            if changed_lets or base is None or base.exceptions.get(exception.name) is not exception:
                checker.exception(exception)
        for transition in ruleset.transitions.values():
            if changed_lets or base is None or base.transitions.get(transition.name) is not transition:
                checker.transition(transition)
        contradictions(ruleset, base, self.reader.stated, self.found)
        if not self.found.has_errors:
            lint(ruleset, base, self.found)
        return lets

    def _regulate(self) -> None:
        """Every version knows the acts for which any version of the same text had a power."""
        family: dict[str, dict[str, m.Power]] = {}
        for ruleset in self.rulesets.values():
            family.setdefault(self._root(ruleset), {}).update(ruleset.powers)
        for name, ruleset in self.rulesets.items():
            powers = family[self._root(ruleset)]
            acts = frozenset(power.match.pattern.what.name for power in powers.values())
            elsewhere = {key: power for key, power in powers.items() if key not in ruleset.powers}
            self.rulesets[name] = replace(ruleset, regulated=acts, elsewhere=elsewhere)

    def _root(self, ruleset: m.RuleSet) -> str:
        while ruleset.base is not None:
            ruleset = self.rulesets[ruleset.base]
        return ruleset.name


def _names_added(clauses: tuple[t.ReformClause, ...]) -> set[str]:
    """The names of all that clauses add."""
    names: set[str] = set()
    for clause in clauses:
        if isinstance(clause, t.DatedClauses):
            names |= _names_added(clause.clauses)
        elif isinstance(clause, t.AddClause) and not isinstance(clause.what, t.Given):
            names.add(clause.what.name.text)
        elif isinstance(clause, t.TransitionClause):
            names.add(clause.name.text)
    return names


def _of_itself(pattern: m.Pattern, name: str) -> m.Pattern:
    """The event with which a reform enters into force: a variable for a reform stands for this one."""
    own = m.Entity(name, "Reform")
    terms = tuple(
        m.Constant(term.span, own, REFORM) if isinstance(term, m.Variable) and term.type.name == "Reform" else term
        for term in pattern.terms
    )
    return replace(pattern, terms=terms)
