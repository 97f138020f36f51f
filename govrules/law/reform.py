"""Drafts: how a rule set is put together from its declarations, and how a reform patches one.

In: a rule set to start from, declarations and reform clauses. Out: the rule set that results. What a reform sets,
repeals or replaces must exist, and what it adds must not; otherwise a diagnostic stands at its line.
"""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from govrules.law import model as m
from govrules.law.expressions import Scope
from govrules.law.norms import NormReader
from govrules.law.types import UNKNOWN_TYPE, Type, keyword
from govrules.syntax import tree as t
from govrules.text.diagnostics import Diagnostics


def _like(name: str, known: Iterable[str], found: Diagnostics) -> str | None:
    """What a name may have meant: the nearest one, or the first of those that there are."""
    names = list(known)
    listed = ", ".join(f"`{each}`" for each in names[:8])
    return found.suggest(name, names) or (f"there are {listed}" if 0 < len(names) <= 8 else None)


class Draft:
    """A rule set in the making."""

    def __init__(
        self,
        start: m.RuleSet,
        variables: Mapping[str, dict[str, Type]],
        vocabulary: m.Vocabulary,
        reader: NormReader,
    ) -> None:
        self.start = start
        self.vocabulary = vocabulary
        self.reader = reader
        self.found = reader.found
        self.variables: dict[str, dict[str, Type]] = dict(variables)
        self.lets = dict(start.lets)
        self.rules = dict(start.rules)
        self.exceptions = dict(start.exceptions)
        self.powers = dict(start.powers)
        self.transitions = dict(start.transitions)
        self.attributes = dict(start.attributes)
        self.givens = list(start.givens)
        self.fact_clauses = dict(start.fact_clauses)
        self.let_names: dict[str, Type] = dict.fromkeys(start.lets, UNKNOWN_TYPE)

    def ruleset(self) -> m.RuleSet:
        """The finished rule set."""
        return replace(
            self.start,
            lets=self.lets,
            rules=self.rules,
            exceptions=self.exceptions,
            powers=self.powers,
            transitions=self.transitions,
            attributes=self.attributes,
            givens=tuple(self.givens),
            fact_clauses=self.fact_clauses,
        )

    # ---- a rule set's own declarations ------------------------------------------------------------------------------

    def read_items(self, items: list[t.Item]) -> None:
        """Read the declarations of a rule set."""
        for item in items:
            if isinstance(item, t.Let):
                self.let_names[item.name.text] = UNKNOWN_TYPE
        for item in items:
            match item:
                case t.Let():
                    self._add_let(item)
                case t.EntityDeclaration():
                    self._add_attributes(item)
                case t.Given():
                    self._add_given(item)
                case t.FactDeclaration():
                    self._read_fact(item)
                case t.RuleDeclaration() | t.PowerDeclaration():
                    self._add_norm(item)
        for item in items:
            if isinstance(item, t.ExceptionDeclaration):
                self._add_norm(item)

    def _read_fact(self, item: t.FactDeclaration) -> None:
        fact = self.vocabulary.occurrences.get(item.name.text)
        if fact is None or fact.sort != "fact" or not item.clauses:
            return
        clauses = self._clauses(item.clauses, fact)
        self.fact_clauses[fact.name] = (*self.fact_clauses.get(fact.name, ()), *clauses)

    def _clauses(self, nodes: tuple[t.FactClause, ...], fact: m.Occurrence) -> list[m.FactClause]:
        read = (self.reader.fact_clause(node, fact, self.let_names) for node in nodes)
        return [clause for clause in read if clause is not None]

    def _add_let(self, item: t.Let) -> None:
        name = item.name.text
        if name in self.lets:
            self._twice("value", item.name)
            return
        self.lets[name] = self._let(item)

    def _let(self, item: t.Let) -> m.Let:
        value = self.reader.expression(item.value, Scope(self.let_names))
        return m.Let(item.name.text, value, UNKNOWN_TYPE, self.reader.cite(item.citation), item.name.span)

    def _add_given(self, item: t.Given) -> None:
        given = self.reader.given(item)
        if given is not None:
            self.givens.append(given)

    def _add_attributes(self, item: t.EntityDeclaration) -> None:
        entity = self.vocabulary.entities.get(item.name.text)
        if entity is None or keyword(entity.kind) != item.kind.text:
            return
        for value in item.attributes:
            key = (entity.name, value.name.text)
            if self.vocabulary.kinds.attribute(entity.kind, key[1]) is None:
                known = self.vocabulary.kinds.attributes(entity.kind)
                self.found.error(
                    "GR204",
                    f"the kind {entity.kind} has no attribute `{key[1]}`",
                    value.name.span,
                    help=self.found.suggest(key[1], known)
                    or ("it has " + ", ".join(f"`{name}`" for name in known) if known else None),
                )
            elif key in self.attributes:
                self._twice("attribute", value.name)
            else:
                self.attributes[key] = self._attribute(value.value, value.citation)

    def _attribute(self, value: t.Expression, citation: t.Citation | None) -> m.Attribute:
        resolved = self.reader.expression(value, Scope(self.let_names))
        return m.Attribute(resolved, self.reader.cite(citation), value.span)

    def _names(self) -> list[str]:
        return [*self.rules, *self.exceptions, *self.powers]

    def _add_norm(self, item: t.Norm) -> None:
        name = item.name.text
        if name in self._names() or name in self.variables:  # the latter also when the first one has a mistake
            self._twice("rule, exception or power", item.name)
            return
        self._put(item)

    def _put(self, item: t.Norm) -> None:
        name = item.name.text
        match item:
            case t.RuleDeclaration():
                rule = self.reader.rule(item, self.let_names)
                if rule is not None:
                    self.rules[name], self.variables[name] = rule
                else:
                    self.variables[name] = {}
                    self.reader.failed.add(name)
            case t.PowerDeclaration():
                power = self.reader.power(item, self.let_names)
                if power is not None:
                    self.powers[name], self.variables[name] = power
                else:
                    self.variables[name] = {}
                    self.reader.failed.add(name)
            case t.ExceptionDeclaration():
                self._put_exception(item)

    def _put_exception(self, item: t.ExceptionDeclaration) -> None:
        common: dict[str, Type] | None = None
        for rule in item.rules:
            variables = self.variables.get(rule.text)
            if variables is None:
                known = [*self.rules, *self.powers]
                self.found.error(
                    "GR219",
                    f"there is no rule or power `{rule.text}` to make an exception to",
                    rule.span,
                    help=_like(rule.text, known, self.found),
                )
                return
            if common is None:
                common = variables
            else:
                common = {name: type for name, type in common.items() if variables.get(name) == type}
        self.exceptions[item.name.text] = self.reader.exception(item, common or {}, self.let_names)

    def _twice(self, what: str, name: t.Word) -> None:
        self.found.error(
            "GR208",
            f"`{name.text}` is already the name of a {what} of `{self.start.name}`",
            name.span,
            help="rename one of them, or delete it",
        )

    # ---- reforms ----------------------------------------------------------------------------------------------------

    def apply(self, item: t.ReformDeclaration) -> None:
        """Apply the clauses of a reform."""
        for clause in item.clauses:
            if isinstance(clause, t.AddClause) and isinstance(clause.what, t.Let):
                self.let_names[clause.what.name.text] = UNKNOWN_TYPE
        late: list[t.AddClause] = []
        for clause in item.clauses:
            match clause:
                case t.SetClause():
                    self._set(clause)
                case t.RepealClause():
                    self._repeal(clause)
                case t.AddClause():
                    if isinstance(clause.what, t.ExceptionDeclaration):
                        late.append(clause)
                    else:
                        self._add(clause)
                case t.ReplaceClause():
                    self._replace(clause)
                case t.TransitionClause():
                    self._add_transition(clause)
                case t.NotYet():
                    self.reader.not_yet(clause.what, clause.span)
                case t.Entrench() | t.Reading() | t.DatedClauses():
                    self.reader.not_yet("this clause", clause.span)
        for clause in late:
            self._add(clause)
        for clause in item.clauses:
            if isinstance(clause, t.TransitionClause):
                self._check_transition(clause)

    def _missing(self, what: str, name: t.Word, known: Iterable[str]) -> None:
        self.found.error(
            "GR401",
            f"`{self.start.base}` has no {what} `{name.text}`",
            name.span,
            help=_like(name.text, known, self.found),
        )

    def _set(self, clause: t.SetClause) -> None:
        if clause.owner is None:
            name = clause.name.text
            if name not in self.lets:
                self._missing("value", clause.name, self.lets)
                return
            value = self.reader.expression(clause.value, Scope(self.let_names))
            citation = self.reader.cite(clause.citation)
            self.lets[name] = m.Let(name, value, UNKNOWN_TYPE, citation, clause.span)
            return
        entity = self.vocabulary.entities.get(clause.owner.text)
        if entity is None:
            self.reader.unknown_name(clause.owner.text, None, clause.owner.span)
        elif self.vocabulary.kinds.attribute(entity.kind, clause.name.text) is None:
            self._missing("attribute", clause.name, self.vocabulary.kinds.attributes(entity.kind))
        else:
            key = (entity.name, clause.name.text)
            self.attributes[key] = self._attribute(clause.value, clause.citation)

    def _table(self, word: str) -> dict[str, object]:
        tables: dict[str, object] = {
            "rule": self.rules,
            "principle": self.rules,
            "exception": self.exceptions,
            "power": self.powers,
            "transition": self.transitions,
            "let": self.lets,
        }
        return tables[word]  # type: ignore[return-value]  # each is a dict by name; only its keys are used

    def _repeal(self, clause: t.RepealClause) -> None:
        name = clause.name.text
        if clause.word == "given":
            self.reader.not_yet("`repeal given`", clause.span)
            return
        table = self._table(clause.word)
        if name not in table:
            self._missing(clause.word, clause.name, table)
            return
        del table[name]
        if clause.word == "let":
            del self.let_names[name]
        for other in [e for e in self.exceptions.values() if name in e.rules]:
            left = tuple(rule for rule in other.rules if rule != name)
            if clause.word in ("rule", "principle", "power"):
                if left:
                    self.exceptions[other.name] = replace(other, rules=left)
                else:
                    del self.exceptions[other.name]

    def _add(self, clause: t.AddClause) -> None:
        what = clause.what
        match what:
            case t.RuleDeclaration() | t.PowerDeclaration() | t.ExceptionDeclaration():
                if what.name.text in self._names():
                    self._already(what.name)
                else:
                    self._put(what)
            case t.Let():
                if what.name.text in self.lets:
                    self._already(what.name)
                else:
                    self.lets[what.name.text] = self._let(what)
            case t.EntityDeclaration():
                self._add_attributes(what)
            case t.Given():
                self._add_given(what)
            case t.FactChange():
                fact = self._fact(what)
                if fact is not None:
                    clauses = self._clauses(what.clauses, fact)
                    self.fact_clauses[fact.name] = (*self.fact_clauses.get(fact.name, ()), *clauses)

    def _already(self, name: t.Word) -> None:
        self.found.error(
            "GR402",
            f"`{self.start.base}` already has `{name.text}`",
            name.span,
            help="use `replace`, or another name",
        )

    def _replace(self, clause: t.ReplaceClause) -> None:
        what = clause.what
        if isinstance(what, t.FactChange):
            fact = self._fact(what)
            if fact is not None:
                self.fact_clauses[fact.name] = tuple(self._clauses(what.clauses, fact))
            return
        word = {
            t.RuleDeclaration: "rule",
            t.PowerDeclaration: "power",
            t.ExceptionDeclaration: "exception",
        }[type(what)]
        if what.name.text not in self._table(word):
            self._missing(word, what.name, self._table(word))
            return
        self._put(what)

    def _fact(self, change: t.FactChange) -> m.Occurrence | None:
        occurrence = self.vocabulary.occurrences.get(change.name.text)
        if occurrence is None or occurrence.sort != "fact":
            facts = [o.name for o in self.vocabulary.occurrences.values() if o.sort == "fact"]
            self._missing("fact", change.name, facts)
            return None
        return occurrence

    def _add_transition(self, clause: t.TransitionClause) -> None:
        for keep in clause.keeps:
            self.reader.not_yet("`keep`", keep.span)
        if clause.name.text in self.transitions:
            self._already(clause.name)
            return
        self.transitions[clause.name.text] = self.reader.transition(clause, self.let_names)

    def _check_transition(self, clause: t.TransitionClause) -> None:
        for disregard in clause.disregards:
            for rule in disregard.rules:
                if rule.text not in self.rules and rule.text not in self.powers:
                    self._missing("rule", rule, [*self.rules, *self.powers])
