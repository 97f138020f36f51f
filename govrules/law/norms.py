"""Norms: rules, exceptions, powers, fact clauses and transitions, resolved one by one.

In: syntax nodes, a `Reader` and the names of the `let` values at hand. Out: the norms of `govrules.law.model`, or
None where a diagnostic says why not.
"""

from __future__ import annotations

import re
from datetime import date

from msgspec import Struct

from govrules.calendar import Moment, parse_date
from govrules.law import model as m
from govrules.law.citing import cited
from govrules.law.expressions import Reader, Scope
from govrules.law.types import DATE, Type
from govrules.syntax import tree as t
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Span

_SINCE = r"(?P<said>.+?),? (?P<word>since|as of|until|till) (?P<day>[\w ,]*\d{4}[\d-]*)"
_EVERY_VARIABLE = frozenset(letter + digit for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for digit in ("", *"0123456789"))


class NormReader(Reader):
    """Resolves norms. `commencement` is the first day of the rule set or reform they stand in."""

    commencement: date | None = None
    owner: str | None = None
    """The rule set or reform whose clauses are read, if an event decides when it enters into force."""

    def __init__(self, vocabulary: m.Vocabulary, rulesets: set[str], found: Diagnostics) -> None:
        super().__init__(vocabulary, rulesets, found)
        self.failed: set[str] = set()
        """The rules, powers and exceptions that could not be read: they exist, but nothing is known of them."""
        self.stated: dict[Span, str] = {}
        """The sentences of the stated facts, as they are written."""

    def cite(self, citation: t.Citation | None) -> t.Citation | None:
        """A citation with its source, if its first word is one."""
        return cited(citation, self.vocabulary.sources, self.found)

    def expression(self, node: t.Expression, scope: Scope, *, coming: bool = False) -> m.Expr:
        """As in `Reader`, with `commencement` read as the day it is."""
        resolved = super().expression(node, scope, coming=coming)
        if isinstance(resolved, m.Commencement):
            if self.owner is not None:
                return m.Commencement(node.span, self.owner)
            if self.commencement is None:
                help = "only a rule set or reform that says when it is in force has a commencement"
                self.found.error("GR213", "`commencement` has no meaning here", node.span, help=help)
                return m.Constant(node.span, m.UNKNOWN, DATE)
            return m.Constant(node.span, Moment(self.commencement), DATE)
        return resolved

    # ---- rules ------------------------------------------------------------------------------------------------------

    def rule(self, node: t.RuleDeclaration, lets: dict[str, Type]) -> tuple[m.Rule, dict[str, Type]] | None:
        """A rule and the variables that its exceptions may use."""
        errors = self.found.errors
        scope = Scope(lets)
        body: m.WhenBody | m.PointBody | m.WhileBody | None
        match node.body:
            case t.When():
                body = self._when(node.body, scope)
            case t.OnPoint():
                point = self.expression(node.body.point, scope) if node.body.point is not None else None
                consequence = self._consequence(node.body.consequence, scope)
                body = m.PointBody(point, node.body.every, consequence) if consequence is not None else None
            case t.While():
                body = self._while(node.body, scope)
        self._check_void(node)
        self._note_lonely_variables(scope, node.span, errors)
        if body is None or self.found.errors > errors:
            return None
        made = m.Rule(
            node.name.text,
            node.is_principle,
            self.cite(node.citation),
            node.sentence,
            node.rounding,
            body,
            node.name.span,
        )
        return made, scope.variables

    def _check_void(self, node: t.RuleDeclaration) -> None:
        """Only an event can be void, and only a hard rule can make it so."""
        body = node.body
        if isinstance(body, t.While) or not isinstance(body.consequence, t.Requirements):
            return
        if not body.consequence.otherwise_void:
            return
        span = body.consequence.span
        if node.is_principle:
            message = f"`{node.name.text}` is a principle: what falls short of it is a concern, and stands"
            self.found.error("GR316", message, span, help="make it a `rule`, or leave out `otherwise void`")
        elif isinstance(body, t.OnPoint) or any(trigger.edge is not None for trigger in body.triggers):
            what = "a day" if isinstance(body, t.OnPoint) else "the beginning or end of a fact"
            message = f"`{node.name.text}` is set going by {what}, and only an event can be void"
            self.found.error("GR316", message, span, help="name the event after `when`, or leave out `otherwise void`")

    def _when(self, node: t.When, scope: Scope) -> m.WhenBody | None:
        triggers = self.triggers(node.triggers, scope)
        consequence = self._consequence(node.consequence, scope)
        if triggers is None or consequence is None:
            return None
        return m.WhenBody(triggers, consequence)

    def triggers(self, nodes: tuple[t.Trigger, ...], scope: Scope) -> tuple[m.Trigger, ...] | None:
        """Alternative triggers. Only the variables that all of them bind are bound afterwards."""
        triggers: list[m.Trigger] = []
        scopes: list[Scope] = []
        for node in nodes:
            own = scope.inner()
            trigger = self._trigger(node, own)
            if trigger is not None:
                triggers.append(trigger)
                scopes.append(own)
        if len(triggers) < len(nodes):
            for own in scopes:
                scope.variables.update(own.variables)
            return None
        common = set.intersection(*(set(own.variables) for own in scopes))
        scope.variables.update({name: scopes[0].variables[name] for name in scopes[0].variables if name in common})
        return tuple(triggers)

    def _trigger(self, node: t.Trigger, scope: Scope) -> m.Trigger | None:
        pattern = self.pattern(node.sentence, scope)
        inner = self.condition(node.inner_where, scope) if node.inner_where is not None else None
        where = self.condition(node.where, scope) if node.where is not None else None
        if pattern is None:
            return None
        if (pattern.what.sort == "fact") != (node.edge is not None):
            said = node.sentence.text
            if node.edge is None:
                help = f"write `({said}) begins` or `({said}) ends`"
                self.found.error("GR304", f"`{said}` is a fact; a fact does not happen", node.span, help=help)
            else:
                message = f"`{said}` is an event; it neither begins nor ends"
                self.found.error("GR304", message, node.span, help=f"write `when {said}`")
            return None
        return m.Trigger(node.span, m.Match(node.span, pattern, inner), node.edge, where)

    def _while(self, node: t.While, scope: Scope) -> m.WhileBody | None:
        pattern = self.pattern(node.sentence, scope)
        inner = self.condition(node.inner_where, scope) if node.inner_where is not None else None
        where = self.condition(node.where, scope) if node.where is not None else None
        conditions = tuple(self.expression(r.condition, scope) for r in node.requirements)
        if pattern is None:
            return None
        if pattern.what.sort != "fact":
            help = f"write `when {node.sentence.text}`"
            self.found.error("GR304", f"`{node.sentence.text}` is an event; it does not last", node.span, help=help)
            return None
        return m.WhileBody(m.Match(node.span, pattern, inner), where, conditions)

    def _consequence(self, node: t.Consequence, scope: Scope) -> m.Consequence | None:
        match node:
            case t.Requirements():
                conditions = tuple(self.expression(r.condition, scope) for r in node.requirements)
                return m.RequireConsequence(conditions, node.otherwise_void)
            case t.Deemed():
                pattern = self.settled(node.sentence, scope)
                return m.DeemedConsequence(pattern) if pattern is not None else None
            case t.Duty():
                return self._duty(node, scope)

    def settled(self, sentence: t.Sentence, scope: Scope) -> m.Pattern | None:
        """The pattern of an event that the law itself makes happen: nothing in it may be left open."""
        inner = scope.inner()
        pattern = self.pattern(sentence, inner)
        if pattern is None:
            return None
        new = sorted(set(inner.variables) - set(scope.variables))
        if new:
            self.found.error(
                "GR206",
                f"nothing binds the variable `{new[0]}` here",
                sentence.span,
                help="what the law deems to happen has to be named in full",
            )
            return None
        if pattern.what.sort == "fact":
            self.found.error(
                "GR304",
                f"`{sentence.text}` is a fact; only an event is deemed to happen",
                sentence.span,
                help="deem the event that begins or ends it",
            )
            return None
        for each, term in zip(pattern.what.fields, pattern.terms, strict=True):
            if each.needed and isinstance(term, m.Anything):
                help = "what the law deems to happen has to be named in full"
                self.found.error("GR505", f"`{sentence.text}` leaves open `{each.name}`", term.span, help=help)
                return None
        return pattern

    def _duty(self, node: t.Duty, scope: Scope) -> m.DutyConsequence | None:
        complete = True
        parts: list[tuple[m.DutyAct, ...]] = []
        for part in node.parts:
            acts: list[m.DutyAct] = []
            for act in part:
                inner = scope.inner()
                pattern = self.pattern(act.sentence, inner)
                where = self.condition(act.where, inner) if act.where is not None else None
                if pattern is None:
                    complete = False
                    continue
                if pattern.what.sort == "fact":
                    self.found.error(
                        "GR304",
                        f"`{act.sentence.text}` is a fact; a duty is discharged by an event",
                        act.span,
                        help="name the event that begins or ends it",
                    )
                    complete = False
                within = self.expression(act.within, scope) if act.within is not None else None
                acts.append(m.DutyAct(m.Match(act.span, pattern, where), within))
            parts.append(tuple(acts))
        limits = tuple(
            m.DutyLimit(
                limit.span,
                limit.word,
                self.expression(limit.first, scope, coming=True),
                self.expression(limit.last, scope, coming=True) if limit.last is not None else None,
            )
            for limit in node.limits
        )
        stand_still: list[m.StandStill] = []
        for still in node.not_counting:
            if isinstance(still.what, t.Bracket):
                match = self.match(still.what, scope, binds=False)
                if match is not None and match.pattern.what.sort != "fact":
                    help = "name a fact, such as `(an emergency is in force)`"
                    message = "a clock stands still while a fact holds, not at an event"
                    self.found.error("GR304", message, still.span, help=help)
                if match is not None:
                    stand_still.append(m.StandStill(match))
            else:
                stand_still.append(m.StandStill(still.what))
        unless: list[m.Release] = []
        for release in node.unless:
            inner = scope.inner()
            pattern = self.pattern(release.sentence, inner)
            where = self.condition(release.where, inner) if release.where is not None else None
            if pattern is not None:
                unless.append(m.Release(m.Match(release.span, pattern, where)))
        deemed = self.settled(node.otherwise_deemed, scope) if node.otherwise_deemed is not None else None
        if not complete or (node.otherwise_deemed is not None and deemed is None):
            return None
        return m.DutyConsequence(tuple(parts), limits, tuple(stand_still), tuple(unless), deemed)

    def exception(
        self, node: t.ExceptionDeclaration, variables: dict[str, Type], lets: dict[str, Type], *, unread: bool = False
    ) -> m.ExceptionTo:
        """An exception, in the variables of its rules; `unread` says that one of these could not be read."""
        scope = Scope(lets)
        scope.variables.update(variables)
        if unread:
            scope.unread.update(_EVERY_VARIABLE)
        where = self.condition(node.where, scope)
        rules = tuple(rule.text for rule in node.rules)
        return m.ExceptionTo(node.name.text, rules, self.cite(node.citation), node.sentence, where, node.name.span)

    def power(self, node: t.PowerDeclaration, lets: dict[str, Type]) -> tuple[m.Power, dict[str, Type]] | None:
        """A power and the variables that its exceptions may use."""
        scope = Scope(lets)
        errors = self.found.errors
        pattern = self.pattern(node.sentence, scope)
        where = self.condition(node.where, scope) if node.where is not None else None
        provided = tuple(self.expression(condition, scope) for condition in node.provided)
        self._note_lonely_variables(scope, node.span, errors)
        if pattern is None:
            return None
        if pattern.what.sort != "act":
            self.found.error(
                "GR312",
                f"`{node.sentence.text}` is a plain {pattern.what.sort}; only an act needs a power",
                node.sentence.span,
                help=_no_act(pattern.what),
            )
            return None
        made = m.Power(
            node.name.text,
            self.cite(node.citation),
            node.text,
            node.rounding,
            m.Match(node.sentence.span, pattern, None),
            where,
            provided,
            node.name.span,
        )
        return made, scope.variables

    def _note_lonely_variables(self, scope: Scope, span: Span, errors: int) -> None:
        if self.found.errors > errors:
            return  # the sentence that could not be read may name it again
        for name, times in sorted(scope.used.items()):
            if times == 1 and name not in scope.variables:
                self.found.note(
                    "GR207",
                    f"the variable `{name}` is named only once in this rule",
                    span,
                    help=f"`any` says the same; or is another variable meant where `{name}` should stand again?",
                )

    # ---- facts ------------------------------------------------------------------------------------------------------

    def fact_clause(self, node: t.FactClause, fact: m.Occurrence | None, lets: dict[str, Type]) -> m.FactClause | None:
        """What begins or ends a fact, or what a derived fact rests on."""
        scope = Scope(lets, stretch_start=True)
        head = self.pattern(node.sentence, scope)
        if head is None:
            return None
        if fact is not None and head.what != fact:
            self.found.error(
                "GR304",
                f"`{node.sentence.text}` is not this fact, which reads `{fact.phrase.text}`",
                node.sentence.span,
            )
            return None
        head_variables = set(scope.variables)
        match node:
            case t.FactWhile():
                return m.FactWhileClause(node.span, head, self.condition(node.condition, scope))
            case t.FactEndsOn():
                point = self.expression(node.point, scope)
                where = self.condition(node.where, scope) if node.where is not None else None
                return m.FactEndsOnClause(node.span, head, point, where)
            case t.FactWhen():
                triggers: list[m.Trigger] = []
                for each in node.triggers:
                    own = Scope(lets, stretch_start=True)
                    own.variables.update(scope.variables)
                    own.used = scope.used
                    trigger = self._trigger(each, own)
                    if trigger is None:
                        continue
                    named = variables_of(trigger.match) | variables_of(trigger.where)
                    missing = sorted(head_variables - named)
                    if node.edge == "begins" and missing:
                        self.found.error(
                            "GR206",
                            f"nothing says who or what `{missing[0]}` is when `{each.sentence.text}`",
                            each.span,
                            help=f"name `{missing[0]}` in the sentence or in a statement after `where`",
                        )
                        continue
                    triggers.append(trigger)
                return m.FactWhenClause(node.span, head, node.edge, tuple(triggers))

    def transition(
        self, node: t.TransitionClause, lets: dict[str, Type], variables: dict[str, dict[str, Type]]
    ) -> m.Transition:
        """A transition clause. Whether the rules that it names exist is for the reform to say.

        `variables` are those of each norm: what is kept may name the norm's own.
        """
        disregards: list[m.Disregard] = []
        for each in node.disregards:
            scope = Scope(lets)
            match = self.match(each.bracket, scope, binds=True)
            before = self.expression(each.before, Scope(lets))
            if match is None:
                continue
            if match.pattern.what.sort == "fact":
                help = "name the event that begins or ends it"
                self.found.error("GR304", "events are disregarded, and this is a fact", each.span, help=help)
            disregards.append(m.Disregard(match, before, tuple(r.text for r in each.rules), each.span))
        keeps = [keep for keep in (self._keep(each, lets, variables) for each in node.keeps) if keep is not None]
        cited = self.cite(node.citation)
        return m.Transition(node.name.text, cited, node.sentence, tuple(disregards), tuple(keeps), node.name.span)

    def _keep(self, node: t.Keep, lets: dict[str, Type], variables: dict[str, dict[str, Type]]) -> m.Keep | None:
        scope = Scope(lets)
        known = [variables[rule.text] for rule in node.rules if rule.text in variables]
        if known and len(known) == len(node.rules):
            common = {name: type for name, type in known[0].items() if all(v.get(name) == type for v in known[1:])}
            scope.variables.update(common)
        match = self.match(node.bracket, scope, binds=True)
        before = self.expression(node.before, Scope(lets))
        if match is None:
            return None
        if match.pattern.what.sort != "fact":
            help = "name a fact that holds, such as `(P holds President)`"
            self.found.error("GR304", "only what lasts has begun before a day; this is an event", node.span, help=help)
            return None
        return m.Keep(tuple(rule.text for rule in node.rules), match, before, node.span)

    def given(self, node: t.Given) -> m.Given | None:
        """A stated fact."""
        scope, phrases = Scope({}), self.vocabulary.phrases
        if phrases.match(node.sentence.text) is None:
            since = re.fullmatch(_SINCE, node.sentence.text, re.ASCII)
            if since is not None and phrases.match(since["said"]) is not None:
                word = "from" if since["word"] in ("since", "as of") else "to"
                whole = parse_date(since["day"]) is not None
                day = since["day"] if whole else "2001-01-31"
                help = f"write `given {since['said']} {word} {day}`" + ("" if whole else ", with the day that is meant")
                self.found.error("GR201", f"no phrase says `{node.sentence.text}`", node.sentence.span, help=help)
            else:
                self.unknown_sentence(node.sentence, fact=True)
            return None
        pattern = self.pattern(node.sentence, scope)
        if pattern is None:
            return None
        if pattern.what.sort != "fact":
            help = "write it as a dated event: `2022-11-20: …`"
            self.found.error("GR304", f"`{node.sentence.text}` is an event, not a fact", node.span, help=help)
            return None
        values = self.values(pattern, scope, "a stated fact")
        if values is None:
            return None
        if node.begin is not None and node.end is not None and node.end < node.begin:
            message = f"this ends on {node.end}, before it begins on {node.begin}"
            self.found.error("GR315", message, node.span, help=f"exchange the days: `from {node.end} to {node.begin}`")
        citation = self.cite(node.citation)
        self.stated[node.span] = node.sentence.text
        return m.Given(pattern.what, values, node.holds, node.begin, node.end, citation, node.span)

    def values(self, pattern: m.Pattern, scope: Scope, what: str) -> tuple[m.Value, ...] | None:
        """The values of a sentence that names everything: no variables, and no needed slot left open."""
        values: list[m.Value] = []
        for each, term in zip(pattern.what.fields, pattern.terms, strict=True):
            match term:
                case m.Constant():
                    values.append(term.value)
                case m.Nothing():
                    values.append(m.NOBODY)
                case m.Variable():
                    self.found.error(
                        "GR505",
                        f"`{term.name}` is a variable; {what} names everyone and everything",
                        term.span,
                        help="write the name itself",
                    )
                    return None
                case _:
                    if each.needed and term.span != pattern.span:
                        self.found.error(
                            "GR505",
                            f"`any` leaves open who or what `{each.name}` is; {what} has to name it",
                            term.span,
                            help="write the name itself",
                        )
                        return None
                    values.append(m.UNKNOWN)
        return tuple(values)


def _no_act(what: m.Occurrence) -> str:
    """What to do about a power over something that is no act."""
    if what.sort == "fact":
        return "name the act that begins or ends the fact"
    if what.span.path.startswith("prelude/"):
        return (
            "it is an event of the prelude, which needs no power: say with a rule what has to hold when it happens, "
            'or declare an act of your own, `act NAME "…"`'
        )
    return f"declare it with `act {what.name} …`"


def variables_of(node: object) -> set[str]:
    """The names of all variables in a resolved expression, however deep."""
    if isinstance(node, m.Variable):
        return {node.name}
    if isinstance(node, tuple):
        return set().union(*(variables_of(part) for part in node)) if node else set()
    if isinstance(node, Struct) and not isinstance(node, m.Occurrence | Span | Type):
        return set().union(*(variables_of(getattr(node, f)) for f in node.__struct_fields__))
    return set()
