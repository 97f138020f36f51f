"""The report that a terminal shows.

In: a `Check`. Out: text, with or without colour. First the verdict of every rule with its article, one column for each
rule set, and a mark where a reform changes it; then each finding that wants attention, with its reason and its place;
then what the author expected. A symbol always comes with its word.
"""

import textwrap
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from govrules.engine.columns import IN_FORCE, ColumnResult, TimelineResult, matches, unexpected
from govrules.engine.flips import ABSENT, Flip
from govrules.engine.grounds import Ground
from govrules.engine.untriggered import untriggered
from govrules.engine.verdict import Finding, Happened
from govrules.pipeline import Check
from govrules.report.diagnostics import render as render_diagnostic
from govrules.report.owed import owed
from govrules.report.why import Tree
from govrules.report.wording import article as _article
from govrules.report.wording import listed as _listed
from govrules.syntax.tree import Citation
from govrules.text.source import Sources, Span

SYMBOLS = {
    "violated": "✗",
    "void": "⊘",
    "concern": "!",
    "undetermined": "?",
    "contested": "≠",
    "pending": "…",
    "excused": "○",
    "satisfied": "✓",
    "met": "✓",
}
"""The statuses from the gravest to the lightest, each with its symbol."""
_COLORS = {
    "violated": "red",
    "void": "red",
    "concern": "yellow",
    "undetermined": "magenta",
    "contested": "magenta",
    "pending": "cyan",
    "excused": "blue",
    "satisfied": "green",
    "met": "green",
}
_GRAVITY = list(SYMBOLS)
_QUIET = ("satisfied", "met")
_REMEDIES = 3
"""The most that are shown of one finding."""
_LAWFUL = ("satisfied", "met", "excused", "pending")
_ABSENT = "· not in this law"
_UNTRIGGERED = "- not triggered"


def render(
    check: Check,
    *,
    why: bool = False,
    color: bool = False,
    width: int = 100,
    notes: bool = False,
    fail_on: Iterable[str] = (),
) -> str:
    """The whole report. `why` adds the findings that nothing is wrong with, `notes` the diagnostics' notes."""
    page = _Page(check.sources, color, max(width, 60))
    for diagnostic in check.diagnostics:
        if diagnostic.severity != "note" or notes:
            page.lines += [*render_diagnostic(diagnostic, check.sources, color=color).splitlines(), ""]
    broken = {d.span.path for d in check.diagnostics if d.severity == "error"}
    for path in check.rule_files:
        if path not in broken:
            page.add(f"{page.paint('✓', 'green')} {path}: no mistakes found")
    for result in check.timelines:
        _timeline(page, result, why)
    _verdict(page, check, fail_on)
    return "\n".join(page.lines) + "\n"


class _Page:
    """The lines so far, and how to paint and wrap them."""

    def __init__(self, sources: Sources, color: bool, width: int) -> None:
        self.sources = sources
        self.color = color
        self.width = width
        self.lines: list[str] = []
        self.moved: dict[Span, date] = {}
        """On which days the events of a variant's original were."""

    def add(self, line: str = "") -> None:
        self.lines.append(line.rstrip())

    def wrap(self, text: str, indent: str, hanging: str | None = None) -> None:
        """Add a text, broken into lines of the page's width."""
        self.lines += textwrap.wrap(
            text,
            self.width,
            initial_indent=indent,
            subsequent_indent=indent if hanging is None else hanging,
            break_on_hyphens=False,
            break_long_words=False,
        )

    def paint(self, text: str, color: str | None = None, *, bold: bool = False, dim: bool = False) -> str:
        if not self.color:
            return text
        from click import style  # which plain text does not need

        return style(text, fg=color, bold=bold or None, dim=dim or None)

    def status(self, status: str) -> str:
        return self.paint(f"{SYMBOLS[status]} {status}", _COLORS[status], bold=True)

    def place(self, span: Span | None) -> str:
        if span is None or not span.path:
            return ""
        path, line, _ = self.sources.place(span)
        return f"{path}:{line}"


def explain(
    check: Check,
    rule: str,
    *,
    on: date | None = None,
    law: str | None = None,
    color: bool = False,
    width: int = 100,
) -> str:
    """Why a rule came out as it did in each column, or in that of one law, or why it has no finding there."""
    page = _Page(check.sources, color, max(width, 60))
    for diagnostic in check.diagnostics:
        if diagnostic.severity != "note":
            page.lines += [*render_diagnostic(diagnostic, check.sources, color=color).splitlines(), ""]
    for result in check.timelines:
        columns = [column for column in result.columns if law in (None, column.label)]
        chosen = [(c, f) for c in columns for f in c.findings if f.rule == rule and on in (None, f.date, f.anchor)]
        _findings(page, result, chosen)
        for column in columns:
            if not any(column is each for each, _ in chosen):
                _untriggered(page, untriggered(result, column, rule, on))
        if {"before", "after"} <= {column.role for column in columns}:
            flips = [flip for flip in result.flips if on in (None, flip.finding.date, flip.finding.anchor)]
            _flips(page, result, flips)
    return "\n".join(page.lines).rstrip("\n") + "\n"


def _untriggered(page: _Page, why: Ground) -> None:
    """Why a rule has no finding."""
    cited = f" [{_article(why.citation)}]" if why.citation is not None else ""
    page.wrap(f"{page.paint('·', bold=True)} {why.text}{cited}", "", "    ")
    page.lines += Tree(page.place, lambda text: page.paint(text, dim=True), page.width).lines(why, "    ")
    if why.span is not None:
        page.add(page.paint(f"    it is at {page.place(why.span)}", dim=True))
    page.add()


# ---- one timeline --------------------------------------------------------------------------------------------------


def _timeline(page: _Page, result: TimelineResult, why: bool) -> None:
    timeline = result.timeline
    was = timeline.variant
    page.moved = {event.span: event.day for event in was.original.events} if was is not None else {}
    if page.lines and page.lines[-1]:
        page.add()
    page.add(page.paint(timeline.title, bold=True))
    events = f"{len(timeline.events)} event" + ("s" if len(timeline.events) != 1 else "")
    first = min((event.day for event in timeline.events), default=timeline.until)
    page.add(page.paint(f"{timeline.path}: {events}, {first} to {timeline.until}", dim=True))
    page.add()
    _asked(page, result)
    _matrix(page, result)
    _compared(page, result)
    _law(page, result)
    _flips(page, result, result.flips)
    every = [(column, finding) for column in result.columns for finding in column.findings]
    quiet = () if why else (*_QUIET, "pending")  # what is pending is listed at the end
    _findings(page, result, [each for each in every if each[1].status not in quiet])
    _owed(page, result)
    _deemed(page, result)
    _expectations(page, result)


def _asked(page: _Page, result: TimelineResult) -> None:
    """The answers for the acts that were asked about, before everything else."""
    for event in result.timeline.events:
        if event.span not in result.timeline.asked:
            continue
        page.add(page.paint(f"Asked: {event.written or event.day}: {event.sentence}", bold=True))
        for column in result.columns:
            law = IN_FORCE if column.in_force else f"under {column.ruleset}"
            own = [f for f in column.findings if _about(f) == event.span and f.follows_from is None]
            worst = min(own, key=lambda f: _GRAVITY.index(f.status), default=None)
            grounds = [f for f in own if f.status not in _LAWFUL]
            if worst is None:
                page.add(f"    {law}: no rule speaks of it")
            elif worst.status in _LAWFUL:
                rules = ", ".join(dict.fromkeys(f.rule for f in own))
                page.wrap(f"{law}: ✓ lawful by {rules}", "    ", "      ")
            else:
                grounds.sort(key=lambda f: _GRAVITY.index(f.status))
                for ground in grounds:
                    said = f"{law}: {SYMBOLS[ground.status]} {ground.status} by {ground.rule}: {ground.message}"
                    page.wrap(said, "    ", "      ")
        page.add()


def _matrix(page: _Page, result: TimelineResult) -> None:
    """The verdict of every rule under every rule set."""
    rows = _rows(result, result.columns)
    if not rows:
        page.add("  no rule was set going")
        page.add()
        return
    main = [column for column in result.columns if column.role != "under"]
    if all(column.in_force for column in main):
        main = [next(column for column in result.columns if not column.in_force), *main]
    _table(page, result, main, _rows(result, main))
    quiet = _not_triggered(result)
    if quiet:
        were = "was" if quiet == 1 else "were"
        page.add(page.paint(f"  {quiet} more {were} not set going by these events", dim=True))
    page.add()
    for column in result.columns:
        if column not in main:
            _differences(page, result, column, main)


def _compared(page: _Page, result: TimelineResult) -> None:
    """What a variant does to its original, and which verdicts come out differently."""
    variant = result.timeline.variant
    if variant is None:
        return
    page.add(page.paint(f"Compared with “{variant.original.title}”", bold=True))
    page.add(page.paint(f"    {variant.original.path}", dim=True))
    for alteration in variant.alterations:
        page.wrap(f"{alteration.word} {alteration.text}", "    ", "      ")
    if not variant.alterations:
        page.add("    nothing is changed")
    page.add()
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for each in result.differences:
        key = (each.rule, _verdict_of(page, each.before), _verdict_of(page, each.after))
        grouped.setdefault(key, []).append(each.column if each.column == IN_FORCE else f"under {each.column}")
    for (rule, before, after), laws in grouped.items():
        page.add(f"    {page.paint('◆', 'yellow', bold=True)} {page.paint(rule, bold=True)}  {before} → {after}")
        page.wrap(_listed(list(dict.fromkeys(laws))), "        ")
    if not grouped:
        page.add("    every verdict is as it was")
    page.add()


def _verdict_of(page: _Page, finding: Finding | None) -> str:
    return f"{page.status(finding.status)} on {finding.date}" if finding is not None else "no verdict"


def _in_words(result: TimelineResult, rule: str, said: tuple[str, str]) -> str:
    """A status before or after; of a rule that the law does not have, that it does not."""
    role, status = said
    column = next((column for column in result.columns if column.role == role), None)
    missing = status == ABSENT and column is not None and result.norm(column, rule) is None
    return "not in this law" if missing else status


def _flips(page: _Page, result: TimelineResult, flips: Iterable[Flip]) -> None:
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


def _law(page: _Page, result: TimelineResult) -> None:
    """How the law in force changed on the way, and in how many readings of the law each column was tried."""
    for column in result.columns:
        if column.judgement.steps:
            page.add(page.paint("The law in force", bold=True))
            for step in column.judgement.steps:
                because = f", because {step.because.sentence}" if step.because is not None and not step.failed else ""
                days = f"{step.day}" if step.last in (None, step.day) else f"{step.day} to {step.last}"
                perhaps = "" if step.certain else "perhaps: "
                page.wrap(f"{days}  {perhaps}{step.text}{because}", "    ", " " * 16)
            page.add()
    ways: dict[tuple[int, int], list[str]] = {}
    for column in result.columns:
        if column.judgement.readings[1] > 1:
            law = IN_FORCE if column.in_force else f"under {column.ruleset}"
            ways.setdefault(column.judgement.readings, []).append(law)
    for (tried, there_are), laws in ways.items():
        every = "every one of" if tried == there_are else f"{tried} of"
        what = "ways to read the law and the dates"
        page.wrap(f"{_listed(laws)}: checked in {every} {there_are:,} {what}", "  ", "    ")
    if ways:
        page.add()


def _differences(page: _Page, result: TimelineResult, column: ColumnResult, main: list[ColumnResult]) -> None:
    """What a further column says differently from the column that its law is nearest to."""
    rulesets = result.library.rulesets
    lineage = rulesets[column.ruleset].lineage
    taken = [other for other in main if not other.in_force]
    if not taken:
        return
    near = max(taken, key=lambda other: len(rulesets[other.ruleset].lineage & lineage))
    rows = [
        (rule, citation)
        for rule, citation in _rows(result, [near, column])
        if _cell(result, near, rule) != _cell(result, column, rule)
    ]
    if rows:
        _table(page, result, [near, column], rows)
    else:
        page.add(f"  under {column.ruleset} the verdicts are those under {near.ruleset}")
    page.add()


def _table(
    page: _Page, result: TimelineResult, columns: list[ColumnResult], rows: list[tuple[str, Citation | None]]
) -> None:
    heads = [(column.role, "day by day" if column.in_force else column.ruleset) for column in columns]
    cells = [[_cell(result, column, rule) for column in columns] for rule, _ in rows]
    names = max(len("rule"), *(len(rule) for rule, _ in rows))
    articles = [citation.text if citation is not None else "" for _, citation in rows]
    widths = [max(len(role), len(name), *(len(row[at][0]) for row in cells)) for at, (role, name) in enumerate(heads)]
    room = page.width - 2 - names - 2 - sum(widths) - 2 * len(widths) - len("  ◆ changed")
    cited = min(max(len("article"), *(len(article) for article in articles)), max(12, room))

    def line(name: str, article: str, texts: list[str], mark: str = "") -> str:
        return "  " + "  ".join([name.ljust(names), article.ljust(cited), *texts]) + mark

    page.add(page.paint(line("rule", "article", [h[0].ljust(w) for h, w in zip(heads, widths, strict=True)]), dim=True))
    page.add(page.paint(line("", "", [h[1].ljust(w) for h, w in zip(heads, widths, strict=True)]), bold=True))
    page.add(page.paint("  " + "─" * (names + cited + sum(widths) + 2 * len(widths) + 2), dim=True))
    for (rule, _), article, row in zip(rows, articles, cells, strict=True):
        texts = [
            page.paint(text.ljust(width), _COLORS.get(status or ""), dim=status is None)
            for (text, status), width in zip(row, widths, strict=True)
        ]
        mark = page.paint("  ◆ changed", "yellow", bold=True) if len(row) > 1 and row[0] != row[1] else ""
        page.add(line(rule, _shortened(article, cited), texts, mark))


def _shortened(article: str, room: int) -> str:
    """A citation that fits: the source goes first, the number last."""
    while len(article) > room and " " in article:
        article = article.partition(" ")[2]
    return article if len(article) <= room else article[: room - 1] + "…"


def _rows(result: TimelineResult, columns: Sequence[ColumnResult]) -> list[tuple[str, Citation | None]]:
    """The rules that some of these columns set going, in the order of the law."""
    seen = {finding.rule for column in columns for finding in column.judgement.findings}
    rows: dict[str, Citation | None] = {}
    for column in columns:
        for ruleset in result.versions(column):
            for name in (*ruleset.rules, *ruleset.powers):
                if name in seen and name not in rows:
                    norm = ruleset.norm(name)
                    rows[name] = norm.citation if norm is not None else None
    for name in sorted(seen - set(rows)):
        rows[name] = None
    return list(rows.items())


def _not_triggered(result: TimelineResult) -> int:
    seen = {finding.rule for column in result.columns for finding in column.judgement.findings}
    known = {
        name
        for column in result.columns
        for ruleset in result.versions(column)
        for name in (*ruleset.rules, *ruleset.powers)
    }
    return len(known - seen)


def _cell(result: TimelineResult, column: ColumnResult, rule: str) -> tuple[str, str | None]:
    """What a column says of a rule: the gravest status, and of how many."""
    statuses = [finding.status for finding in column.judgement.findings if finding.rule == rule]
    if not statuses:
        return (_UNTRIGGERED if result.norm(column, rule) is not None else _ABSENT), None
    worst = min(statuses, key=_GRAVITY.index)
    text = f"{SYMBOLS[worst]} {worst}"
    count = statuses.count(worst)
    if len(statuses) > count:
        text += f" {count} of {len(statuses)}"
    elif count > 1:
        text += f" ×{count}"
    return text, worst


# ---- findings ------------------------------------------------------------------------------------------------------


def _findings(page: _Page, result: TimelineResult, chosen: Iterable[tuple[ColumnResult, Finding]]) -> None:
    """Each finding once, with all the rule sets under which it is the same; the gravest first."""
    grouped: dict[tuple[object, ...], _Shown] = {}
    for column, finding in chosen:
        tree = tuple(_tree(page, finding))
        key = (finding.rule, finding.status, finding.date, finding.message, finding.citation, tree)
        shown = grouped.setdefault(key, _Shown(finding, [], [], {}))
        shown.laws.append(_under(column, finding))
        for remedy in result.remedies_of(column, finding):
            shown.remedies.setdefault((remedy.kind, remedy.in_words()), []).append(column.label)
        if any(matches(e, column, finding) for e in result.timeline.expectations):
            shown.foreseen.append(IN_FORCE if column.in_force else f"under {column.ruleset}")
    ordered = sorted(grouped.values(), key=lambda each: _GRAVITY.index(each.finding.status))
    roots = {(each.finding.rule, _about(each.finding)) for each in ordered if each.finding.follows_from is None}
    echoes = [each for each in ordered if (each.finding.follows_from, _cause(each.finding)) in roots]
    for each in ordered:
        if each not in echoes:
            cause = (each.finding.rule, _about(each.finding))
            following = [echo for echo in echoes if (echo.finding.follows_from, _cause(echo.finding)) == cause]
            _finding(page, each, following)


class _Shown(Struct, frozen=True):
    """A finding, the laws under which it is the same, and those under which the author expects it."""

    finding: Finding
    laws: list[str]
    foreseen: list[str]
    remedies: dict[tuple[str, str], list[str]]
    """What would make it lawful, by kind and in words, with the columns in which it would."""


def _about(finding: Finding) -> Span | None:
    """Where the event stands that a finding is about."""
    return finding.trigger.span if finding.trigger is not None else None


def _cause(finding: Finding) -> Span | None:
    """Where the void event stands because of which alone a finding stands."""
    return finding.cause.span if finding.cause is not None else _about(finding)


def _under(column: ColumnResult, finding: Finding) -> str:
    """The law by which a finding was judged."""
    why = finding.law_why or finding.law
    return (f"in force ({why})" if why else IN_FORCE) if column.in_force else f"under {column.ruleset}"


def _finding(page: _Page, shown: _Shown, following: list[_Shown]) -> None:
    """A finding in full, and below it in a line each what only stands because of it."""
    finding, laws, foreseen = shown.finding, shown.laws, shown.foreseen
    article = _article(finding.citation)
    cited = f" [{article}]" if article else ""
    under = _listed(laws)
    day = "" if finding.status in _QUIET else f" on {finding.date}"
    mark = ""
    if foreseen and finding.status not in _QUIET:
        mark = page.paint(", as expected" + ("" if len(foreseen) == len(laws) else f" {_listed(foreseen)}"), dim=True)
    page.add(f"{page.status(finding.status)}{day}{mark}  {page.paint(finding.rule, bold=True)}{cited}")
    page.wrap(under, "    ", "      ")
    if finding.sentence:
        page.wrap(f"“{finding.sentence}”", "    ")
    page.wrap(finding.message, "    ", "      ")
    _remedies(page, shown)
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
        under = "" if echo.laws == laws else f" ({_listed(echo.laws)})"
        page.wrap(said + under, "      ", "        ")
    page.add()


def _tree(page: _Page, finding: Finding) -> list[str]:
    """The explanation of a finding, if it was asked for."""
    if finding.why is None:
        return []
    return Tree(page.place, lambda text: page.paint(text, dim=True), page.width).lines(finding.why, "    ")


def _remedies(page: _Page, shown: _Shown) -> None:
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


def _happened(page: _Page, happened: Happened) -> None:
    when = f"{happened.written or happened.moment.in_words()}  " if happened.moment is not None else ""
    cited = f" [{_article(happened.citation)}]" if happened.citation is not None else ""
    place = page.place(happened.span)
    page.add(f"      {when}{happened.sentence}{cited}" + (page.paint(f"  {place}", dim=True) if place else ""))


def _excerpt(page: _Page, finding: Finding) -> None:
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


def _owed(page: _Page, result: TimelineResult) -> None:
    """What must still be done when the timeline ends, and by which last day."""
    duties = owed(result)
    if duties:
        page.add(page.paint("Still owed at the end", bold=True))
        for duty in duties:
            page.wrap(duty.what(), "    ", " " * 16)
            page.wrap(duty.by_what(), " " * 16, " " * 18)
        page.add()


def _deemed(page: _Page, result: TimelineResult) -> None:
    """What the law itself made happen."""
    grouped: dict[Happened, list[str]] = {}
    for column in result.columns:
        for happened in column.judgement.deemed:
            grouped.setdefault(happened, []).append(column.label)
    if grouped:
        page.add(page.paint("By law alone", bold=True))
        for happened, rulesets in grouped.items():
            when = f"{happened.moment.day}  " if happened.moment is not None else ""
            page.add(
                f"    {when}{happened.sentence}  "
                + page.paint(_listed([r if r == IN_FORCE else f"under {r}" for r in rulesets]), dim=True)
            )
        page.add()


# ---- expectations --------------------------------------------------------------------------------------------------


def _expectations(page: _Page, result: TimelineResult) -> None:
    unmet = [expected for expected in result.expectations if not expected.met]
    for expected in unmet:
        place = page.place(expected.expectation.span)
        page.add(f"{page.paint('✗ not met', 'red', bold=True)}  expect {expected.expectation.text}  {place}")
        for found in expected.found:
            page.wrap(f"but {found}", "    ", "      ")
        page.add()
    met = len(result.expectations) - len(unmet)
    if met:
        count = "1 expectation is" if met == 1 else f"{met} expectations are"
        page.add(f"{page.paint('✓', 'green', bold=True)} {count} met")
        page.add()


def _verdict(page: _Page, check: Check, fail_on: Iterable[str]) -> None:
    """One line for all of it."""
    errors = sum(1 for d in check.diagnostics if d.severity == "error")
    if errors:
        count = "1 error" if errors == 1 else f"{errors} errors"
        what = "it stands" if errors == 1 else "they stand"
        page.add(page.paint(f"{count}: what {what} in could not be checked", "red", bold=True))
        return
    if not check.timelines:
        return
    statuses = {"violated", "void", *fail_on}
    surprises = [f for t in check.timelines for c in t.columns for f in unexpected(t, c, statuses)]
    unmet = sum(1 for t in check.timelines for e in t.expectations if not e.met)
    if not surprises and not unmet:
        known = any(f.status in statuses for t in check.timelines for c in t.columns for f in c.judgement.findings)
        text = "Everything is as expected." if known else "Nothing is violated."
        page.add(page.paint(text, "green", bold=True))
        return
    parts = []
    if surprises:
        parts.append(f"{len(surprises)} finding{'s' if len(surprises) != 1 else ''} that no `expect` line speaks of")
    if unmet:
        parts.append(f"{unmet} expectation{'s' if unmet != 1 else ''} not met")
    page.add(page.paint("; ".join(parts), "red", bold=True))
