"""Excerpts: the texts of declarations and clauses, cut out of the files as they were written.

In: syntax trees and their sources. Out: for the span by which the resolved law knows something (that of a name, of a
value, of a clause) the node that says it, and its text in lines, indented by two blanks a step from the margin on;
the comment that introduces it, and the heading of the section in which it stands.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from govrules.law import model as m
from govrules.syntax import tree as t
from govrules.syntax.layout import CONTINUATION
from govrules.text.source import Sources, Span

Edit = tuple[Span, str]
"""A place in a text, and what is to stand there instead."""

Headings = tuple[str | None, str | None]
"""The headings of a chapter and of a section in it."""

_HEADING = re.compile(r"#\s*([-=])\1{2,}\s*(\S.*?)[\s=-]*$")
_WIDTH = 120
_TRAILING = re.compile(r"[ \t]*#[^\n]*")


class Written(Struct, frozen=True):
    """Something that a file says: its node, and the whole clause that says it, such as `add rule …`."""

    node: t.Node
    outer: Span


class Excerpts:
    """What the files say, and how they say it."""

    def __init__(self, files: Sequence[t.File], sources: Sources) -> None:
        self.sources = sources
        self.written: dict[Span, Written] = {}
        """By the span that the resolved law keeps of it."""
        self.entities: dict[str, list[Written]] = {}
        """The declarations of each name."""
        self.headings: dict[Span, Headings] = {}
        """The headings under which items and clauses stand, by their spans."""
        self._comments: dict[str, dict[int, tuple[int, str]]] = {}
        for file in files:
            self._note_comments(file)
            self._note_items(file)

    def _note_comments(self, file: t.File) -> None:
        """The comments that have a line of their own, by line, each with its column."""
        source = self.sources.get(file.path)
        own = self._comments.setdefault(file.path, {})
        for comment in file.comments:
            line, column = source.position(comment.span.start)
            if not source.line(line)[: column - 1].strip():
                own[line] = (column, comment.text.rstrip())

    def _note_items(self, file: t.File) -> None:
        source = self.sources.get(file.path)
        comments = self._comments[file.path]
        opened = 0
        for item in file.items:
            line, _ = source.position(item.span.start)
            if isinstance(item, t.Use | t.RuleSetDeclaration | t.ReformDeclaration):
                opened = line
            for node, outer in _said(item):
                at, column = source.position(outer.start)
                self.headings[outer] = _headings(comments, opened, at, column)
                written = Written(node, outer)
                for span in _known_by(node):
                    self.written.setdefault(span, written)
                if isinstance(node, t.EntityDeclaration):
                    self.entities.setdefault(node.name.text, []).append(written)

    def of(self, span: Span) -> Written:
        """What says the thing that the resolved law knows by this span."""
        return self.written[span]

    def intro(self, outer: Span) -> list[str]:
        """The lines of the comment that stands directly above something and introduces it."""
        line, column = self.sources.get(outer.path).position(outer.start)
        comments = self._comments.get(outer.path, {})
        above: list[str] = []
        while (known := comments.get(line - 1)) is not None and known[0] == column and not _HEADING.match(known[1]):
            above.insert(0, known[1])
            line -= 1
        return above

    def stands_apart(self, outer: Span) -> bool:
        """Whether a blank line stands above something and its comment."""
        source = self.sources.get(outer.path)
        line = source.position(outer.start)[0] - len(self.intro(outer)) - 1
        return line > 0 and not source.line(line).strip()

    def text(self, span: Span, edits: Sequence[Edit] = ()) -> str:
        """The text of a span as it stands, or with edits."""
        source = self.sources.get(span.path).text
        parts: list[str] = []
        at = span.start
        for place, new in sorted(edits, key=lambda edit: edit[0].start):
            if place.path == span.path and at <= place.start and place.end <= span.end:
                parts += [source[at : place.start], new]
                at = place.end
        return "".join([*parts, source[at : span.end]])

    def lines(self, span: Span, edits: Sequence[Edit] = (), *, end: int | None = None) -> list[str]:
        """The text of a node from the margin on, with what is remarked at the end of its last line.

        With `end` only what stands before that offset.
        """
        source = self.sources.get(span.path)
        if end is not None:
            span = Span(span.path, span.start, span.start + len(source.text[span.start : end].rstrip()))
        text = self.text(span, edits)
        remark = _TRAILING.match(source.text, span.end)
        line, _ = source.position(span.start)
        start = source.line(line)
        base = len(start) - len(start.lstrip())
        return _indented(text + (remark[0].rstrip() if remark else ""), base)


def heading(sign: str, text: str) -> str:
    """A comment that heads a chapter (`=`) or a section (`-`)."""
    return f"# {sign * 4} {text} ".ljust(_WIDTH, sign)


def _headings(comments: dict[int, tuple[int, str]], opened: int, line: int, column: int) -> Headings:
    """The headings between two lines that hold for the second one."""
    chapter = section = None
    for at, (where, text) in sorted(comments.items()):
        head = _HEADING.match(text) if opened < at < line and where == column else None
        if head is not None and head[1] == "=":
            chapter, section = heading("=", head[2]), None
        elif head is not None:
            section = heading("-", head[2])
    return chapter, section


def _said(item: t.Item) -> Iterator[tuple[t.Node, Span]]:
    """The nodes in an item that the law may know, each with the clause that says it."""
    if isinstance(item, t.ReformDeclaration):
        yield item, item.span
        yield from _clauses(item.clauses)
    else:
        yield item, item.span


def _clauses(clauses: Sequence[t.ReformClause]) -> Iterator[tuple[t.Node, Span]]:
    for clause in clauses:
        match clause:
            case t.AddClause() | t.ReplaceClause():
                yield clause.what, clause.span
            case t.DatedClauses():
                yield from _clauses(clause.clauses)
            case t.Reading():
                yield clause, clause.span
                for option in clause.options:
                    yield from _clauses(option.clauses)
            case _:
                yield clause, clause.span


def _known_by(node: t.Node) -> Iterator[Span]:
    """The spans by which the resolved law knows what a node says."""
    match node:
        case t.EntityDeclaration():
            yield from (each.value.span for each in node.attributes)
        case t.FactDeclaration() | t.FactChange():
            yield from (each.span for each in node.clauses)
        case t.SetClause():
            yield from (node.span, node.value.span)
        case t.Given() | t.Entrench():
            yield node.span
        case (
            t.RuleDeclaration()
            | t.PowerDeclaration()
            | t.ExceptionDeclaration()
            | t.Let()
            | t.TransitionClause()
            | t.Reading()
        ):
            yield node.name.span


def _indented(text: str, base: int) -> list[str]:
    """Lines with two blanks a step; `base` is the indentation of the line on which the text starts."""
    first, *rest = text.split("\n")
    lines = [first.rstrip()]
    steps = [base]
    waiting: list[str] = []
    for line in rest:
        bare = line.strip()
        if not bare:
            continue
        if bare.startswith("#"):
            waiting.append(bare)
            continue
        width = len(line) - len(line.lstrip())
        if CONTINUATION.match(bare):
            level = len(steps) if width > steps[-1] else len(steps) - 1
        else:
            while len(steps) > 1 and steps[-1] > width:
                steps.pop()
            if width > steps[-1]:
                steps.append(width)
            level = len(steps) - 1
        margin = "  " * max(level, 1)
        lines += [margin + each for each in (*waiting, bare)]
        waiting = []
    return lines + ["  " + each for each in waiting]


def commencements(what: object, excerpts: Excerpts) -> Iterator[tuple[Span, m.Expr]]:
    """The places in something resolved where the text says `commencement`, and what it means there."""
    if isinstance(what, m.Constant | m.Commencement):
        if excerpts.text(what.span) == "commencement":
            yield what.span, what
    elif isinstance(what, tuple):
        for part in what:
            yield from commencements(part, excerpts)
    elif isinstance(what, Struct) and not isinstance(what, m.Occurrence | Span | t.Citation):
        for name in what.__struct_fields__:
            yield from commencements(getattr(what, name), excerpts)
