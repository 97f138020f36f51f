"""Timelines as data: the same findings as a text, and mistakes that name their place and what would be right."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import govrules
from govrules.doors.building import as_source
from govrules.engine import say
from govrules.law import model as m
from govrules.syntax import tree as t
from govrules.text.diagnostics import Diagnostic

LAW = """\
use "elections"
kind Fund
  size: Money
  share: Percent
  opened: Date
  lasts: Duration
  note: Text
  public: YesNo
  keeper: Person
event paid "{person: Person} pays {amount: Money} for {years: Number} years[, {share: Percent of votes} of it on {day: Date}]"
event noted "{person: Person} notes {text: Text}, {open: YesNo} at {hour: Clock} in {region: Zone} for {time: Duration}"
source K23 "The constitution"
ruleset law
  in force from 2000-01-01
  timezone Asia/Almaty
office President
rule one_term [K23 Art. 1]
  when P is elected President
  require no earlier (P is elected President)
  otherwise void
rule majority [K23 Art. 2]
  when P is elected President with S
  require S > 50%
rule oath [K23 Art. 3]
  when P is elected President
  then P takes the oath as President
    within 1 month
rule citizen_only
  when P is elected President
  require (P is a citizen by birth)
rule age_limit
  when P is elected President
  require age of P >= 40 years
"""
TEXT = """\
timeline "Two elections"
  use "./law.gov"
  under law
  until 2016-12-31
  timezone Asia/Almaty
person Ada "Ada the First"
  born 1960-01-01
person Giscard "Valery d'Estaing"
given Ada is a citizen by birth from 1960-01-01 [K23 Art. 9, recalled]
given not ("Valery d'Estaing" is a citizen by birth)
2010-01-01 07:00 Europe/Paris: Ada is elected President with 81.31% [K23 Art. 41, secondary]
2010-01-20: Ada takes the oath as President
2011-01-01: "Valery d'Estaing" is elected President with 49.5%
2015-01-01: Ada is elected President
expect one_term void on 2015-01-01 under law
expect nothing violated
"""
DATA: dict[str, Any] = {
    "timeline": {
        "title": "Two elections",
        "use": ["./law.gov"],
        "under": ["law"],
        "until": "2016-12-31",
        "timezone": "Asia/Almaty",
    },
    "entities": [
        {"kind": "person", "name": "Ada", "title": "Ada the First", "born": "1960-01-01"},
        {"kind": "person", "name": "Giscard", "title": "Valery d'Estaing"},
    ],
    "given": [
        {"fact": "citizen", "person": "Ada", "from": "1960-01-01", "source": "K23 Art. 9, recalled"},
        {"fact": "citizen", "person": "Valery d'Estaing", "holds": False},
    ],
    "events": [
        {
            "event": "elected",
            "person": "Ada",
            "office": "President",
            "share": "81.31%",
            "on": "2010-01-01",
            "at": "07:00",
            "zone": "Europe/Paris",
            "source": "K23 Art. 41, secondary",
        },
        {"sentence": "Ada takes the oath as President", "on": "2010-01-20"},
        {"event": "elected", "person": "Valery d'Estaing", "office": "President", "share": "49.5%", "on": "2011-01-01"},
        {"event": "elected", "person": "Ada", "office": "President", "on": "2015-01-01"},
    ],
    "expect": [
        {"rule": "one_term", "status": "void", "on": "2015-01-01", "under": "law"},
        {"nothing_violated": True},
    ],
}
FINDER = govrules.TextFinder({"law.gov": LAW})


def read(text: str, path: str = "t.json") -> govrules.Scenario:
    return govrules.read_timeline(govrules.Source(path, text), finder=FINDER)


def changed(section: str, at: int | None, /, **fields: Any) -> str:
    """The data with fields of one entry changed; None takes a field out."""
    data = json.loads(json.dumps(DATA))
    entry = data[section] if at is None else data[section][at]
    for name, value in fields.items():
        if value is None:
            entry.pop(name, None)
        else:
            entry[name] = value
    return json.dumps(data, indent=1)


def one(text: str) -> Diagnostic:
    """The only diagnostic of a text."""
    scenario = read(text)
    assert scenario.timeline is None
    assert len(scenario.diagnostics) == 1, scenario.diagnostics
    return scenario.diagnostics[0]


def without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: without_places(v) for k, v in value.items() if k not in ("location", "path", "labels")}
    return [without_places(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("data", [DATA, json.dumps(DATA), json.dumps(DATA, indent=4)], ids=["dict", "line", "lines"])
def test_data_and_text_give_identical_findings(data: Any) -> None:
    source = govrules.Source("t.json", data) if isinstance(data, str) else data
    by_data = json.loads(govrules.report_json(govrules.check(source, finder=FINDER)))
    by_text = json.loads(govrules.report_json(govrules.check(govrules.Source("t.timeline", TEXT), finder=FINDER)))
    statuses = {f["status"] for f in by_text["timelines"][0]["findings"]}
    assert {"satisfied", "violated", "void"} <= statuses
    assert without_places(by_data) == without_places(by_text)


def test_the_timelines_are_the_same_but_for_places() -> None:
    by_data, by_text = read(json.dumps(DATA)).timeline, read(TEXT, "t.timeline").timeline
    assert by_data is not None
    assert by_text is not None
    assert [(e.day, e.minute, e.zone, e.what.name, e.values, e.sentence) for e in by_data.events] == [
        (e.day, e.minute, e.zone, e.what.name, e.values, e.sentence) for e in by_text.events
    ]
    assert [(e.rule, e.status, e.on, e.under, e.text) for e in by_data.expectations] == [
        (e.rule, e.status, e.on, e.under, e.text) for e in by_text.expectations
    ]
    assert [(c.role, c.ruleset) for c in by_data.columns] == [(c.role, c.ruleset) for c in by_text.columns]
    for name in ("title", "until", "incomplete_before", "timezone"):
        assert getattr(by_data, name) == getattr(by_text, name)


def test_earlier_history_may_be_incomplete() -> None:
    by_data = read(changed("timeline", None, incomplete_before="1999-01-01")).timeline
    by_text = read(TEXT.replace("  until", "  incomplete before 1999-01-01\n  until"), "t.timeline").timeline
    assert by_data is not None
    assert by_text is not None
    assert by_data.incomplete_before == by_text.incomplete_before is not None


def test_findings_point_at_the_line_of_their_event() -> None:
    source = govrules.Source("t.json", json.dumps(DATA, indent=1))
    check = govrules.check(source, finder=FINDER)
    void = next(f for f in check.findings if f.status == "void")
    assert void.trigger is not None
    assert void.trigger.span is not None
    _, line, _ = check.sources.place(void.trigger.span)
    assert "elected" in source.line(line)


def test_every_type_of_slot_and_attribute() -> None:
    data = json.loads(json.dumps(DATA))
    data["entities"].append(
        {
            "kind": "fund",
            "name": "Treasury",
            "size": "3000000 KZT",
            "share": "12.5%",
            "opened": "2001-02-03",
            "lasts": "2 months",
            "note": "small",
            "public": True,
            "keeper": "Ada",
        }
    )
    paid = {"event": "paid", "person": "Ada the First", "amount": "5 KZT", "on": "2016-01-01"}
    data["events"] += [
        {**paid, "years": 2},
        {**paid, "years": "2/3", "share": "5%", "day": "2016-02-29"},
        {
            "event": "noted",
            "person": "nobody",
            "text": "all is well",
            "open": False,
            "hour": "7:00",
            "region": "UTC",
            "time": "1 year",
            "on": "2016-01-02",
        },
    ]
    scenario = read(json.dumps(data))
    assert scenario.timeline is not None, scenario.diagnostics
    whole, part, noted = scenario.timeline.events[-3:]
    assert whole.sentence == "Ada the First pays 5 KZT for 2 years" or whole.sentence.startswith('"Ada the First"')
    assert str(whole.values[2]) == "2"
    assert str(part.values[2]) == "2/3"
    assert noted.values[1:4] == ("all is well", False, 420)


@pytest.mark.parametrize(
    ("text", "place", "help"),
    [
        (changed("events", 3, event="electd"), "`events[3].event`: no event `electd`", "did you mean `elected`?"),
        (changed("events", 3, event="citizen"), "`events[3].event`: `citizen` is declared as a fact", "`given`"),
        (changed("given", 0, fact="elected"), "`given[0].fact`: `elected` is declared as an event", "`events`"),
        (changed("events", 3, office=None), "`events[3]`: `office` is missing", "{office: Office}"),
        (changed("events", 3, shar="5%"), "`events[3].shar`: `elected` has no slot", "did you mean `share`?"),
        (changed("events", 3, office="Presidnt"), "`events[3].office`: no office", "did you mean `President`?"),
        (changed("events", 3, office="Ada"), "`events[3].office`: `Ada` is a name of kind Person", "President"),
        (changed("events", 3, office="any"), "`events[3].office`: `any` leaves open", "name it"),
        (changed("events", 3, office=7), "`events[3].office`: `7` is a bare number", "in quotes"),
        (changed("events", 3, office=True), "`events[3].office`: `true` does not fit", None),
        (changed("events", 3, share=0.8131), "`events[3].share`: `0.8131` is a bare number", '"81.31%"'),
        (changed("events", 3, share=81.31), "`events[3].share`: `81.31` is a bare number", '"81.31%"'),
        (changed("events", 3, share="101%"), "`events[3].share`: `101%` is more than the whole", "100%"),
        (changed("events", 3, share="many"), "`events[3].share`: `many` is no percentage", None),
        (changed("events", 3, share="9" * 5000 + "%"), "`events[3].share`: this is too long", "81.31%"),
        (changed("events", 3, share=[1]), "`events[3].share`: a list is no value", None),
        (changed("events", 3, on="2015-02-30"), "`events[3].on`: there is no day `2015-02-30`", "28 or 29"),
        (changed("events", 3, on="1 May 2015"), "`events[3].on`: this is no date", "2022-11-20"),
        (changed("events", 3, on=20150101), "`events[3].on`: this is no date", "2022-11-20"),
        (changed("events", 3, on=None), "`events[3]`: `on` is missing", None),
        (changed("events", 3, at="25:00"), "`events[3].at`: this is no time of day", "23:59"),
        (changed("events", 3, zone="UTC"), "`events[3]`: `zone` goes with a time of day", "`at`"),
        (changed("events", 3, sentence="Ada dies"), "`events[3]`: write either", None),
        (changed("events", 1, person="Ada"), "`events[1]`: a `sentence` says it all", None),
        (changed("events", 1, sentence="Ada\ndies"), "`events[1].sentence`: this text holds a line end", "one line"),
        (changed("events", 3, source="[K23]"), "`events[3].source`: a citation holds no square", "K23 Art. 42.5"),
        (changed("entities", 0, kind="persn"), "`entities[0].kind`: there is no kind `persn`", "`person`"),
        (changed("entities", 0, bron="1960-01-01"), "`entities[0].bron`: the kind Person has no", "`born`"),
        (changed("entities", 0, born="1960-02-30"), "`entities[0].born`: there is no day", None),
        (changed("entities", 0, name='A"a'), "`entities[0].name`: this holds double quotes", None),
        (changed("given", 1, holds="no"), "`given[1].holds`: this is neither `true` nor `false`", None),
        (changed("timeline", None, title=None), "`timeline`: `title` is missing", None),
        (changed("timeline", None, title=5), "`timeline.title`: this is not a text", None),
        (changed("timeline", None, use="./law.gov"), "`timeline.use`: this is not a list", None),
        (changed("timeline", None, unter="law"), "`timeline.unter`: there is no such field", "did you mean `under`?"),
        (changed("expect", 0, rule=None), "`expect[0]`: write `rule` and `status`", None),
        (changed("expect", 1, on="2015-01-01"), "`expect[1]`: `nothing_violated` goes with", None),
        (changed("expect", 1, nothing_violated=False), "`expect[1].nothing_violated`: this is not", None),
        (changed("expect", 0, status="voided"), "`expect[0].status`: `voided` is no status", "did you mean `void`?"),
        (changed("expect", 0, status="not_triggered"), "`expect[0].status`: `not_triggered` is no", "has no finding"),
        (changed("events", 3, share="\ud800"), "`events[3].share`: this text holds", None),
        (json.dumps({**DATA, "evnts": []}), "`evnts`: there is no such field here", "did you mean `events`?"),
        (json.dumps({**DATA, "events": {}}), "`events`: this is not a list", None),
        (json.dumps({**DATA, "events": [3]}), "`events[0]`: this is not an object", None),
    ],
)
def test_what_does_not_fit_names_its_place(text: str, place: str, help: str | None) -> None:
    found = one(text)
    assert found.code == "GR508"
    assert found.message.startswith(place)
    assert help is None or help in (found.help or "")


def several(*changes: tuple[str, int, dict[str, Any]], **head: Any) -> list[str]:
    """The messages for the data with several entries changed; None takes a field out."""
    text = changed("timeline", None, **head)
    for section, at, fields in changes:
        data = json.loads(text)
        for name, value in fields.items():
            data[section][at].pop(name, None)
            if value is not None:
                data[section][at][name] = value
        text = json.dumps(data)
    return [d.message for d in read(text).diagnostics]


def test_an_event_without_a_day_hides_no_other_mistake() -> None:
    assert several(
        ("events", 0, {"on": None, "share": "81.31"}),
        ("events", 1, {"sentence": "Ada sleeps"}),
        ("events", 3, {"person": "Bob"}),
        ("expect", 0, {"rule": "one_trem"}),
    ) == [
        "`events[0]`: `on` is missing",
        "`events[0].share`: `81.31` is no percentage; `share` is one",
        "no phrase says `Ada sleeps`",
        "`events[3].person`: no person `Bob` is declared",
        "there is no rule or power `one_trem` in `law`",
    ]


def test_a_mistake_of_form_hides_no_other_one() -> None:
    """Those that pydantic only looks for in entries without another mistake are found as well."""
    found = several(
        ("events", 0, {"on": "1 May 2010", "sentence": "Ada dies"}),
        ("given", 0, {"from": "soon", "person": "Bob"}),
        ("entities", 0, {"source": "[K23]", "bron": "1960-01-01"}),
        ("expect", 0, {"on": "2015", "status": "voided"}),
        ("expect", 1, {"rule": "one_term"}),
        untill="2016-12-31",
    )
    assert {message.partition(":")[0] for message in found} == {
        "`timeline.untill`",
        "`entities[0].source`",
        "`entities[0].bron`",
        "`given[0].from`",
        "`given[0].person`",
        "`events[0].on`",
        "`events[0]`",
        "`expect[0].status`",
        "`expect[0].on`",
        "`expect[1]`",
    }


def test_what_rests_on_a_thing_that_is_wrong_is_not_called_wrong_itself() -> None:
    assert several(("entities", 0, {"name": None})) == ["`entities[0]`: `name` is missing"]
    assert several(("entities", 0, {"kind": "persn"})) == ["`entities[0].kind`: there is no kind `persn`"]
    assert several(use=[3]) == ["`timeline.use[0]`: this is not a text in quotes"]
    assert several(under=None, unter=["law"]) == ["`timeline.unter`: there is no such field here"]
    assert several(*[("events", at, {"on": "", "office": 3, "event": None}) for at in range(4)])


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        (
            changed("events", 3, on=None, date="2015-01-01"),
            "`events[3]`: `on` is missing, and there is `date`",
            "the day is given as `on`",
        ),
        (
            changed("events", 3, date="2015-01-01"),
            "`events[3].date`: `elected` has no slot `date`",
            "the day is given as `on`",
        ),
        (
            changed("events", 1, date="2015-01-01"),
            "`events[1]`: a `sentence` says it all; `date` goes with `event`",
            "the day is given as `on`",
        ),
        (
            changed("expect", 0, on=None, date="2015-01-01"),
            "`expect[0].date`: there is no such field",
            "the day is given as `on`",
        ),
        (
            changed("entities", 0, kind=None, type="person"),
            "`entities[0]`: `kind` is missing, and there is `type`",
            "`type` is given as `kind`",
        ),
        (
            changed("timeline", None, title=None, name="Two elections"),
            "`timeline`: `title` is missing, and there is `name`",
            "`name` is given as `title`",
        ),
        (changed("timeline", None, law="law"), "`timeline.law`: there is no such field", "`law` is given as `under`"),
        (
            changed("given", 0, since="2000-01-01"),
            "`given[0].since`: `citizen` has no slot",
            "`since` is given as `from`",
        ),
    ],
)
def test_a_field_that_is_called_otherwise_is_told_its_name(text: str, message: str, help: str) -> None:
    found = one(text)
    assert found.message.startswith(message)
    assert found.help == help


def test_a_stray_field_is_pointed_at() -> None:
    text = changed("events", 3, on=None, date="2015-01-01")
    found = one(text)
    assert text[found.span.start : found.span.end] == '"2015-01-01"'


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ('{"timeline": {"title": "T",}}', "take out the comma before `}`"),
        ('{"timeline": {"title": “T”}}', "straight double quotes"),
        ("{'timeline': {}}", "straight double quotes"),
        ('{"timeline": {} "events": []}', "a comma is missing"),
        ("{} // so it is", "JSON has no comments"),
    ],
)
def test_what_is_no_json_is_told_why(text: str, help: str) -> None:
    assert help in (one(text).help or "")


def test_data_is_not_told_to_write_lines() -> None:
    head = {"timeline": {"title": "T", "use": ["./law.gov"]}}
    helps = [d.help or "" for d in read(json.dumps(head)).diagnostics]
    assert len(helps) == 2
    assert "indented" not in "".join(helps)
    assert '"before"' in helps[0]
    assert '"on": "2022-11-20"' in helps[1]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "GR107"),
        ("[]", "GR508"),
        ("nothing", "GR508"),
        ('{"timeline": ', "GR508"),
        ('{"a": 1, "a": 2}', "GR508"),
        ('{"timeline": {"title": "x", "title": "y"}}', "GR508"),
        ("[" * 100_000, "GR902"),
        (changed("events", 1, sentence="Ada sleeps"), "GR201"),
        (changed("events", 1, sentence="Ada is a citizen by birth"), "GR304"),
        (changed("expect", 0, rule="one_trem"), "GR507"),
        (changed("expect", 0, under="lax"), "GR217"),
        (changed("timeline", None, under=[]), "GR501"),
        (changed("timeline", None, use=["./lax.gov"]), "GR110"),
        (changed("timeline", None, until="2012-01-01"), "GR506"),
        (changed("timeline", None, timezone="Asia/Atlantis"), "GR202"),
    ],
)
def test_other_mistakes(text: str, code: str) -> None:
    assert one(text).code == code


def test_a_key_that_stands_twice_is_shown_at_its_second_place() -> None:
    text = '{"timeline": {"title": "x",\n "title": "y"}}'
    found = one(text)
    assert "`title` stands twice" in found.message
    assert text[found.span.start : found.span.end] == '"title"'
    assert found.span.start > found.labels[0].span.start


def test_a_text_that_is_no_json_behind_a_key_that_stands_twice_is_told_so() -> None:
    found = one('{"timeline": {"title": "x", "title": "y"}, "events": []}, "given": []}')
    assert found.message == "this is no JSON: extra data"


def test_all_mistakes_of_one_run_are_shown_but_not_without_end() -> None:
    data = {**DATA, "events": [{"event": "electd", "on": "2010-13-01", "at": i} for i in range(1000)]}
    scenario = read(json.dumps(data))
    assert 10 < len(scenario.diagnostics) < 50


def test_many_wrong_events_take_no_long_time() -> None:
    data = {**DATA, "events": [{"event": "electd", "on": "2010-01-01"}] * 20_000}
    assert not read(json.dumps(data)).ok


def test_mistakes_have_the_line_and_column_of_the_value() -> None:
    text = changed("events", 3, office="Presidnt")
    found = one(text)
    assert text[found.span.start : found.span.end] == '"Presidnt"'


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda each: (
            st.lists(each, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "timeline",
                        "entities",
                        "given",
                        "events",
                        "expect",
                        "title",
                        "use",
                        "on",
                        "event",
                        "sentence",
                        "x",
                    ]
                ),
                each,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_no_data_raises(data: Any) -> None:
    scenario = read(json.dumps(data))
    assert scenario.ok or scenario.diagnostics


@given(st.text(alphabet='{}[]:,"\\ \nu0d8atimeln', max_size=60))
def test_no_text_raises(text: str) -> None:
    assert read(text).diagnostics


@given(st.sampled_from(["events", "entities", "given", "expect"]), st.data())
def test_no_changed_entry_raises(section: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(DATA[section]) - 1))
    field = data.draw(st.sampled_from([*DATA[section][at], "x", "model_config", "__class__", "extra"]))
    value = data.draw(st.none() | st.booleans() | st.integers() | st.text() | st.just([]) | st.just("any"))
    scenario = read(changed(section, at, **{field: value}))
    assert scenario.ok or scenario.diagnostics


# ---- every timeline of the provisions, as data ------------------------------------------------------------------------


def as_data(scenario: govrules.Scenario) -> dict[str, Any]:
    """A timeline that was read from a text, as data."""
    timeline, tree = scenario.timeline, scenario.files[-1]
    assert timeline is not None
    source = scenario.sources.get(tree.path)

    def filled(**fields: Any) -> dict[str, Any]:
        return {name: field for name, field in fields.items() if field is not None}

    (head,) = (item for item in tree.items if isinstance(item, t.TimelineDeclaration))
    columns = {column.role: column.ruleset for column in timeline.columns if column.role != "under"}
    data: dict[str, Any] = {
        "timeline": filled(
            title=timeline.title,
            use=[use.module for use in head.uses],
            under=[column.ruleset for column in timeline.columns if column.role == "under"],
            until=timeline.until,
            incomplete_before=timeline.incomplete_before,
            timezone=timeline.timezone,
            **columns,
        ),
        "entities": [],
        "given": [],
        "events": [],
        "expect": [],
    }
    for item in tree.items:
        match item:
            case t.EntityDeclaration():
                values = {each.name.text: source.excerpt(each.value.span).strip('"') for each in item.attributes}
                data["entities"].append(filled(kind=item.kind.text, name=item.name.text, title=item.title, **values))
            case t.Given():
                dates = {"from": item.begin, "to": item.end}
                data["given"].append(filled(sentence=item.sentence.text, holds=item.holds, **dates))
            case t.Expectation():
                rule, under = item.rule and item.rule.text, item.under and item.under.text
                said = {"rule": rule, "status": item.status} if rule else {"nothing_violated": True}
                data["expect"].append(filled(on=item.on, under=under, in_force=item.in_force or None, **said))
    for event in timeline.events:
        at = say.clock(event.minute) if event.minute is not None else None
        slots = {
            slot.name: say.value(value, slot.type).strip('"')
            for slot, value in zip(event.what.fields, event.values, strict=True)
            if value != m.UNKNOWN
        }
        data["events"].append(filled(event=event.what.name, on=event.day, at=at, zone=event.zone, **slots))
    return data


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parent / "provisions").glob("*.timeline")), ids=lambda p: p.stem
)
def test_provisions_as_data(path: Path) -> None:
    finder = govrules.FileFinder()
    scenario = govrules.ensure(govrules.read_timeline(path, finder=finder))
    data = as_source(as_data(scenario), f"{path}.json")
    by_data = govrules.check(data, finder=_Beside(finder, str(path)))
    by_text = govrules.check(scenario)
    assert by_data.made, by_data.diagnostics
    assert by_text.findings
    assert [(f.rule, f.status, f.date, f.due) for f in by_data.findings] == [
        (f.rule, f.status, f.date, f.due) for f in by_text.findings
    ]
    assert by_data.failures() == by_text.failures()


class _Beside:
    """Finds what the text uses for the data as well."""

    def __init__(self, finder: govrules.FileFinder, path: str) -> None:
        self.finder, self.path = finder, path

    def find(self, module: str, used_by: str) -> govrules.Source | govrules.Missing:
        return self.finder.find(module, self.path if used_by.endswith(".json") else used_by)

    def names(self) -> list[str]:
        return self.finder.names()
