"""Findings for a terminal: each once, with its reason, its place, and what would change it; and what clauses changed.

In: findings with the columns in which they were made. Out: lines of a page.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from govrules.engine.columns import IN_FORCE, ColumnResult, TimelineResult, matches
from govrules.engine.verdict import UNLAWFUL, Finding, Happened
from govrules.report.page import GRAVITY, SYMBOLS, Page
from govrules.report.wording import article, listed
from govrules.text.source import Span

if TYPE_CHECKING:
    from govrules.engine.flips import Flip

QUIET = ("satisfied", "met")
_REMEDIES = 3
"""The most that are shown of one finding."""


def findings(
    page: Page, result: TimelineResult, chosen: Iterable[tuple[ColumnResult, Finding]], *, asked: bool = False
) -> None:
    """Each finding once, with all the rule sets under which it is the same; the gravest first.

    If one rule was `asked` about, its findings come in the order of their days, and what no change would mend is said.
    """
    grouped: dict[tuple[object, ...], _Shown] = {}
    for column, finding in chosen:
        tree = tuple(_tree(page, finding))
        key = (finding.rule, finding.status, finding.date, finding.message, finding.citation, tree)
        shown = grouped.setdefault(key, _Shown(finding, [], [], {}))
        since = result.library.rulesets[column.ruleset].in_force if asked and not column.in_force else None
        later = since is not None and finding.anchor < since
        shown.laws.append(_under(column, finding) + (f" (in force only since {since})" if later else ""))
        for remedy in result.remedies_of(column, finding):
            shown.remedies.setdefault((remedy.kind, remedy.in_words()), []).append(column.label)
        if any(matches(e, column, finding) for e in result.timeline.expectations):
            shown.foreseen.append(IN_FORCE if column.in_force else f"under {column.ruleset}")
    ordered = sorted(grouped.values(), key=lambda each: GRAVITY.index(each.finding.status))
    if asked:
        ordered.sort(key=lambda each: each.finding.date)
    roots = {(each.finding.rule, about(each.finding)) for each in ordered if each.finding.follows_from is None}
    echoes = [each for each in ordered if (each.finding.follows_from, _cause(each.finding)) in roots]
    for each in ordered:
        if each not in echoes:
            cause = (each.finding.rule, about(each.finding))
            following = [echo for echo in echoes if (echo.finding.follows_from, _cause(echo.finding)) == cause]
            _finding(page, each, following, asked)


class _Shown(Struct, frozen=True):
    """A finding, the laws under which it is the same, and those under which the author expects it."""

    finding: Finding
    laws: list[str]
    foreseen: list[str]
    remedies: dict[tuple[str, str], list[str]]
    """What would make it lawful, by kind and in words, with the columns in which it would."""


def about(finding: Finding) -> Span | None:
    """Where the event stands that a finding is about."""
    return finding.trigger.span if finding.trigger is not None else None


def _cause(finding: Finding) -> Span | None:
    """Where the void event stands because of which alone a finding stands."""
    return finding.cause.span if finding.cause is not None else about(finding)


def _under(column: ColumnResult, finding: Finding) -> str:
    """The law by which a finding was judged."""
    why = finding.law_why or finding.law
    return (f"in force ({why})" if why else IN_FORCE) if column.in_force else f"under {column.ruleset}"


def _finding(page: Page, shown: _Shown, following: list[_Shown], asked: bool) -> None:
    """A finding in full, and below it in a line each what only stands because of it."""
    finding, laws, foreseen = shown.finding, shown.laws, shown.foreseen
    cited = f" [{article(finding.citation)}]" if article(finding.citation) else ""
    expected = ""
    if foreseen and finding.status not in QUIET:
        expected = "; as the timeline expects" + ("" if len(foreseen) == len(laws) else f" {listed(foreseen)}")
    page.add(f"{page.status(finding.status)} on {finding.date}  {page.paint(finding.rule, bold=True)}{cited}")
    page.wrap(listed(laws) + expected, "    ", "      ")
    if finding.sentence:
        page.wrap(finding.sentence, "    ")
    page.wrap(finding.message, "    ", "      ")
    _remedies(page, shown)
    if asked and not shown.remedies and finding.status in UNLAWFUL and finding.follows_from is None:
        page.wrap("no single change was found that would mend it", "    ")
    if asked:
        from govrules.report.hinges import hinges  # which a check that asks nothing does not need

        for said in hinges(finding):
            page.wrap(said, "    ", "      ")
    if finding.why is not None:
        page.lines += _tree(page, finding)
    for happened in _grounds(finding) if finding.why is None else ():
        _happened(page, happened)
    if finding.missing:
        page.wrap(f"it would be decided by: {' '.join(finding.missing)}", "    ", "      ")
    if finding.follows_from is not None:
        page.wrap(f"it follows from {finding.follows_from}, by which the event was void", "    ")
    _excerpt(page, finding)
    if following:
        page.add(page.paint("    only because of that:", dim=True))
    for echo in following:
        other = echo.finding
        said = f"{SYMBOLS[other.status]} {other.status} on {other.date}  {other.rule}: {other.message}"
        under = "" if echo.laws == laws else f" ({listed(echo.laws)})"
        page.wrap(said + under, "      ", "        ")
    page.add()


def _tree(page: Page, finding: Finding) -> list[str]:
    """The explanation of a finding, if it was asked for."""
    if finding.why is None:
        return []
    from govrules.report.why import Tree  # which only an explanation needs

    return Tree(page.place, lambda text: page.paint(text, dim=True), page.width).lines(finding.why, "    ")


def _remedies(page: Page, shown: _Shown) -> None:
    """What would make it lawful: one of each kind, then what more there is."""
    kinds = [kind for kind, _ in shown.remedies]
    order = sorted(enumerate(shown.remedies.items()), key=lambda each: kinds[: each[0]].count(kinds[each[0]]))
    for _, ((_, said), columns) in order[:_REMEDIES]:
        where = "" if len(columns) == len(shown.laws) else f" ({' and '.join(columns)})"
        page.wrap(said + where, "    ", "      ")


def _grounds(finding: Finding) -> list[Happened]:
    """What a finding rests on besides its trigger, each once, in order of time."""
    grounds = dict.fromkeys(h for reason in finding.reasons for h in reason.rests_on if h != finding.trigger)
    return sorted(grounds, key=lambda h: (h.moment is not None, str(h.moment.day) if h.moment else ""))


def _happened(page: Page, happened: Happened) -> None:
    when = f"{happened.written or happened.moment.in_words()}  " if happened.moment is not None else ""
    cited = f" [{article(happened.citation)}]" if happened.citation is not None else ""
    place = page.place(happened.span)
    page.add(f"      {when}{happened.sentence}{cited}" + (page.paint(f"  {place}", dim=True) if place else ""))


def _excerpt(page: Page, finding: Finding) -> None:
    """The line of the timeline that the finding is about, or that of the rule."""
    span = finding.trigger.span if finding.trigger is not None and finding.trigger.span is not None else None
    if span is not None and finding.why is None:
        path, line, column = page.sources.place(span)
        text = page.sources.get(path).line(line)
        page.add(page.paint(f"    --> {path}:{line}:{column}", dim=True))
        page.add(page.paint(f"    {line:>5} │ ", dim=True) + text)
        day = finding.trigger.moment.day if finding.trigger is not None and finding.trigger.moment is not None else None
        if day is not None and page.moved.get(span, day) != day:
            page.add(page.paint(f"          │ moved to {day}", dim=True))
    page.add(page.paint(f"    the {finding.kind} is at {page.place(finding.location)}", dim=True))


# ---- what a reform changes -------------------------------------------------------------------------------------------


def _in_words(result: TimelineResult, rule: str, said: tuple[str, str]) -> str:
    """A status before or after; of a rule that the law does not have, that it does not."""
    from govrules.engine.flips import ABSENT

    role, status = said
    column = next((column for column in result.columns if column.role == role), None)
    missing = status == ABSENT and column is not None and result.norm(column, rule) is None
    return "not in this law" if missing else status


def flips(page: Page, result: TimelineResult, flips: Iterable[Flip]) -> None:
    """Which clauses make the verdicts before and after differ."""
    shown = [flip for flip in flips if flip.clauses or not flip.tried]
    if not shown:
        return
    page.add(page.paint("What the reform changes, and by which clauses", bold=True))
    grouped: dict[tuple[str, str, str, str], list[str]] = {}
    for flip in shown:
        by = " and ".join(clause.change.in_words() for clause in flip.clauses) or "more clauses than can be tried"
        before, after = (
            _in_words(result, flip.finding.rule, each) for each in (("before", flip.before), ("after", flip.after))
        )
        days = grouped.setdefault((flip.finding.rule, before, after, by), [])
        days.append(f"{flip.finding.date}")
    for (rule, before, after, by), days in grouped.items():
        page.wrap(f"{rule}: {before} → {after} ({', '.join(dict.fromkeys(days))}), by {by}", "    ", "      ")
    page.add()
