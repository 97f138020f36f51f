"""What the wheel holds ready of the shipped files is what comes of reading them, whatever else a check uses."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from govrules.files import FileFinder
from govrules.law import ready as laws
from govrules.law.library import Library
from govrules.pipeline import Workspace, load_rules, load_timeline
from govrules.syntax import ready as trees
from govrules.syntax import tree as t
from govrules.text.diagnostics import Diagnostic, Diagnostics
from govrules.text.source import Source

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = sorted(path for path in (ROOT / "scenarios").rglob("*.timeline") if "kazakhstan" in path.read_text("utf-8"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The packages that a wheel would hold, by the scripts that make them."""
    folder = tmp_path_factory.mktemp("made")
    packages = {"make_ready": "ready_trees_made", "make_ready_laws": "ready_laws_made"}
    for script, package in packages.items():
        subprocess.run([sys.executable, str(ROOT / "grammar" / f"{script}.py"), str(folder / package)], check=True)
    sys.path.insert(0, str(folder))
    yield packages
    sys.path.remove(str(folder))


@pytest.fixture
def as_in_a_wheel(made: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Ready-made trees and laws are there; the list says of each check that was made whether a law was taken."""
    taken: list[bool] = []

    def watched(files: list[t.File], known: laws.Alone | None, look: Callable[..., object] = laws.ready_law) -> object:
        found = look(files, known)
        taken.append(found is not None)
        return found

    monkeypatch.setattr(trees, "PACKAGE", made["make_ready"])
    monkeypatch.setattr(trees, "_trees", trees._trees.__wrapped__)
    monkeypatch.setattr(trees, "_tree", cache(trees._tree.__wrapped__))
    monkeypatch.setattr(trees, "_given", {})
    monkeypatch.setattr(laws, "PACKAGE", made["make_ready_laws"])
    monkeypatch.setattr(laws, "_laws", laws._laws.__wrapped__)
    monkeypatch.setattr("govrules.law.resolve.ready_law", watched)
    return taken


def read(source: Source) -> tuple[object, Library | None, tuple[Diagnostic, ...]]:
    workspace, found = Workspace(FileFinder(ROOT)), Diagnostics()
    timeline, library = workspace.timeline(source, found) or (None, None)
    return timeline, library, found.sorted()


def assert_the_same(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    timeline, library, found = read(source)
    monkeypatch.setattr(laws, "_laws", dict)
    timeline_resolved, resolved, found_resolved = read(source)
    assert found == found_resolved
    assert timeline == timeline_resolved
    assert (library is None) == (resolved is None)
    if library is not None and resolved is not None:
        for part in ("rulesets", "reforms", "readings", "entries", "failed", "impossible", "scheduled"):
            assert getattr(library, part) == getattr(resolved, part), part
            if part != "failed" and part != "impossible" and part != "scheduled":
                assert list(getattr(library, part)) == list(getattr(resolved, part)), part


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_is_read_the_same(path: Path, as_in_a_wheel: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    finder = FileFinder(ROOT)
    source = finder.open(str(path))
    assert isinstance(source, Source)
    workspace, found = Workspace(finder), Diagnostics()
    made_ready = workspace.timeline(source, found)
    monkeypatch.setattr(laws, "_laws", dict)
    finder = FileFinder(ROOT)
    finder.open(str(path))
    workspace, found_resolved = Workspace(finder), Diagnostics()
    resolved = workspace.timeline(source, found_resolved)
    assert found.sorted() == found_resolved.sorted()
    assert (made_ready is None) == (resolved is None)
    if made_ready is not None and resolved is not None:
        assert made_ready[0] == resolved[0]
        for part in ("rulesets", "reforms", "readings", "entries", "failed", "impossible", "scheduled"):
            assert getattr(made_ready[1], part) == getattr(resolved[1], part), part


HEAD = 'timeline "x"\n  use "kazakhstan"\n  before kz_2017\n  after kz_2022\n\n'
TAKEN = {
    "nothing": "",
    "a person and an event": "person Ada\n  born 1950-01-01\n2019-06-12: Ada takes office as President\n",
    "a wrong attribute": "person Ada\n  burn 1950-01-01\n  born 5\n",
    "a stated fact": "person Ada\ngiven Ada is a graduate\ngiven not (Ada is a graduate)\n",
    "a fact against the law": "given not (National Bank Chair is filled with the consent of the Senate)\n",
    "a name that is not there": "2019-06-12: Bob takes office as President\ngiven Bob is a graduate\n",
    "a thing twice": "person Ada\nperson Ada\n",
    "an unknown rule": "expect no_such_rule violated\n",
}
NOT_TAKEN = {
    "a word more": "event meet: {person: Person} meets {other: Person}\nperson Ada\nperson Eve\n2020-01-01: Ada meets Eve\n",
    "a source": 'source CEC "another"\n',
    "a name that the law has": "person President\n",
    "a rule set opened again": "ruleset kz_2017\n",
    "a kind": "kind Robot\nrobot Ada\n",
}
ALSO_TAKEN = {
    "a rule set": "ruleset mine\n  in force from 2030-01-01\n",
    "a reform": "reform mine of kz_2022\n  in force from 2030-01-01\n  set term_length = 5 years\n",
    "a reform with a thing": "reform mine of kz_2022\n  in force from 2030-01-01\n  add office Vizier\n",
    "a value outside": "let few = 3\n",
}


@pytest.mark.parametrize("text", (TAKEN | ALSO_TAKEN).values(), ids=TAKEN | ALSO_TAKEN)
def test_a_timeline_of_ones_own_is_read_the_same(
    text: str, as_in_a_wheel: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_the_same(Source("own.timeline", HEAD + text), monkeypatch)


@pytest.mark.parametrize("text", NOT_TAKEN.values(), ids=NOT_TAKEN)
def test_what_may_change_how_the_law_reads_is_resolved_with_it(
    text: str, as_in_a_wheel: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_the_same(Source("own.timeline", HEAD + text), monkeypatch)
    assert not any(as_in_a_wheel)


LAWS_OF_ONES_OWN = {
    "a reform": "reform mine of kz_2022\n  in force from 2030-01-01\n  set term_length = 5 years\n",
    "a reform with mistakes": "reform mine of kz_2022\n  set no_such = 5 years\n  repeal rule none_such\n",
    "a reform of a reform": (
        "reform mine of yours\n  in force from 2031-01-01\nreform yours of kz_2017\n  in force from 2030-01-01\n"
    ),
    "a rule set": (
        "ruleset mine\n  in force from 2030-01-01\nrule once [Art. 1]\n  when P takes office as President\n"
        "  require no earlier (P takes office as President)\n"
    ),
    "a name that the law has": "reform kz_2022 of kz_2017\n  in force from 2030-01-01\n",
    "a thing added": "reform mine of kz_2022\n  in force from 2030-01-01\n  add office Vizier\n",
    "stated outside": "given National Bank Chair is filled with the consent of the Senate\n",
}


@pytest.mark.parametrize("text", LAWS_OF_ONES_OWN.values(), ids=LAWS_OF_ONES_OWN)
def test_laws_of_ones_own_rest_on_it_the_same(
    text: str, as_in_a_wheel: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source("own.gov", f'use "kazakhstan"\n{text}')
    results = []
    for ready in (True, False):
        if not ready:
            monkeypatch.setattr(laws, "_laws", dict)
        found = Diagnostics()
        library = Workspace(FileFinder(ROOT)).library(source, found)
        results.append((found.sorted(), library))
    (found_ready, made_ready), (found_resolved, resolved) = results
    assert found_ready == found_resolved
    assert made_ready is not None
    assert resolved is not None
    for part in ("rulesets", "reforms", "readings", "entries", "failed", "impossible"):
        assert getattr(made_ready, part) == getattr(resolved, part), part


RULES_LOADED = """
use "people"
source K "a text"
event meet "{one: Person} meets {other: Person}"
fact ill "{who: Person} is ill"
  W is ill ends when W dies
office Chair
given Ada is ill to 2004-12-31
person Ada
ruleset law
  in force from 2000-01-01
let most = 3
given not (Ada is ill) from 2005-01-01
rule few [K 1]
  when P meets Q
  require most > 2
rule noted
  when P meets Q
  require (P is ill)
reading doubtful "how many?"
  option as_is
  option fewer
    set most = 1
reform later of law
  in force from 2010-01-01
  set most = 4
"""
TIMELINES = {
    **TAKEN,
    **NOT_TAKEN,
    "against a stated fact": "given not (Ada is ill)\n",
    "against one for a while": "given Ada is ill from 2006-01-01\n",
    "a thing of the rules again": "person Ada\n",
    "other modules": 'use "chambers"\nuse "people"\n',
    "another rule set": "ruleset mine\n  in force from 2001-01-01\n",
    "meetings": "person Eve\n  born 1950-01-01\n2001-01-01: Ada meets Eve [K 2]\n2002-01-01: Eve meets Bob\n",
    "JSON": (
        '{"timeline": {"title": "x", "under": ["law"], "until": "2012-01-01"}, "entities": [{"kind": "person", "name": '
        '"Eve"}], "events": [{"on": "2001-01-01", "event": "meet", "one": "Eve", "other": "Ada"}]}'
    ),
}


@pytest.mark.parametrize("text", TIMELINES.values(), ids=TIMELINES)
def test_timelines_rest_the_same_on_rules_that_are_loaded(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = load_rules(Source("law.gov", RULES_LOADED))
    assert rules.library is not None, rules.diagnostics
    assert rules.library.alone is not None
    head = 'timeline "x"\n  before law\n  after later\n\n'
    source = Source("own.json", text) if text.startswith("{") else Source("own.timeline", head + text)
    built = [load_timeline(source, rules=rules)]
    rules.library.alone = None
    built.append(load_timeline(source, rules=rules))
    assert built[0].diagnostics == built[1].diagnostics
    assert built[0].timeline == built[1].timeline
    if built[0].library is not None and built[1].library is not None:
        for part in ("rulesets", "reforms", "readings", "entries", "failed", "impossible", "scheduled"):
            assert getattr(built[0].library, part) == getattr(built[1].library, part), part


def test_the_law_of_the_wheel_is_taken(as_in_a_wheel: list[bool]) -> None:
    read(Source("own.timeline", HEAD))
    assert as_in_a_wheel == [True]


def test_an_edited_file_is_not_shadowed(as_in_a_wheel: list[bool], made: dict[str, str]) -> None:
    paths = import_module(made["make_ready_laws"]).LAWS["seeds/kazakhstan/kazakhstan.gov"].paths
    files = [t.File(path, (), ()) for path in paths]
    assert laws.ready_law(files) is None
