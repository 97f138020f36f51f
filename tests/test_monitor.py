"""A monitor, fed event by event, finds what a check of the whole timeline finds, and forgets what no norm asks for."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

import govrules
from govrules.engine.compiled import run as compiled
from govrules.engine.law import Assumed
from govrules.engine.monitor import CannotFollowError, Following
from govrules.engine.readings import readings_of
from govrules.engine.verdict import Finding
from govrules.files import FileFinder
from govrules.law.library import Library
from govrules.pipeline import load_timeline
from govrules.text import limits
from govrules.text.source import Source
from govrules.timeline.model import Timeline
from tests.properties.strategies import Read, case_of, cases, read

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = sorted((ROOT / "scenarios").rglob("*.timeline"))


def plain(finding: Finding) -> object:
    """What a finding says, but for its reasons: of what came late after a deadline, a monitor knows nothing yet."""
    bindings = tuple(sorted((name, str(value)) for name, value in finding.bindings.items()))
    said = (finding.rule, finding.status, finding.date, finding.anchor, finding.due, bindings)
    return (*said, finding.trigger, finding.follows_from, finding.law)


def both_ways(timeline: Timeline, library: Library) -> Iterator[tuple[str, Counter[object], Counter[object]]]:
    """The findings of a monitor and of a whole run, under each law that can be followed."""
    for name in library.rulesets:
        for in_force in (False, True):
            options = {r.name: r.options[0].name for r in readings_of(library, name, in_force=in_force)}
            try:
                following = Following(library, name, in_force=in_force, options=options, rounding="down")
                first = min([timeline.until, *(event.day for event in timeline.events)])
                monitor = following.start(replace(timeline, events=(), until=first))
                found = [*monitor.early]
                found += [finding for event in timeline.events for finding in monitor.feed(event)]
                found += monitor.finish(timeline.until)
            except CannotFollowError:
                continue
            assumed = Assumed(tuple(options.items()), "down")
            whole = compiled.run(library, name, timeline, in_force=in_force, assumed=assumed).judgement
            if whole.limited is None:
                yield name, Counter(map(plain, found)), Counter(map(plain, whole.findings))


@settings(max_examples=60, deadline=None)
@given(cases().map(read))
def test_event_by_event_is_the_same_as_at_once(made: Read | None) -> None:
    with patch.object(limits, "STEPS", 20_000):
        for name, fed, whole in both_ways(*made) if made is not None else ():
            assert fed == whole, name


def test_most_generated_laws_can_be_followed() -> None:
    followed = laws = 0
    with patch.object(limits, "STEPS", 20_000):
        for seed in range(20):
            made = read(case_of(f"monitor {seed}"))
            if made is not None:
                laws += 2 * len(made[1].rulesets)
                followed += len(list(both_ways(*made)))
    assert followed > laws / 3


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_timeline_event_by_event(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    finder = FileFinder(ROOT)
    source = finder.open(str(path.relative_to(ROOT)))
    assert isinstance(source, Source)
    scenario = load_timeline(source, finder)
    assert scenario.timeline is not None
    assert scenario.library is not None
    for name, fed, whole in both_ways(scenario.timeline, scenario.library):
        assert fed == whole, name


# ---- what it promises ------------------------------------------------------------------------------------------------

LAW = """\
language 1
kind Person
kind Office
event elected "{person: Person} is elected {office: Office}"
event called "{person: Person} is called to {office: Office}"
event sworn "{person: Person} takes the oath as {office: Office}"
event seen "{person: Person} is seen"
office President

ruleset law
  in force from 2000-01-01
  rounding down

rule once [Art. 1]
  when P is elected O
  require no earlier (P is elected O)

rule rest [Art. 2]
  when P is called to O
  require none of (P is called to any) in the last 1 year

rule oath [Art. 3]
  when P is elected O
  then P takes the oath as O
    within 1 month
"""
HEAD = """\
timeline "As it happens"
  use "./law.gov"
  under law
  until 2000-12-31

person Ada
person Bob
"""


def checker(head: str = HEAD, law: str = LAW, **options: Any) -> govrules.Checker:
    return govrules.Checker(
        govrules.Source("head.timeline", head), finder=govrules.TextFinder({"law.gov": law}), **options
    )


def said(findings: Iterable[Finding]) -> list[tuple[str, str, date]]:
    return [(finding.rule, finding.status, finding.date) for finding in findings]


def test_findings_come_as_soon_as_they_are_definite() -> None:
    monitor = checker().start()
    assert monitor.day == date(2000, 12, 31)
    assert said(monitor.feed("2001-01-01: Ada is elected President")) == [("once", "satisfied", date(2001, 1, 1))]
    assert said(monitor.feed("2001-01-05: Ada takes the oath as President")) == [
        ("oath", "satisfied", date(2001, 1, 5))
    ]
    assert said(monitor.feed("2006-01-01: Ada is elected President")) == [("once", "violated", date(2006, 1, 1))]
    assert monitor.day == date(2006, 1, 1)
    assert said(monitor.advance(date(2006, 2, 1))) == []
    assert said(monitor.advance(date(2006, 2, 2))) == [("oath", "violated", date(2006, 2, 1))]
    assert said(monitor.feed("2011-01-01: Bob is elected President")) == [("once", "satisfied", date(2011, 1, 1))]
    assert said(monitor.finish()) == [("oath", "pending", date(2011, 1, 1))]


def test_the_events_of_the_head_come_first() -> None:
    monitor = checker(HEAD.replace("  until 2000-12-31\n", "") + "2001-01-01: Ada is elected President\n").start()
    assert monitor.day == date(2001, 1, 1)
    assert said(monitor.feed("2001-01-20: Ada is elected President")) == [
        ("once", "satisfied", date(2001, 1, 1)),
        ("once", "violated", date(2001, 1, 20)),
    ]


def test_a_checker_starts_any_number_of_monitors() -> None:
    made = checker()
    one, other = made.start(), made.start()
    one.feed("2001-01-01: Ada is elected President")
    assert said(other.feed("2002-01-01: Ada is elected President")) == [("once", "satisfied", date(2002, 1, 1))]
    assert said(one.feed("2002-01-01: Ada is elected President"))[0] == ("oath", "violated", date(2001, 2, 1))


def test_what_no_norm_asks_for_any_more_is_forgotten() -> None:
    monitor = checker().start()
    most, day = 0, date(2001, 1, 1)
    for number in range(4_000):
        monitor.feed(f"{day + timedelta(days=number)}: Ada is {'called to President' if number % 3 else 'seen'}")
        most = max(most, monitor.kept)
    assert most < 1_000
    assert said(monitor.feed(f"{day + timedelta(days=4_000)}: Ada is called to President"))[0][1] == "violated"
    assert said(monitor.feed(f"{day + timedelta(days=4_500)}: Ada is called to President"))[0][1] == "satisfied"


def test_what_is_asked_for_ever_is_kept() -> None:
    monitor = checker().start()
    monitor.feed("2001-01-01: Ada is elected President")
    for number in range(2_000):
        monitor.feed(f"{date(2001, 1, 2) + timedelta(days=number)}: Ada is seen")
    assert ("once", "violated", date(2020, 1, 1)) in said(monitor.feed("2020-01-01: Ada is elected President"))


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("2001-01-01: Ada is elekted President", "GR201", "Ada is elekted President"),
        ("tomorrow Ada is elected President", "GR101", "is no dated event"),
        ("2000-06-01: Ada is seen", "GR518", "2000-06-01 lies before 2001-01-01"),
        ("2002-05: Ada is seen", "GR518", "the date of `Ada is seen` is uncertain (2002-05)"),
    ],
)
def test_a_mistake_is_an_error_and_changes_nothing(text: str, code: str, message: str) -> None:
    monitor = checker().start()
    monitor.feed("2001-01-01: Ada is elected President")
    with pytest.raises(govrules.GovrulesError) as raised:
        monitor.feed(text)
    assert raised.value.diagnostics[0].code == code
    assert message in str(raised.value)
    assert said(monitor.feed("2001-01-02: Ada is elected President")) == [("once", "violated", date(2001, 1, 2))]


def test_nothing_is_fed_to_a_monitor_that_has_finished() -> None:
    monitor = checker().start()
    assert monitor.finish(date(2001, 1, 1)) == ()
    with pytest.raises(govrules.GovrulesError, match="the monitor has finished"):
        monitor.feed("2002-01-01: Ada is seen")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"under": "lw"}, "there is no rule set `lw`"),
        ({"under": "law", "in_force": "law"}, "a monitor follows one law"),
        ({"options": {"strict": "yes"}}, "there is no reading `strict`"),
    ],
)
def test_a_law_that_cannot_be_followed_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(govrules.GovrulesError, match=message) as raised:
        checker(**options)
    assert [each.code for each in raised.value.diagnostics] == ["GR518"]


def test_a_date_that_does_not_exist_needs_a_rounding() -> None:
    unsaid = LAW.replace("  rounding down\n", "")
    events = ("2001-01-31: Ada is elected President", "2001-02-28: Ada takes the oath as President")
    monitor = checker(law=unsaid).start()
    with pytest.raises(govrules.GovrulesError, match="how a day that does not exist is rounded") as raised:
        monitor.feed(events[0])
    assert raised.value.diagnostics[0].help == "choose a rounding, `down` or `up`"
    monitor = checker(law=unsaid, rounding="down").start()
    assert [said(monitor.feed(event))[0][1] for event in events] == ["satisfied", "satisfied"]
