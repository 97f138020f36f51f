"""Uncertain dates: the days that they may mean."""

from datetime import date

import pytest

from govrules.timeline.edtf import PossibleDays, parse_edtf


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022-11-20", "2022-11-20", "2022-11-20"),
        ("2022-11-20?", "2022-11-20", "2022-11-20"),
        ("2022-11", "2022-11-01", "2022-11-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2022", "2022-01-01", "2022-12-31"),
        ("2022?", "2022-01-01", "2022-12-31"),
        ("2022-XX", "2022-01-01", "2022-12-31"),
        ("2022-XX-XX", "2022-01-01", "2022-12-31"),
        ("2022-11-XX", "2022-11-01", "2022-11-30"),
        ("202X", "2020-01-01", "2029-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("2022-11-20~", "2022-11-05", "2022-12-05"),
        ("2022-11-20%", "2022-11-05", "2022-12-05"),
        ("2022-11~", "2022-05-01", "2023-05-31"),
        ("2022~", "2017-01-01", "2027-12-31"),
        ("0001~", "0001-01-01", "0006-12-31"),
        ("9999-12-31~", "9999-12-31", "9999-12-31"),
        ("2022-11-01/2022-11-20", "2022-11-01", "2022-11-20"),
        ("2022-09/2022-11", "2022-09-01", "2022-11-30"),
        ("2021/2022-03-05", "2021-01-01", "2022-03-05"),
        ("2022-11-20/2022-11-20", "2022-11-20", "2022-11-20"),
        ("2022-11-20/..", "2022-11-20", None),
        ("2022-11-20/", "2022-11-20", None),
        ("../2022-11-20", None, "2022-11-20"),
        ("/2022-11", None, "2022-11-30"),
    ],
)
def test_the_days_that_a_date_may_mean(text: str, first: str | None, last: str | None) -> None:
    days = [date.fromisoformat(day) if day is not None else None for day in (first, last)]
    assert parse_edtf(text) == PossibleDays(*days)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2022-13", "there is no month 13"),
        ("2022-02-30", "2022-02 has 28 days"),
        ("2023-02-29~", "2023-02 has 28 days"),
        ("2022-21", "a season"),
        ("2022-11-20/2022-11-01", "it ends on 2022-11-01, before it begins on 2022-11-20"),
        ("../..", "open at both ends"),
        ("/", "open at both ends"),
        ("20XX-11", "the year is left open"),
        ("2022-XX-05", "the month is left open"),
        ("0000", "from 0001"),
        ("20-11", "four digits"),
        ("2022-1", "two figures"),
        ("2022-11-20/x", "is no date"),
        ("2022/2023/2024", "is no date"),
    ],
)
def test_what_is_no_date(text: str, said: str) -> None:
    wrong = parse_edtf(text)
    assert isinstance(wrong, str)
    assert said in wrong
