"""Clauses: what a version of the law says, in the words in which it was said, and what makes one version another.

In: files, and versions of the law. Out: the lines of a declaration, with the values, citations and clauses that it has
by now; and the clauses of a reform that makes one version another.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from govrules.calendar import Moment
from govrules.law import model as m
from govrules.law import patch
from govrules.law.excerpts import Edit, Excerpts, commencements
from govrules.law.library import Library
from govrules.syntax import tree as t
from govrules.text.source import Sources, Span

Norm = m.Let | m.Rule | m.Power | m.ExceptionTo


class Clauses:
    """Finds the words of a version."""

    def __init__(
        self,
        files: Sequence[t.File],
        sources: Sources,
        library: Library,
        version: m.RuleSet,
        commenced: Mapping[str, date],
    ) -> None:
        self.excerpts = Excerpts(files, sources)
        self.library = library
        self.version = version
        self.commenced = commenced
        self.notes: list[str] = []
        """What could not be said."""

    def day_of(self, name: str) -> date | None:
        """The first day of a rule set or reform, None if it hangs on an event of which nothing is known."""
        reform = self.library.reforms.get(name)
        entry = reform.parts[0].entry if reform is not None else self.library.entries[name]
        return entry.day or self.commenced.get(name)

    def edits(self, what: object) -> list[Edit]:
        """`commencement` of an earlier reform is the day on which that was, where it is known."""
        edits: list[Edit] = []
        for span, meant in commencements(what, self.excerpts):
            if isinstance(meant, m.Commencement):
                day = self.day_of(meant.of)
                if day is None and meant.of not in (self.version.name, *self.library.reforms):
                    self.notes.append(f"`commencement` is that of `{self.version.name}`, not of `{meant.of}`")
            else:
                moment = meant.value if isinstance(meant, m.Constant) else None
                day = moment.day if isinstance(moment, Moment) else None
            if day is not None and day != self.day_of(self.version.name):
                edits.append((span, day.isoformat()))
        return edits

    def _value(self, span: Span, what: object, citation: t.Citation | None) -> str:
        text = self.excerpts.text(span, self.edits(what))
        return text if citation is None else f"{text} {self.excerpts.text(citation.span)}"

    # ---- declarations -----------------------------------------------------------------------------------------------

    def norm(self, what: Norm) -> list[str]:
        """The lines of a value, rule, power or exception."""
        node = self.excerpts.of(what.span).node
        edits = self.edits(what)
        match node, what:
            case t.SetClause(), m.Let():
                return [f"let {self._let(what)}"]
            case t.ExceptionDeclaration(), m.ExceptionTo():
                edits += _renamed(node.rules, what.rules)
            case t.Entrench(), m.Rule():
                known = {what.name, *_names(self.version)}
                kept = [word.text for word in node.names if word.text == "this" or word.text in known]
                edits += _renamed(node.names, kept)
        return self.excerpts.lines(node.span, edits)

    def _let(self, let: m.Let) -> str:
        node = self.excerpts.of(let.span).node
        assert isinstance(node, t.Let | t.SetClause)
        return f"{let.name} = {self._value(node.value.span, let.value, let.citation)}"

    def fact(self, node: t.FactDeclaration, law: m.RuleSet) -> list[str]:
        """The lines of a fact, with the clauses that it has under a version."""
        clauses = law.fact_clauses.get(node.name.text, ())
        if [clause.span for clause in clauses] == [clause.span for clause in node.clauses]:
            return self.excerpts.lines(node.span, self.edits(clauses))
        head = self.excerpts.lines(node.span, end=node.clauses[0].span.start if node.clauses else None)
        return [*head, *indented(self._fact_clauses(clauses))]

    def _fact_clauses(self, clauses: Iterable[m.FactClause]) -> list[str]:
        return [line for clause in clauses for line in self.excerpts.lines(clause.span, self.edits(clause))]

    def entity(self, node: t.EntityDeclaration, law: m.RuleSet) -> tuple[list[str], bool]:
        """The lines of a thing, with the attributes that it has under a version, and whether they are others by now."""
        title = self.library.vocabulary.titles.get(node.name.text) if node.title is None else None
        end = node.name.span.end
        titled = [(Span(node.span.path, end, end), f' "{title}"')] if title is not None else []
        values = {name: value for (owner, name), value in law.attributes.items() if owner == node.name.text}
        if {name: value.span for name, value in values.items()} == {v.name.text: v.value.span for v in node.attributes}:
            edits = [*titled, *self.edits(tuple(values.values()))]
            return self.excerpts.lines(node.span, edits), False
        head = self.excerpts.lines(node.span, titled, end=node.attributes[0].span.start if node.attributes else None)
        order = [each.name.text for each in node.attributes if each.name.text in values]
        order += [name for name in values if name not in order]
        lines = [f"  {name} {self._value(values[name].span, values[name], values[name].citation)}" for name in order]
        return [*head, *lines], True

    def transition(self, what: m.Transition, law: m.RuleSet) -> list[str]:
        """The lines of a transition clause, without what it says of norms that are no more."""
        node = self.excerpts.of(what.span).node
        assert isinstance(node, t.TransitionClause)
        return self.excerpts.lines(node.span, [*self.edits(what), *_without_gone(node, law)])

    def reading(self, node: t.Reading, options: Sequence[patch.Option], law: m.RuleSet) -> list[str]:
        """The lines of a reading, with these changes left of its options."""
        changes = [change for option in options for change in option.changes]
        edits = self.edits(tuple(change.what for change in changes))
        for clause in (clause for option in node.options for clause in option.clauses):
            if not any(_within(change.span, clause.span) for change in changes):
                edits.append((clause.span, ""))
            edits += _without_gone(clause.what if isinstance(clause, t.AddClause | t.ReplaceClause) else clause, law)
        return self.excerpts.lines(node.span, edits)

    # ---- reforms ----------------------------------------------------------------------------------------------------

    def changes(self, before: m.RuleSet, after: m.RuleSet, things: Iterable[str] = ()) -> list[list[str]]:
        """The clauses of a reform that makes one version another; `things` are declared by it."""
        clauses: list[list[str]] = []
        known = {name for name, _ in before.attributes}
        for name in things:
            node = self.excerpts.entities[name][0].node
            assert isinstance(node, t.EntityDeclaration)
            clauses.append(_clause("add", self.entity(node, after)[0]))
            known.discard(name)
        for name, let in after.lets.items():
            if name not in before.lets:
                clauses.append(_clause("add", self.norm(let)))
            elif let != before.lets[name]:
                clauses.append([f"set {self._let(let)}"])
        for key, value in after.attributes.items():
            if key[0] in known and value != before.attributes.get(key):
                clauses.append([f"set {'.'.join(key)} = {self._value(value.span, value, value.citation)}"])
        clauses += self._norms(before, after)
        for fact, said_of_it in after.fact_clauses.items():
            if said_of_it and said_of_it != before.fact_clauses.get(fact):
                clauses.append([f"replace fact {fact}", *indented(self._fact_clauses(said_of_it))])
        clauses += [[f"repeal let {name}"] for name in before.lets if name not in after.lets]
        for transition in after.transitions.values():
            if transition.name not in before.transitions:
                clauses.append(self.transition(transition, after))
        return clauses

    def _norms(self, before: m.RuleSet, after: m.RuleSet) -> list[list[str]]:
        clauses: list[list[str]] = []
        gone = [f"rule {name}" for name in before.rules if name not in after.rules]
        gone += [f"power {name}" for name in before.powers if name not in after.powers]
        left = {*after.rules, *after.powers}
        for name, exception in before.exceptions.items():
            if name not in after.exceptions and not left.isdisjoint(exception.rules):
                gone.append(f"exception {name}")
        clauses += [[f"repeal {each}"] for each in gone]
        tables: tuple[tuple[Mapping[str, Any], Mapping[str, Any]], ...] = (
            (before.rules, after.rules),
            (before.powers, after.powers),
            (before.exceptions, after.exceptions),
        )
        for old, new in tables:
            for name, norm in new.items():
                if name not in old and isinstance(norm, m.Rule) and norm.entrenches:
                    clauses.append(self.norm(norm))
                elif norm != old.get(name):
                    clauses.append(_clause("replace" if name in old else "add", self.norm(norm)))
        return clauses


def _without_gone(node: t.Node, law: m.RuleSet) -> list[Edit]:
    """The edits that take out of an exception or a transition clause the names of norms that are no more."""
    known = {*law.rules, *law.powers}
    lists: list[tuple[Span, tuple[t.Word, ...]]] = []
    if isinstance(node, t.ExceptionDeclaration):
        lists.append((node.span, node.rules))
    elif isinstance(node, t.TransitionClause):
        lists += [(each.span, each.rules) for each in node.disregards]
    edits: list[Edit] = []
    for span, words in lists:
        kept = [word.text for word in words if word.text in known]
        edits += _renamed(words, kept) if kept else [(span, "")]
    return edits


def _within(inner: Span, outer: Span) -> bool:
    return inner.path == outer.path and outer.start <= inner.start and inner.end <= outer.end


def indented(lines: Iterable[str]) -> list[str]:
    """Lines one step further in."""
    return ["  " + line for line in lines]


def _clause(word: str, lines: list[str]) -> list[str]:
    return [f"{word} {lines[0]}", *lines[1:]]


def _renamed(words: Sequence[t.Word], names: Sequence[str]) -> list[Edit]:
    """The edit that makes a list of names another one."""
    if [word.text for word in words] == list(names):
        return []
    return [(words[0].span.to(words[-1].span), ", ".join(names))]


def _names(law: m.RuleSet) -> set[str]:
    tables: tuple[Mapping[str, object], ...] = (
        *(law.rules, law.powers, law.exceptions, law.lets, law.transitions, law.fact_clauses),
    )
    return {name for table in tables for name in table}
