"""An explanation as an indented tree of sentences.

In: grounds. Out: lines of a given width. What a reader sees at a glance is left out: figures that stand written in the
line above, and the steps that only lead from one sentence to the next, which are joined to it.
"""

import textwrap
from collections.abc import Callable, Sequence

from govrules.engine.grounds import Ground
from govrules.syntax.tree import Citation
from govrules.text.source import Span

_JOINED = ("trigger", "requirement", "exception", "release")
_PLAIN = ("constant", "variable", "today")
_FIGURES = (
    "comparison",
    "arithmetic",
    "limit",
    "choice",
    "anchor",
    "let",
    "attribute",
    "day",
    "window",
    "transition",
    "kept",
    "latest",
    "aggregate",
)
_HOISTED = ("count", "latest", "aggregate", "measured")
_COUNTING = ("exists", "count", "latest", "aggregate")
_REPEATED = ("stretch", "let", "attribute", "transition", "derived")
_SHOWN = 12
"""How many events that count are shown."""


class Tree:
    """Draws explanations."""

    def __init__(self, place: Callable[[Span | None], str], dim: Callable[[str], str], width: int) -> None:
        self.place = place
        self.dim = dim
        self.width = width
        self.drawn: set[tuple[object, ...]] = set()
        """What has been drawn with steps under it, so that it need not be drawn again."""

    def lines(self, why: Ground, indent: str) -> list[str]:
        """The lines of an explanation, under its verdict."""
        found: list[str] = []
        self.drawn.clear()
        self._children(
            [each for each in _shown(why) if each.kind != "law" or why.kind == "untriggered"], why, indent, found
        )
        return found

    def _children(self, shown: Sequence[Ground], parent: Ground, indent: str, found: list[str]) -> None:
        counted = [child for child in shown if child.kind == "event" and child.truth is True]
        if len(counted) > _SHOWN:
            left = {id(child) for child in counted[2 : 4 - _SHOWN]}
            more = Ground("more", f"… and {len(left)} more that count")
            at = next(position for position, child in enumerate(shown) if id(child) in left)
            kept = [child for child in shown if id(child) not in left]
            shown = [*kept[:at], more, *kept[at:]]
        for position, child in enumerate(shown):
            self._ground(child, parent, indent, position == len(shown) - 1, found)

    def _ground(self, ground: Ground, parent: Ground, indent: str, last: bool, found: list[str]) -> None:
        text, inner, holder = self._sentence(ground, parent)
        said = _said(ground)
        if inner and ground.kind in _REPEATED and said in self.drawn:
            text, inner = f"{text} (as above)", []
        inner = [each for each in inner if each.kind != "window" or each.children or _said(each) not in self.drawn]
        self.drawn.add(said)
        branch, below = ("└─ ", "   ") if last else ("├─ ", "│  ")
        self._wrap(text, indent + branch, indent + below + ("│  " if inner else "   "), found)
        self._children(inner, holder, indent + below, found)

    def _sentence(self, ground: Ground, parent: Ground) -> tuple[str, list[Ground], Ground]:
        """The sentence of a step, joined with the only one that it leads to, and what stands under it."""
        shown = _shown(ground)
        timely = ground.kind == "event" and len(shown) == 1 and shown[0].how in ("in time", "too late", "too early")
        if timely:
            return self._own(ground, parent, f": {shown[0].text}"), [], ground
        own = self._own(ground, parent)
        if ground.kind in _JOINED and len(shown) == 1:
            text, inner, holder = self._sentence(shown[0], ground)
            return f"{own}: {text}", inner, holder
        if ground.kind == "deadline" and len(shown) == 1 and not ground.about[2]:
            limit = shown[0]
            text = f"the last day: {limit.text}" if limit.how == "within" else own
            return text, _shown(limit), limit
        return own, shown, ground

    def _own(self, ground: Ground, parent: Ground, note: str = "") -> str:
        text = _cited(ground) + note
        if ground.kind == "event":
            day = ground.moment.in_words() if ground.moment is not None else ""
            text = f"{day}  {text}"
            if ground.how in ("begins", "ends"):
                text = ("begun by " if ground.how == "begins" else "ended by ") + text
        if ground.kind == "event" and not ground.how and parent.kind in (*_COUNTING, "comparison"):
            text = {True: "counted: ", False: "not counted: "}.get(ground.truth, "perhaps counted: ") + text
        place = self.place(ground.span) if ground.kind not in ("exception", "transition", "kept") else ""
        return text + (f"  {place.rpartition('/')[2]}" if place else "")

    def _wrap(self, text: str, first: str, hanging: str, found: list[str]) -> None:
        width = max(self.width, len(first) + 30)
        lines = textwrap.wrap(
            text, width, initial_indent=first, subsequent_indent=hanging, break_on_hyphens=False, break_long_words=False
        )
        found += [self.dim(line[: len(first)]) + line[len(first) :] for line in lines]


def _shown(ground: Ground) -> list[Ground]:
    """The steps under a step that are worth a line."""
    found: list[Ground] = []
    figures = [child for child in ground.children if child.kind in _HOISTED]
    for child in ground.children:
        if not _is_shown(child, ground) or (child.kind == "deadline" and _said(child) in map(_said, found)):
            continue
        if ground.kind == "comparison" and child.kind in _HOISTED and len(figures) == 1:
            found += _shown(child)
        elif child.kind == "verdict" or (child.kind in ("all", "some", "plain") and len(child.children) == 1):
            found += [each for each in _shown(child) if each.kind != "law"] if child.how != "edge" else [child]
        else:
            found.append(child)
    return found


def _said(ground: Ground) -> tuple[object, ...]:
    """All that a step and those under it say."""
    return (ground.text, *(_said(child) for child in ground.children))


def _is_shown(ground: Ground, parent: Ground) -> bool:
    if ground.kind in _PLAIN and parent.kind in _FIGURES:
        return False
    if ground.kind == "transition" and ground.truth is True:
        return False
    if ground.kind == "comparison" and parent.kind in ("all", "some") and _is_plain(ground):
        return False
    if ground.kind == "requirement" and ground.how == "where" and ground.truth is True:
        return not all(_is_evident(child) for child in ground.children)
    if ground.kind == "let" and not ground.children and ground.citation is None and parent.kind in _FIGURES:
        return False
    return ground.kind != "variable"


def _is_evident(ground: Ground) -> bool:
    """Whether it only compares what is written in the act: `Majilis = Majilis or Majilis = Parliament`."""
    if ground.kind in ("all", "some"):
        return all(_is_evident(child) for child in ground.children)
    return ground.kind == "comparison" and _is_plain(ground)


def _is_plain(ground: Ground) -> bool:
    """Whether it compares what stands written in the line above: `Majilis is not Parliament`."""
    return all(child.kind in _PLAIN for child in ground.children)


def _cited(ground: Ground) -> str:
    """The sentence of a step with its citation: after the name of a clause, else at the end."""
    if ground.citation is None:
        return ground.text
    cited = f" [{_article(ground.citation)}]"
    name, tick, rest = ground.text.partition("` ")
    if ground.kind in ("exception", "transition", "kept") and tick:
        return f"{name}`{cited} {rest}"
    return ground.text + cited


def _article(citation: Citation) -> str:
    return citation.text + ("" if citation.confidence == "verified" else f" ({citation.confidence})")
