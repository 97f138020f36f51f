"""Whatever stands in a file, reading it gives a result or diagnostics, never an exception.

Texts are random, built of the language's own words, or files of this repository with lines, words and characters
deleted, doubled, swapped and put in.
"""

import random
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from govrules.files import FileFinder
from govrules.pipeline import load_rules, load_timeline
from govrules.report.diagnostics import render
from govrules.syntax.phrases import PhraseBook, read_phrase
from govrules.text.diagnostics import CODES
from govrules.text.source import Source

ROOT = Path(__file__).resolve().parent.parent.parent
PROVISIONS = ROOT / "tests/provisions"
SEEDS = [
    *sorted(PROVISIONS.glob("*.gov")),
    *sorted(PROVISIONS.glob("*.timeline")),
    *sorted((ROOT / "govrules/prelude").glob("*.gov")),
    *sorted((ROOT / "tests/syntax").glob("every-construct.*")),
]
TEXTS = [(path.suffix, path.read_text("utf-8")) for path in SEEDS]
ODD = [
    "(",
    ")",
    '"',
    "[",
    "]",
    "#",
    ":",
    "\t",
    "\n",
    "\r",
    " ",
    "\x00",
    "\ufeff",
    "\u202e",
    "\ud800",
    "Р",
    "0",
    "9" * 40,
]
ODD += [
    "“",
    "2022-02-30",
    "99:99",
    "100.5%",
    "1/0",
    "0 KZT",
    "999999 years",
    "None",
    "{",
    "}",
    "{x}",
    "-",
    "\u0301",
    "İ",
]
WORDS = sorted({word for _, text in TEXTS for word in text.split()})
WORDS_AND_BREAKS = [*WORDS, "\n", "\n", "\n  ", "\n  ", "\n    ", *ODD]


def read(suffix: str, text: str) -> None:
    """Read a text and look at what comes out."""
    source = Source(f"hostile{suffix}", text)
    made = (load_timeline if suffix == ".timeline" else load_rules)(source, FileFinder(PROVISIONS))
    for diagnostic in made.diagnostics:
        assert diagnostic.code in CODES
        length = len(made.sources.get(diagnostic.span.path).text)
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= length + 1
        drawn = render(diagnostic, made.sources)
        assert drawn == render(diagnostic, made.sources)
        drawn.encode("utf-8")
        assert not any(
            word in diagnostic.message for word in ("Traceback", "object at", "<class", "Token(", "NoneType")
        )
        assert diagnostic.help is None or diagnostic.help
    assert made.ok == (not any(d.severity == "error" for d in made.diagnostics))


@given(st.text(max_size=200), st.sampled_from([".gov", ".timeline"]))
@example("\ufeffrule", ".gov")
@example("\ud800", ".timeline")
def test_random_text(text: str, suffix: str) -> None:
    read(suffix, text)


@pytest.mark.parametrize(
    "module",
    ["a" * 300, "./" + "a" * 300, "./\ud800", "./\u202e.gov", "./a" * 500, "", ".", "..", "/", "./", "~", "C:\\x", "ä"],
)
def test_names_of_modules(module: str) -> None:
    read(".gov", f'use "{module}"\n')


@settings(max_examples=300)
@given(st.lists(st.sampled_from(WORDS_AND_BREAKS), max_size=60), st.sampled_from([".gov", ".timeline"]))
def test_words_of_the_language(words: list[str], suffix: str) -> None:
    read(suffix, " ".join(words).replace(" \n ", "\n").replace("\n ", "\n"))


def mutate(text: str, chance: random.Random) -> str:
    """A text with a few mistakes."""
    for _ in range(chance.randint(1, 4)):
        lines = text.split("\n")
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        words = lines[at].split(" ")
        word, second = chance.randrange(len(words)), chance.randrange(len(words))
        char = chance.randrange(len(text) + 1)
        match chance.randrange(11):
            case 0:
                del lines[at]
            case 1:
                lines.insert(other, lines[at])
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                del words[word]
                lines[at] = " ".join(words)
            case 4:
                words[word], words[second] = words[second], words[word]
                lines[at] = " ".join(words)
            case 5:
                words[word] = chance.choice(WORDS)
                lines[at] = " ".join(words)
            case 6:
                lines[at] = " " * chance.randint(0, 6) + lines[at].lstrip()
            case 7:
                lines = (text[:char] + text[char + 1 :]).split("\n")
            case 8:
                lines = (text[:char] + chance.choice(ODD) + text[char:]).split("\n")
            case 9:
                lines[at] += " " + chance.choice(lines).strip()
            case 10:
                lines = lines[:at]
        text = "\n".join(lines) or " "
    return text


@settings(max_examples=400)
@given(st.integers(0, len(TEXTS) - 1), st.integers(0, 2**32))
def test_mutated_file(seed: int, chance: int) -> None:
    suffix, text = TEXTS[seed]
    read(suffix, mutate(text, random.Random(chance)))


PHRASE = st.lists(
    st.sampled_from(["{a: X}", "{b: X}", "{c}", "is", "A", "of", "[", "]", "7", "is,", "{", "}", "{d: Percent of x}"]),
    max_size=8,
).map(" ".join)


@settings(max_examples=300)
@given(
    st.lists(PHRASE, max_size=5),
    st.lists(st.sampled_from(["A", "B", "is", "of", "7", "any", '"x"', "A,", "5 days"]), max_size=8),
)
def test_phrases_and_sentences(phrases: list[str], sentence: list[str]) -> None:
    book, clear = PhraseBook(), True
    for number, text in enumerate(phrases):
        phrase = read_phrase(text)
        if not isinstance(phrase, str):
            clear = book.add(str(number), phrase) is None and clear
    said = " ".join(sentence)
    match = book.match(said)
    book.nearest(said)
    book.gaps(said)
    if match is not None:
        for term in match.terms.values():
            assert said[term.start : term.end].split() == term.text.split()


def test_sentence_that_could_be_split_in_many_ways_is_read_quickly() -> None:
    book = PhraseBook()
    phrase = read_phrase(" A ".join(f"{{s{i}: X}}" for i in range(12)) + " dies")
    assert not isinstance(phrase, str)
    book.add("many", phrase)
    assert book.match("A " * 200 + "lives") is None
    assert book.match("A " * 200 + "dies") is not None


@pytest.mark.slow
@settings(max_examples=20_000)
@given(st.integers(0, len(TEXTS) - 1), st.integers(0, 2**32))
def test_many_mutated_files(seed: int, chance: int) -> None:
    suffix, text = TEXTS[seed]
    read(suffix, mutate(text, random.Random(chance)))
