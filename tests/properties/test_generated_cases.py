"""Generated cases are worth comparing engines on: each verdict comes in at least a tenth of them, and each construct of
the language in at least a hundredth.
"""

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import get_args

import pytest
from msgspec import Struct

from govrules.engine import engines
from govrules.engine.columns import check_timeline
from govrules.engine.verdict import Status
from govrules.syntax import tree as t
from govrules.syntax.parse import parse
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source
from tests.properties.agreement import columns
from tests.properties.strategies import Case, drawn, read_all

LAWS = 400
"""Of which the first ones are judged."""
JUDGED = 120
TIMELINES = 2
OF_VARIANTS = {"VariantDeclaration", "Change", "Move", "Named", "Remove", "Shift", "Stretch"}
NOT_JUDGED = {"Comment", "Expectation", "SourceDeclaration"}
"""What says nothing on how a timeline is judged."""
NOT_WRITTEN = {"Node", "Expression", "NotYet", "File"}


@pytest.fixture(scope="module")
def laws() -> list[list[Case]]:
    random = Random("healthy")
    return [drawn(random, TIMELINES) for _ in range(LAWS)]


def constructs(node: object) -> Iterator[str]:
    """The kinds of syntax in a tree, and the words that tell one form of a kind from another."""
    if isinstance(node, tuple | list):
        for part in node:
            yield from constructs(part)
    elif isinstance(node, Struct):
        kind = type(node).__name__
        yield kind
        for field in node.__struct_fields__:
            value = getattr(node, field)
            yield from constructs(value)
            if field in FORMS and isinstance(value, str):
                yield f"{kind} {value}"


FORMS = {"word", "operator", "edge", "sort", "direction", "part", "how"}


def in_case(case: Case) -> set[str]:
    texts = Source("law.gov", case.rules), Source("told.timeline", case.timeline)
    return {name for text in texts for name in constructs(parse(text, Diagnostics()))}


def test_each_construct_is_in_a_hundredth_of_the_cases(laws: list[list[Case]]) -> None:
    found = [in_case(case) for cases in laws for case in cases]
    shares = Counter(name for each in found for name in each)
    declared = {name for name, kind in vars(t).items() if isinstance(kind, type) and issubclass(kind, Struct)}
    wanted = declared - OF_VARIANTS - NOT_JUDGED - NOT_WRITTEN - {"Struct"}
    assert wanted
    seldom = {name: shares[name] for name in {*wanted, *shares} if shares[name] < len(found) / 100}
    assert not seldom, f"of {len(found)}: {seldom}"


def test_each_verdict_is_in_a_tenth_of_the_cases(laws: list[list[Case]]) -> None:
    shares: Counter[str] = Counter()
    total = 0
    for cases in laws[:JUDGED]:
        for made in read_all(cases):
            if made is None:
                continue
            total += 1
            timeline, library = made
            engine = engines.Engine(library)
            judgements = [
                engine.run(each.name, timeline, in_force=each.in_force, assumed=each.assumed).judgement
                for each in columns(timeline, library)
            ]
            found = {finding.status for judgement in judgements for finding in judgement.findings}
            checked = check_timeline(timeline, library, engine=engine)
            found |= {each.status for column in checked.columns for each in column.findings}
            shares.update(found)
    assert total >= 0.9 * JUDGED * TIMELINES
    seldom = {status: shares[status] for status in get_args(Status) if shares[status] < total / 10}
    assert not seldom, f"of {total}: {seldom}"
