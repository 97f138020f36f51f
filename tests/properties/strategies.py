"""Generated cases: a rule file and a timeline, as text, well typed by construction.

In: a `Random`, or a seed. Out: a `Case`. `cases()` gives the same to hypothesis. What is in a case is drawn by
`telling.py` (timelines), `amending.py` (rule sets, reforms, readings), `drafting.py` (norms, facts), `asking.py`
(expressions) and `words.py` (vocabulary, days).
"""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from hypothesis import strategies as st

from govrules.law.library import Library
from govrules.pipeline import Workspace
from govrules.text.diagnostics import Diagnostic, Diagnostics
from govrules.text.source import Source
from govrules.timeline.model import Timeline
from govrules.timeline.text import parse_timeline, read_timeline
from tests.helpers import Texts
from tests.properties.telling import Telling


class Case(NamedTuple):
    """A rule file and a timeline that uses it as `./law.gov`."""

    rules: str
    timeline: str


Read = tuple[Timeline, Library]


def drawn(random: Random, timelines: int = 1) -> list[Case]:
    """A rule file with some timelines, which declare the same people and state the same facts."""
    telling = Telling(random)
    rules = "\n".join(telling.rule_file()) + "\n"
    declarations = telling.declarations()
    return [Case(rules, "\n".join(telling.timeline(declarations)) + "\n") for _ in range(timelines)]


def case_of(seed: int | str) -> Case:
    """The case of a seed."""
    return drawn(Random(seed))[0]


def cases() -> st.SearchStrategy[Case]:
    """Cases for hypothesis."""
    return st.randoms(use_true_random=False).map(lambda random: drawn(random)[0])


def read(case: Case) -> Read | None:
    """The timeline of a case and its library; None if there is a mistake in it."""
    return next(read_all([case]))


def read_all(cases: list[Case]) -> Iterator[Read | None]:
    """The timelines of cases that were drawn together. What all of them declare is read once."""
    workspace = Workspace(Texts(cases[0].rules))
    library: Library | None = None
    for case in cases:
        source, found = Source("case.timeline", case.timeline), Diagnostics()
        if library is None:
            made = workspace.timeline(source, found)
            library = made[1] if made is not None else None
            yield made
        else:
            timeline = read_timeline(parse_timeline(source, found), library, found)
            yield (timeline, library) if timeline is not None and not found.has_errors else None


def mistakes(case: Case) -> tuple[Diagnostic, ...]:
    """What is wrong with a case."""
    found = Diagnostics()
    Workspace(Texts(case.rules)).timeline(Source("case.timeline", case.timeline), found)
    return tuple(each for each in found.sorted() if each.severity == "error")
