"""The reference, the tutorial and the chapters in `tests/spec` are tests: their code blocks run.

A fenced block whose info string is a language and a file name is a file; the files of one section, from one heading
to the next, lie in one folder. Every timeline is checked and every rule file read. A timeline must meet all that it
expects, and nothing else in it may be violated or void. What a diagnostic stands on says so at the end of its line:
`# error: GR201`, `# warning: GR601`; then these, and no others, must be found. A file name followed by `continued`
adds to the last file of that name further up. A section may also use the files of the sections before it in its
document. A `console` block shows a command and what it prints. A block without a name is only read by people.

`python tests/test_spec.py` writes the `console` blocks and the copy of the grammar anew.
"""

import inspect
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from msgspec import Struct

from govrules.files import FileFinder
from govrules.law.modules import Missing
from govrules.pipeline import Check, check, law_text
from govrules.syntax import tree
from govrules.syntax.parse import parse
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source
from govrules.timeline.text import parse_timeline

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "docs/language.md",
    *sorted((ROOT / "docs/language").glob("*.md")),
    ROOT / "docs/tutorial.md",
    ROOT / "docs/consolidated-law.md",
    ROOT / "docs/diff.md",
    ROOT / "docs/remedies.md",
    ROOT / "docs/why.md",
    *sorted((ROOT / "tests/spec").glob("*.md")),
]
GRAMMAR = ROOT / "grammar/govrules.lark"

_HEADING = re.compile(r"#{1,6} (?P<title>.+?)\s*#*$")
_FENCE = re.compile(r"(?P<fence>```+)(?P<info>[^`]*)$")
_MARK = re.compile(r"#\s*(?P<severity>error|warning): (?P<codes>GR\d{3}(?:, GR\d{3})*)\s*$")


@dataclass
class Block:
    """A fenced block: its info string, its text, and the line on which the text starts."""

    info: list[str]
    text: str
    line: int

    @property
    def language(self) -> str:
        return self.info[0] if self.info else ""

    @property
    def name(self) -> str | None:
        return self.info[1] if len(self.info) > 1 and self.language in ("gov", "timeline", "json") else None


@dataclass
class Section:
    """A heading and what stands under it, with the files that it can see."""

    document: Path
    title: str
    blocks: list[Block] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)

    @property
    def own(self) -> list[str]:
        """The names of the files that this section itself writes."""
        return list(dict.fromkeys(b.name for b in self.blocks if b.name is not None))


class Folder:
    """Finds files among the blocks, and the prelude and shipped rule sets where they are."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files
        self.disk = FileFinder(ROOT)

    def find(self, module: str, used_by: str) -> Source | Missing:
        if not module.startswith("./"):
            return self.disk.find(module, used_by)
        name = module[2:]
        if name in self.files:
            return Source(name, self.files[name])
        return Missing("GR110", f"there is no file `{module}` beside `{used_by}`")

    def names(self) -> list[str]:
        return self.disk.names()

    def open(self, name: str) -> Source | Missing:
        return Source(name, self.files[name]) if name in self.files else Missing("GR110", f"there is no file `{name}`")


def read_sections(document: Path) -> list[Section]:
    """The sections of a Markdown file, in order."""
    sections = [Section(document, document.stem)]
    titles: list[str] = []
    files: dict[str, str] = {}
    block: Block | None = None
    fence = ""
    for number, line in enumerate(document.read_text("utf-8").split("\n"), 1):
        if block is not None:
            if line.strip() == fence:
                _add(block, sections[-1], files)
                block = None
            else:
                block.text += line + "\n"
        elif opened := _FENCE.match(line):
            fence, block = opened["fence"], Block(opened["info"].split(), "", number + 1)
        elif heading := _HEADING.match(line):
            depth = line.index(" ")
            titles = [*titles[: depth - 1], heading["title"]]
            sections.append(Section(document, " / ".join(titles[1:]) or heading["title"]))
            sections[-1].files = dict(files)
    assert block is None, f"{document.name}: the block from line {block.line if block else 0} on is not closed"
    return sections


def _add(block: Block, section: Section, files: dict[str, str]) -> None:
    section.blocks.append(block)
    if block.name is not None:
        before = files.get(block.name, "") if "continued" in block.info else ""
        between = "\n" if before and block.language == "gov" else ""
        files[block.name] = section.files[block.name] = before + between + block.text


SECTIONS = [section for document in DOCUMENTS if document.exists() for section in read_sections(document)]


def run(section: Section, names: list[str], explain: str | None = None, **asked: Any) -> Check:
    """Check files of a section as the command line would."""
    folder = Folder(section.files)
    return check([folder.open(name) for name in names], finder=folder, explain=explain, **asked)


def marks(text: str) -> set[tuple[int, str, str]]:
    """What the comments of a text say is wrong with it: line, severity and code."""
    found: set[tuple[int, str, str]] = set()
    for number, line in enumerate(text.split("\n"), 1):
        if mark := _MARK.search(line):
            found |= {(number, mark["severity"], code) for code in mark["codes"].split(", ")}
    return found


def _label(section: Section, name: str) -> str:
    return f"{section.document.stem}: {section.title}: {name}"


FILES = [pytest.param(section, name, id=_label(section, name)) for section in SECTIONS for name in section.own]
CONSOLES = [
    pytest.param(section, block, id=_label(section, block.text.split("\n", 1)[0]))
    for section in SECTIONS
    for block in section.blocks
    if block.language == "console"
]


@pytest.mark.parametrize(("section", "name"), FILES)
def test_example(section: Section, name: str) -> None:
    made = run(section, [name])
    expected = {(file, *mark) for file, text in section.files.items() for mark in marks(text)}
    found = set()
    for diagnostic in made.diagnostics:
        if diagnostic.severity != "note":
            path, line, _ = made.sources.place(diagnostic.span)
            found.add((path, line, diagnostic.severity, diagnostic.code))
    messages = "\n".join(f"{made.sources.place(d.span)}: {d.message} ({d.help})" for d in made.diagnostics)
    assert {each for each in found if each[0] == name} == {each for each in expected if each[0] == name}, messages
    assert found <= expected, messages
    for result in made.timelines:
        unmet = [f"{e.expectation.text}: {'; '.join(e.found)}" for e in result.expectations if not e.met]
        assert not unmet, "\n".join(unmet)
        shown = any(b.language == "console" and name in b.text for b in section.blocks)
        assert result.expectations or shown, f"{name} expects nothing and is not shown"
        if result.expectations and not shown:
            assert made.ok, "\n".join(
                f"{c.ruleset}: {f.rule} {f.status} on {f.date}" for c in result.columns for f in c.findings
            )


def printed(section: Section, block: Block) -> str:
    """What the command of a console block prints in its section's folder."""
    if block.text.startswith("$ govrules law "):
        return _law_text(section, block)
    from govrules.report import text

    line = block.text.split("\n", 1)[0]
    words = shlex.split(line)
    shown = words[:2] == ["$", "govrules"] and words[2] in ("check", "diff", "why")
    assert shown, f"{block.line}: only `check`, `diff`, `law` and `why` are shown"
    if words[2] == "diff":
        return line + "\n" + _differing(section, words[3:])
    if words[2] == "why":
        return line + "\n" + _why(section, words[3:])
    names = [word for word in words[3:] if not word.startswith("--")]
    made = run(section, names, "*" if "--why" in words else None, attribute="--why" in words)
    report = text.render(made, why="--why" in words, notes="--notes" in words, width=100)
    return line + "\n" + report.strip("\n") + "\n"


def _differing(section: Section, words: list[str]) -> str:
    """What `diff` prints in a section's folder."""
    from govrules.doors.comparing import difference
    from govrules.report import diff

    by_actor = words[-2:] == ["--by", "actor"]
    made = difference(words[:-2] if by_actor else words, (), "actor" if by_actor else None, Folder(section.files))
    assert made.comparison is not None, made.diagnostics
    if made.balance is not None:
        return diff.render_balance(made.comparison, made.balance)
    return diff.render(made.comparison)


def _law_text(section: Section, block: Block) -> str:
    """What `govrules law` prints."""
    line = block.text.split("\n", 1)[0]
    name, *words = shlex.split(line)[3:]
    options = dict(zip(words[::2], words[1::2], strict=True))
    folder = Folder(section.files)
    opened = {option: folder.open(options[option]) for option in ("--rules", "--timeline") if option in options}
    day = date.fromisoformat(options["--on"]) if "--on" in options else None
    made = law_text(name, opened.get("--rules"), timeline=opened.get("--timeline"), on=day, finder=folder)
    assert made.text is not None, made.notes
    return line + "\n" + made.text


def _why(section: Section, words: list[str]) -> str:
    """What `govrules why TIMELINE RULE` prints, perhaps `--on DATE`, `--under RULESET` or `--in-force`."""
    from govrules.report.explain import explain

    def after(option: str) -> str | None:
        return words[words.index(option) + 1] if option in words else None

    on, under, in_force = after("--on"), after("--under"), "--in-force" in words
    made = run(section, words[:1], words[1], attribute=True, under=(under,) if under else (), in_force=in_force)
    return explain(made, words[1], on=date.fromisoformat(on) if on else None, law="in force" if in_force else under)


@pytest.mark.parametrize(("section", "block"), CONSOLES)
def test_console(section: Section, block: Block) -> None:
    assert block.text == printed(section, block), "run `python tests/test_spec.py` and read what changed"


def test_grammar_is_current() -> None:
    shown = [b.text for s in SECTIONS for b in s.blocks if b.language == "lark"]
    assert shown == [GRAMMAR.read_text("utf-8")], "run `python tests/test_spec.py`"


def test_there_are_many_examples() -> None:
    """A mistake in reading the documents must not make the examples vanish unnoticed."""
    assert len(FILES) >= 150
    assert len(CONSOLES) >= 1


def test_contents_name_every_chapter() -> None:
    contents = (ROOT / "docs/language.md").read_text("utf-8")
    chapters = sorted((ROOT / "docs/language").glob("*.md"))
    assert [c.name for c in chapters if f"(language/{c.name})" not in contents] == []


_LINK = re.compile(r"\]\((?P<path>[^)#:\s]*)(?:#(?P<anchor>[^)\s]+))?\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.stem)
def test_links_lead_somewhere(document: Path) -> None:
    text = re.sub(r"^```.*?^```", "", document.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for link in _LINK.finditer(text):
        target = (document.parent / link["path"]).resolve() if link["path"] else document
        assert target.exists(), link[0]
        if link["anchor"]:
            headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), flags=re.MULTILINE)
            anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert link["anchor"] in anchors, link[0]


_WORDS = ("word", "operator", "edge", "direction", "status")


def _constructs(node: object) -> Iterator[str]:
    """What a syntax tree is made of: the classes of its nodes, and the words that tell forms of one class apart."""
    if isinstance(node, tuple):
        for each in node:
            yield from _constructs(each)
    elif isinstance(node, Struct):
        yield type(node).__name__
        for name in node.__struct_fields__:
            value = getattr(node, name)
            if name in _WORDS and isinstance(value, str) and not isinstance(node, tree.NotYet):
                yield f"{type(node).__name__} {value}"
            yield from _constructs(value)


def _possible() -> Iterator[str]:
    for name, kind in inspect.getmembers(tree, inspect.isclass):
        if issubclass(kind, Struct) and kind.__module__ == tree.__name__ and name not in ("Node", "Expression"):
            yield name
            for each, hint in get_type_hints(kind).items():
                if each in _WORDS:
                    yield from (f"{name} {word}" for word in _literals(hint))


def _literals(hint: object) -> Iterator[str]:
    if get_origin(hint) is Literal:
        yield from (word for word in get_args(hint) if isinstance(word, str))
    else:
        for part in get_args(hint):
            yield from _literals(part)


def test_every_construct_has_an_example() -> None:
    shown: set[str] = set()
    for section in SECTIONS:
        if "docs/language" in section.document.as_posix():
            for name in section.own:
                parser = parse_timeline if name.endswith(".timeline") else parse
                shown |= set(_constructs(parser(Source(name, section.files[name]), Diagnostics())))
    missing = set(_possible()) - shown - {"Expectation contested"}  # needs readings
    assert not missing, sorted(missing)


def rewrite() -> None:
    """Write the console blocks and the copy of the grammar anew."""
    for document in DOCUMENTS:
        if not document.exists():
            continue
        lines = document.read_text("utf-8").split("\n")
        blocks = [(s, b) for s in read_sections(document) for b in s.blocks if b.language in ("console", "lark")]
        for section, block in reversed(blocks):
            new = GRAMMAR.read_text("utf-8") if block.language == "lark" else printed(section, block)
            start = block.line - 1
            lines[start : start + block.text.count("\n")] = new.rstrip("\n").split("\n")
        document.write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    rewrite()
