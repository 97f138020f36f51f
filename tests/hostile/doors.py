"""The doors through which a text of a stranger comes in, each as a function that takes bytes.

In: bytes. Out: nothing. A door reads the text and, where it can be read, checks it; it fails when what comes out is
neither a result nor diagnostics that can be shown. `fuzz.py` pushes at them for as long as one likes; the tests replay
the bytes that once taught something.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from govrules.files import FileFinder
from govrules.pipeline import check, load_rules, load_timeline
from govrules.report import json as as_json
from govrules.report.diagnostics import render
from govrules.report.text import render as render_check
from govrules.syntax.phrases import PhraseBook, read_phrase
from govrules.text.diagnostics import CODES, Diagnostic
from govrules.text.source import Source, Sources
from tests.helpers import Texts
from tests.properties.strategies import case_of

ROOT = Path(__file__).resolve().parents[2]
STORY = case_of("door-29")
"""Rules with reforms and a reading, and a timeline, which are without a mistake."""
PROVISIONS = ROOT / "tests/provisions"
STEPS = 50_000
"""The questions that one run may ask here: a stranger's rules are often in a circle, and there is no need to wait."""
TOLD = ("Traceback", "object at", "<class", "Token(", "NoneType")
"""What no message says."""


def rules(data: bytes) -> None:
    """A rule file."""
    made = load_rules(Source("hostile.gov", text_of(data)), FileFinder(PROVISIONS))
    looked_at(made.diagnostics, made.sources)
    assert made.ok == (not any(each.severity == "error" for each in made.diagnostics))


def timelines(data: bytes) -> None:
    """A timeline as text, under rules that use much of the language; it is checked."""
    checked(Source("hostile.timeline", text_of(data)), law())


def data(data: bytes) -> None:
    """A timeline as JSON, likewise."""
    checked(Source("hostile.json", text_of(data)), law())


def reforms(data: bytes) -> None:
    """What is written after a law, mostly a reform of it; a timeline is checked before it, after it and in force."""
    checked(Source("told.timeline", STORY.timeline), Texts(f"{STORY.rules}\n{text_of(data)}"))


def phrases(data: bytes) -> None:
    """Phrases, one to a line, and in the last line a sentence that may be one of them."""
    *templates, sentence = text_of(data).split("\n")
    book = PhraseBook()
    for number, template in enumerate(templates[:20]):
        phrase = read_phrase(template)
        if not isinstance(phrase, str):
            book.add(str(number), phrase)
    match = book.match(sentence)
    book.nearest(sentence)
    book.gaps(sentence)
    for term in match.terms.values() if match is not None else ():
        assert sentence[term.start : term.end].split() == term.text.split()


DOORS: dict[str, Callable[[bytes], None]] = {
    "rules": rules,
    "timelines": timelines,
    "json": data,
    "phrases": phrases,
    "reforms": reforms,
}


# ---- what comes out --------------------------------------------------------------------------------------------------


@cache
def law() -> Texts:
    """The rules of the story."""
    return Texts(STORY.rules)


def text_of(data: bytes) -> str:
    """The text of some bytes, as a file is read; what is no text is put in its place."""
    return data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


@contextmanager
def soon() -> Iterator[None]:
    """With less patience than a check has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("govrules.text.limits.STEPS", STEPS)
        yield


def checked(source: Source, finder: FileFinder) -> None:
    """Read and check a timeline, and write down what comes out, in every way."""
    with soon():
        scenario = load_timeline(source, finder)
        looked_at(scenario.diagnostics, scenario.sources)
        if scenario.timeline is not None:
            made = check([scenario], finder=finder)
            looked_at(made.diagnostics, made.sources)
            assert render_check(made).encode("utf-8")
            assert as_json.render(made).encode("utf-8")


def looked_at(diagnostics: tuple[Diagnostic, ...], sources: Sources) -> None:
    """Look at diagnostics: each has its place, and can be shown."""
    for diagnostic in diagnostics:
        assert diagnostic.code in CODES
        length = len(sources.get(diagnostic.span.path).text)
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= length + 1
        render(diagnostic, sources).encode("utf-8")
        assert not any(word in diagnostic.message for word in TOLD)
        assert diagnostic.help is None or diagnostic.help
