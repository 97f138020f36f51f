"""Why a rule came out as it did, for a terminal: its findings, what would change them, or why it has none.

In: a `Check` with the rule explained. Out: text, with or without colour. The laws and sources that it names are named
in full at the end.
"""

from collections.abc import Iterator
from datetime import date

from govrules.engine.columns import ColumnResult, TimelineResult
from govrules.engine.grounds import Ground
from govrules.engine.untriggered import untriggered
from govrules.engine.verdict import Finding
from govrules.pipeline import Check
from govrules.report.diagnostics import render as render_diagnostic
from govrules.report.findings import findings, flips
from govrules.report.page import Page
from govrules.report.why import Tree
from govrules.report.wording import article
from govrules.syntax.tree import Citation

_CONFIDENCE = {
    "secondary": "read in a report about it, not in its own text",
    "computed": "worked out from other sources",
    "recalled": "from memory, not looked up",
    "disputed": "read in more than one way",
    "unverified": "not confirmed by any source",
}


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
    page = Page(check.sources, color, max(width, 60))
    for diagnostic in check.diagnostics:
        if diagnostic.severity != "note":
            page.lines += [*render_diagnostic(diagnostic, check.sources, color=color).splitlines(), ""]
    for result in check.timelines:
        columns = [column for column in result.columns if law in (None, column.label)]
        chosen = [(c, f) for c in columns for f in c.findings if f.rule == rule and on in (None, f.date, f.anchor)]
        findings(page, result, chosen, asked=True)
        without = [column for column in columns if not any(column is each for each, _ in chosen)]
        missing = [untriggered(result, column, rule, on) for column in without]
        for ground in missing:
            _untriggered(page, ground)
        if {"before", "after"} <= {column.role for column in columns}:
            flips(page, result, [f for f in result.flips if on in (None, f.finding.date, f.finding.anchor)])
        _named(page, result, columns, chosen, missing)
    return "\n".join(page.lines).rstrip("\n") + "\n"


def _untriggered(page: Page, why: Ground) -> None:
    """Why a rule has no finding."""
    cited = f" [{article(why.citation)}]" if why.citation is not None else ""
    page.wrap(f"{page.paint('·', bold=True)} {why.text}{cited}", "", "    ")
    page.lines += Tree(page.place, lambda text: page.paint(text, dim=True), page.width).lines(why, "    ")
    if why.span is not None:
        page.add(page.paint(f"    it is at {page.place(why.span)}", dim=True))
    page.add()


def _named(
    page: Page,
    result: TimelineResult,
    columns: list[ColumnResult],
    chosen: list[tuple[ColumnResult, Finding]],
    missing: list[Ground],
) -> None:
    """The laws, sources and degrees of confidence that are named, in full."""
    citations: list[Citation] = [f.citation for _, f in chosen if f.citation is not None]
    for ground in [*(f.why for _, f in chosen if f.why is not None), *missing]:
        citations += _cited(ground)
    laws = dict.fromkeys([*(c.ruleset for c in columns if not c.in_force), *(f.law for _, f in chosen)])
    rulesets, sources = result.library.rulesets, result.library.vocabulary.sources
    told = {name: rulesets[name].title for name in laws if name in rulesets}
    rows = [(name, f"“{title}”") for name, title in told.items() if title]
    named = sorted({c.source for c in citations if c.source is not None and c.source in sources})
    rows += [(name, sources[name].title) for name in named]
    confidences = {c.confidence for c in citations}
    rows += [(word, meaning) for word, meaning in _CONFIDENCE.items() if word in confidences]
    if any(finding.status == "concern" for _, finding in chosen):
        rows.append(("concern", "a principle is not met; nothing is unlawful by that alone"))
    others = {
        name: norm
        for column, finding in chosen
        for remedy in result.remedies_of(column, finding)
        for name in remedy.breaks
        if name != finding.rule and (norm := result.norm(column, name)) is not None
    }
    rows += [(name, norm.sentence) for name, norm in others.items() if norm.sentence]
    if rows:
        page.add(page.paint("Laws, sources and other rules named" if others else "Laws and sources", bold=True))
        wide = min(28, max(len(name) for name, _ in rows))
        for name, said in rows:
            page.wrap(f"{name:<{wide}}  {said}", "    ", " " * (wide + 6))


def _cited(ground: Ground) -> Iterator[Citation]:
    if ground.citation is not None:
        yield ground.citation
    for child in ground.children:
        yield from _cited(child)
