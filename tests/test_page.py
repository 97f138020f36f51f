"""Lines of a report are broken as `textwrap` breaks them, without it."""

import textwrap

from hypothesis import given
from hypothesis import strategies as st

from govrules.report.page import wrapped

WORDS = st.lists(st.sampled_from(["a", "bb", "word", "x-y", "quite_a_long_word", " ", "  ", "\t", "\n", "\u00a0", "é"]))
MARGINS = st.sampled_from(["", "  ", "      "])


@given(WORDS, st.integers(8, 30), MARGINS, MARGINS)
def test_lines_are_those_of_textwrap(words: list[str], width: int, first: str, further: str) -> None:
    text = " ".join(words)
    expected = textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=further,
        break_on_hyphens=False,
        break_long_words=False,
    )
    assert wrapped(text, width, first, further) == expected
