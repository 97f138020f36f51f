"""From the parse tree to the syntax tree: declarations.

In: a tree that the grammar accepted. Out: the items of a `File`.
"""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from govrules.calendar import Anchor, DayMonth
from govrules.syntax import tree as t
from govrules.syntax.build_expressions import WEEKDAYS, Branch, ExpressionBuilder, citation, duration
from govrules.syntax.lalr import Token, Tree
from govrules.text.source import Span


class Builder(ExpressionBuilder):
    """Builds the items of one file."""

    def item(self, node: Branch) -> t.Item:
        """One top-level declaration."""
        return cast(t.Item, getattr(self, "_i_" + node.data)(node, self.span(node)))

    # ---- files and vocabulary ---------------------------------------------------------------------------------------

    def _i_language(self, node: Branch, span: Span) -> t.Item:
        number = self.token(node, "NUMBER")
        if number != "1":
            self.found.error(
                "GR112", f"this program reads version 1 of the language, not `{number}`", self.span(number)
            )
        return t.NotYet(span, "")

    def _i_use(self, node: Branch, span: Span) -> t.Use:
        return t.Use(span, str(self.token(node, "STRING"))[1:-1])

    def _i_source(self, node: Branch, span: Span) -> t.Item:
        name, title = node.children
        return t.SourceDeclaration(span, self.word(cast(Token, name)), str(title)[1:-1])

    def _i_kind(self, node: Branch, span: Span) -> t.Item:
        names = self.tokens(node, "NAME")
        attributes = tuple(
            t.AttributeDeclaration(self.span(a), self.word(self.token(a, "ID")), self.word(self.token(a, "NAME")))
            for a in self.branches(node, "attribute")
        )
        parent = self.word(names[1]) if len(names) > 1 else None
        return t.KindDeclaration(span, self.word(names[0]), parent, attributes)

    def _phrases(self, node: Branch) -> tuple[t.Word, ...]:
        return tuple(t.Word(self.span(s), str(s)[1:-1]) for s in self.tokens(node, "STRING"))

    def _i_event(self, node: Branch, span: Span) -> t.Item:
        sort = cast(Any, str(self.token(node, "EVENT_WORD")))
        return t.EventDeclaration(span, sort, self.word(self.token(node, "ID")), self._phrases(node))

    def _i_fact(self, node: Branch, span: Span) -> t.Item:
        otherwise_no = self.maybe(node, "OTHERWISE_NO") is not None
        name = self.word(self.token(node, "ID"))
        return t.FactDeclaration(span, name, self._phrases(node), otherwise_no, self._fact_clauses(node))

    def _fact_clauses(self, node: Branch) -> tuple[t.FactClause, ...]:
        clauses = self.branches(node, "fact_when", "fact_on", "fact_while")
        return tuple(getattr(self, "_" + clause.data)(clause, self.span(clause)) for clause in clauses)

    def _fact_when(self, node: Branch, span: Span) -> t.FactClause:
        edge = "begins" if self.token(node, "FACT_WHEN").startswith("begins") else "ends"
        triggers = tuple(self._trigger(b) for b in self.branches(node, "trigger"))
        return t.FactWhen(span, self.sentence(self.token(node, "SENTENCE")), cast(Any, edge), triggers)

    def _fact_on(self, node: Branch, span: Span) -> t.FactClause:
        point = node.children[2]
        return t.FactEndsOn(
            span, self.sentence(self.token(node, "SENTENCE")), self.expression(point), self._where(node)
        )

    def _fact_while(self, node: Branch, span: Span) -> t.FactClause:
        return t.FactWhile(span, self.sentence(self.token(node, "SENTENCE")), self.expression(node.children[-1]))

    def _where(self, node: Branch) -> t.Expression | None:
        """The expression after a `where` among the children."""
        children = self.present(node)
        for at, child in enumerate(children):
            if isinstance(child, Token) and child.type == "WHERE":
                return self.expression(children[at + 1])
        return None

    def _trigger(self, node: Branch) -> t.Trigger:
        edge = self.maybe(node, "EDGE")
        sentence, inner = self._sentence_or_bracket(node)
        return t.Trigger(
            self.span(node),
            sentence,
            inner,
            cast(Any, str(edge)) if edge is not None else None,
            self._where(node),
        )

    def _sentence_or_bracket(self, node: Branch) -> tuple[t.Sentence, t.Expression | None]:
        first = node.children[0]
        if isinstance(first, Tree):
            bracket = self.bracket(first)
            return bracket.sentence, bracket.where
        return self.sentence(first), None

    def _i_entity(self, node: Branch, span: Span) -> t.EntityDeclaration:
        children = self.present(node)
        kind, name = cast(Token, children[0]), cast(Token, children[1])
        title: str | None = None
        cite: t.Citation | None = None
        values: list[t.AttributeValue] = []
        at = 2
        while at < len(children):
            child = children[at]
            at += 1
            if isinstance(child, Token) and child.type == "STRING":
                title = str(child)[1:-1]
            elif isinstance(child, Token) and child.type == "CITE":
                cite = citation(str(child), self.span(child))
            elif isinstance(child, Token) and child.type == "ID":
                value = self.expression(children[at])
                at += 1
                value_cite = None
                following = children[at] if at < len(children) else None
                if isinstance(following, Token) and following.type == "CITE":
                    value_cite = citation(str(following), self.span(following))
                    at += 1
                values.append(t.AttributeValue(self.span(child).to(value.span), self.word(child), value, value_cite))
        return t.EntityDeclaration(span, self.word(kind), self.word(name), title, tuple(values), cite)

    def _given(self, node: Branch, span: Span, holds: bool) -> t.Given:
        begin = end = None
        children = self.present(node)
        for at, child in enumerate(children):
            if isinstance(child, Token) and child.type == "FROM":
                begin = self.day(cast(Token, children[at + 1]))
            elif isinstance(child, Token) and child.type == "TO":
                end = self.day(cast(Token, children[at + 1]))
        return t.Given(span, self.sentence(self.token(node, "SENTENCE")), holds, begin, end, self.cite(node))

    def _i_given(self, node: Branch, span: Span) -> t.Given:
        return self._given(node, span, True)

    def _i_given_not(self, node: Branch, span: Span) -> t.Given:
        return self._given(node, span, False)

    def _i_impossible(self, node: Branch, span: Span) -> t.Impossible:
        return t.Impossible(span, self._trigger(self.branches(node, "trigger")[0]))

    # ---- rule sets and reforms --------------------------------------------------------------------------------------

    def _head(self, branches: list[Branch]) -> t.Head:
        title = zone = rounding = weekdays = dates = in_force = None
        for branch in branches:
            match branch.data:
                case "title":
                    title = self.quoted(self.token(branch, "STRING"))
                case "timezone":
                    zone = self.word(self.token(branch, "ZONE"))
                case "rounding":
                    rounding = str(self.token(branch, "ROUNDING"))
                case "days_off":
                    weekdays, dates = self._days_off(branch)
                case "in_force":
                    in_force = self._in_force(branch)
        return t.Head(self._spans(branches), title, in_force, zone, weekdays, dates, cast(Any, rounding))

    def _spans(self, branches: list[Branch]) -> Span:
        if not branches:
            return Span(self.path, 0, 0)
        return self.span(branches[0]).to(self.span(branches[-1]))

    def _days_off(self, node: Branch) -> tuple[frozenset[int], frozenset[DayMonth]]:
        weekdays: set[int] = set()
        dates: set[DayMonth] = set()
        for day in self.branches(node, "day_off"):
            child = day.children[0]
            if isinstance(child, Token):
                weekdays.add(WEEKDAYS.index(child.removesuffix("days")))
            else:
                dates.add(self.day_month(child))
        return frozenset(weekdays), frozenset(dates)

    def _in_force(self, node: Branch) -> t.InForce:
        span = self.span(node)
        children = self.present(node)
        cite, retroactive = self.cite(node), self.maybe(node, "RETROACTIVE") is not None
        period = self.maybe(node, "DURATION")
        brackets = self.branches(node, "bracket")
        if self.maybe(node, "FROM_WORD") is None and brackets:
            delay = duration(str(period)) if period is not None else None
            return t.InForce(span, self.bracket(brackets[0]), delay, True, retroactive, cite)
        return t.InForce(span, self.expression(children[1]), None, False, retroactive, cite)

    _HEADS = ("title", "in_force", "timezone", "days_off", "rounding")

    def _i_ruleset(self, node: Branch, span: Span) -> t.Item:
        names = self.tokens(node, "ID")
        head = self._head(self.branches(node, *self._HEADS))
        replaces = self.word(names[1]) if len(names) > 1 else None
        return t.RuleSetDeclaration(span, self.word(names[0]), replaces, head)

    def _i_let(self, node: Branch, span: Span) -> t.Let:
        value = self.expression(node.children[1])
        return t.Let(span, self.word(self.token(node, "ID")), value, self.cite(node))

    def _i_reform(self, node: Branch, span: Span) -> t.Item:
        name, base = self.tokens(node, "ID")
        head = self._head(self.branches(node, *self._HEADS))
        clauses = tuple(self._reform_clause(b) for b in self.branches(node) if b.data not in self._HEADS)
        return t.ReformDeclaration(span, self.word(name), self.word(base), self.cite(node), head, clauses)

    def _i_reading(self, node: Branch, span: Span) -> t.Reading:
        options = tuple(
            t.Option(
                self.span(option),
                self.word(self.token(option, "ID")),
                self.quoted(self.maybe(option, "STRING")),
                self.cite(option),
                tuple(self._reform_clause(b) for b in self.branches(option)),
            )
            for option in self.branches(node, "option")
        )
        sentence = str(self.token(node, "STRING"))[1:-1]
        return t.Reading(span, self.word(self.token(node, "ID")), sentence, self.cite(node), options)

    def _i_entrench(self, node: Branch, span: Span) -> t.Entrench:
        names = [self.word(token) for token in self.tokens(node, "ID")]
        own = names.pop() if self.maybe(node, "AS") is not None else None
        return t.Entrench(span, tuple(names), own, self.cite(node))

    def _reform_clause(self, node: Branch) -> t.ReformClause:
        span = self.span(node)
        match node.data:
            case "set":
                owner = self.maybe(node, "NAME")
                tokens = self.tokens(node, "ID")
                value = [c for c in self.present(node) if c is not owner and c is not tokens[0]]
                return t.SetClause(
                    span,
                    self.word(owner) if owner is not None else None,
                    self.word(tokens[0]),
                    self.expression(value[0]),
                    self.cite(node),
                )
            case "repeal":
                word = str(self.token(node, "REPEALABLE"))
                return t.RepealClause(span, cast(Any, word), self.word(self.token(node, "ID")), self.cite(node))
            case "repeal_given":
                return t.RepealGiven(span, self.sentence(self.token(node, "SENTENCE")), self.cite(node))
            case "add":
                return t.AddClause(span, self._changed(self.branches(node)[0]))
            case "replace":
                return t.ReplaceClause(span, cast(Any, self._changed(self.branches(node)[0])))
            case "transition":
                return self._transition(node, span)
            case "entrench":
                return self._i_entrench(node, span)
            case "reading":
                return self._i_reading(node, span)
            case "dated_clauses":
                clauses = [b for b in self.branches(node) if b is not node.children[1]]
                return t.DatedClauses(
                    span, self.expression(node.children[1]), tuple(self._reform_clause(b) for b in clauses)
                )
        return t.NotYet(span, "a line of the head inside a group of clauses")

    def _changed(self, node: Branch) -> Any:
        if node.data == "added_clauses":
            return t.FactChange(self.span(node), self.word(self.token(node, "ID")), self._fact_clauses(node))
        return self.item(node)

    def _transition(self, node: Branch, span: Span) -> t.ReformClause:
        keeps = tuple(
            t.Keep(
                self.span(k),
                tuple(self.word(rule) for rule in self.tokens(k, "ID") if rule is not k.children[-1]),
                self.bracket(self.branches(k, "bracket")[0]),
                self.expression(k.children[-1]),
            )
            for k in self.branches(node, "keep")
        )
        disregards = tuple(
            t.Disregard(
                self.span(d),
                self.bracket(self.branches(d, "bracket")[0]),
                self.expression(d.children[1]),
                tuple(self.word(rule) for rule in self.tokens(d, "ID") if rule is not d.children[1]),
            )
            for d in self.branches(node, "disregard")
        )
        sentence = self.quoted(self.maybe(node, "STRING"))
        name = self.word(self.token(node, "ID"))
        return t.TransitionClause(span, name, self.cite(node), sentence, disregards, keeps)

    # ---- rules ------------------------------------------------------------------------------------------------------

    def _rounding(self, node: Branch) -> Any:
        found = self.branches(node, "rounding")
        return str(self.token(found[0], "ROUNDING")) if found else None

    def _i_rule(self, node: Branch, span: Span) -> t.RuleDeclaration:
        return t.RuleDeclaration(
            span,
            self.token(node, "NORM_WORD") == "principle",
            self.word(self.token(node, "ID")),
            self.cite(node),
            self.quoted(self.maybe(node, "STRING")),
            self._rounding(node),
            self._body(node, span),
        )

    def _body(self, node: Branch, span: Span) -> t.When | t.OnPoint | t.While:
        heads = self.branches(node, "when", "on_point", "on_every", "while")
        head = heads[0]
        if head.data == "while":
            sentence, inner = self._sentence_or_bracket(head)
            return t.While(self.span(head), sentence, inner, self._where(head), self._requirements(node))
        consequence = self._consequence(node)
        if head.data == "on_point":
            return t.OnPoint(self.span(head), self.expression(head.children[0]), None, consequence)
        if head.data == "on_every":
            anchor: Anchor = self.anchor(cast(Branch, head.children[0]))
            return t.OnPoint(self.span(head), None, anchor, consequence)
        triggers = tuple(self._trigger(b) for b in self.branches(head, "trigger"))
        return t.When(self.span(head), triggers, consequence)

    def _requirements(self, node: Branch) -> tuple[t.Requirement, ...]:
        return tuple(
            t.Requirement(self.span(r), self.expression(r.children[0])) for r in self.branches(node, "require")
        )

    def _consequence(self, node: Branch) -> t.Consequence:
        deemed = self.branches(node, "deemed")
        if deemed:
            return t.Deemed(self.span(deemed[0]), self.sentence(self.token(deemed[0], "SENTENCE")))
        duties = self.branches(node, "duty")
        if duties:
            otherwise = self.branches(node, "otherwise_deemed")
            deemed_after = self.sentence(self.token(otherwise[0], "SENTENCE")) if otherwise else None
            return self._duty(duties[0], deemed_after)
        requirements = self._requirements(node)
        void = bool(self.branches(node, "otherwise_void"))
        return t.Requirements(requirements[0].span.to(requirements[-1].span), requirements, void)

    def _duty(self, node: Branch, otherwise_deemed: t.Sentence | None) -> t.Duty:
        parts: list[list[t.DutyAct]] = []
        limits: list[t.Limit] = []
        not_counting: list[t.NotCounting] = []
        unless: list[t.Unless] = []
        for branch in self.branches(node):
            span = self.span(branch)
            match branch.data:
                case "act":
                    parts.append([self._act(branch)])
                case "or_act":
                    parts[-1].append(self._act(self.branches(branch, "act")[0]))
                case "and_act":
                    parts.append([self._act(self.branches(branch, "act")[0])])
                case "not_counting":
                    not_counting.append(self._not_counting(branch, span))
                case "unless":
                    sentence, inner = self._sentence_or_bracket(branch)
                    unless.append(t.Unless(span, sentence, inner))
                case word:
                    limits.append(self._limit(branch, str(word), span))
        return t.Duty(
            self.span(node),
            tuple(tuple(part) for part in parts),
            tuple(limits),
            tuple(not_counting),
            tuple(unless),
            otherwise_deemed,
        )

    def _act(self, node: Branch) -> t.DutyAct:
        within = self.expression(node.children[-1]) if self.maybe(node, "WITHIN") is not None else None
        sentence = self.sentence(self.token(node, "SENTENCE"), owed=True)
        return t.DutyAct(self.span(node), sentence, self._where(node), within)

    def _not_counting(self, node: Branch, span: Span) -> t.NotCounting:
        child = node.children[0]
        if isinstance(child, Tree):
            return t.NotCounting(span, self.bracket(child))
        text = str(child)
        return t.NotCounting(span, None if text == "days off" else WEEKDAYS.index(text.removesuffix("days")))

    def _limit(self, node: Branch, word: str, span: Span) -> t.Limit:
        first = self.expression(node.children[0])
        last = node.children[1] if word == "between" else None
        if last is None or (isinstance(last, Token) and last.type == "OPEN"):
            return t.Limit(span, cast(Any, word), first, None)
        bounds = self._counted(span, first, self.expression(last))
        return t.Limit(span, cast(Any, word), *bounds)

    def _counted(self, span: Span, first: t.Expression, last: t.Expression) -> tuple[t.Expression, t.Expression]:
        """The bounds of `between`; lengths of time, which say not from when, are reported and read as today."""
        if not isinstance(first, t.DurationLiteral) and not isinstance(last, t.DurationLiteral):
            return first, last
        from govrules.syntax.swallowed import right_limit  # which only a text with a mistake needs

        said = " ".join(self.text[span.start : span.end].split())
        help = f"write `{right_limit('between', said.removeprefix('between'))}`"
        bounds = "points in time are expected here, and a length of time does not say from when"
        self.found.error("GR313", bounds, first.span.to(last.span), help=help)
        today = t.ValueReference(span, "date")
        return today, today

    def _i_exception(self, node: Branch, span: Span) -> t.ExceptionDeclaration:
        name, *rules = self.tokens(node, "ID")
        return t.ExceptionDeclaration(
            span,
            self.word(name),
            tuple(self.word(rule) for rule in rules),
            self.cite(node),
            self.quoted(self.maybe(node, "STRING")),
            cast(t.Expression, self._where(node)),
        )

    def _i_power(self, node: Branch, span: Span) -> t.PowerDeclaration:
        wheres: list[t.Expression] = []
        children = self.present(node)
        for at, child in enumerate(children):
            if isinstance(child, Token) and child.type == "WHERE":
                wheres.append(self.expression(children[at + 1]))
        where: t.Expression | None = wheres[0] if wheres else None
        if len(wheres) > 1:
            where = t.Logical(wheres[0].span.to(wheres[1].span), "and", tuple(wheres))
        return t.PowerDeclaration(
            span,
            self.word(self.token(node, "ID")),
            self.cite(node),
            self.quoted(self.maybe(node, "STRING")),
            self._rounding(node),
            self.sentence(self.token(node, "SENTENCE")),
            where,
            tuple(self.expression(p.children[0]) for p in self.branches(node, "provided")),
        )

    # ---- timelines --------------------------------------------------------------------------------------------------

    def _i_timeline(self, node: Branch, span: Span) -> t.Item:
        return t.TimelineDeclaration(span, str(self.token(node, "STRING"))[1:-1], *self._timeline_head(node))

    def _i_variant(self, node: Branch, span: Span) -> t.Item:
        title, original = self.tokens(node, "STRING")
        named = t.Word(self.span(original), str(original)[1:-1])
        return t.VariantDeclaration(span, str(title)[1:-1], named, *self._timeline_head(node))

    def _timeline_head(
        self, node: Branch
    ) -> tuple[tuple[t.Use, ...], tuple[t.Column, ...], date | None, date | None, t.Word | None]:
        uses: list[t.Use] = []
        columns: list[t.Column] = []
        until = incomplete = zone = None
        for branch in self.branches(node):
            match branch.data:
                case "use":
                    uses.append(self._i_use(branch, self.span(branch)))
                case "column":
                    word, name = cast("list[Token]", branch.children)
                    columns.append(t.Column(self.span(branch), cast(Any, str(word)), self.word(name)))
                case "until":
                    until = self.day(self.token(branch, "DATE"))
                case "incomplete":
                    incomplete = self.day(self.token(branch, "DATE"))
                case "timezone":
                    zone = self.word(self.token(branch, "ZONE"))
        return tuple(uses), tuple(columns), until, incomplete, zone

    def _i_expect_nothing(self, node: Branch, span: Span) -> t.Item:
        under = self.maybe(node, "ID")
        in_force = self.maybe(node, "IN_FORCE") is not None
        return t.Expectation(span, None, None, None, self.word(under) if under is not None else None, in_force)

    def _i_expect(self, node: Branch, span: Span) -> t.Item:
        rule, *under = self.tokens(node, "ID")
        on = self.maybe(node, "DATE")
        return t.Expectation(
            span,
            self.word(rule),
            str(self.token(node, "STATUS")),
            self.day(on) if on is not None else None,
            self.word(under[0]) if under else None,
            self.maybe(node, "IN_FORCE") is not None,
        )

    def _i_dated(self, node: Branch, span: Span) -> t.Item:
        clock, zone = self.maybe(node, "CLOCK"), self.maybe(node, "ZONE")
        sentence = self.sentence(self.token(node, "SENTENCE"))
        return t.Dated(
            Span(self.path, span.start, sentence.span.end),
            self.day(self.token(node, "DATE")),
            self.clock(clock) if clock is not None else None,
            self.word(zone) if zone is not None else None,
            sentence,
            self.cite(node),
        )

    # ---- variants ---------------------------------------------------------------------------------------------------

    def _moment(self, node: Branch) -> tuple[date, int | None, t.Word | None]:
        clock, zone = self.maybe(node, "CLOCK"), self.maybe(node, "ZONE")
        minute = self.clock(clock) if clock is not None else None
        return self.day(self.token(node, "DATE")), minute, self.word(zone) if zone is not None else None

    def _named(self, node: Branch) -> t.Named:
        moment, token = self.branches(node, "moment")[0], self.token(node, "SENTENCE")
        sentence = self.sentence(token)
        return t.Named(self.span(moment).to(self.span(token)), *self._moment(moment), sentence)

    def _stretch(self, node: Branch, span: Span) -> t.Stretch:
        """The days of a stretch, from the dates after `on`, `from` and `to`."""
        first, *last = self.tokens(node, "DATE")
        begin = self.day(first)
        if self.maybe(node, "FROM") is None:
            return t.Stretch(span, begin, begin)
        end = self.day(last[0]) if last else None
        if end is not None and end < begin:
            help = "the day after `from` is the earlier one"
            self.found.error("GR315", f"`to {end}` is before `from {begin}`", span, help=help)
            end = None
        return t.Stretch(span, begin, end)

    def _i_remove(self, node: Branch, span: Span) -> t.Item:
        return t.Remove(span, self._named(node))

    def _i_remove_all(self, node: Branch, span: Span) -> t.Item:
        stretch = self.branches(node, "stretch")[0]
        return t.Remove(span, self._stretch(stretch, self.span(stretch)))

    def _i_remove_given(self, node: Branch, span: Span) -> t.Item:
        given = self.branches(node)[0]
        return t.Remove(span, self._given(given, self.span(given), given.data == "given"))

    def _i_move(self, node: Branch, span: Span) -> t.Item:
        return t.Move(span, self._named(node), *self._moment(self.branches(node, "moment")[1]), self.cite(node))

    def _i_move_day(self, node: Branch, span: Span) -> t.Item:
        first, last = self.tokens(node, "DATE")
        begin = self.day(first)
        return t.Move(span, t.Stretch(self.span(first), begin, begin), self.day(last), None, None, self.cite(node))

    def _i_move_all(self, node: Branch, span: Span) -> t.Item:
        token = self.token(node, "DURATION")
        if "hour" in token:
            help = "days are moved by years, months, weeks or days; to change a time of day, move the event itself"
            self.found.error("GR101", f"`{token}` cannot stand here", self.span(token), help=help)
        direction = cast(Any, str(self.token(node, "DIRECTION")))
        first, *last = self.tokens(node, "DATE")
        days = self.span(first).to(self.span(last[0] if last else first))
        return t.Shift(span, self._stretch(node, days), direction, duration(str(token)), self.cite(node))

    def _i_change(self, node: Branch, span: Span) -> t.Item:
        sentences = self.tokens(node, "SENTENCE")
        second = self.sentence(sentences[1]) if len(sentences) > 1 else None
        if second is None and " to " not in f"{sentences[0]} ":
            message = "`change` does not say what the event is changed to"
            help = "write the new sentence after `to`, on the same line or on an indented one"
            self.found.error("GR101", message, self.span(sentences[0]), help=help)
        cites = self.tokens(node, "CITE")
        cited = citation(str(cites[-1]), self.span(cites[-1])) if cites else None
        return t.Change(span, self._named(node), second, cited)
