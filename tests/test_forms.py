"""Events whose sentences are of one form are read as each is by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govrules.files import FileFinder
from govrules.law.norms import NormReader
from govrules.pipeline import Rules, Workspace, load_rules, load_timeline
from govrules.syntax import tree as t
from govrules.text.diagnostics import Diagnostic, Diagnostics
from govrules.text.source import Source
from govrules.timeline import forms
from govrules.timeline import lines as timeline_lines
from govrules.timeline import text as texts
from govrules.timeline.model import Event

ROOT = Path(__file__).resolve().parent.parent
RULES = """
use "people"
use "chambers"
event meet "{one: Person} meets {other: Person} [in {place: Text}]"
event pay "{who: Person} pays {amount: Money} [on {day: Date}]"
event vote "Vote of {count: Number} for {who: Person}"
event share "{who: Person} gets {share: Percent}"
event go "{who: Person} goes from {first: Number} to {last: Number}"
event wait "{who: Person} waits {time: Duration}"
fact ill "{who: Person} is ill"
ruleset law
  in force from 2000-01-01
"""
HEAD = 'timeline "x"\n  use "./law.gov"\n  under law\n\nperson Ada\nperson Eve Brown\nperson KZT\nperson Vote\noffice Chair\n'
WORDS = [
    "Ada",
    "Eve",
    "Brown",
    "Eve Brown",
    "KZT",
    "Vote",
    "Chair",
    "Bob",
    "A",
    "P1",
    "any",
    "nobody",
    "meets",
    "pays",
    "is",
    "ill",
]
WORDS += [
    "waits",
    "gets",
    "of",
    "for",
    "in",
    "on",
    "12",
    "7",
    "12%",
    "12.5%",
    "2 years",
    "3",
    "USD",
    "KZT 5",
    "5 KZT",
    "5 USD",
]
WORDS += [
    "2020-01-01",
    '"Eve Brown"',
    '"a place"',
    "Here",
    "takes office as",
    "vote",
    "ada",
    "Ada.",
    "dies",
    "dies.",
    "07:00",
]
SENTENCES = [
    *("Ada meets Eve Brown", "Eve Brown meets Ada in Here", "any meets Ada", "nobody meets Ada", "A meets Ada"),
    *("Ada pays 5 USD", "Ada pays 7 KZT on 2020-01-01", "Vote of 12 for Ada", "vote of 7 for Eve Brown", "Ada is ill"),
    *("Ada gets 12%", "Ada gets 12", "Ada waits 2 years", "Ada waits 3 months", "Bob dies", "Ada dies", "Ada dies."),
    *(
        '"Eve Brown" dies',
        "Ada takes office as Chair",
        "Eve takes office as Ada",
        "Vote dies",
        "KZT dies",
        "Vote meets KZT",
    ),
]


@pytest.fixture(autouse=True, scope="module", params=[1, 1_000], ids=["runs", "no runs"])
def _runs(request: pytest.FixtureRequest) -> Iterator[None]:
    """Lines that follow each other are read together, or one by one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline_lines, "SHORTEST_RUN", request.param)
        patch.setattr(timeline_lines, "LONG", 0)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("forms")
    (path / "law.gov").write_text(RULES, "utf-8")
    return path


def one_by_one(self: forms.Forms, path: str, given: list[t.Dated]) -> list[Event]:
    return [event for event in map(self._read, given) if event is not None]


def read(path: Path, *, with_care: bool) -> tuple[object, tuple[Diagnostic, ...]]:
    finder = FileFinder(path.parent)
    source = finder.open(str(path))
    assert isinstance(source, Source)
    found = Diagnostics()
    with pytest.MonkeyPatch.context() as patch:
        if with_care:
            patch.setattr(forms.Forms, "events", one_by_one)
            patch.setattr(texts, "read_lines", lambda _: None)
        made = Workspace(finder).timeline(source, found)
    return made[0].events if made is not None else None, found.sorted()


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(SENTENCES) | st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join), max_size=12
    )
)
def test_events_are_read_the_same_after_others_of_their_form(folder: Path, said: list[str]) -> None:
    lines = [f"{2001 + at}-01-01: {each}" for at, each in enumerate(said)]
    path = folder / "own.timeline"
    path.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
    assert read(path, with_care=False) == read(path, with_care=True)


LINES = """
person Kim "Kim the First"
person Ada "a second one"
expect nothing violated
expect once violated
rule more
fact ill "{who: Person} is ill"
  # so
2001-02-03: Ada  dies
2001-02-03: Ada dies [K23 Art. 1, secondary]
2001-02-30: Ada dies
2000-02-03 07:00: Ada dies # early
2001-02: Eve Brown dies
2001-02-03 Ada dies
2001-02-03: Ada meets Kim where it rains
remove 2001-02-03: Ada dies
given Ada is ill
""".strip().split("\n")


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(LINES) | st.sampled_from(SENTENCES).map(lambda said: f"2001-02-03: {said}"), max_size=9)
)
def test_timelines_are_read_the_same_whatever_else_they_say(folder: Path, lines: list[str]) -> None:
    path = folder / "own.timeline"
    path.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
    assert read(path, with_care=False) == read(path, with_care=True)


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").rglob("*.timeline")), ids=lambda path: path.stem)
def test_scenarios_are_read_the_same(path: Path) -> None:
    assert read(path, with_care=False) == read(path, with_care=True)


def test_what_one_timeline_says_is_not_taken_for_what_another_says(folder: Path) -> None:
    """Forms are known for all timelines that rest on the same rules; whom a name means, each says by itself."""
    finder = FileFinder(folder)
    rules = load_rules(Source(str(folder / "law.gov"), RULES), finder)
    assert rules.ok
    lines = "2001-01-01: {0} meets {1}\n2002-01-01: {0} pays 5 USD\n2003-01-01: any meets {0}\n2004-01-01: Bob dies\n"
    head = 'timeline "x"\n  under law\n'
    for people in (("Ada", "Eve"), ("Eve", "Bob"), ("Bob", "Ada"), ("Ada", "Ada")):
        said = head + "".join(f"person {name}\n" for name in sorted({*people})) + lines.format(*people)
        source = Source("own.timeline", said)
        fresh = load_rules(Source(str(folder / "law.gov"), RULES), finder)
        again, first = load_timeline(source, rules=rules), load_timeline(source, rules=fresh)
        assert again.diagnostics == first.diagnostics
        assert again.timeline == first.timeline
        source = Source(
            "own.timeline", said.replace("any meets", "nobody meets").replace("Bob dies", f"{people[0]} dies")
        )
        again, first = load_timeline(source, rules=rules), load_timeline(source, rules=fresh)
        assert again.ok
        assert again.timeline == first.timeline


NAMES = [
    "Ada",
    "Eve",
    "Eve Brown",
    "Brown",
    "Eve Brown Old",
    "Vote",
    "USD",
    "Al",
    "Zoë",
    "Ada Brown",
    "Ada Eve",
    "Eve Old",
    "Ada Old",
]
SAID = [
    *("{0} meets {1}", "{0} meets {1} in Here", "any meets {0}", "{0} pays {2} USD", "{0} pays {2} USD on {3}"),
    *("Vote of {2} for {0}", "vote of {2} for {0}", "{0} gets {2}%", "{0} gets {2}", "{0} waits {2} months"),
    *("{0} takes office as {1}", "{0} dies", "{0}  dies", "{0} dies ", "{0} is ill", "{0} meets {1} where {0} is"),
    "{0} goes from {2} to {2}",
]
FIGURES = ["1", "12", "007", "12.5", "99.9", "100", "101", "2022", "1234567890123456", "1,000"]


@pytest.fixture(scope="module")
def loaded(folder: Path) -> Rules:
    return load_rules(Source(str(folder / "law.gov"), RULES), FileFinder(folder))


@settings(max_examples=400)
@given(
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["person", "person", "person", "office"]), min_size=4),
    st.lists(
        st.tuples(st.sampled_from(SAID), *[st.sampled_from(NAMES)] * 2, st.sampled_from(FIGURES)),
        min_size=4,
        max_size=16,
    ),
)
def test_what_is_known_of_other_timelines_is_right_for_each(
    loaded: Rules, things: dict[str, str], said: list[tuple[str, str, str, str]]
) -> None:
    lines = [f"{2001 + at}-01-01: {form.format(*rest, '2020-01-01')}" for at, (form, *rest) in enumerate(said)]
    text = "\n".join(['timeline "x"', "  under law", *(f"{kind} {name}" for name, kind in things.items()), *lines, ""])
    source = Source("own.timeline", text)
    at_once = load_timeline(source, rules=loaded)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forms.Forms, "events", one_by_one)
        patch.setattr(texts, "read_lines", lambda _: None)
        with_care = load_timeline(source, rules=loaded)
    assert at_once.diagnostics == with_care.diagnostics
    assert at_once.timeline == with_care.timeline


def test_a_year_after_from_is_no_figure_of_a_sentence_however_many_figures_were(loaded: Rules) -> None:
    for figure, codes in (("12", []), ("13", []), ("2022", ["GR101"])):
        text = f'timeline "x"\n  under law\nperson Ada\n2001-01-01: Ada goes from {figure} to 5\n2001-01-01: Ada dies\n'
        found = load_timeline(Source("own.timeline", text), rules=loaded).diagnostics
        assert [each.code for each in found] == codes


def test_few_sentences_of_a_long_timeline_are_matched(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    matched = texts.resolve_event

    def counted(item: t.Dated, reader: NormReader, found: Diagnostics) -> Event | None:
        asked.append(item.sentence.text)
        return matched(item, reader, found)

    monkeypatch.setattr(texts, "resolve_event", counted)
    names = [f"Person {chr(65 + at // 26)}{chr(97 + at % 26)}x" for at in range(200)]
    people = "".join(f"person {name}\n" for name in names)
    events = "".join(f"2001-01-01: {name} meets {names[at - 1]}\n" for at, name in enumerate(names))
    path = folder / "long.timeline"
    path.write_text(HEAD + people + events, "utf-8")
    events_read, found = read(path, with_care=False)
    assert events_read is not None, found
    assert len(asked) == 1
