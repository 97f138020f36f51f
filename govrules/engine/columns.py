"""Columns: a timeline under the law before a reform, after it, and in force, and what its author expects of each.

In: a timeline and a library. Out: a `TimelineResult`; that of a variant says what differs from its original. The
column `in force` is there when the earlier rule set leads to the later one, or, as the last one, when an expectation
names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from govrules.engine.engines import Engine
from govrules.engine.readings import judge, key_of
from govrules.engine.verdict import Finding, Judgement, counted
from govrules.law.library import Library
from govrules.law.model import Constant, ExceptionTo, Power, Rule, RuleSet, WhenBody
from govrules.text.source import Span
from govrules.timeline.model import Column, Event, Expectation, Timeline

if TYPE_CHECKING:
    from govrules.engine.differences import Difference
    from govrules.engine.flips import Flip
    from govrules.engine.remedy import Remedy

IN_FORCE: Literal["in force"] = "in force"


class ColumnResult(Struct, frozen=True):
    """A timeline under one rule set, or under the law in force that leads to it.

    The role of a column that only an expectation names is `under`, or `in force`.
    """

    role: str
    ruleset: str
    title: str | None
    judgement: Judgement

    @property
    def in_force(self) -> bool:
        """Whether the law in force on each day judges."""
        return self.role == IN_FORCE

    @property
    def label(self) -> str:
        """How reports name it: by its rule set, or `in force`."""
        return IN_FORCE if self.in_force else self.ruleset

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings under this rule set, in the order in which they were made."""
        return self.judgement.findings

    def __repr__(self) -> str:
        return f"<ColumnResult {self.role} {self.ruleset}: {counted(self.findings)}>"


class ExpectationResult(Struct, frozen=True):
    """An expectation, whether it is met in every column it speaks of, and what stands in its way."""

    expectation: Expectation
    met: bool
    found: tuple[str, ...]


class TimelineResult(Struct, frozen=True):
    """The check of one timeline."""

    timeline: Timeline
    columns: tuple[ColumnResult, ...]
    expectations: tuple[ExpectationResult, ...]
    library: Library
    flips: tuple[Flip, ...] = ()
    """The verdicts that differ before and after, with the clauses that make them differ, if that was asked for."""
    differences: tuple[Difference, ...] = ()
    """Of a variant: the verdicts that differ from those of its original."""
    remedies: dict[tuple[str, int], tuple[Remedy, ...]] = {}
    """What would make unlawful findings lawful, by column and position of the finding, if that was asked for."""

    def versions(self, column: ColumnResult) -> list[RuleSet]:
        """The versions that may judge in a column, the latest first."""
        if not column.in_force:
            return [self.library.rulesets[column.ruleset]]
        names = [name for chain in self.library.texts(column.ruleset) for name in chain]
        return [self.library.rulesets[name] for name in reversed(names)]

    def flip_of(self, column: ColumnResult, finding: Finding) -> Flip | None:
        """What makes a finding before or after differ from the one on the same thing in the other column."""
        if column.role not in ("before", "after"):
            return None
        own = (column.role == "after", key_of(finding), finding.status)
        for flip in self.flips:
            status = flip.after if column.role == "after" else flip.before
            if own == (column.role == "after", key_of(flip.finding), status):
                return flip
        return None

    def remedies_of(self, column: ColumnResult, finding: Finding) -> tuple[Remedy, ...]:
        """What would make a finding of a column lawful."""
        positions = (at for at, each in enumerate(column.findings) if each is finding)
        return self.remedies.get((column.label, next(positions, -1)), ())

    def norm(self, column: ColumnResult, name: str) -> Rule | Power | ExceptionTo | None:
        """The rule, power or exception of that name in a column; in force, the latest one."""
        return next((norm for version in self.versions(column) if (norm := version.norm(name)) is not None), None)

    def __repr__(self) -> str:
        met = sum(1 for each in self.expectations if each.met)
        expected = f", {met} of {_many(len(self.expectations), 'expectation')} met" if self.expectations else ""
        findings = sum(len(column.findings) for column in self.columns)
        said = f"{_many(len(self.columns), 'column')}, {_many(findings, 'finding')}{expected}"
        return f'<TimelineResult "{self.timeline.title}": {said}>'


def check_timeline(
    timeline: Timeline,
    library: Library,
    extra: Sequence[Column] = (),
    *,
    attribute: bool = False,
    explain: str | None = None,
    in_force: bool = False,
    engine: Engine | None = None,
) -> TimelineResult:
    """Judge a timeline under each of its columns, and under those that its expectations name.

    With `attribute`, find out which clauses make the verdicts differ before and after, and what would make lawful what
    is not; without it, only what would make lawful an act that was asked about. `explain` is the rule whose findings
    are explained, or `*`; of a rule alone no more is found out than of that. With `in_force`, the law in force judges
    in any case. `engine` runs the timeline; what it has worked out about the law before serves again.
    """
    running = engine or Engine(library)
    columns = [*timeline.columns]
    columns += [column for column in extra if column.ruleset not in {c.ruleset for c in columns}]
    final = _leads_to(timeline.columns, library)
    named = in_force or any(expectation.in_force for expectation in timeline.expectations)
    asked = columns[-1].ruleset if final is None and named and columns else None
    if final is not None:
        at = next((at for at, column in enumerate(columns) if column.role == "under"), len(columns))
        columns.insert(at, Column(IN_FORCE, final, columns[0].span))
    for expectation in timeline.expectations:
        known = {column.ruleset for column in columns if column.role != IN_FORCE}
        if expectation.under is not None and expectation.under not in known:
            columns.append(Column("under", expectation.under, expectation.span))
    if asked is not None:
        columns.append(Column(IN_FORCE, asked, columns[0].span))
    results = tuple(
        ColumnResult(
            column.role,
            column.ruleset,
            library.rulesets[column.ruleset].title,
            judge(library, column.ruleset, timeline, in_force=column.role == IN_FORCE, explain=explain, engine=running),
        )
        for column in columns
    )
    expectations = tuple(_meet(expectation, results, timeline, library) for expectation in timeline.expectations)
    pair = _before_and_after(timeline.columns)
    about = None if explain == "*" else explain
    changed = _flips(running, *pair, timeline, about) if attribute and pair is not None else ()
    wanted = _wanted(timeline, about, attribute)
    better = dict(_remedies(timeline, running, results, wanted)) if attribute or timeline.asked else {}
    return TimelineResult(
        timeline, results, expectations, library, changed, _compared(timeline, results, running), better
    )


def _flips(engine: Engine, before: str, after: str, timeline: Timeline, about: str | None) -> tuple[Flip, ...]:
    from govrules.engine.flips import flips  # which a check without attribution does not need

    return flips(engine, before, after, timeline, about)


def _compared(timeline: Timeline, results: Sequence[ColumnResult], engine: Engine) -> tuple[Difference, ...]:
    """What differs from the original of a variant, under the laws that the variant is checked under."""
    was = timeline.variant
    if was is None:
        return ()
    from govrules.engine.differences import differences  # which only a variant needs

    asked = [event for event in timeline.events if event.span in timeline.asked]
    until = max([was.original.until, *(event.last or event.day for event in asked)])
    original = replace(was.original, events=(*was.original.events, *asked), until=until)
    made: list[Difference] = []
    of_original = Engine(was.library, verify=engine.verify)
    for column in results:
        before = judge(was.library, column.ruleset, original, in_force=column.in_force, engine=of_original)
        made += differences(column.label, before.findings, column.findings, was.origins)
    engine.differences += of_original.differences
    return tuple(made)


def _wanted(timeline: Timeline, about: str | None, attribute: bool) -> Callable[[Finding], bool]:
    """Of which findings it is found out what would make them lawful."""
    asked = frozenset(timeline.asked)

    def wanted(finding: Finding) -> bool:
        if attribute and about in (None, finding.rule):
            return True
        return finding.trigger is not None and finding.trigger.span in asked

    return wanted


def _remedies(
    timeline: Timeline, engine: Engine, columns: Sequence[ColumnResult], wanted: Callable[[Finding], bool]
) -> Iterator[tuple[tuple[str, int], tuple[Remedy, ...]]]:
    from govrules.engine.remedy import remedies  # which brings what a check without questions does not need
    from govrules.engine.trials import Spent, Trials

    spent = Spent()
    for column in columns:
        trials = Trials(engine, column.ruleset, timeline, column.judgement, spent, in_force=column.in_force)
        for position, found in remedies(trials, wanted).items():
            yield (column.label, position), found


def _before_and_after(columns: Sequence[Column]) -> tuple[str, str] | None:
    before = next((column.ruleset for column in columns if column.role == "before"), None)
    after = next((column.ruleset for column in columns if column.role == "after"), None)
    return (before, after) if before is not None and after is not None else None


_AT_THE_END = ("pending", "satisfied", "met")
"""What a duty or a lasting rule may come to at the end of a timeline."""


def _leads_to(columns: Sequence[Column], library: Library) -> str | None:
    """The later rule set, if the earlier one leads to it by reforms or by a new text."""
    pair = _before_and_after(columns)
    if pair is None:
        return None
    before, after = pair
    return after if any(before in chain for chain in library.texts(after)) else None


# ---- expectations ----------------------------------------------------------------------------------------------------


def matches(expectation: Expectation, column: ColumnResult, finding: Finding) -> bool:
    """Whether a finding is one that an expectation with a rule speaks of.

    What is expected under a rule set comes as no surprise in force either.
    """
    if not (_speaks_of(expectation, column) or column.in_force):
        return False
    if (finding.rule, finding.status) != (expectation.rule, expectation.status):
        return False
    return _on(expectation.on, finding)


def _speaks_of(expectation: Expectation, column: ColumnResult) -> bool:
    if column.in_force or expectation.in_force:
        return column.in_force and expectation.in_force
    return expectation.under in (None, column.ruleset)


def _on(day: date | None, finding: Finding) -> bool:
    return day is None or day in (finding.date, finding.anchor)


def by_the_end_alone(timeline: Timeline, finding: Finding) -> bool:
    """Whether a finding is only there because an act that is asked about moves the end of the timeline.

    It is made after the timeline's own end, and neither is about such an act nor rests on one.
    """
    told, asked = timeline.told_until, frozenset(timeline.asked)
    if told is None or finding.date <= told:
        return False
    rests_on = [happened for reason in finding.reasons for happened in reason.rests_on]
    return not any(each is not None and each.span in asked for each in (finding.trigger, finding.cause, *rests_on))


def unexpected(result: TimelineResult, column: ColumnResult, statuses: Iterable[str]) -> list[Finding]:
    """The findings of a column with one of these statuses that no expectation speaks of."""
    return [
        finding
        for finding in column.judgement.findings
        if finding.status in statuses
        and finding.follows_from is None
        and not by_the_end_alone(result.timeline, finding)
        and not any(matches(e, column, finding) for e in result.timeline.expectations)
    ]


def _meet(
    expectation: Expectation, columns: tuple[ColumnResult, ...], timeline: Timeline, library: Library
) -> ExpectationResult:
    named = {column.ruleset for column in timeline.columns}
    asked = [
        column
        for column in columns
        if _speaks_of(expectation, column) and (expectation.under or column.in_force or column.ruleset in named)
    ]
    found: list[str] = []
    for column in asked:
        same = [finding for finding in column.findings if finding.rule == expectation.rule]
        under = "in force" if column.in_force else f"under `{column.ruleset}`"
        if expectation.rule is None:
            bad = [f for f in column.findings if f.status in ("violated", "void", "undetermined", "contested")]
            found += [f"`{f.rule}` is {f.status} on {f.date} {under}" for f in bad]
            if not column.findings:
                found.append(f"no rule was triggered {under}")
        elif not any(matches(expectation, column, f) for f in same):
            if expectation.status in _AT_THE_END and any(by_the_end_alone(timeline, f) for f in same):
                continue  # it was so where the timeline itself ends
            found += [f"`{f.rule}` is {f.status} on {f.date} {under}" for f in same]
            if not any(_on(expectation.on, f) for f in same):
                versions = [library.rulesets[column.ruleset]]
                if column.in_force:
                    versions += [library.rulesets[name] for chain in library.texts(column.ruleset) for name in chain]
                ruleset = next((each for each in versions if each.norm(expectation.rule)), versions[0])
                found += _untriggered(expectation, ruleset, column, timeline, bool(same))
    return ExpectationResult(expectation, not found, tuple(found))


def _untriggered(
    expectation: Expectation, ruleset: RuleSet, column: ColumnResult, timeline: Timeline, elsewhen: bool
) -> list[str]:
    """What is said of a rule without a finding: whether there is such a rule, and which of its triggers were void."""
    name, rule = expectation.rule or "", ruleset.rules.get(expectation.rule or "")
    if rule is None and name not in ruleset.powers and name not in ruleset.elsewhere:
        return [f"`{ruleset.name}` has no rule `{name}`; say `under` which rule set it is expected"]
    void: dict[Span, list[Finding]] = {}
    for finding in column.findings:
        place = finding.trigger.span if finding.trigger is not None else None
        own = finding.status == "void" and finding.follows_from is None
        if own and place is not None and _on(expectation.on, finding):
            void.setdefault(place, []).append(finding)
    was = f"`{name}` was not triggered" + (f" on {expectation.on}" if elsewhen else "")
    was += " in force" if column.in_force else f" under `{ruleset.name}`"
    said = []
    for event in timeline.events:
        if event.span in void and rule is not None and _looks_at(rule, event):
            by = " and ".join(dict.fromkeys(f"`{finding.rule}`" for finding in void[event.span]))
            said.append(f"{was}; `{event.sentence}` on {event.day} was void by {by}")
    return said or ([] if elsewhen else [was])


def _looks_at(rule: Rule, event: Event) -> bool:
    """Whether a rule looks for events like this one, also in the names that it fixes."""
    for trigger in rule.body.triggers if isinstance(rule.body, WhenBody) else ():
        pattern = trigger.match.pattern
        if pattern.what.name == event.what.name and not any(
            isinstance(term, Constant) and term.value != value
            for term, value in zip(pattern.terms, event.values, strict=False)
        ):
            return True
    return False


def _many(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
