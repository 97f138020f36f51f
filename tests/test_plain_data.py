"""Data in which nothing is unusual is read at once, and comes to the same as when it is read with care."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import govrules
from govrules.timeline import plain_data
from govrules.timeline.model import Timeline
from govrules.timeline.plain_data import read_plain
from tests.test_data import DATA, LAW, as_data

ROOT = Path(__file__).resolve().parent.parent
FINDER = govrules.TextFinder({"law.gov": LAW})
SCENARIOS = sorted((ROOT / "scenarios").rglob("*.timeline"))


@pytest.fixture(autouse=True, scope="module", params=[1, 1_000], ids=["many", "few"])
def _few(request: pytest.FixtureRequest) -> Iterator[None]:
    """Events are read together, or one by one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain_data, "FEWEST", request.param)
        yield


def both(text: str, finder: Any = FINDER, rules: govrules.Rules | None = None) -> tuple[govrules.Scenario, bool]:
    """A scenario that comes to the same both ways, and whether it was read at once."""
    source = govrules.Source("t.json", text)
    taken: list[bool] = []

    def watched(self: plain_data.PlainData, library: Any) -> Any:
        events = resolved(self, library)
        taken.append(events is not None)
        return events

    resolved = plain_data.PlainData.resolved
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain_data.PlainData, "resolved", watched)
        at_once = govrules.read_timeline(source, finder=finder, rules=rules)
        patch.setattr(plain_data, "read_plain", lambda _: None)
        with_care = govrules.read_timeline(source, finder=finder, rules=rules)
    assert at_once.diagnostics == with_care.diagnostics
    assert at_once.timeline == with_care.timeline
    if at_once.library is not None and with_care.library is not None:
        assert at_once.library.vocabulary.entity_spans == with_care.library.vocabulary.entity_spans
    return at_once, any(taken)


PLAIN = {
    "timeline": {"title": "x", "use": ["./law.gov"], "under": ["law"]},
    "entities": [
        {"kind": "person", "name": "Ada"},
        {"kind": "person", "name": "eve of old", "title": "Eve, of old"},
        {"kind": "person", "name": "Жанна"},
    ],
    "events": [
        {"event": "elected", "person": "Ada", "office": "President", "share": "62.5%", "on": "2001-01-01"},
        {"event": "elected", "office": "President", "person": "eve of old", "on": "2002-01-01"},
        {"event": "elected", "on": "2002-01-01", "person": "Жанна", "office": "President"},
        {"event": "paid", "person": "Ada", "amount": "3000000 KZT", "years": 3, "on": "2003-01-01"},
        {"event": "paid", "person": "Ada", "amount": "5 KZT", "years": "1/2", "share": "5%", "on": "2003-01-01"},
        {
            **{"event": "noted", "person": "Ada", "text": "so %s it is", "open": True, "hour": "07:00"},
            **{"region": "Asia/Almaty", "time": "2 months", "on": "2004-01-01"},
        },
    ],
    "expect": [{"rule": "one_term", "status": "violated", "under": "law"}, {"nothing_violated": True}],
}


@pytest.mark.parametrize("indent", [None, 0, 3, "\t"])
@pytest.mark.parametrize("ascii", [True, False])
def test_what_machines_write_is_read_at_once(indent: int | str | None, ascii: bool) -> None:
    scenario, taken = both(json.dumps(PLAIN, indent=indent, ensure_ascii=ascii))
    assert scenario.ok, scenario.diagnostics
    assert taken == (not ascii)
    assert scenario.timeline is not None
    assert [event.sentence for event in scenario.timeline.events][3:] == [
        "Ada pays 3000000 KZT for 3 years",
        "Ada pays 5 KZT for 1/2 years",
        'Ada notes "so %s it is", yes at 07:00 in Asia/Almaty for 2 months',
    ]


def test_the_order_of_the_sections_does_not_matter() -> None:
    scenario, taken = both(json.dumps(dict(reversed(PLAIN.items())), ensure_ascii=False))
    assert scenario.ok
    assert taken


ODD_VALUES = [
    *(None, True, False, 0, 3, -3, 3.0, 0.5, 10**30, "", " ", "any", "nobody", "Ada", "Bob", "President", "62.5%", "3"),
    *("2001-01-01", "2000-01-01", "2001-02-30", "2001", "2001-01", "2001-01-01/2001-02-01", "٢٠٠١-٠١-٠١", "7:00"),
    *("a , b", 'a "b"', "{", "}", "[a]", "a: b", "\n", "\x7f", "\u2028", "\\", "person", "law", "Ada ", "elected"),
    *([], {}, ["Ada"], {"person": "Ada"}),
]
FIELDS = [
    *("event", "on", "at", "zone", "source", "sentence", "person", "office", "share", "years", "kind", "name", "title"),
    *(
        "born",
        "x",
        "rule",
        "status",
        "under",
        "in_force",
        "use",
        "until",
        "before",
        "after",
        "timezone",
        "{",
        '"',
        "onn",
    ),
]


@settings(max_examples=600)
@given(st.data())
def test_changed_data_comes_to_the_same(data: st.DataObject) -> None:
    changed = json.loads(json.dumps(data.draw(st.sampled_from([PLAIN, DATA]))))
    for _ in range(data.draw(st.integers(1, 2))):
        section = data.draw(st.sampled_from(["timeline", "entities", "events", "events", "expect"]))
        place = changed[section]
        entry = place if section == "timeline" else place[data.draw(st.integers(0, len(place) - 1))]
        entry[data.draw(st.sampled_from(FIELDS))] = data.draw(st.sampled_from(ODD_VALUES))
    both(json.dumps(changed, ensure_ascii=data.draw(st.booleans())))


TEXT = json.dumps(PLAIN, ensure_ascii=False)
PIECES = [
    '"',
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "-",
    "0",
    ".0",
    "e3",
    " ",
    "\n",
    "\\",
    '"on": "2001-01-01", ',
    '"kind": "person", ',
]
PIECES += [
    '"events": [], ',
    '"given": [], ',
    '"given": [{"fact": "x"}], ',
    '"years": 3, ',
    "null",
    "NaN",
    "\ud800",
    "{}, ",
]


@settings(max_examples=600)
@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, 3), st.sampled_from(["", *PIECES])), max_size=2))
def test_a_changed_text_comes_to_the_same(changes: list[tuple[int, int, str]]) -> None:
    text = TEXT
    for at, gone, piece in changes:
        text = text[:at] + piece + text[at + gone :]
    both(text)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('"years": 3', '"years": -0'),
        ('"years": 3', '"years": 3.0'),
        ('"years": 3', '"years": 3, "years": 3'),
        ('"person": "Ada"', '"person": "Ada", "person": "Ada"'),
        ('"name": "Ada"', '"name": "Ada", "name": "Ada"'),
        ('"under": ["law"]', '"under": ["law"], "under": ["law"]'),
        ('"events": [', '"events": [], "events": ['),
        ('"on": "2001-01-01"', '"on": "2009-01-01"'),
        ('"so %s it is"', '"so } it { is"'),
        ('"so %s it is"', '"so , it is"'),
    ],
)
def test_what_is_unusual_is_read_with_care(was: str, now: str) -> None:
    assert was in TEXT
    both(TEXT.replace(was, now))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_scenarios_as_data_come_to_the_same(path: Path) -> None:
    finder = govrules.FileFinder(ROOT)
    source = finder.open(str(path))
    assert isinstance(source, govrules.Source)
    scenario = govrules.read_timeline(source, finder=finder)
    if not isinstance(scenario.timeline, Timeline) or scenario.timeline.variant is not None:
        return
    data = as_data(scenario)
    data["timeline"]["use"] = [each.removeprefix("./") for each in data["timeline"]["use"]]
    both(json.dumps(data, default=str, ensure_ascii=False), finder)
    data["given"] = []
    for event in data["events"]:
        event.pop("at", None)
        event.pop("zone", None)
    both(json.dumps(data, default=str, ensure_ascii=False, indent=1), finder)


def test_with_rules_that_are_loaded_already() -> None:
    rules = govrules.load_rules(govrules.Source("law.gov", LAW), finder=FINDER)
    head = {"timeline": {"title": "x", "under": ["law"]}}
    for _ in range(2):
        scenario, taken = both(json.dumps({**PLAIN, **head}, ensure_ascii=False), rules=rules)
        assert scenario.ok
        assert taken
    assert read_plain(govrules.Source("t.json", "")) is None


NAMES = ["Eve", "eve of old", "Жанна", "Here , there", "5%", "Old Fund"]
SLOTS = {
    "person": st.sampled_from([*NAMES, "Nobody Else", "nobody", "any", 5, True]),
    "office": st.sampled_from([*NAMES, "President", "President", ""]),
    "share": st.sampled_from(["62.5%", "5%", "100%", "101%", "100", 5, 1.0]),
    "amount": st.sampled_from(["5 KZT", "3000000 KZT", "5"]),
    "years": st.sampled_from([3, 0, 1, 10**15, True, 1.0, "3", "1/2", "5%"]),
    "on": st.sampled_from(["2001-01-01", "2002-02-28", "2002-02-30", "2002-1-1", "2003", "2002-W01-1"]),
}
EVENTS = st.sampled_from(
    [("elected", "person", "office", "share"), ("elected", "person", "office"), ("paid", "person")]
)


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    """An event that is often as it should be."""
    name, *slots = draw(EVENTS)
    if name == "paid":
        slots += ["amount", "years"]
    said = {"event": name, "person": "Ada", "office": "President", "share": "7.5%", "amount": "5 KZT", "years": 2}
    chosen: dict[str, Any] = {"event": name, **{slot: said[slot] for slot in slots}, "on": "2001-01-01"}
    for slot in draw(st.lists(st.sampled_from([*slots, "on"]), max_size=1)):
        chosen[slot] = draw(SLOTS[slot])
    return chosen


@pytest.fixture(scope="module")
def loaded() -> govrules.Rules:
    return govrules.load_rules(govrules.Source("law.gov", LAW), finder=FINDER)


@settings(max_examples=300)
@given(
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["person", "person", "office", "fund"])),
    st.lists(events(), min_size=1, max_size=9),
)
def test_what_is_known_of_other_data_is_right_for_each(
    loaded: govrules.Rules, things: dict[str, str], said: list[dict[str, Any]]
) -> None:
    entities = [{"kind": kind, "name": name} for name, kind in {"Ada": "person", **things}.items()]
    head = {"title": "x", "under": ["law"], "until": "2009-01-01"}
    both(json.dumps({"timeline": head, "entities": entities, "events": said}, ensure_ascii=False), rules=loaded)


@pytest.mark.parametrize(
    ("slot", "value"),
    [
        *(
            ("share", "101%"),
            ("share", "100%"),
            ("share", "7"),
            ("share", 7),
            ("person", "President"),
            ("person", "Eve"),
        ),
        *(("person", "any"), ("person", "nobody"), ("person", ""), ("person", "Here , there"), ("office", "Ada")),
        *(
            ("on", "2001-W01-1"),
            ("on", "2001-02-30"),
            ("on", 2001),
            ("votes", 7),
            ("source", "K23"),
            ("event", "elects"),
        ),
    ],
)
def test_after_others_that_are_right_what_differs_is_seen(loaded: govrules.Rules, slot: str, value: Any) -> None:
    right = {"event": "elected", "person": "Ada", "office": "President", "share": "7.5%", "on": "2001-01-01"}
    entities = [{"kind": "person", "name": name} for name in ("Ada", "Here , there")]
    head = {"title": "x", "under": ["law"]}
    for last in (right, {**right, slot: value}):
        both(json.dumps({"timeline": head, "entities": entities, "events": [right, right, last]}), rules=loaded)
