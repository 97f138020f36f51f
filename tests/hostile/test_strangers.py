"""What a stranger may name, write or send: files that are none, texts that a terminal would obey, figures and counts
beyond all measure. Each ends in seconds, in a result or in a diagnostic that says what is wrong.
"""

import json
import os
import subprocess
import sys
import time
from itertools import product
from pathlib import Path

import pytest

pytest.importorskip("resource", reason="this system cannot limit a process")

from govrules import check, report_json
from govrules.doors.printing import show
from govrules.pipeline import Check
from govrules.report.text import render
from govrules.text import limits

WORDS = """
kind Person
  born: Date
event died "{person: Person} dies"
event told "{count: Number} is told"
event paid "{sum: Money} is paid"
fact ill "{person: Person} is ill"
person Ada
  born 1950-06-15
ruleset one
  in force from 2000-01-01
"""
HEAD = 'timeline "x"\n  use "./law.gov"\n  under one\n'
DIES = "2001-01-01: Ada dies\n"
RULE = "rule r\n  when P dies\n  require {}\n"
MEMORY = 1_500_000_000
SECONDS = 30


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a law, in which a check is made."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "law.gov").write_text(WORDS + RULE.format("date > 2000-01-01"), "utf-8")
    return tmp_path


def program(*words: str, given: bytes = b"") -> tuple[int, str]:
    """Run the program within little time and memory; its exit code, and what it printed."""

    def keep_small() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    done = subprocess.run(
        [sys.executable, "-m", "govrules", *words],
        input=given,
        capture_output=True,
        timeout=SECONDS,
        check=False,
        preexec_fn=keep_small,
    )
    printed = (done.stdout + done.stderr).decode("utf-8")
    assert "Traceback" not in printed
    assert "mistake in govrules itself" not in printed
    return done.returncode, printed


def checked(law: str | None, lines: str = DIES) -> Check:
    """Check a timeline, under a rule file that replaces the usual one, in seconds."""
    begin = time.process_time()
    if law is not None:
        Path("law.gov").write_text(WORDS + law, "utf-8")
    Path("x.timeline").write_text(HEAD + lines, "utf-8")
    made = check("x.timeline")
    assert render(made)
    assert report_json(made)
    assert time.process_time() - begin < SECONDS
    return made


def codes(made: Check) -> set[str]:
    """The codes of the errors."""
    return {each.code for each in made.diagnostics if each.severity == "error"}


def said(made: Check) -> str:
    """The errors with their help."""
    return "\n".join(f"{each.message}; {each.help}" for each in made.diagnostics if each.severity == "error")


# ---- files that are none --------------------------------------------------------------------------------------------


def test_a_pipe_that_is_named_as_a_file_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.timeline")
    os.mkfifo(folder / "pipe")
    (folder / "x.timeline").write_text(HEAD.replace("law.gov", "pipe.gov"), "utf-8")
    os.mkfifo(folder / "pipe.gov")
    code, printed = program("check", "pipe.timeline", "pipe", "x.timeline")
    assert code == 2
    assert "`pipe.timeline` is no file, but a pipe or a device" in printed
    assert "`./pipe.gov` is no file, but a pipe or a device" in printed
    assert "`pipe` is neither a `.gov` nor a `.timeline` file" in printed
    assert program("check", ".")[0] == 2


def test_a_device_without_an_end_is_not_read(folder: Path) -> None:
    (folder / "zero.timeline").symlink_to("/dev/zero")
    code, printed = program("check", "zero.timeline", "/dev/zero")
    assert code == 2
    assert "`zero.timeline` is no file, but a pipe or a device" in printed


def test_a_stream_without_an_end_is_cut_off(folder: Path) -> None:
    code, printed = program("check", "-", given=b"# " + b"x" * limits.TIMELINE_BYTES)
    assert code == 2
    assert "GR901" in printed


def test_links_that_lead_nowhere_or_in_a_circle_are_named_as_such(folder: Path) -> None:
    (folder / "a.timeline").symlink_to("b.timeline")
    (folder / "b.timeline").symlink_to("a.timeline")
    (folder / "lost.timeline").symlink_to("nowhere.timeline")
    (folder / "lost.gov").symlink_to("nowhere.gov")
    (folder / "x.timeline").write_text(HEAD.replace("law.gov", "lost.gov"), "utf-8")
    for name, message in (
        ("a.timeline", "`a.timeline` cannot be read"),
        ("lost.timeline", "`lost.timeline` is a link that leads nowhere"),
        ("x.timeline", "`./lost.gov` is no file, but a link that leads nowhere"),
    ):
        made = check(name)
        assert codes(made) == {"GR110"}
        assert message in said(made)
        assert "GR110" in program("check", name)[1]


def test_no_link_leads_out_of_the_root(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "law.gov").write_text("kind Secret\n", "utf-8")
    (folder / "out.gov").symlink_to(outside / "law.gov")
    (folder / "away").symlink_to(outside)
    for module in ("./out.gov", "./away/law.gov", f"./../{outside.name}/law.gov", "./away/../law.gov"):
        (folder / "x.timeline").write_text(f'timeline "x"\n  use "{module}"\n{DIES}', "utf-8")
        made = check("x.timeline")
        assert codes(made) & {"GR216", "GR110"} or module == "./away/../law.gov"
        assert "Secret" not in report_json(made)


def test_files_that_use_each_other_in_a_circle_through_links_too(folder: Path) -> None:
    (folder / "a.gov").write_text('use "./b.gov"\nkind Cat\n', "utf-8")
    (folder / "b.gov").write_text('use "./c.gov"\nkind Dog\n', "utf-8")
    (folder / "c.gov").symlink_to("a.gov")
    (folder / "self.gov").symlink_to("itself.gov")
    (folder / "itself.gov").write_text('use "./self.gov"\nkind Cow\n', "utf-8")
    for name in ("a.gov", "itself.gov"):
        assert "GR211" in codes(check(name))


def test_a_folder_is_no_rule_file(folder: Path) -> None:
    (folder / "f.gov").mkdir()
    (folder / "x.timeline").write_text(HEAD.replace("law.gov", "f.gov"), "utf-8")
    made = check("x.timeline")
    assert codes(made) == {"GR110"}
    assert "`./f.gov` is no file, but a folder" in said(made)


@pytest.mark.skipif(os.geteuid() == 0, reason="who may read everything cannot be refused")
def test_a_file_that_may_not_be_read(folder: Path) -> None:
    (folder / "x.timeline").write_text(HEAD, "utf-8")
    (folder / "x.timeline").chmod(0)
    assert codes(check("x.timeline")) == {"GR110"}


@pytest.mark.parametrize("name", ["a" * 5_000, "a/" * 5_000 + "b", "../" * 3_000 + "b"], ids=["name", "way", "way up"])
def test_a_path_that_no_system_has(folder: Path, name: str) -> None:
    assert codes(check(f"{name}.gov")) == {"GR110"}
    (folder / "x.timeline").write_text(HEAD.replace("./law.gov", f"./{name}.gov"), "utf-8")
    assert codes(check("x.timeline")) & {"GR110", "GR212", "GR216"}


# ---- what a terminal would obey -------------------------------------------------------------------------------------

RED = "\x1b[31m"
HIDDEN = "\x1b[8m"
OBEYED = [HIDDEN, "\x1b]0;title\x07", "\x9b31m", "\x85", "\u2028", "\u202e", "\u2066"]
DARK = [letter for letter in OBEYED if "\x1b" not in letter]


@pytest.mark.parametrize(
    "name", [f"a{HIDDEN}.timeline", "a\x9b.timeline", "a\n.timeline", "a\udcff.timeline"], ids=ascii
)
def test_a_file_whose_name_a_terminal_would_obey_is_not_read(folder: Path, name: str) -> None:
    (folder / name).write_text(HEAD + DIES, "utf-8")
    made = check(name)
    assert codes(made) == {"GR110"}
    for color in (True, False):
        assert name not in render(made, color=color)
    assert name not in report_json(made)
    assert "control characters" in program("check", name)[1]


@pytest.mark.parametrize("color", ["always", "never"])
@pytest.mark.parametrize("letter", DARK, ids=ascii)
def test_no_order_of_a_text_reaches_the_terminal(folder: Path, letter: str, color: str) -> None:
    law = f'rule r [Art. {letter}1]\n  "say {letter} this"\n  when P dies\n  require no\n'
    (folder / "law.gov").write_text(f"{WORDS}{law}", "utf-8")
    (folder / "x.timeline").write_text(HEAD.replace("x", f"x{letter}", 1) + DIES, "utf-8")
    for form in (("check",), ("check", "--why"), ("check", "--format", "json"), ("why", "r")):
        words = [form[0], *form[2:], *form[1:2], "x.timeline"] if form[0] == "why" else [*form, "x.timeline"]
        colored = ["--color", color] if "json" not in form else []
        code, printed = program(*words, *colored)
        assert letter not in printed
        assert code in (0, 1, 2)
    assert json.loads(program("check", "x.timeline", "--format", "json")[1])


@pytest.mark.parametrize("letter", OBEYED, ids=ascii)
def test_no_order_of_an_option_or_of_data_reaches_the_terminal(folder: Path, letter: str) -> None:
    data = {"timeline": {"title": f"x{letter}", "use": ["./law.gov"], "under": ["one"]}, "events": []}
    (folder / "x.json").write_text(json.dumps(data), "utf-8")
    (folder / "x.timeline").write_text(HEAD + DIES, "utf-8")
    for words in (
        ("x.json",),
        ("x.timeline", "--under", f"o{letter}ne"),
        ("x.timeline", "--event", f"2001-01-01: Ada{letter} dies"),
    ):
        for color in ("always", "never"):
            assert letter not in program("check", *words, "--color", color)[1]


def test_what_is_shown_keeps_colours_and_letters_of_all_languages(capsys: pytest.CaptureFixture[str]) -> None:
    said = "می‌خواهم, Қазақстан, 日本, soft­hyphen, no break"
    show(f"{said}\t\x9b\x1b]0;x\x07\n", color=False)
    assert capsys.readouterr().out == f"{said}\t��]0;x�\n"
    show(f"{RED}{said}\x1b[0m\x1b[2J\n", color=True)
    assert capsys.readouterr().out == f"{RED}{said}\x1b[0m�[2J\n"


# ---- figures ---------------------------------------------------------------------------------------------------------

NINES = "9" * limits.DIGITS
CALCULATED = {
    "a product": RULE.format(" * ".join([NINES] * 60) + " > 1"),
    "a quotient": RULE.format(" / ".join([NINES] * 60) + " < 1"),
    "values of values": f"let a0 = {NINES}\n" + "".join(f"let a{i} = a{i - 1} * a{i - 1}\n" for i in range(1, 60)),
    "a length of time": RULE.format(" * ".join([NINES] * 60) + " * 1 year > 1 day"),
    "what is stated": "rule r\n  when N is told\n  require " + " * ".join(["N"] * 60) + " > 1\n",
    "money": "rule r\n  when N is paid\n  require " + " * ".join([NINES] * 60) + " * N > 1 KZT\n",
}


@pytest.mark.parametrize("law", CALCULATED.values(), ids=CALCULATED)
def test_a_figure_that_nobody_could_read_is_refused(folder: Path, law: str) -> None:
    assert codes(checked(law)) == {"GR912"}


@pytest.mark.parametrize("calculated", [NINES, f"{NINES} * {NINES}", f"1 / {NINES}", " * ".join([NINES] * 39)])
def test_a_figure_of_hundreds_of_digits_is_calculated_and_shown(folder: Path, calculated: str) -> None:
    made = checked(
        f"let x = {calculated}\nrule r\n  when N is told\n  require N > x and N < x\n", f"2001-01-01: {NINES} is told\n"
    )
    assert [finding.status for finding in made.findings] == ["violated"]
    shares = checked(f"let x = {calculated}\nrule r\n  when N is told\n  require N * 50% < x * 33.3333333%\n",
                     f"2001-01-01: {NINES} is told\n")  # fmt: skip
    assert len(shares.findings) == 1


@pytest.mark.parametrize("length", ["1000000 years", "999999999 years", f"{NINES} days", f"{NINES} hours"])
@pytest.mark.parametrize("head", ["", "  rounding down\n"])
def test_a_day_beyond_the_calendar_is_not_known_and_the_report_says_why(folder: Path, length: str, head: str) -> None:
    for sign, where in (("+", "after the year 9999"), ("-", "before the year 1")):
        made = checked(head + RULE.format(f"date {sign} {length} > 2000-01-01"))
        assert [finding.status for finding in made.findings] == ["undetermined"]
        assert f"falls {where}" in " ".join(render(made).split())
    due = checked(
        f"{head}rule r\n  when P dies\n  then P is told of\n    within {length}\n".replace("P is told of", "1 is told")
    )
    assert {finding.status for finding in due.findings} <= {"undetermined", "pending"}


# ---- more of it than anybody would write ----------------------------------------------------------------------------


def test_thousands_of_uncertain_dates_are_counted_and_refused(folder: Path) -> None:
    for line in ("{}: Ada dies\n", "{}-02-03~: Ada dies\n"):
        made = checked(None, "".join(line.format(2001 + at % 90) for at in range(3_000)))
        assert codes(made) == {"GR905"}
        assert "far too many ways" in said(made)


def test_of_a_million_readings_some_are_tried_and_the_report_says_how_many(folder: Path) -> None:
    lets = "".join(f"let a{at} = 1\n" for at in range(20))
    conditions = " and ".join(f"a{at} = 1" for at in range(20))
    readings = "".join(
        f'reading q{at} "which?"\n  option one_{at} "one"\n  option two_{at} "two"\n    set a{at} = 2\n'
        for at in range(20)
    )
    made = checked(f"{lets}{RULE.format(conditions)}{readings}")
    assert [finding.status for finding in made.findings] == ["contested"]
    assert "checked in 21 of 1,048,576 ways" in render(made)


def test_thousands_of_variants_of_variants_are_refused(folder: Path) -> None:
    (folder / "v0.timeline").write_text(HEAD + DIES, "utf-8")
    for at in range(1, 1_001):
        (folder / f"v{at}.timeline").write_text(
            f'variant "v" of "./v{at - 1}.timeline"\n2002-01-01: Ada dies\n', "utf-8"
        )
    assert codes(check("v1000.timeline")) == {"GR902"}
    assert codes(check(f"v{limits.NESTING + 1}.timeline")) == {"GR902"}
    assert len(check(f"v{limits.NESTING}.timeline").findings) == limits.NESTING + 1


def test_ten_thousand_givens_and_as_many_things(folder: Path) -> None:
    things = "".join(f"person A{at}a\n" for at in range(10_000))
    givens = "".join(f"given A{at}a is ill from 2001-01-01\n" for at in range(10_000))
    assert len(checked(None, f"{things}{givens}{DIES}").findings) == 1


def test_a_thousand_events_that_are_asked_about(folder: Path) -> None:
    (folder / "x.timeline").write_text(HEAD + DIES, "utf-8")
    begin = time.process_time()
    made = check("x.timeline", events=["2002-01-01: Ada dies"] * 1_000)
    assert time.process_time() - begin < SECONDS
    assert codes(made) == set()
    assert len(made.findings) == 1_001


def test_ten_thousand_wordings_of_one_event(folder: Path) -> None:
    words = ["".join(letters) for letters in product("bcdfghjklm", repeat=4)]
    wordings = "".join(f'  "{{person}} passes {word}"\n' for word in words)
    law = WORDS.replace('dies"\n', f'dies"\n{wordings}', 1)
    (folder / "law.gov").write_text(law + RULE.format("yes"), "utf-8")
    (folder / "x.timeline").write_text(HEAD + f"2001-01-01: Ada passes {words[-1]}\n" * 50, "utf-8")
    begin = time.process_time()
    made = check("x.timeline")
    assert time.process_time() - begin < SECONDS
    assert codes(made) == set()
    assert len(made.findings) == 50


def test_of_phrases_that_are_too_much_alike_not_every_one_is_listed(folder: Path) -> None:
    phrases = "".join(f'event e{at} "{{p: Person}} passes A{at}"\n' for at in range(5_000))
    made = checked(phrases, DIES)
    assert "GR907" in codes(made)
    assert len(made.diagnostics) == 1


@pytest.mark.parametrize("apart", ["a", "a [a]", "[a] a"])
def test_a_phrase_that_is_built_to_backtrack(folder: Path, apart: str) -> None:
    slots = f" {apart} ".join(f"{{p{at}: Person}}" for at in range(6))
    law = f'event e "{slots} b"\n' + WORDS
    (folder / "law.gov").write_text(law, "utf-8")
    (folder / "x.timeline").write_text(HEAD + f"2001-01-01: {'Ada a ' * 140}\n" * 30, "utf-8")
    begin = time.process_time()
    assert codes(check("x.timeline"))
    assert time.process_time() - begin < SECONDS


# ---- bytes and data --------------------------------------------------------------------------------------------------

DATA = json.dumps(
    {
        "timeline": {"title": "x", "use": ["./law.gov"], "under": ["one"]},
        "events": [{"on": "2001-01-01", "event": "died", "person": "Ada"}],
    }
)
TEXTS = {".timeline": HEAD + DIES, ".json": DATA}
BYTES = {
    "UTF-16": (lambda text: text.encode("utf-16"), "GR108"),
    "UTF-32": (lambda text: text.encode("utf-32"), "GR108"),
    "no UTF-8": (lambda text: text.encode().replace(b"Ada", b"Ad\xff"), "GR109"),
    "half a pair": (lambda text: text.encode().replace(b"Ada", b"Ad\xed\xa0\x80"), "GR109"),
    "NUL": (lambda text: text.encode().replace(b"Ada", b"Ad\0"), "GR108"),
    "a mark": (lambda text: b"\xef\xbb\xbf" + text.encode(), None),
    "two marks": (lambda text: b"\xef\xbb\xbf" * 2 + text.encode(), ""),
    "nothing": (lambda text: b"", "GR107"),
}


@pytest.mark.parametrize("ending", TEXTS)
@pytest.mark.parametrize("kind", BYTES)
def test_bytes_that_are_no_text(folder: Path, ending: str, kind: str) -> None:
    made, code = BYTES[kind]
    (folder / f"x{ending}").write_bytes(made(TEXTS[ending]))
    found = codes(check(f"x{ending}"))
    assert (not found) if code is None else found if code == "" else found == {code}


def with_slot(slot: str) -> str:
    """The data with something else in a slot."""
    return DATA.replace('"person": "Ada"', slot)


JSON = {
    "lists": "[" * 100_000 + "]" * 100_000,
    "objects": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "lists left open": "[" * 100_000,
    "lists in a slot": with_slot('"person": ' + "[" * 100_000 + "]" * 100_000),
    "fewer lists": with_slot('"person": ' + "[" * 900 + "]" * 900),
    "a long number": with_slot('"person": ' + "9" * 1_000_000),
    "a long fraction": with_slot('"person": 1.' + "9" * 1_000_000),
    "a great number": with_slot('"person": 1e999999999'),
    "a small number": with_slot('"person": 1e-999999999'),
    "a long exponent": with_slot('"person": -1e+' + "9" * 1_000),
    "NaN": with_slot('"person": NaN'),
    "infinity": with_slot('"person": -Infinity'),
    "nothing else": "NaN",
    "a key twice": with_slot('"person": "Ada", "person": "Bob"'),
    "events twice": DATA[:-1] + ', "events": []}',
    "a long text": with_slot(f'"person": "{"A" * 1_000_000}"'),
    "a long key": with_slot(f'"{"A" * 1_000_000}": "Ada"'),
    "half a pair": with_slot('"person": "Ad\\ud800"'),
    "NUL": with_slot('"person": "Ad\\u0000"'),
}  # fmt: skip
FIGURES = ("a long number", "a long fraction", "a great number", "a small number", "a long exponent", "NaN", "infinity")
JSON |= {f"{name}, for a figure": JSON[name].replace('"died", "person"', '"told", "count"') for name in FIGURES}


@pytest.mark.parametrize("text", JSON.values(), ids=JSON)
def test_data_built_to_break_something(folder: Path, text: str) -> None:
    (folder / "x.json").write_text(text, "utf-8")
    begin = time.process_time()
    made = check("x.json")
    assert time.process_time() - begin < SECONDS
    assert codes(made) & {"GR508", "GR902", "GR205"}
    assert render(made)
    assert report_json(made)


def test_a_page_that_shows_a_report_need_not_fear_its_titles(folder: Path) -> None:
    title = "<script>alert(1)</script> & co"
    (folder / "x.timeline").write_text(HEAD.replace("x", title, 1) + DIES, "utf-8")
    made = check("x.timeline")
    assert json.loads(report_json(made))["timelines"][0]["title"] == title
