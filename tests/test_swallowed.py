"""Limits that were written at the end of a duty's line: which are seen, and what is said about them."""

import pytest
from helpers import checked

from govrules.syntax.swallowed import right_limit, swallowed_limit


@pytest.mark.parametrize(
    ("text", "word", "offset"),
    [
        ("P is sworn in by 1 March", "by", 14),
        ("P is sworn in by D", "by", 14),
        ("P is sworn in by deadline", "by", 14),
        ("P is sworn in between date + 1 day and date + 5 days", "between", 14),
        ("P is sworn in not later than 1 March", "not later than", 14),
        ("P is sworn in before 2001-01-01", "before", 14),
        ("P is sworn in on the second Wednesday of January", "on", 14),
        ("P is sworn in within sixty days", "within", 14),
        ("P is sworn in within a month", "within", 14),
        ("P is sworn in in 30 days", "in", 14),
        ("P is sworn in unless P dies", "unless", 14),
        ("P is sworn in not counting Sundays", "not counting", 14),
        ("B is signed by President by 1 March", "by", 25),
    ],
)
def test_a_limit_is_seen(text: str, word: str, offset: int) -> None:
    assert swallowed_limit(text) == (word, offset)


@pytest.mark.parametrize(
    "text",
    [
        "B is signed by President",
        "P speaks on B before Majilis",
        "B is passed on second reading",
        "the vote on B is put off by Senate",
        "P calls an election in Akmola Region",
        "",
    ],
)
def test_free_words_are_no_limits(text: str) -> None:
    assert swallowed_limit(text) is None


@pytest.mark.parametrize(
    ("word", "rest", "right"),
    [
        ("between", "5 days and seven days", "between date + 5 days and date + 7 days"),
        ("between", "1 March and open", "between 1 March and open"),
        ("by", "1 March", "by 1 March"),
        ("before", "1 March", "by 1 day before 1 March"),
        ("until", "1 March", "by 1 March"),
        ("not later than", "thirty days after the election", "within 30 days"),
        ("not later than", "2 months before 1 December", "by 2 months before 1 December"),
        ("not before", "5 days", "between date + 5 days and open"),
        ("after", "1 March", "between 1 day after 1 March and open"),
        ("within", "sixty days", "within 60 days"),
        ("within", "a month", "within 1 month"),
        ("within", "deadline", "within deadline"),
        ("on", "the second Wednesday of January", "on second Wednesday of January"),
        ("unless", "P dies", "unless P dies"),
    ],
)
def test_how_to_write_it(word: str, rest: str, right: str) -> None:
    assert right_limit(word, rest) == right


def said(duty: str) -> list[tuple[str, str, str | None]]:
    made = checked(f"rule a\n  when P is elected\n  {duty}\n", "")
    return [(d.code, d.message, d.help) for d in made.diagnostics if d.code == "GR201"]


def test_a_swallowed_limit_is_named() -> None:
    (one,) = said("then P is sworn in by 1 March")
    assert one == (
        "GR201",
        "`by 1 March` is read as part of the sentence; only `within …` may end this line",
        "write `by 1 March` on a line of its own under it",
    )
    assert said("then P is sworn in within sixty days")[0][2] == "write `within 60 days`, with the number in figures"
    assert said("then P is sworn in\n    or P signs before 1 March")[0][2] is not None


def test_a_sentence_that_no_phrase_says_even_without_the_limit_gets_its_nearest_phrases() -> None:
    (one,) = said("then P was sworn in by 1 March")
    assert one[1] == "no phrase says `P was sworn in by 1 March`"
