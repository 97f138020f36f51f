"""The report that a terminal shows.

In: a `Check`. Out: text, with or without colour. First the verdict of every rule with its article, one column for each
rule set, and a mark where a reform changes it; then each finding that wants attention, with its reason and its place;
then what the author expected. A symbol always comes with its word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from govrules.engine.columns import IN_FORCE, ColumnResult, TimelineResult, by_the_end_alone, unexpected
from govrules.engine.verdict import Finding, Happened
from govrules.pipeline import Check
from govrules.report.findings import QUIET, about, findings, flips
from govrules.report.owed import owed
from govrules.report.page import COLORS, GRAVITY, SYMBOLS, Page
from govrules.report.wording import article, listed
from govrules.syntax.tree import Citation

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
    page = Page(check.sources, color, max(width, 60))
    shown = [diagnostic for diagnostic in check.diagnostics if diagnostic.severity != "note" or notes]
    if shown:
        from govrules.report import diagnostics  # which most checks do not need

        for diagnostic in shown:
            page.lines += [*diagnostics.render(diagnostic, check.sources, color=color).splitlines(), ""]
    broken = {d.span.path for d in check.diagnostics if d.severity == "error"}
    for path in check.rule_files:
        if path not in broken:
            page.add(f"{page.paint('✓', 'green')} {path}: no mistakes found")
    for result in check.timelines:
        _timeline(page, result, why)
    _verdict(page, check, fail_on)
    return "\n".join(page.lines) + "\n"


# ---- one timeline --------------------------------------------------------------------------------------------------


def _timeline(page: Page, result: TimelineResult, why: bool) -> None:
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
    flips(page, result, result.flips)
    every = [(column, finding) for column in result.columns for finding in column.findings]
    quiet = () if why else (*QUIET, "pending")  # what is pending is listed at the end
    shown = [each for each in every if each[1].status not in quiet]
    if not why:  # what the moved end alone brings is listed with the answer
        shown = [each for each in shown if not by_the_end_alone(result.timeline, each[1])]
    findings(page, result, shown)
    _owed(page, result)
    _deemed(page, result)
    _expectations(page, result)


def _asked(page: Page, result: TimelineResult) -> None:
    """The answers for the acts that were asked about, before everything else."""
    for event in result.timeline.events:
        if event.span not in result.timeline.asked:
            continue
        page.add(page.paint(f"Asked: {event.written or event.day}: {event.sentence}", bold=True))
        for column in result.columns:
            law = IN_FORCE if column.in_force else f"under {column.ruleset}"
            own = [f for f in column.findings if about(f) == event.span and f.follows_from is None]
            worst = min(own, key=lambda f: GRAVITY.index(f.status), default=None)
            grounds = [f for f in own if f.status not in _LAWFUL]
            if worst is None:
                page.add(f"    {law}: no rule speaks of it")
            elif worst.status in _LAWFUL:
                rules = ", ".join(dict.fromkeys(f.rule for f in own))
                page.wrap(f"{law}: ✓ lawful; it was looked at by {rules}", "    ", "      ")
            else:
                grounds.sort(key=lambda f: GRAVITY.index(f.status))
                for ground in grounds:
                    cited = f" [{article(ground.citation)}]" if ground.citation is not None else ""
                    because = "; ".join(reason.text for reason in ground.reasons) or ground.message
                    said = f"{law}: {SYMBOLS[ground.status]} {ground.status} by {ground.rule}{cited}: {because}"
                    page.wrap(said, "    ", "      ")
                    for remedy in result.remedies_of(column, ground):
                        page.wrap(remedy.in_words(), "      ", "        ")
        page.add()
    _moved_end(page, result)


def _moved_end(page: Page, result: TimelineResult) -> None:
    """What comes of it that an act that was asked about moves the end of the timeline, beside the answer."""
    told = result.timeline.told_until
    if told is None:
        return
    page.wrap(f"The question moves the end of the timeline from {told} to {result.timeline.until}.", "", "")
    late: dict[tuple[str, str], dict[str, list[str]]] = {}
    for column in result.columns:
        for finding in column.findings:
            if finding.status not in (*QUIET, "pending") and by_the_end_alone(result.timeline, finding):
                days = late.setdefault((finding.rule, finding.status), {}).setdefault(f"{finding.date}", [])
                days.append(IN_FORCE if column.in_force else f"under {column.ruleset}")
    if late:
        said = "By that alone, and not by the act asked about, for the timeline does not tell what happens in between:"
        page.wrap(said, "")
    for (rule, status), dated in late.items():
        said = "; ".join(f"on {day} {listed(laws)}" for day, laws in dated.items())
        what = "a concern" if status == "concern" else status
        page.wrap(f"{rule} is {what} {said}", "    ", "      ")
    page.add()


def _matrix(page: Page, result: TimelineResult) -> None:
    """The verdict of every rule under every rule set."""
    rows = _rows(result, result.columns)
    if not rows:
        page.add("  no rule applies to these events")
        page.add()
        return
    main = [column for column in result.columns if column.role != "under"]
    if all(column.in_force for column in main):
        main = [next(column for column in result.columns if not column.in_force), *main]
    rows = _rows(result, main)
    if rows:
        _table(page, result, main, rows)
    else:
        laws = listed([f"under {column.ruleset}" for column in main if not column.in_force])
        page.add(f"  no rule applies to these events {laws}")
    quiet = _not_triggered(result)
    if quiet:
        more = "1 more rule does" if quiet == 1 else f"{quiet} more rules do"
        page.add(page.paint(f"  {more} not apply to these events", dim=True))
    page.add()
    for column in result.columns:
        if column not in main:
            _differences(page, result, column, main)


def _compared(page: Page, result: TimelineResult) -> None:
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
        page.wrap(listed(list(dict.fromkeys(laws))), "        ")
    if not grouped:
        page.add("    every verdict is as it was")
    page.add()


def _verdict_of(page: Page, finding: Finding | None) -> str:
    return f"{page.status(finding.status)} on {finding.date}" if finding is not None else "no verdict"


def _law(page: Page, result: TimelineResult) -> None:
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
        page.wrap(f"{listed(laws)}: checked in {every} {there_are:,} {what}", "  ", "    ")
    if ways:
        page.add()


def _differences(page: Page, result: TimelineResult, column: ColumnResult, main: list[ColumnResult]) -> None:
    """What a further column says differently from the column that its law is nearest to."""
    rulesets = result.library.rulesets
    lineage = rulesets[column.ruleset].lineage
    taken = [other for other in main if not other.in_force]
    if not taken:
        return
    near = max(taken, key=lambda other: len(rulesets[other.ruleset].lineage & lineage))
    before, after = _statuses(near), _statuses(column)
    rows = [
        (rule, citation)
        for rule, citation in _rows(result, [near, column])
        if _cell(result, near, before, rule) != _cell(result, column, after, rule)
    ]
    if rows:
        _table(page, result, [near, column], rows)
    else:
        page.add(f"  under {column.ruleset} the verdicts are those under {near.ruleset}")
    page.add()


def _table(
    page: Page, result: TimelineResult, columns: list[ColumnResult], rows: list[tuple[str, Citation | None]]
) -> None:
    heads = [(column.role, "day by day" if column.in_force else column.ruleset) for column in columns]
    found = [_statuses(column) for column in columns]
    cells = [[_cell(result, *each, rule) for each in zip(columns, found, strict=True)] for rule, _ in rows]
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
    for (rule, _), said, row in zip(rows, articles, cells, strict=True):
        texts = [
            page.paint(text.ljust(width), COLORS.get(status or ""), dim=status is None)
            for (text, status), width in zip(row, widths, strict=True)
        ]
        mark = page.paint("  ◆ changed", "yellow", bold=True) if len(row) > 1 and row[0] != row[1] else ""
        page.add(line(rule, _shortened(said, cited), texts, mark))


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


def _statuses(column: ColumnResult) -> dict[str, list[str]]:
    """The statuses of the findings of a column, by rule."""
    by_rule: dict[str, list[str]] = {}
    for finding in column.judgement.findings:
        by_rule.setdefault(finding.rule, []).append(finding.status)
    return by_rule


def _cell(
    result: TimelineResult, column: ColumnResult, found: dict[str, list[str]], rule: str
) -> tuple[str, str | None]:
    """What a column, in which this was found, says of a rule: the gravest status, and of how many."""
    statuses = found.get(rule)
    if not statuses:
        return (_UNTRIGGERED if result.norm(column, rule) is not None else _ABSENT), None
    worst = min(statuses, key=GRAVITY.index)
    text = f"{SYMBOLS[worst]} {worst}"
    count = statuses.count(worst)
    if len(statuses) > count:
        text += f" {count} of {len(statuses)}"
    elif count > 1:
        text += f" ×{count}"
    return text, worst


def _owed(page: Page, result: TimelineResult) -> None:
    """What must still be done when the timeline ends, and by which last day."""
    duties = owed(result)
    if duties:
        page.add(page.paint("Still owed at the end", bold=True))
        for duty in duties:
            page.wrap(duty.what(), "    ", " " * 16)
            page.wrap(duty.by_what(), " " * 16, " " * 18)
        page.add()


def _deemed(page: Page, result: TimelineResult) -> None:
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
                + page.paint(listed([r if r == IN_FORCE else f"under {r}" for r in rulesets]), dim=True)
            )
        page.add()


# ---- expectations --------------------------------------------------------------------------------------------------


def _expectations(page: Page, result: TimelineResult) -> None:
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


def _verdict(page: Page, check: Check, fail_on: Iterable[str]) -> None:
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
