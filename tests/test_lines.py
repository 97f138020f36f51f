"""Plain lines of a timeline are read at once, and make the same tree as when each line is looked at with care."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govrules.syntax import tree as t
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source
from govrules.timeline import dating
from govrules.timeline import lines as timeline_lines
from govrules.timeline.dated import NO_SENTENCE
from govrules.timeline.lines import LEADS
from govrules.timeline.lines import read_lines as read_apart
from govrules.timeline.text import _line_by_line

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(path for folder in ("scenarios", "tests") for path in (ROOT / folder).rglob("*.timeline"))
TEXTS = {path: path.read_text("utf-8") for path in FILES}


@pytest.fixture(autouse=True, scope="module", params=[1, 1_000], ids=["runs", "no runs"])
def _runs(request: pytest.FixtureRequest) -> Iterator[None]:
    """Lines that follow each other are read together, or one by one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline_lines, "SHORTEST_RUN", request.param)
        patch.setattr(timeline_lines, "LONG", 0)
        yield


def read_lines(source: Source) -> t.File | None:
    """The tree of a text of which the plain lines are read at once.

    Whether what stands in the lines of a run can be the sentence of an event is seen when its words are looked up.
    """
    lines = read_apart(source)
    file = lines.file() if lines is not None else None
    said = [item.sentence.text for item in file.items if isinstance(item, t.Dated)] if file is not None else []
    return file if not any(map(NO_SENTENCE.search, said)) else None


def with_care(source: Source) -> t.File | None:
    """The tree of a text, if nothing is wrong with it."""
    found = Diagnostics()
    file = _line_by_line(source, found)
    return file if not len(found) else None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_timeline_is_read_at_once_as_with_care(path: Path) -> None:
    source = Source(path.name, TEXTS[path])
    assert read_lines(source) == with_care(source)


LINES = sorted({line for text in TEXTS.values() for line in text.split("\n") if line.strip()})
NEAR_LINES = [
    *("", "  ", "  # indented", "# 2022-01-01: Ada is elected President", "or else", "and more", "within 2 days"),
    *("person Ada", "person A", "person A Bill", "person Ada # who", "person  Ada", "kind Ada", "office Ada [K23]"),
    *('person Ada "Ada, Countess"', 'person Ada "A # b"', "rule Ada", "source Ada", "timeline Ada", "person Жанна"),
    *("  born 1950-01-01", "  2022-01-01: Ada is elected President", "  seats 50", "\tseats 50", "  on 2022-01-01"),
    *("2022-01-01: Ada is elected President [K23 Art. 1, secondary]", "2022-01-01: Ada is elected  President [a] "),
    *("2022-02-30: Ada dies", "2022-01-01: Ada where she is", "2022-01-01: Ada, from 2022", "2022-01-01 : Ada dies"),
    *(
        "2022-01-01 07:00: Ada dies",
        "2022-01-01 07:00 Asia/Almaty: Ada dies # early",
        "2022-01: Ada dies",
        "../2022: x",
    ),
    *(
        "2022-01-01 Ada dies",
        "2022-01-01: Ada\u00a0dies",
        "2022-01-01: Ada dies\u3000[a]",
        "2022-01-01:Ada dies",
        "2022",
    ),
    *(
        '2022-01-01: "Ada" dies',
        '2022-01-01: "Ada dies"',
        "2022-01-01: (Ada) dies",
        "2022-01-01: Ada [dies",
        "0000-01-01: x",
    ),
    *("on 2022-01-01: Ada dies", "May 2022: Ada dies", "in 2022: Ada dies", "delete 2022-01-01: x", "* 2022-01-01: x"),
    *(
        "2022-01-01: Ada dies\x07",
        "2022-01-01: Ada\tdies",
        "٢٠٢٢-٠١-٠١: Ada dies",
        "2022-01-01: é dies",
        "2022-01-01: _ dies",
    ),
    *(
        "expect once satisfied",
        "expect once satisfied # yes",
        "expect once satisfied on 2022-01-01 under law",
        "expect x ok",
    ),
    *("expect nothing violated in force", "expect nothing violated under law", "expect nothing", "expect nothing void"),
    *(
        "expect once void in force",
        "expect once void on 2022-02-30",
        "expect once  void",
        "expect rule met",
        "expects x met",
    ),
    *(
        "expect once void in force under law",
        "expect once under in",
        "expect once satisfied under in",
        "expect violated met",
    ),
    *("given Ada is ill from 2022-01-01", "given Ada is ill", "until 2022-01-01", "language 1", 'use "people"'),
]


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A head, and lines of timelines and lines that are nearly such."""
    lines = draw(
        st.lists(st.sampled_from(LINES) | st.sampled_from(NEAR_LINES) | st.sampled_from(NEAR_LINES), max_size=5)
    )
    head = draw(st.sampled_from(['timeline "x"', 'timeline "x"\n  use "people"\n  under law', ""]))
    return "\n".join([head, *lines]) + draw(st.sampled_from(["", "\n", "\n\n"]))


@settings(max_examples=500)
@given(texts())
def test_what_is_read_at_once_is_read_as_with_care(text: str) -> None:
    source = Source("a.timeline", text)
    at_once = read_lines(source)
    if at_once is not None:
        assert at_once == with_care(source)


def test_an_indented_line_belongs_to_the_line_above_it() -> None:
    for below in ("  born 1950-01-01", "\n  # so\n  born 1950-01-01"):
        source = Source("a.timeline", f'timeline "x"\nperson Ada\n{below}\nperson Eve\n2022-01-01: Ada dies\n')
        file = with_care(source)
        assert file is not None
        assert read_lines(source) in (file, None)


def test_an_odd_blank_at_the_end_of_a_line_is_not_overlooked_because_plain_lines_follow() -> None:
    source = Source("a.timeline", 'timeline "x"\nuse "people"\u2028\n2022-01-01: Ada dies\nexpect nothing violated\n')
    assert with_care(source) is None
    assert read_lines(source) is None


def test_a_line_that_goes_on_with_the_one_above_is_no_declaration() -> None:
    source = Source("a.timeline", 'bill Law "x"\n  seats 50\n2022-01-01: Law is signed\nby President\n')
    assert read_lines(source) is None


def test_words_before_a_date_are_known_to_both() -> None:
    for word in LEADS:
        assert dating._LINE.match(f"{word} 2022-01-01: x")
        assert read_lines(Source("a.timeline", f'timeline "x"\n{word} 2022-01-01: x\n')) is None
