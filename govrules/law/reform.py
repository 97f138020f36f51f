"""Drafts: how a rule set is put together from its declarations, and how a reform patches one.

In: a rule set to start from, declarations and reform clauses. Out: the rule set that results. What a reform sets,
repeals or replaces must exist, and what it adds must not; otherwise a diagnostic stands at its line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from govrules.law import model as m
from govrules.law import patch
from govrules.law.expressions import Scope
from govrules.law.norms import NormReader
from govrules.law.types import REFORM, UNKNOWN_TYPE, Type, keyword
from govrules.syntax import tree as t
from govrules.text.diagnostics import Diagnostics, nearest
from govrules.text.source import Span


def _like(name: str, known: Iterable[str], found: Diagnostics) -> str | None:
    """What a name may have meant: the nearest one, or the first of those that there are."""
    names = list(known)
    listed = ", ".join(f"`{each}`" for each in names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
    return found.suggest(name, names) or (f"there are {listed}" if names else None)


class Draft(patch.Tables):
    """A rule set in the making, from its declarations or by a reform."""

    def __init__(
        self,
        start: m.RuleSet,
        variables: Mapping[str, dict[str, Type]],
        vocabulary: m.Vocabulary,
        reader: NormReader,
    ) -> None:
        super().__init__(start)
        self.vocabulary = vocabulary
        self.reader = reader
        self.found = reader.found
        self.variables: dict[str, dict[str, Type]] = dict(variables)
        self.let_names: dict[str, Type] = dict.fromkeys(start.lets, UNKNOWN_TYPE)
        self.changes: list[patch.Change] = []
        """What the clauses read so far do."""

    def do(self, change: patch.Change) -> None:
        """Carry out a change and note it."""
        self.make(change)
        self.changes.append(change)

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
            elif isinstance(item, t.Entrench):
                self._entrench(item)

    def _read_fact(self, item: t.FactDeclaration) -> None:
        fact = self.vocabulary.occurrences.get(item.name.text)
        if fact is None or fact.sort != "fact" or not item.clauses:
            return
        self._put_clauses("add", fact, item.clauses, item.span)

    def _put_clauses(
        self, word: Literal["add", "replace"], fact: m.Occurrence, nodes: tuple[t.FactClause, ...], span: Span
    ) -> None:
        clauses = tuple(self._clauses(nodes, fact))
        self.do(patch.Change(word, "fact", fact.name, clauses, None, span))

    def _clauses(self, nodes: tuple[t.FactClause, ...], fact: m.Occurrence) -> list[m.FactClause]:
        read = (self.reader.fact_clause(node, fact, self.let_names) for node in nodes)
        return [clause for clause in read if clause is not None]

    def _add_let(self, item: t.Let) -> None:
        name = item.name.text
        if name in self.lets:
            self._twice("value", item.name)
            return
        self._put_let(item)

    def _put_let(self, item: t.Let) -> None:
        let = self._let(item)
        self.do(patch.Change("add", "value", let.name, let, let.citation, item.span))

    def _let(self, item: t.Let) -> m.Let:
        value = self.reader.expression(item.value, Scope(self.let_names))
        return m.Let(item.name.text, value, UNKNOWN_TYPE, self.reader.cite(item.citation), item.name.span)

    def _add_given(self, item: t.Given) -> None:
        given = self.reader.given(item)
        if given is not None:
            self.do(patch.Change("add", "given", item.sentence.text, given, given.citation, item.span))

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
                self._put_attribute("add", key, value.value, value.citation, value.span)

    def _put_attribute(
        self,
        word: Literal["set", "add"],
        key: tuple[str, str],
        value: t.Expression,
        citation: t.Citation | None,
        span: Span,
    ) -> None:
        attribute = self._attribute(value, citation)
        self.do(patch.Change(word, "attribute", ".".join(key), attribute, attribute.citation, span))

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

    def _put(self, item: t.Norm, word: Literal["add", "replace"] = "add") -> None:
        name = item.name.text
        match item:
            case t.RuleDeclaration():
                read = self.reader.rule(item, self.let_names)
                self._put_read(word, "rule", item, read)
            case t.PowerDeclaration():
                self._put_read(word, "power", item, self.reader.power(item, self.let_names))
            case t.ExceptionDeclaration():
                exception = self._exception(item)
                if exception is not None:
                    self.do(patch.Change(word, "exception", name, exception, exception.citation, item.span))

    def _put_read(
        self,
        word: Literal["add", "replace"],
        kind: Literal["rule", "power"],
        item: t.Norm,
        read: tuple[m.Rule | m.Power, dict[str, Type]] | None,
    ) -> None:
        name = item.name.text
        if read is None:
            self.variables[name] = {}
            self.reader.failed.add(name)
            return
        norm, self.variables[name] = read
        self.do(patch.Change(word, kind, name, norm, norm.citation, item.span))

    def _exception(self, item: t.ExceptionDeclaration) -> m.ExceptionTo | None:
        common: dict[str, Type] | None = None
        for rule in item.rules:
            variables = self.variables.get(rule.text)
            if variables is None and rule.text not in self.reader.failed:
                known = [*self.rules, *self.powers]
                self.found.error(
                    "GR219",
                    f"there is no rule or power `{rule.text}` to make an exception to",
                    rule.span,
                    help=_like(rule.text, known, self.found),
                )
                self.reader.failed.add(item.name.text)
                return None
            if variables is None or common is None:
                common = variables
            else:
                common = {name: type for name, type in common.items() if variables.get(name) == type}
        unread = any(rule.text in self.reader.failed for rule in item.rules)
        return self.reader.exception(item, common or {}, self.let_names, unread=unread)

    def _entrench(self, item: t.Entrench) -> None:
        """`entrench X` as the rule that it stands for: when a reform is adopted, it must not touch X."""
        name = item.name.text if item.name is not None else f"entrenched_{item.names[0].text}"
        if name in self._names():
            self._already(item.name or item.names[0])
            return
        adoptions = [o for o in self.vocabulary.occurrences.values() if o.adopts]
        if not adoptions:
            help = 'write `use "amendments"`, or declare the event with `adoption NAME "…"`'
            self.found.error("GR404", "no event is declared as the adoption of a reform", item.span, help=help)
            return
        targets = [name if word.text == "this" else word.text for word in item.names]
        for word, target in zip(item.names, targets, strict=True):
            if target != name and not self._is_known(target):
                facts = nearest(target, self.fact_clauses)
                known = [*self._names(), *self.lets, *self.transitions, *facts]
                self._missing("rule, value or other clause", word, known)
                self.reader.failed.add(name)
                return
        span = item.span
        reform = m.Variable(span, "R", REFORM)
        triggers = tuple(
            m.Trigger(span, m.Match(span, m.Pattern(span, each, _reform_terms(each, reform)), None), None, None)
            for each in adoptions
        )
        conditions = tuple(m.Negation(span, m.Touches(span, reform, target)) for target in targets)
        named = [f"`{target}`" for target in targets]
        listed = " or ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
        rule = m.Rule(
            name,
            False,
            self.reader.cite(item.citation),
            f"No reform may touch {listed}.",
            None,
            m.WhenBody(triggers, m.RequireConsequence(conditions, True)),
            span,
            tuple(targets),
        )
        self.variables[name] = {"R": REFORM}
        self.do(patch.Change("add", "rule", name, rule, rule.citation, item.span))

    def _is_known(self, name: str) -> bool:
        tables = (self.rules, self.exceptions, self.powers, self.lets, self.transitions, self.fact_clauses)
        return any(name in table for table in tables)

    def _twice(self, what: str, name: t.Word) -> None:
        self.found.error(
            "GR208",
            f"`{name.text}` is already the name of a {what} of `{self.start.name}`",
            name.span,
            help="rename one of them, or delete it",
        )

    # ---- reforms ----------------------------------------------------------------------------------------------------

    def apply(self, item: t.ReformDeclaration, entry: patch.Entry, head: list[patch.Change]) -> None:
        """Apply a reform: what its head changes, its main clauses, and those with a day of their own."""
        dated = [clause for clause in item.clauses if isinstance(clause, t.DatedClauses)]
        for change in head:
            self.do(change)
        self._apply([clause for clause in item.clauses if not isinstance(clause, t.DatedClauses)])
        parts = [patch.Part(entry, tuple(self.changes))]
        for clause in dated:
            done = len(self.changes)
            part_entry = self._dated(clause)
            self.reader.commencement = part_entry.day
            self._apply(list(clause.clauses))
            parts.append(patch.Part(part_entry, tuple(self.changes[done:])))
        self.reform = patch.Reform(
            item.name.text,
            item.head.title,
            item.base.text,
            self.reader.cite(item.citation),
            tuple(parts),
            item.name.span,
        )

    def _dated(self, clause: t.DatedClauses) -> patch.Entry:
        day = clause.point.value if isinstance(clause.point, t.DateLiteral) else None
        if day is None:
            help = "as in `from 2023-01-01`"
            self.found.error("GR313", "clauses enter into force on a date", clause.point.span, help=help)
        return patch.Entry(day, None, None, False, clause.span)

    def option(self, item: t.Option) -> patch.Option:
        """Read the changes of one option of a reading."""
        self._apply(list(item.clauses))
        changes = tuple(self.changes)
        return patch.Option(item.name.text, item.sentence, self.reader.cite(item.citation), changes)

    def _apply(self, clauses: list[t.ReformClause]) -> None:
        for clause in clauses:
            if isinstance(clause, t.AddClause) and isinstance(clause.what, t.Let):
                self.let_names[clause.what.name.text] = UNKNOWN_TYPE
        late: list[t.AddClause | t.Entrench] = []
        for clause in clauses:
            match clause:
                case t.SetClause():
                    self._set(clause)
                case t.RepealClause():
                    self._repeal(clause)
                case t.RepealGiven():
                    self._repeal_given(clause)
                case t.AddClause() if isinstance(clause.what, t.ExceptionDeclaration):
                    late.append(clause)
                case t.AddClause():
                    self._add(clause)
                case t.ReplaceClause():
                    self._replace(clause)
                case t.TransitionClause():
                    self._add_transition(clause)
                case t.Entrench():
                    late.append(clause)
                case t.DatedClauses():
                    self.found.error("GR405", "clauses with a day of their own stand in no others", clause.span)
                case t.NotYet():
                    self.found.error("GR405", f"{clause.what} has no meaning", clause.span)
        for clause in late:
            if isinstance(clause, t.Entrench):
                self._entrench(clause)
            else:
                self._add(clause)
        for clause in clauses:
            if isinstance(clause, t.TransitionClause):
                self._check_transition(clause)

    def _missing(self, what: str, name: t.Word, known: Iterable[str], clause: str = "") -> None:
        """Report what is not there; `clause` is the word that would be right for it if it were of another sort."""
        if name.text in self.reader.failed:
            return  # it is there, and what is wrong with it is reported
        base = self.start.base or self.start.name
        sort = next((word for word, kind in _SORTS.items() if name.text in self.table(kind)), None)
        help = _like(name.text, known, self.found)
        if clause and sort is not None:
            if clause != "repeal":
                clause = "set" if sort == "let" else "replace"
            said = f"set {name.text} = …" if clause == "set" else f"{clause} {sort} {name.text}"
            help = f"`{name.text}` is {'a value' if sort == 'let' else _a(sort)}: write `{said}`"
        what = "value" if what == "let" else what
        self.found.error("GR401", f"`{base}` has no {what} `{name.text}`", name.span, help=help)

    def _set(self, clause: t.SetClause) -> None:
        if clause.owner is None:
            name = clause.name.text
            if name not in self.lets:
                self._missing("value", clause.name, self.lets, "set")
                return
            value = self.reader.expression(clause.value, Scope(self.let_names))
            let = m.Let(name, value, UNKNOWN_TYPE, self.reader.cite(clause.citation), clause.span)
            self.do(patch.Change("set", "value", name, let, let.citation, clause.span))
            return
        entity = self.vocabulary.entities.get(clause.owner.text)
        if entity is None:
            self.reader.unknown_name(clause.owner.text, None, clause.owner.span)
        elif self.vocabulary.kinds.attribute(entity.kind, clause.name.text) is None:
            self._missing("attribute", clause.name, self.vocabulary.kinds.attributes(entity.kind))
        else:
            key = (entity.name, clause.name.text)
            self._put_attribute("set", key, clause.value, clause.citation, clause.span)

    def _repeal(self, clause: t.RepealClause) -> None:
        name = clause.name.text
        kind = _KINDS[clause.word]
        if name not in self.table(kind):
            self._missing(clause.word, clause.name, self.table(kind), "repeal")
            return
        if clause.word == "let":
            del self.let_names[name]
        self.do(patch.Change("repeal", kind, name, None, self.reader.cite(clause.citation), clause.span))

    def _repeal_given(self, clause: t.RepealGiven) -> None:
        said = t.Given(clause.span, clause.sentence, True, None, None, clause.citation)
        given = self.reader.given(said)
        if given is None:
            return
        if not any((each.fact.name, each.values) == (given.fact.name, given.values) for each in self.givens):
            base = self.start.base or self.start.name
            message = f"`{base}` does not state that {clause.sentence.text}"
            self.found.error("GR401", message, clause.sentence.span, help="what a reform repeals has to be there")
            return
        self.do(patch.Change("repeal", "given", clause.sentence.text, given, given.citation, clause.span))

    def _add(self, clause: t.AddClause) -> None:
        what = clause.what
        match what:
            case t.RuleDeclaration() | t.PowerDeclaration() | t.ExceptionDeclaration():
                if what.name.text in self._names():
                    word = _WORDS[type(what)]
                    same = what.name.text in self.table(word)
                    self._already(what.name, f"replace {word} {what.name.text}" if same else "")
                self._put(what)  # read in any case: what follows may be about it as it stands here
            case t.Let():
                if what.name.text in self.lets:
                    self._already(what.name, f"set {what.name.text} = …")
                self._put_let(what)
            case t.EntityDeclaration():
                self._add_attributes(what)
            case t.Given():
                self._add_given(what)
            case t.FactChange():
                fact = self._fact(what)
                if fact is not None:
                    self._put_clauses("add", fact, what.clauses, clause.span)

    def _already(self, name: t.Word, instead: str = "") -> None:
        """Report what is there already; `instead` is the clause that changes it."""
        base = self.start.base or self.start.name
        help = f"write `{instead}` to change it; else choose another name" if instead else "choose another name"
        self.found.error("GR402", f"`{base}` already has `{name.text}`", name.span, help=help)

    def _replace(self, clause: t.ReplaceClause) -> None:
        what = clause.what
        if isinstance(what, t.FactChange):
            fact = self._fact(what)
            if fact is not None:
                self._put_clauses("replace", fact, what.clauses, clause.span)
            return
        word = _WORDS[type(what)]
        if what.name.text not in self.table(word):
            self._missing(word, what.name, self.table(word), "replace")
        self._put(what, "replace")

    def _fact(self, change: t.FactChange) -> m.Occurrence | None:
        occurrence = self.vocabulary.occurrences.get(change.name.text)
        if occurrence is None or occurrence.sort != "fact":
            facts = [o.name for o in self.vocabulary.occurrences.values() if o.sort == "fact"]
            self._missing("fact", change.name, facts)
            return None
        return occurrence

    def _add_transition(self, clause: t.TransitionClause) -> None:
        if clause.name.text in self.transitions:
            self._already(clause.name)
            return
        transition = self.reader.transition(clause, self.let_names, self.variables)
        self.do(patch.Change("add", "transition", transition.name, transition, transition.citation, clause.span))

    def _check_transition(self, clause: t.TransitionClause) -> None:
        for disregard in clause.disregards:
            for rule in disregard.rules:
                if rule.text not in self.rules and rule.text not in self.powers:
                    self._missing("rule", rule, [*self.rules, *self.powers])
        for keep in clause.keeps:
            for rule in keep.rules:
                known = [*self.variables, *self.fact_clauses]
                if rule.text not in known and rule.text not in self.fact_clauses:
                    self._missing("rule, power or fact", rule, known)


_KINDS: dict[str, Literal["rule", "exception", "power", "transition", "value"]] = {
    **{"rule": "rule", "principle": "rule", "exception": "exception", "power": "power", "transition": "transition"},
    "let": "value",
}


_WORDS: dict[type, Literal["rule", "power", "exception"]] = {
    **{t.RuleDeclaration: "rule", t.PowerDeclaration: "power", t.ExceptionDeclaration: "exception"},
}
_SORTS = {"rule": "rule", "exception": "exception", "power": "power", "transition": "transition", "let": "value"}


def _a(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _reform_terms(event: m.Occurrence, reform: m.Variable) -> tuple[m.Expr, ...]:
    """The terms of a pattern of an adoption: the reform stands in the first slot that takes one."""
    named = next(each.name for each in event.fields if each.type.name == "Reform")
    return tuple(reform if each.name == named else m.Anything(reform.span) for each in event.fields)
