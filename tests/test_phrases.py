"""Phrases: how they are read, which sentences they match, and what is said when none does."""

import pytest

from govrules.syntax.phrases import Phrase, PhraseBook, Slot, read_phrase

ELECTED = "{person: Person} is elected {office: Office} [with {share: Percent of votes}]"


def phrase(text: str, known: dict[str, Slot] | None = None) -> Phrase:
    made = read_phrase(text, known)
    assert isinstance(made, Phrase), made
    return made


def book(*texts: str) -> PhraseBook:
    made = PhraseBook()
    for number, text in enumerate(texts):
        assert made.add(f"p{number}", phrase(text)) is None
    return made


def terms(sentence: str, *texts: str) -> dict[str, str] | None:
    match = book(*texts).match(sentence)
    return None if match is None else {name: term.text for name, term in match.terms.items()}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("P is elected President", {"person": "P", "office": "President"}),
        (
            "Tokayev is elected Prime Minister with 81.31%",
            {"person": "Tokayev", "office": "Prime Minister", "share": "81.31%"},
        ),
        ('"d\'Estaing" is elected any', {"person": '"d\'Estaing"', "office": "any"}),
        ("nobody is elected President", {"person": "nobody", "office": "President"}),
        ("Тоқаев is elected Президент", {"person": "Тоқаев", "office": "Президент"}),
        ("P is elected", None),
        ("P is elected president", None),
        ("P was elected President", None),
        ("P is elected President with", None),
        ("", None),
    ],
)
def test_match(sentence: str, expected: dict[str, str] | None) -> None:
    assert terms(sentence, ELECTED) == expected


def test_terms_know_their_place() -> None:
    match = book(ELECTED).match("Ada Lovelace is elected President")
    assert match is not None
    assert [(term.start, term.end) for term in match.terms.values()] == [(0, 12), (24, 33)]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("{person: Person} {office: Office} meet", "a literal word has to stand between `{person}` and `{office}`"),
        ("{person: Person}", "a phrase needs a literal word"),
        ("[{person: Person} dies]", "a phrase needs a literal word"),
        ("{person} dies", "the slot `person` has no kind; write `{person: Kind}`"),
        ("{Person: Person} dies", "`{Person: Person}` is no slot; write `{name: Kind}`"),
        ("{a: X} sees {a: X}", "the slot `a` stands twice"),
        ("x [y", "an optional part is not closed with `]`"),
        ("x [] y", "an optional part is empty"),
        ("x [y [z]]", "optional parts open with `[`, close with `]` and do not nest"),
        ("x } y", "`}` is neither a word nor a slot"),
    ],
)
def test_what_is_wrong_with_a_phrase(text: str, wrong: str) -> None:
    assert read_phrase(text) == wrong


def test_further_phrases_have_the_slots_of_the_first() -> None:
    known = {slot.name: slot for slot in phrase(ELECTED).slots}
    assert phrase("{office} gets {person} [by {share}]", known).slots == (
        known["office"],
        known["person"],
        known["share"],
    )
    assert read_phrase("{person} wins", known) == "a further phrase has the same slots; here `office` is not in both"


@pytest.mark.parametrize(
    ("one", "two", "sentence"),
    [
        ("{a: X} dies", "{b: Y} dies", "X dies"),
        ("{a: X} is elected [with {n: Number}]", "{a: X} is elected with {n: Number}", "X is elected with X"),
        ("{a: X} of A dies", "B of {b: Y} dies", "B of A dies"),
        ("{a: X} dies", "{a: X} lives", None),
        ("{a: X} dies of 7", "{a: X} dies of Grief", None),
    ],
)
def test_two_phrases_that_match_one_sentence_clash(one: str, two: str, sentence: str | None) -> None:
    made = book(one)
    clash = made.add("other", phrase(two))
    assert (clash.sentence if clash is not None else None) == sentence


def test_a_phrase_says_what_it_matches() -> None:
    made = phrase(ELECTED)
    assert made.say({"person": "Ada", "office": "President"}) == "Ada is elected President"
    assert made.say({"person": "Ada", "office": "President", "share": "51%"}) == "Ada is elected President with 51%"
    assert (made.needed, len(made.slots)) == ({"person", "office"}, 3)


def test_only_near_phrases_are_named() -> None:
    made = book(
        "{person: Person} takes office as {office: Office}",
        "{person: Person} takes the oath as {office: Office}",
        "{bill: Bill} is signed [by {office: Office}]",
        "{bill: Bill} is published",
        "{office: Office} is a political or quasi-public post",
    )
    assert made.nearest("P took office as President") == ["{person: Person} takes office as {office: Office}"]
    assert made.nearest("B is sign by President") == ["{bill: Bill} is signed [by {office: Office}]"]
    assert made.nearest("age of P is high") == []
    alike = book(*(f"{{person: Person}} is elected to seat {word}" for word in ("one", "two", "six", "ten")))
    assert len(alike.nearest("P is elected to the seat")) == 3


def test_what_was_probably_meant() -> None:
    made = book(ELECTED, "{person: Person} dies", "{person: Person} resigns as {office: Office}")
    assert made.nearest("P was elected President")[0] == ELECTED
    assert made.nearest("P resigned as President")[0].startswith("{person: Person} resigns")
    assert made.nearest("zzz") == []
    assert made.gaps("P is elected") == ELECTED
    assert made.gaps("tokayev is elected President") == ELECTED
    assert made.gaps("P was elected President") is None
