"""Uncertain dates, promise by promise, and as laws: no definite verdict hangs on the day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govrules.engine.readings import judge
from govrules.engine.verdict import Finding
from govrules.pipeline import check
from govrules.text import limits
from govrules.text.source import Source
from tests.helpers import Texts
from tests.properties.test_reform_laws import read as read_base

RULES = """
kind Person
event elected "{person: Person} is elected"
event called "the election is called"
event held "the election is held"
person Adams

ruleset law
  in force from 2000-01-01
  rounding down

rule in_time
  when the election is called
  then the election is held
    within 2 months

rule old_enough
  when P is elected
  require date >= 2001-03-01
"""


def found(events: str, *, until: str = "2001-12-31") -> list[Finding]:
    """The findings under the law."""
    text = f'timeline "x"\n  use "./law.gov"\n  under law\n  until {until}\n{events}\n'
    made = check([Source("t.timeline", text)], finder=Texts(RULES))
    assert made.made, made.diagnostics
    return list(made.findings)


def diagnostics(events: str, head: str = "") -> list[tuple[str, str, str | None]]:
    """What is said of a timeline that cannot be checked."""
    text = f'timeline "x"\n  use "./law.gov"\n  under law\n{head}{events}\n'
    made = check([Source("t.timeline", text)], finder=Texts(RULES))
    return [(d.code, d.message, d.help) for d in made.diagnostics if d.severity == "error"]


def test_a_verdict_that_is_the_same_on_every_day_stands() -> None:
    made = found("2001-01: the election is called\n2001-02-10: the election is held")
    assert [(f.rule, f.status) for f in made] == [("in_time", "satisfied")]
    made = found("2001-02: Adams is elected")
    assert [(f.rule, f.status, f"{f.date}") for f in made] == [("old_enough", "violated", "2001-02-01")]
    assert "some day from 2001-02-01 to 2001-02-28" in made[0].message


def test_a_verdict_that_hangs_on_the_day_says_on_which() -> None:
    (made,) = found("2001-01-20: the election is called\n2001-03-15/2001-03-25: the election is held")
    assert made.status == "undetermined"
    assert "Satisfied if `the election is held` from 2001-03-15 to 2001-03-20" in made.message
    assert "Violated if `the election is held` from 2001-03-21 to 2001-03-25" in made.message
    (made,) = found("2001-02-25/2001-03-01: Adams is elected")
    assert "Satisfied if `Adams is elected` on 2001-03-01" in made.message


def test_an_open_date_ends_where_the_timeline_does() -> None:
    assert found("2001-03-05/..: Adams is elected")[0].status == "satisfied"
    assert found("2001-02-27/..: Adams is elected")[0].status == "undetermined"
    made = found("2001-02-01: the election is called\n../2001-04-01: the election is held")
    assert made[0].status == "satisfied", "it lies between the first day of the timeline and 1 April"


def test_two_uncertain_dates() -> None:
    (made,) = found("2001-01-01/2001-01-31: the election is called\n2001-03-20/2001-04-10: the election is held")
    assert made.status == "undetermined"
    (made,) = found("2001-01-01/2001-01-31: the election is called\n2001-02-02/2001-02-28: the election is held")
    assert made.status == "satisfied"


def test_about_a_day() -> None:
    assert found("2001-03-20~: Adams is elected")[0].status == "satisfied"
    assert found("2001-03-10~: Adams is elected")[0].status == "undetermined"
    assert found("2001-03-10?: Adams is elected")[0].status == "satisfied"


def test_more_days_than_can_be_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "POSSIBLE_DAYS", 30)
    assert not diagnostics("2001-04: Adams is elected")
    ((code, message, help),) = diagnostics("2001-05: Adams is elected")
    assert code == "GR905"
    assert "can fall in 31 ways; at most 30" in message
    assert help == "say these dates more exactly"


def test_the_dates_that_are_too_many_are_pointed_at() -> None:
    events = "2001-05-01: Adams is elected\n2001: the election is called\n2001: the election is held"
    text = f'timeline "x"\n  use "./law.gov"\n  under law\n{events}\n'
    made = check([Source("t.timeline", text)], finder=Texts(RULES))
    (told,) = (d for d in made.diagnostics if d.severity == "error")
    assert [made.sources.place(each)[1] for each in (told.span, *(label.span for label in told.labels))] == [5, 6]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2001-13", "there is no month 13"),
        ("2001-02-30~", "2001-02 has 28 days"),
        ("2001-11-20/2001-11-01", "it ends on 2001-11-01, before it begins"),
        ("2001-21", "a season has no fixed days"),
        ("../..", None),
    ],
)
def test_what_is_no_uncertain_date(written: str, said: str | None) -> None:
    made = diagnostics(f"{written}: Adams is elected")
    assert len(made) == 1
    assert said is None or (made[0][0] == "GR308" and said in made[0][1])


def test_an_uncertain_date_has_no_time_of_day() -> None:
    ((code, message, _),) = diagnostics("2001-03 07:00: Adams is elected")
    assert (code, message) == ("GR308", "a date that is uncertain has no time of day")


def test_an_uncertain_date_as_data() -> None:
    import json

    data = {
        "timeline": {"title": "x", "use": ["./law.gov"], "under": ["law"], "until": "2001-12-31"},
        "events": [{"event": "elected", "person": "Adams", "on": "2001-02-25/2001-03-01"}],
    }
    made = check([Source("t.json", json.dumps(data))], finder=Texts(RULES))
    assert [f.status for f in made.findings] == ["undetermined"]
    data["events"][0]["on"] = "2001-14"  # type: ignore[index]  # a list of objects
    made = check([Source("t.json", json.dumps(data))], finder=Texts(RULES))
    assert "there is no month 14" in made.diagnostics[0].message


EVENTS = ("Adams is elected", "Adams takes the oath", "Adams leaves", "Adams is heard", "Brown is elected")


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_definite_verdict_hangs_on_the_day(data: st.DataObject) -> None:
    day = date(2001, 1, 1)
    lines: list[tuple[date, int, str]] = []
    for _ in range(data.draw(st.integers(1, 6))):
        day += timedelta(days=data.draw(st.sampled_from((0, 1, 10, 30, 59, 365))))
        reach = data.draw(st.sampled_from((0, 0, 0, 1, 6)))
        lines.append((day, reach, data.draw(st.sampled_from(EVENTS))))
    uncertain = "\n".join(f"{d}/{d + timedelta(days=n)}: {said}" if n else f"{d}: {said}" for d, n, said in lines)
    timeline, library = read_base("", uncertain)
    ways = 1
    for _, reach, _ in lines:
        ways *= reach + 1
    if ways > 300:
        return
    definite = {
        (f.rule, f.trigger.span): f.status
        for f in judge(library, "base", timeline).findings
        if f.trigger and f.trigger.span and f.status not in ("undetermined", "contested")
    }
    chosen = [data.draw(st.integers(0, reach)) for _, reach, _ in lines]
    replaced = [f"{d + timedelta(days=more)}: {said}" for (d, _, said), more in zip(lines, chosen, strict=True)]
    timeline, library = read_base("", "\n".join(replaced))
    spans = dict(
        zip([e.span for e in read_base("", uncertain)[0].events], [e.span for e in timeline.events], strict=True)
    )
    now = {(f.rule, f.trigger.span): f.status for f in judge(library, "base", timeline).findings if f.trigger}
    for (rule, span), status in definite.items():
        if span in spans and (rule, spans[span]) in now:
            assert now[rule, spans[span]] == status
