"""The command line: exit codes, options, what may be named, and that nothing ends in a traceback."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from govrules.doors import cli
from govrules.text.diagnostics import CODES

LAW = """\
use "people"
ruleset law
  in force from 2000-01-01
office President
rule one_term [Art. 1]
  "One person may take office as President only once."
  when P takes office as President
  require no earlier (P takes office as President)
  otherwise void
principle modest [Art. 2]
  when P takes office as President
  require no earlier (P takes office as President)
rule oath [Art. 3]
  when P takes office as President
  then P takes the oath as President
    within 1 month
reform lax of law
  in force from 2012-01-01
  repeal rule one_term
"""
HEAD = """\
timeline "Terms"
  use "./law.gov"
  under law
person Ada
2010-01-01: Ada takes office as President
2010-01-02: Ada takes the oath as President
"""
TWICE = HEAD + "2015-01-01: Ada takes office as President\n"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the program in a folder that holds a law and timelines."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    Path("law.gov").write_text(LAW)
    Path("kept.timeline").write_text(HEAD)
    Path("broken.timeline").write_text(TWICE)
    Path("expected.timeline").write_text(TWICE + "expect one_term void on 2015-01-01\n")
    Path("unmet.timeline").write_text(HEAD + "expect one_term void on 2010-01-01\n")
    Path("wrong.timeline").write_text(HEAD + "2016-01-01: Bob takes office as President\n")

    def run(*args: str, **options: object) -> Result:
        result = CliRunner().invoke(cli.main, args, **options)  # type: ignore[arg-type]
        assert "Traceback" not in result.output
        return result

    return run


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("kept.timeline", 0),
        ("law.gov", 0),
        ("expected.timeline", 0),
        ("broken.timeline", 1),
        ("unmet.timeline", 1),
        ("wrong.timeline", 2),
        ("absent.timeline", 2),
        ("law.txt", 2),
    ],
)
def test_exit_codes(run: Run, path: str, code: int) -> None:
    result = run("check", path)
    assert result.exit_code == code, result.output
    assert result.output


def test_a_mistake_in_one_does_not_hide_the_others(run: Run) -> None:
    result = run("check", "wrong.timeline", "broken.timeline")
    assert result.exit_code == 2
    assert "Bob" in result.output
    assert "one_term" in result.output


def test_exit_zero_hides_findings_but_not_mistakes(run: Run) -> None:
    assert run("check", "--exit-zero", "broken.timeline").exit_code == 0
    assert run("check", "--exit-zero", "wrong.timeline").exit_code == 2
    report = json.loads(run("check", "--exit-zero", "--format", "json", "broken.timeline").output)
    assert (report["ok"], report["exit_code"]) == (False, 0)


def test_fail_on(run: Run) -> None:
    lax = ("check", "--under", "lax", "broken.timeline")
    assert run(*lax).exit_code == 0
    assert run(*lax, "--fail-on", "undetermined").exit_code == 0
    assert run(*lax, "--fail-on", "concern").exit_code == 1
    assert run(*lax, "--fail-on", "undetermined, pending").exit_code == 1


def test_fail_on_names_a_status(run: Run) -> None:
    result = run("check", "--fail-on", "concrn", "kept.timeline")
    assert result.exit_code == 2
    assert "did you mean `concern`?" in result.output


def test_columns_from_options(run: Run) -> None:
    report = json.loads(run("check", "--before", "law", "--after", "lax", "--format", "json", "kept.timeline").output)
    assert [(c["role"], c["ruleset"]) for c in report["timelines"][0]["columns"]] == [
        ("before", "law"),
        ("after", "lax"),
        ("in force", "lax"),
    ]
    report = json.loads(run("check", "--under", "lax", "--under", "law", "--format", "json", "kept.timeline").output)
    assert [c["ruleset"] for c in report["timelines"][0]["columns"]] == ["lax", "law"]


def test_an_unknown_rule_set_is_an_error(run: Run) -> None:
    result = run("check", "--under", "lox", "kept.timeline")
    assert result.exit_code == 2
    assert "did you mean `lax`?" in result.output


@pytest.mark.parametrize("option", ["--before", "--after", "--under"])
def test_an_unknown_rule_set_is_pointed_at_where_it_is_named(run: Run, option: str) -> None:
    result = run("check", option, "lox", "kept.timeline")
    assert f"--> {option} lox:1:1\n1 │ lox\n  │ ^^^\n" in result.output
    assert "kept.timeline" not in result.output


def test_under_leaves_only_the_columns_that_expectations_name(run: Run) -> None:
    head = HEAD.replace("  under law\n", "  before law\n  after lax\n")
    asked = "expect one_term satisfied under law\n"

    def columns(text: str) -> list[tuple[str, str]]:
        Path("asked.timeline").write_text(text)
        report = json.loads(run("check", "--under", "lax", "--format", "json", "asked.timeline").output)
        return [(column["role"], column["ruleset"]) for column in report["timelines"][0]["columns"]]

    assert columns(head) == [("under", "lax")]
    assert columns(head + asked) == [("under", "lax"), ("under", "law")]
    in_force = "expect nothing violated in force\n"
    assert columns(head + in_force + asked) == [("under", "lax"), ("under", "law"), ("in force", "lax")]
    assert "those that expectations name" in " ".join(run("check", "--help").output.split())


def test_a_folder_is_every_text_in_it(run: Run) -> None:
    Path("sub/.hidden").mkdir(parents=True)
    Path("sub/b.timeline").write_text(HEAD.replace("./law", "../law"))
    Path("sub/.hidden/c.timeline").write_text("nonsense")
    Path("sub/a.gov").write_text(LAW)
    Path("sub/notes.txt").write_text("nonsense")
    report = json.loads(run("check", "sub", "sub/a.gov", "--format", "json").output)
    assert report["rule_files"] == ["sub/a.gov"]
    assert [t["path"] for t in report["timelines"]] == ["sub/b.timeline"]
    assert report["exit_code"] == 0


def test_an_empty_folder_is_no_success(run: Run) -> None:
    Path("empty/.git").mkdir(parents=True)
    Path("empty/.git/x.gov").write_text(LAW)
    result = run("check", "empty")
    assert result.exit_code == 2
    assert "holds no" in result.output
    assert "GR510" in result.output


@pytest.mark.parametrize(
    ("text", "code"),
    [(HEAD, 0), (TWICE, 1), (LAW, 0), ("", 2), ("\n", 2), ("no such clause", 2), ("{}", 2), ("\0", 2), (b"\xff", 2)],
)
def test_standard_input(run: Run, text: str | bytes, code: int) -> None:
    result = run("check", "-", input=text)
    assert result.exit_code == code, result.output
    assert result.output.strip()


def test_data_from_standard_input(run: Run) -> None:
    data = {
        "timeline": {"title": "T", "use": ["./law.gov"], "under": ["law"]},
        "entities": [{"kind": "person", "name": "Ada"}],
        "events": [{"event": "took_office", "person": "Ada", "office": "President", "on": "2010-01-01"}],
    }
    result = run("check", "-", "--format", "json", input=json.dumps(data))
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["timelines"][0]["path"] == "standard-input.json"


def test_the_root_keeps_uses_inside(run: Run) -> None:
    Path("a/b").mkdir(parents=True)
    Path("a/b/t.timeline").write_text(HEAD.replace("./law", "../../law"))
    assert run("check", "a/b/t.timeline").exit_code == 0
    result = run("check", "--root", "a", "a/b/t.timeline")
    assert result.exit_code == 2
    assert "outside" in result.output
    assert run("check", "--root", "absent", "kept.timeline").exit_code == 2


@pytest.mark.parametrize(
    ("choice", "environment", "colored"),
    [
        ("auto", {}, False),
        ("always", {}, True),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": "0"}, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_color(run: Run, choice: str, environment: dict[str, str], colored: bool) -> None:
    result = run("check", "--color", choice, "broken.timeline", env=environment)
    assert ("\x1b[" in result.output) is colored


def test_json_is_never_colored(run: Run) -> None:
    assert "\x1b[" not in run("check", "--color", "always", "--format", "json", "broken.timeline").output


def test_why_shows_what_is_satisfied(run: Run) -> None:
    short, long = run("check", "kept.timeline").output, run("check", "--why", "kept.timeline").output
    assert len(long) > len(short)
    assert long.count("One person may take office") > short.count("One person may take office")


def test_notes(run: Run) -> None:
    Path("mixed.timeline").write_text(HEAD + "2009-01-01: Ada resigns as President\n")
    assert "GR503" not in run("check", "mixed.timeline").output
    assert "GR503" in run("check", "--notes", "mixed.timeline").output


def test_bad_options(run: Run) -> None:
    assert run("check").exit_code == 2
    assert run("check", "--format", "xml", "kept.timeline").exit_code == 2
    assert run("chekc", "kept.timeline").exit_code == 2


def test_version_and_help(run: Run) -> None:
    import govrules

    assert run("--version").output == f"govrules {govrules.__version__}\n"
    assert run("--help").exit_code == run("check", "-h").exit_code == 0


def test_explain(run: Run) -> None:
    result = run("explain", "gr201")
    assert result.exit_code == 0
    assert "GR201" in result.output
    result = run("explain", "GR2001")
    assert result.exit_code == 2
    assert "did you mean" in result.output
    assert run("explain", "../../etc/passwd").exit_code == 2


@pytest.mark.parametrize("words", [["201"], ["GR", "201"], ["gr 201"], ["error[GR201]"], ["[GR201]:"], ["GR-201"]])
def test_explain_knows_a_code_however_it_is_typed(run: Run, words: list[str]) -> None:
    assert run("explain", *words).output.startswith("# GR201: ")


def test_explain_without_a_code_lists_all(run: Run) -> None:
    result = run("explain")
    assert result.exit_code == 0
    for code, meaning in CODES.items():
        assert f"  {code}  {meaning}\n" in result.output
    assert "Timelines\n  GR501" in result.output
    assert "…" not in result.output  # every group has a name


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("GR999", "\n  GR910"),
        ("GR299", "\n  GR220"),
        ("GR50", "\n  GR501"),
        ("GR2", "\n  GR201"),
        ("void", "lists them"),
    ],
)
def test_explain_names_codes_that_are_near(run: Run, typed: str, near: str) -> None:
    result = run("explain", typed)
    assert result.exit_code == 2
    assert near in result.output


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["kept.timeline"], "`govrules check kept.timeline`"),
        (["."], "`govrules check .`"),
        (["validate", "kept.timeline"], "`govrules check …`"),
        (["help"], "`govrules --help`"),
        (["check", "kept.timeline", "--json"], "`--format json`"),
        (["check", "-v", "kept.timeline"], "`--why`"),
        (["check", "--under", "law,lax", "kept.timeline"], "`--under law --under lax`"),
        (["check", "--befor", "law", "kept.timeline"], "--before"),
        (["check", "kept.timelin"], "did you mean `kept.timeline`?"),
        (["check", "kept"], "did you mean `kept.timeline`?"),
        (["check", "nowhere/kept.timeline"], "no folder `nowhere`"),
        (["check", "zzz"], "in this folder are `broken.timeline`"),
        (["check", "kept.timeline", "why"], "the option `--why`"),
        (["check", "notes.txt"], "call it `notes.timeline`"),
        (["check", "rules.txt"], "call it `rules.gov`"),
        (["check", "data.txt"], "call it `data.json`"),
        (["check", "law.pdf"], "plain texts"),
        (["check", "data"], "`data/kept.json`"),
        (["check", "bare/zzz.gov"], "nothing to check in `bare`"),
    ],
)
def test_what_was_typed_wrongly_is_told(run: Run, args: list[str], said: str) -> None:
    Path("notes.txt").write_text(HEAD)
    Path("rules.txt").write_text(LAW)
    Path("data.txt").write_text('{"timeline": {}}')
    Path("law.pdf").write_bytes(b"%PDF-1.4\n\xe2\xe3\0")
    Path("bare").mkdir()
    Path("data").mkdir()
    Path("data/kept.json").write_text("{}")
    result = run(*args)
    assert result.exit_code == 2
    assert said in result.output


def test_an_internal_error_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("govrules.pipeline.check", fail)
    result = run("check", "kept.timeline")
    assert result.exit_code == 2
    assert result.output.count("\n") == 1
    assert "ZeroDivisionError" in result.output
    debugged = CliRunner().invoke(cli.main, ["--debug", "check", "kept.timeline"])
    assert isinstance(debugged.exception, ZeroDivisionError)


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt, 130), (BrokenPipeError, 2)])
def test_interrupts_end_quietly(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: type[BaseException], code: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("govrules.pipeline.check", fail)
    monkeypatch.setattr("govrules.doors.printing.drop_output", lambda: None)
    result = run("check", "kept.timeline")
    assert result.exit_code == code
    assert not result.output


def test_a_closed_pipe_ends_quietly(run: Run) -> None:
    program = "import sys; from govrules.doors.cli import main; sys.argv[0] = 'govrules'; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 2
    assert errors == b""


def test_a_text_check_imports_nothing_heavy(run: Run) -> None:
    program = (
        "import sys; from govrules.doors.cli import main\n"
        "try: main(['check', 'kept.timeline'])\n"
        "finally: print(sorted({'pydantic', 'rich', 'z3', 'jinja2'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout.endswith("[]\n")


def test_schema_is_json(run: Run) -> None:
    assert json.loads(run("schema").output)["title"] == "Report"


def test_in_force_beside_one_rule_set(run: Run, tmp_path: Path) -> None:
    text = Path("kept.timeline").read_text() + "\nexpect nothing violated in force\n"
    Path("in-force.timeline").write_text(text)
    result = run("check", "--under", "law", "in-force.timeline")
    assert result.exit_code == 0
    assert "in force" in result.output


def test_a_file_is_no_second_name_of_a_law(run: Run) -> None:
    result = run("law", "lax", "law.gov")
    assert result.exit_code == 2
    assert "did you mean `--rules law.gov`?" in result.output
    assert "did you mean `--timeline kept.timeline`?" in run("law", "lax", "kept.timeline").output
    assert run("law", "lax", "--rules", "law.gov").exit_code == 0


def test_a_rule_that_applies_under_one_further_rule_set_alone_is_reported(run: Run) -> None:
    words = 'kind Person\nevent died "{person: Person} dies"\nperson Ada\n'
    heads = "".join(f"ruleset {name}\n  in force from 2000-01-01\n" for name in ("old", "new", "other"))
    Path("law.gov").write_text(f"{words}{heads}rule r\n  when P dies\n  require no\n")
    head = 'timeline "x"\n  use "./law.gov"\n  before old\n  after new\n  under other\n'
    Path("x.timeline").write_text(f"{head}2001-01-01: Ada dies\n")
    result = run("check", "x.timeline")
    assert result.exit_code == 1
    assert "no rule applies to these events under old and new" in result.output
    assert "violated on 2001-01-01  r\n    under other" in result.output
