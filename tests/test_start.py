"""The program's door: a plain check starts without the command line's machinery, and does what that would do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from govrules.doors.printing import end_after
from govrules.doors.start import plain_check

ROOT = Path(__file__).resolve().parent.parent
FLAGSHIP = "scenarios/kazakhstan/early-election-2022.timeline"
RULES = 'use "people"\nruleset law\n  in force from 2000-01-01\noffice President\n'
RULE = "rule once [Art. 1]\n  when P takes office as President\n  require no earlier (P takes office as President)\n"
HEAD = 'timeline "Terms"\n  use "./law.gov"\n  under law\nperson Ada\n2010-01-01: Ada takes office as President\n'


def environment() -> dict[str, str]:
    """The environment, without what changes how a report looks."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    return kept | {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])}


def program(door: str, words: list[str], folder: Path, **others: str) -> subprocess.CompletedProcess[bytes]:
    start = f"import sys; from govrules.doors.{door}; sys.argv = ['govrules', *sys.argv[1:]]; "
    run = "run()" if door.startswith("start") else "main()"
    command = [sys.executable, "-c", start + run, *words]
    return subprocess.run(command, capture_output=True, cwd=folder, env=environment() | others, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a law and timelines, one of them broken and one with a mistake."""
    texts = {
        "law.gov": RULES + RULE,
        "kept.timeline": HEAD,
        "broken.timeline": HEAD + "2015-01-01: Ada takes office as President\n",
        "wrong.timeline": HEAD + "2016-01-01: Bób takes office as President\nperson \033[1mEve\n",
        "data.json": '{"timeline": {"title": "T", "use": ["./law.gov"], "under": ["law"], "until": "2011-01-01"}}',
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


WORDS = [
    ["check", "kept.timeline"],
    ["check", "broken.timeline", "kept.timeline", "kept.timeline"],
    ["check", "wrong.timeline"],
    ["check", "data.json", "law.gov"],
    ["check", "."],
    ["check", "missing.timeline", "before"],
    ["check", ""],
    ["check"],
    ["check", "--exit-zero", "broken.timeline"],
    ["check", "broken.timeline", "--notes", "--exit-zero", "--notes"],
    ["check", "--exit-zero"],
    ["check", "--why", "kept.timeline"],
    ["check", "kept.timeline", "--jsn"],
    ["chekc", "kept.timeline"],
    [],
]


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_both_doors_say_the_same(words: list[str], folder: Path) -> None:
    at_once, by_command_line = program("start import run", words, folder), program("cli import main", words, folder)
    assert (at_once.returncode, at_once.stdout) == (by_command_line.returncode, by_command_line.stdout)
    assert at_once.stderr == by_command_line.stderr


@pytest.mark.parametrize(
    "others",
    [{"FORCE_COLOR": "1"}, {"COLUMNS": "60"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}],
    ids=str,
)
def test_both_doors_say_the_same_wherever_it_is_said(others: dict[str, str], folder: Path) -> None:
    words = ["check", "broken.timeline", "wrong.timeline"]
    at_once = program("start import run", words, folder, **others)
    by_command_line = program("cli import main", words, folder, **others)
    assert (at_once.returncode, at_once.stdout) == (by_command_line.returncode, by_command_line.stdout)
    assert at_once.stderr == by_command_line.stderr


def test_what_is_no_plain_check_is_left_to_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert plain_check(["check", "a.timeline", "b"]) == (("a.timeline", "b"), frozenset())
    assert plain_check(["check", "--notes", "a", "--exit-zero"]) == (("a",), {"--notes", "--exit-zero"})
    for words in (["check", "-"], ["check", "a", "--why"], ["check", "--", "a"], ["law", "a"], ["-h"], ["check"], []):
        assert plain_check(words) is None
    monkeypatch.setenv("_GOVRULES_COMPLETE", "bash_source")
    assert plain_check(["check", "a.timeline"]) is None


def test_a_mistake_of_the_program_itself_ends_in_one_line(folder: Path) -> None:
    broken = (
        "import govrules.pipeline as p; p.check = lambda *a, **k: 1 / 0; from govrules.doors.start import run; run()"
    )
    command = [sys.executable, "-c", f"import sys; sys.argv = ['govrules', 'check', 'kept.timeline']; {broken}"]
    done = subprocess.run(command, capture_output=True, cwd=folder, env=environment(), text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(
        "govrules: this is a mistake in govrules itself (ZeroDivisionError); please report it"
    )
    assert done.stderr.count("\n") == 1


def test_nobody_reads_any_more(folder: Path) -> None:
    command = [sys.executable, "-c", "from govrules.doors.start import run; run()", "check", "kept.timeline"]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, cwd=folder, env=environment(), check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (2, b"")


# ---- what it costs, counted and not timed ----------------------------------------------------------------------------

SPARED = {
    *(
        "argparse",
        "calendar",
        "click",
        "dataclasses",
        "difflib",
        "hashlib",
        "inspect",
        "jinja2",
        "json",
        "lark",
        "logging",
    ),
    *("pydantic", "rich", "shutil", "subprocess", "tempfile", "threading", "tokenize", "typing_extensions", "z3"),
    *("msgspec.inspect", "msgspec.json", "msgspec.msgpack", "msgspec.toml", "msgspec.yaml"),
    *("pathlib", "platform", "string", "textwrap", "unicodedata"),
    *(
        "govrules.doors.cli",
        "govrules.engine.calendar",
        "govrules.engine.differences",
        "govrules.engine.evaluate",
        "govrules.engine.flips",
        "govrules.engine.missing",
        "govrules.engine.reference",
        "govrules.engine.remedy",
        "govrules.law.pointers",
        "govrules.report.diagnostics",
        "govrules.report.why",
    ),
    *("govrules.law.meant", "govrules.syntax.complaints", "govrules.syntax.mistakes", "govrules.timeline.dating"),
    *("govrules.timeline.data", "govrules.timeline.expecting", "govrules.timeline.variants"),
}
"""What a plain check of a text does not import, of ours and of others."""
MOST_OF_OURS = 90
"""The modules of ours that it imports at most."""


def test_a_plain_check_imports_only_what_it_needs() -> None:
    watched = (
        "import os, sys; end = os._exit\n"
        "def tell(code):\n"
        "    sys.stderr.write(repr(sorted(sys.modules)))\n"
        "    sys.stderr.flush()\n"
        "    end(code)\n"
        "os._exit = tell\n"
        f"sys.argv = ['govrules', 'check', {FLAGSHIP!r}]\n"
        "from govrules.doors.start import run; run()"
    )
    command = [sys.executable, "-S", "-c", f"import sys; sys.path += {sys.path!r}\n{watched}"]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, env=environment(), text=True, check=False)
    assert done.returncode == 0, done.stderr
    imported = set(eval_list(done.stderr))
    assert sorted(SPARED & imported) == []
    ours = sorted(name for name in imported if name.partition(".")[0] == "govrules")
    assert len(ours) <= MOST_OF_OURS, ours


def eval_list(text: str) -> list[str]:
    """The strings of a list that was printed."""
    return [word.strip(" '") for word in text.strip("[]").split(",")]


def test_a_package_that_is_not_installed_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        end_after(ModuleNotFoundError("No module named 'msgspec'", name="msgspec"))
    assert ended.value.code == 2
    assert capsys.readouterr().err == "govrules needs the package `msgspec`, which is not installed\n"
    with pytest.raises(SystemExit):
        end_after(ModuleNotFoundError("No module named 'govrules.lost'", name="govrules.lost"))
    assert "a mistake in govrules itself" in capsys.readouterr().err


def test_it_can_be_run_as_a_module() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "govrules", "--version"], capture_output=True, env=environment(), text=True, check=False
    )
    assert (made.returncode, made.stdout.split()[0]) == (0, "govrules")
