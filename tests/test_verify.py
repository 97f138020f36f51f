"""`--verify`: the engine and the specification find the same in everything that is shipped, and a difference is an error."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from govrules.doors.cli import main
from govrules.engine.compiled import run as compiled
from govrules.files import FileFinder
from govrules.pipeline import check

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = sorted(
    str(path.relative_to(ROOT))
    for folder in ("scenarios", "tests/provisions")
    for path in (ROOT / folder).rglob("*.timeline")
)


@pytest.mark.parametrize("path", SHIPPED)
def test_both_engines_find_the_same(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    finder = FileFinder(ROOT)
    made = check([finder.open(path)], finder=finder, verify=True)
    assert made.timelines
    assert [d.message for d in made.diagnostics if d.code == "GR909"] == []


def test_a_difference_is_an_error_and_says_what_differs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    law = 'kind Person\nevent died "{person: Person} dies"\nruleset one\n  in force from 2000-01-01\nperson Ada\n'
    law += "rule once\n  when P dies\n  require no earlier (P dies)\n"
    events = "2001-01-01: Ada dies\n2002-01-01: Ada dies\n"
    (tmp_path / "law.gov").write_text(law)
    (tmp_path / "twice.timeline").write_text(f'timeline "x"\n  use "./law.gov"\n  under one\n{events}')
    monkeypatch.chdir(tmp_path)
    command = ["check", "--exit-zero", "--verify", "twice.timeline"]
    assert CliRunner().invoke(main, command).exit_code == 0

    real = compiled.run

    def forgetful(*args: Any, **options: Any) -> compiled.Run:
        library, name, timeline = args
        return real(library, name, replace(timeline, events=timeline.events[:1]), **options)

    monkeypatch.setattr(compiled, "run", forgetful)
    made = CliRunner().invoke(main, command)
    assert made.exit_code == 2
    assert "GR909" in made.output
    assert "under one: only the specification finds `once` violated on 2002-01-01: " in made.output
