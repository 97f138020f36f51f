"""What differs between two versions of the law, as data: versioned, documented, and described by a JSON Schema.

In: a `Comparison`, perhaps with a `Balance` by actor. Out: a `DiffReport`, or its JSON. Within version 1 fields may be
added, never renamed, removed or given another meaning. Dates are `2022-11-20`, and values texts of the language.
"""

import datetime
import json
from typing import Literal

from pydantic import Field

from govrules.analysis import actors, compare, roles
from govrules.analysis.wording import Clause
from govrules.law import patch
from govrules.law.model import RuleSet
from govrules.report.diff import entry_in_words, in_short
from govrules.report.json import Citation, Diagnostic, Location, Model, cited, diagnosed, located
from govrules.text import diagnostics
from govrules.text.source import Sources, escaped


class Version(Model):
    """One of the two versions that are compared."""

    name: str
    title: str | None
    entry: str = Field(description="Since when it is in force: `in force from 2022-06-08`.")
    date: datetime.date | None = Field(description="That day; null if an event decides.")


class Step(Model):
    """A part of the way between the versions: the clauses of a reform that enter into force together, or a new text."""

    sort: Literal["reform", "undone", "text", "text undone", "other"] = Field(
        description="`undone` leads back behind a reform, `text` to a new text; `other`: nothing leads there."
    )
    name: str = Field(description="The reform or rule set.")
    before: str
    after: str
    title: str | None
    citation: Citation | None
    entry: str
    date: datetime.date | None


class Edit(Model):
    """A clause that went, came or reads otherwise, in the words of the language."""

    before: str | None
    after: str | None


class Said(Model):
    """What one version says."""

    name: str
    sentence: str | None = Field(description="In its author's words.")
    clauses: tuple[str, ...] = Field(description="In the words of the language.")
    citation: Citation | None
    location: Location | None


class Change(Model):
    """One difference."""

    word: compare.Word = Field(
        description="What became of it; `dropped`: a new text lacks it; `renumbered`: it says the same elsewhere."
    )
    kind: compare.Kind
    name: str
    citation: Citation | None = Field(description="Its article: in the later version, else in the earlier one.")
    by: Citation | None = Field(description="What the clause that changed it cites.")
    step: int = Field(description="The step that made it what it is, counted from 0.")
    earlier: tuple[str, ...] = Field(description="Reforms before that step which changed it as well.")
    before: Said | None
    after: Said | None
    edits: tuple[Edit, ...] = Field(description="How the clauses differ, if both versions have it.")
    bears_on: tuple[str, ...] = Field(description="The norms whose meaning changes with a value, attribute or fact.")


class Passing(Model):
    """Something that changed on the way and is in the end as it was."""

    kind: compare.Kind
    name: str
    by: tuple[str, ...]
    there: bool = Field(description="Whether both versions have it, or neither.")


class Role(Model):
    """What a norm gives to an actor, or asks of it, in one version."""

    text: str
    content: tuple[str, ...] = Field(description="The clauses that were compared.")
    citation: Citation | None


class RoleChange(Model):
    """Something that an actor gained, lost, or has otherwise than before."""

    move: actors.Move
    sort: roles.Sort
    norm: str = Field(description="The rule, power, exception or attribute by which it has it.")
    label: str = Field(description="What tells it from others of that sort by the same norm; empty for the whole.")
    before: Role | None
    after: Role | None


class ActorChange(Model):
    """What happened to one actor, or to all actors of a kind together."""

    name: str
    kind: str
    counts: dict[roles.Sort, dict[actors.Move, int]] = Field(description="Of each sort and move, also where it is 0.")
    summary: str
    changes: tuple[RoleChange, ...]


class Balance(Model):
    """What each actor gained, lost and saw changed."""

    actors: tuple[ActorChange, ...]
    kinds: tuple[ActorChange, ...] = Field(description="The kinds with several actors concerned, each norm once.")


class DiffReport(Model):
    """What differs between two versions of the law."""

    version: Literal["1"] = Field(description="The version of this report's form.")
    ok: bool = Field(description="Whether they could be compared; if not, the diagnostics say why.")
    before: Version | None
    after: Version | None
    steps: tuple[Step, ...]
    counts: dict[compare.Word, int] = Field(description="The number of changes of each sort, where there are any.")
    same: int = Field(description="How many rules, powers and exceptions are the same.")
    changes: tuple[Change, ...] = Field(description="By step, then by article, then by name.")
    passing: tuple[Passing, ...]
    balance: Balance | None = Field(description="Only with `--by actor`.")
    diagnostics: tuple[Diagnostic, ...]


def report(
    compared: compare.Comparison | None,
    balance: actors.Balance | None,
    found: tuple[diagnostics.Diagnostic, ...],
    sources: Sources,
) -> DiffReport:
    """The report of a comparison, or of what kept it from being made."""
    writer = _Writer(sources)
    made = compared
    return DiffReport(
        version="1",
        ok=made is not None,
        before=_version(made.before, made.entries[0]) if made else None,
        after=_version(made.after, made.entries[1]) if made else None,
        steps=tuple(_step(part) for part in made.parts) if made else (),
        counts=made.counts if made else {},
        same=made.same if made else 0,
        changes=tuple(writer.change(each) for each in made.changes) if made else (),
        passing=tuple(Passing(kind=p.kind, name=p.name, by=p.by, there=p.there) for p in made.passing) if made else (),
        balance=_balance(balance) if balance is not None else None,
        diagnostics=tuple(diagnosed(each, sources) for each in found),
    )


def render(
    compared: compare.Comparison | None,
    balance: actors.Balance | None,
    found: tuple[diagnostics.Diagnostic, ...],
    sources: Sources,
) -> str:
    """The report as JSON. The same rules give the same bytes."""
    return escaped(report(compared, balance, found, sources).model_dump_json(indent=2)) + "\n"


def schema() -> str:
    """The JSON Schema of the report, as JSON."""
    described = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **DiffReport.model_json_schema(mode="serialization"),
    }
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"


def _version(ruleset: RuleSet, entry: patch.Entry | None) -> Version:
    day = entry.day if entry is not None else None
    return Version(name=ruleset.name, title=ruleset.title, entry=entry_in_words(entry), date=day)


def _step(part: compare.Part) -> Step:
    return Step(
        sort=part.step.sort,
        name=part.step.name,
        before=part.step.before,
        after=part.step.after,
        title=part.title,
        citation=cited(part.citation),
        entry=entry_in_words(part.entry),
        date=part.entry.day if part.entry is not None else None,
    )


class _Writer:
    """Writes changes, with places looked up in the sources."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources

    def change(self, change: compare.Change) -> Change:
        return Change(
            word=change.word,
            kind=change.kind,
            name=change.name,
            citation=cited(change.citation),
            by=cited(change.by),
            step=change.part,
            earlier=change.earlier,
            before=self.said(change.before),
            after=self.said(change.after),
            edits=tuple(Edit(before=_line(each.before), after=_line(each.after)) for each in change.edits),
            bears_on=change.bears_on,
        )

    def said(self, said: compare.Said | None) -> Said | None:
        if said is None:
            return None
        return Said(
            name=said.name,
            sentence=said.sentence,
            clauses=tuple(clause.line for clause in said.clauses),
            citation=cited(said.citation),
            location=located(said.span, self.sources),
        )


def _line(clause: Clause | None) -> str | None:
    return clause.line if clause is not None else None


def _balance(balance: actors.Balance) -> Balance:
    return Balance(
        actors=tuple(_actor(each) for each in balance.actors),
        kinds=tuple(_actor(each) for each in balance.kinds),
    )


def _actor(actor: actors.ActorChange) -> ActorChange:
    return ActorChange(
        name=actor.actor,
        kind=actor.kind,
        counts={sort: {move: actor.count(sort, move) for move in actors.MOVES} for sort in roles.SORTS},
        summary=in_short(actor),
        changes=tuple(
            RoleChange(
                move=each.move,
                sort=each.role.sort,
                norm=each.role.norm,
                label=each.role.label,
                before=_role(each.before),
                after=_role(each.after),
            )
            for each in actor.changes
        ),
    )


def _role(role: roles.Role | None) -> Role | None:
    return Role(text=role.text, content=role.content, citation=cited(role.citation)) if role is not None else None
