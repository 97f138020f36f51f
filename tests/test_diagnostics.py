"""Every diagnostic code: emitted somewhere, explained on a page of `docs/diagnostics`, and given for a minimal input.

The example of a page is the input: its last file is checked and has to give exactly the code of the page, at the line
in the table below, and to print what the page shows. What no page can show is made here. `python
tests/test_diagnostics.py` writes what the pages show anew.
"""

import os
import re
import tempfile
from pathlib import Path

import pytest

from govrules.files import FileFinder
from govrules.pipeline import Check, check
from govrules.report.diagnostics import printable, render, width
from govrules.text import limits
from govrules.text.diagnostics import CODES, Diagnostic, Diagnostics, Label, nearest
from govrules.text.source import Source, Sources, Span

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs/diagnostics"
FENCE = re.compile(r"```(?P<info>[^\n]*)\n(?P<text>.*?)```\n", re.DOTALL)

LINES = {
    "GR101": 2, "GR102": 3, "GR103": 2, "GR104": 2, "GR105": 8, "GR106": 8, "GR107": 1, "GR110": 1, "GR111": 1,
    "GR112": 1, "GR201": 5, "GR202": 5, "GR203": 2, "GR204": 8, "GR205": 9, "GR206": 8, "GR207": 6,
    "GR208": 3, "GR209": 3, "GR210": 2, "GR211": 1, "GR212": 1, "GR213": 9, "GR214": 9, "GR215": 7, "GR216": 1,
    "GR217": 3, "GR218": 6, "GR219": 9, "GR220": 2, "GR221": 6, "GR301": 8, "GR302": 8, "GR303": 8, "GR304": 5, "GR305": 7,
    "GR306": 8, "GR307": 5, "GR308": 5, "GR309": 3, "GR310": 6, "GR311": 4, "GR312": 7, "GR313": 9, "GR314": 6,
    "GR315": 5, "GR316": 7, "GR317": 5, "GR401": 8, "GR402": 9, "GR403": 1, "GR404": 8, "GR405": 9, "GR406": 6,
    "GR501": 1, "GR503": 6, "GR504": 6, "GR505": 5, "GR506": 5,
    "GR507": 6, "GR508": 3, "GR509": 7, "GR510": 1, "GR511": 6, "GR512": 3, "GR513": 1, "GR514": 4, "GR515": 6, "GR516": 4,
    "GR517": 6,
    "GR601": 6, "GR602": 18, "GR603": 6,
}  # fmt: skip


def many(head: str, line: str, count: int) -> bytes:
    return (head + "".join(line.format(i=i) for i in range(count))).encode()


RULES = 'kind Person\nevent died "{person: Person} dies"\nruleset one\n  in force from 2000-01-01\n'
LAW = RULES + "person Ada\nrule once\n  when P dies\n  require no earlier (P dies)\n"
UNDER = 'timeline "x"\n  use "./law.gov"\n  under one\n'

# Code, file name, content, line, and limits to lower so that the test is quick.
MADE: list[tuple[str, str, bytes, int, dict[str, int]]] = [
    ("GR101", "wrong.gov", f"{RULES}let x = {'9' * 5_000}\n".encode(), 5, {}),
    ("GR101", "wrong.gov", f"{RULES}let x = 0.{'9' * 5_000}%\n".encode(), 5, {}),
    ("GR101", "wrong.gov", f"{RULES}let x = 1/{'9' * 5_000}\n".encode(), 5, {}),
    ("GR101", "wrong.gov", f"{RULES}let x = {'9' * 5_000} days\n".encode(), 5, {}),
    ("GR101", "wrong.gov", f"{RULES}let x = {'9' * 101} KZT\n".encode(), 5, {}),
    *(
        (
            "GR205",
            "wrong.timeline",
            f'event told "{{x: {kind}}} is told"\n{UNDER}2001-01-01: {figure} is told\n'.encode(),
            5,
            {},
        )
        for kind, figure in [
            ("Number", "9" * 101),
            ("Number", "9" * 5_000),
            ("Percent", f"1.{'1' * 5_000}%"),
            ("Money", f"{'9' * 5_000} KZT"),
        ]
    ),
    ("GR108", "wrong.gov", b"\x89PNG\x00\x01", 1, {}),
    ("GR108", "wrong.gov", b"kind Person\nkind \x07Bell\n", 2, {}),
    ("GR109", "wrong.gov", "person Токаев".encode("cp1251"), 1, {}),
    ("GR901", "wrong.gov", b"#" * (limits.RULE_FILE_BYTES + 1), 1, {}),
    ("GR902", "wrong.gov", f"let x = {'not ' * 65}yes\n".encode(), 1, {}),
    ("GR902", "wrong.gov", f"let x = 1{'+1' * 65}\n".encode(), 1, {}),
    ("GR902", "wrong.gov", "".join(" " * i + "kind X\n" for i in range(65)).encode(), 65, {}),
    ("GR902", "wrong.gov", b"".join(f"kind K{i}k is K{i + 1}k\n".encode() for i in range(64)) + b"kind K64k\n", 1, {}),
    ("GR902", "wrong.gov", f"{RULES}let a0 = 1\n".encode()
        + b"".join(f"let a{i + 1} = a{i} + 1\n".encode() for i in range(64)), 69, {}),
    ("GR903", "wrong.gov", many(RULES, "let x{i} = 1\n", 11), 15, {"RULES": 10}),
    ("GR903", "wrong.gov", many(RULES.replace(" dies", " dies\"\nevent born \"{person: Person} is born"),
        "rule x{i}\n  when P dies\n  deemed P is born\n", 3), 4, {"DEEMING_RULES": 2}),
    ("GR904", "wrong.timeline", many(UNDER, "2001-01-01: Ada dies\n", 4), 7, {"EVENTS": 3}),
    ("GR905", "wrong.timeline", many(UNDER, "2001-01-01: Ada dies\n", 9), 1, {"STEPS": 3}),
    ("GR906", "wrong.gov", many("", "nonsense {i}\n", 101), 101, {}),
    ("GR906", "wrong.gov", many("", "kind )\n", 101), 101, {}),
    ("GR907", "wrong.gov", many("kind Person\n", 'event e{i} "{{p: Person}} dies A{i}"\n', 4), 5, {"PHRASES_ALIKE": 3}),
    ("GR912", "wrong.gov", f"{RULES}let x = {' * '.join(['9' * 100] * 41)}\n".encode(), 5, {}),
    ("GR912", "wrong.gov", many(f"{RULES}let x0 = {'9' * 100}\n", "let x{i}1 = x{i} * x{i}\n", 1), 6, {"CALCULATED_DIGITS": 150}),
    ("GR908", "wrong.timeline", many(UNDER, "2001-01-01: Ada dies\n", 3), 1, {"EXPLANATION": 5}),
]  # fmt: skip


def blocks(code: str) -> list[tuple[list[str], str]]:
    text = (PAGES / f"{code}.md").read_text("utf-8")
    return [(block["info"].split(), block["text"]) for block in FENCE.finditer(text)]


def check_files(folder: Path, files: dict[str, bytes], name: str, explain: str | None = None) -> Check:
    """Check one of some files, in a folder where nothing else lies."""
    folder = folder / "rules"
    folder.mkdir()
    for other, content in files.items():
        (folder / other).write_bytes(content)
    before = os.getcwd()
    os.chdir(folder)
    try:
        finder = FileFinder(folder)
        return check([finder.open(name)], finder=finder, explain=explain)
    finally:
        os.chdir(before)


def example(code: str, folder: Path) -> Check:
    files = {info[1]: text for info, text in blocks(code) if len(info) == 2}
    return check_files(folder, {name: text.encode() for name, text in files.items()}, list(files)[-1])


def shown(made: Check) -> str:
    return "".join(render(d, made.sources) + "\n" for d in made.diagnostics)


def found(made: Check) -> set[tuple[str, int]]:
    return {(d.code, made.sources.place(d.span)[1]) for d in made.diagnostics}


# ---- every code -----------------------------------------------------------------------------------------------------


def test_codes_pages_and_tests_are_the_same() -> None:
    pages = {path.stem for path in PAGES.glob("*.md")}
    tested = {*LINES, *(code for code, *_ in MADE)}
    # What no file can cause is tried in test_monitor.py, test_verify.py and test_guarding.py.
    tested |= {"GR518", "GR909", "GR910", "GR911"}
    assert pages == set(CODES)
    assert tested == set(CODES)


def test_every_code_is_emitted_and_every_emitted_code_is_known() -> None:
    emitted: set[str] = set()
    for path in (ROOT / "govrules").rglob("*.py"):
        if path.name != "diagnostics.py":
            emitted |= set(re.findall(r'"(GR\d{3})"', path.read_text("utf-8")))
    assert emitted == set(CODES)


@pytest.mark.parametrize("code", sorted(LINES))
def test_page_example(code: str, tmp_path: Path) -> None:
    assert found(example(code, tmp_path)) == {(code, LINES[code])}


@pytest.mark.parametrize("code", sorted(LINES))
def test_page_shows_what_is_printed(code: str, tmp_path: Path) -> None:
    assert [text for info, text in blocks(code) if info == ["text"]] == [shown(example(code, tmp_path))]


@pytest.mark.parametrize("code", sorted(CODES))
def test_page_has_the_title_of_its_code(code: str) -> None:
    assert (PAGES / f"{code}.md").read_text("utf-8").startswith(f"# {code}: {CODES[code]}\n")


@pytest.mark.parametrize(
    ("code", "name", "content", "line", "lower"), MADE, ids=lambda v: v if isinstance(v, str) else ""
)
def test_made_example(
    code: str,
    name: str,
    content: bytes,
    line: int,
    lower: dict[str, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for limit, value in lower.items():
        monkeypatch.setattr(limits, limit, value)
    explain = "*" if "EXPLANATION" in lower else None
    made = check_files(tmp_path, {"law.gov": LAW.encode(), name: content}, name, explain)
    assert {c for c, _ in found(made)} - ({"GR101", "GR105"} if code == "GR906" else set()) == {code}
    assert (code, line) in found(made)


# ---- how a diagnostic is printed ------------------------------------------------------------------------------------


def drawn(line: str, start: int, end: int, *, message: str = "m", help: str | None = None) -> str:
    sources = Sources()
    sources.add(Source("a.gov", f"first\n{line}\nlast"))
    span = Span("a.gov", 6 + start, 6 + end)
    return render(Diagnostic("GR101", message, span, (), help, "error"), sources)


@pytest.mark.parametrize(
    ("line", "start", "end", "row", "marks"),
    [
        ("rule one", 5, 8, "rule one", "     ^^^"),
        ("rule one", 8, 8, "rule one", "        ^"),
        ("rule one", 5, 60, "rule one", "     ^^^"),
        ("\trule one", 6, 9, " rule one", "      ^^^"),
        ("東京 wins", 3, 7, "東京 wins", "     ^^^^"),
        ("東京 wins", 0, 2, "東京 wins", "^^^^"),
        ("e\u0301lu wins", 5, 9, "e\u0301lu wins", "    ^^^^"),
        ("a\u202eb\x07c wins", 6, 10, "a�b�c wins", "      ^^^^"),
        ("a\ud800b wins", 4, 8, "a�b wins", "    ^^^^"),
        ("", 0, 0, "", "^"),
    ],
)
def test_marks_stand_under_the_place(line: str, start: int, end: int, row: str, marks: str) -> None:
    assert drawn(line, start, end).split("\n")[2:] == [f"2 │ {row}", f"  │ {marks}"]


def test_long_line_is_cut_around_the_place() -> None:
    row, marks = drawn("a" * 5_000 + " here " + "b" * 5_000, 5_001, 5_005).split("\n")[2:]
    assert len(row) < 180
    assert row[marks.index("^") : marks.rindex("^") + 1] == "here"


def test_whole_diagnostic() -> None:
    sources = Sources()
    sources.add(Source("a.gov", "\n" * 8 + "person Tokayev\nperson Tokayev\n"))
    label = Label(Span("a.gov", 15, 22), "declared here first")
    both = Diagnostic(
        "GR208", "the name `Tokayev` is declared twice", Span("a.gov", 30, 37), (label,), "rename one", "error"
    )
    assert render(both, sources, hint=True).split("\n") == [
        "✗ error[GR208]: the name `Tokayev` is declared twice",
        "   --> a.gov:10:8",
        "10 │ person Tokayev",
        "   │        ^^^^^^^",
        "   ::: a.gov:9:8",
        " 9 │ person Tokayev",
        "   │        ------- declared here first",
        "   help: rename one",
        "   more: govrules explain GR208",
    ]
    colored = render(both, sources, color=True, hint=True)
    assert re.sub(r"\x1b\[\d+m", "", colored) == render(both, sources, hint=True)
    assert colored != render(both, sources, hint=True)


def test_diagnostic_without_a_file_or_text() -> None:
    nowhere = Diagnostic("GR110", "there is no file `x`", Span("", 0, 0), (), "look again", "error")
    assert render(nowhere, Sources()) == "✗ error[GR110]: there is no file `x`\n  help: look again"
    empty = Diagnostic("GR107", "`x.gov` is empty", Span("x.gov", 0, 0), (), None, "warning")
    assert render(empty, Sources()) == "! warning[GR107]: `x.gov` is empty\n  --> x.gov:1:1"


def test_nothing_unprintable_is_printed() -> None:
    assert drawn("x", 0, 1, message="`\x1b[2J`", help="\u202e").count("�") == 2
    assert printable("Токаев é 東") == "Токаев é 東"
    assert [width(text) for text in ("abc", "é", "e\u0301", "東", "👍\ufe0f")] == [3, 1, 1, 2, 2]


# ---- the collector --------------------------------------------------------------------------------------------------


def test_collector_keeps_each_diagnostic_once_and_sorts_them() -> None:
    found = Diagnostics()
    for start in (5, 1, 5):
        found.error("GR101", "m", Span("a", start, start))
    found.note("GR503", "m", Span("a", 0, 1))
    assert (len(found), found.errors, found.has_errors, found.crowded) == (3, 2, True, False)
    assert [d.span.start for d in found.sorted()] == [0, 1, 5]
    assert [d.span.start for d in found.since(2)] == [0]


def test_nearest() -> None:
    assert nearest("tokaev", ["Nazarbayev", "Tokayev"]) == ["Tokayev"]
    assert nearest("Berlin", ["Tokayev"]) == []
    assert nearest("name4999", (f"name{i}" for i in range(5_000))) == ["name4999"]


def update() -> None:
    """Write what the pages show anew."""
    for code in sorted(LINES):
        path = PAGES / f"{code}.md"
        with tempfile.TemporaryDirectory() as folder:
            said = shown(example(code, Path(folder)))
        text = path.read_text("utf-8")
        before, _, after = text.partition("```text\n")
        path.write_text(f"{before}```text\n{said}```\n{after.partition('```' + chr(10))[2]}", "utf-8")


if __name__ == "__main__":
    update()


def test_grouping_with_brackets_is_answered(tmp_path: Path) -> None:
    text = (
        'use "people"\nruleset a\n  in force from 2000-01-01\nrule r\n  when P dies\n'
        "  require (any (P dies) and none of (P dies)) or date > 2001-01-01\n"
    )
    path = tmp_path / "a.gov"
    path.write_text(text, encoding="utf-8")
    finder = FileFinder(tmp_path)
    (found,) = check([finder.open(str(path))], finder=finder).diagnostics
    assert found.code == "GR101"
    assert found.help is not None
    assert "one sentence" in found.help
