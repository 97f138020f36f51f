"""Each limit passes at N and gives its code at N + 1; texts made to be slow are read in seconds."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from govrules.files import FileFinder
from govrules.law.modules import Missing
from govrules.pipeline import check, load_rules
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source
from govrules.timeline.text import parse_timeline

LAW = 'kind Person\nevent died "{person: Person} dies"\nruleset one\n  in force from 2000-01-01\n'
RULE = "rule r{i}\n  when P dies\n  require date > 2000-01-01\n"
M = 1_000_000


@contextmanager
def quick(seconds: float = 20) -> Iterator[None]:
    """Fail when the block takes longer than this; far above what it takes, far below what a quadratic search would."""
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


def codes(text: str, path: str = "a.gov") -> set[str]:
    return {d.code for d in check([Source(path, text)]).diagnostics}


def errors(text: str) -> set[str]:
    return {d.code for d in load_rules(Source("a.gov", text)).diagnostics if d.severity == "error"}


# ---- at the limit, and one beyond -----------------------------------------------------------------------------------


def test_file_size(tmp_path: Path) -> None:
    finder = FileFinder(tmp_path)
    for suffix, limit in ((".gov", limits.RULE_FILE_BYTES), (".timeline", limits.TIMELINE_BYTES)):
        path = tmp_path / f"big{suffix}"
        path.write_bytes(b"# " + b"x" * (limit - 2))
        assert isinstance(finder.open(str(path)), Source)
        path.write_bytes(b"# " + b"x" * (limit - 1))
        refused = finder.open(str(path))
        assert isinstance(refused, Missing)
        assert refused.code == "GR901"


@pytest.mark.parametrize(
    "made",
    [
        lambda n: f"{LAW}let x = 1{' + 1' * n}\n",
        lambda n: f"{LAW}let x = {'not ' * n}yes\n",
        lambda n: f"{LAW}let x = 1{'-1' * n}\n",
        lambda n: LAW + "let x0 = 1\n" + "".join(f"let x{i} = x{i - 1}\n" for i in range(1, n)),
        lambda n: LAW + "".join(f"let x{i} = x{i + 1}\n" for i in range(1, n)) + f"let x{n} = 1\n",
        lambda n: "".join(f"kind A{i}k is A{i + 1}k\n" for i in range(n - 1)) + f"kind A{n - 1}k\n",
    ],
    ids=["sums", "not", "differences", "values", "values, last first", "kinds"],
)
def test_nesting(made: object) -> None:
    assert callable(made)
    assert errors(made(limits.NESTING)) == set()
    assert errors(made(limits.NESTING + 1)) == {"GR902"}


def test_chain_of_files() -> None:
    class Chain:
        def __init__(self, length: int) -> None:
            self.length = length

        def find(self, module: str, used_by: str) -> Source:
            number = int(module.removeprefix("./f"))
            return Source(module, f'use "./f{number + 1}"\n' if number < self.length else "kind Person\n")

        def names(self) -> list[str]:
            return []

    for length, expected in ((limits.NESTING, set()), (limits.NESTING + 1, {"GR902"})):
        made = load_rules(Source("a.gov", 'use "./f1"\n'), Chain(length))
        assert {d.code for d in made.diagnostics} == expected


@pytest.mark.parametrize(("count", "expected"), [(limits.RULES, set()), (limits.RULES + 1, {"GR903"})])
def test_rules(count: int, expected: set[str]) -> None:
    with quick(60):
        assert errors(LAW + "".join(RULE.format(i=i) for i in range(count))) == expected


@pytest.mark.parametrize(("count", "expected"), [(limits.EVENTS, []), (limits.EVENTS + 1, ["GR904"])])
def test_events(count: int, expected: list[str]) -> None:
    found = Diagnostics()
    text = 'timeline "x"\n' + "2001-01-01: Ada dies\n" * count
    with quick(60):
        file = parse_timeline(Source("a.timeline", text), found)
    assert [d.code for d in found.sorted()] == expected
    assert len(file.items) == 1 + limits.EVENTS


@pytest.mark.parametrize(("count", "expected"), [(limits.MISTAKES, 0), (limits.MISTAKES + 1, 1)])
@pytest.mark.parametrize("line", ["kind person\n", "kind )\n"])
def test_mistakes(line: str, count: int, expected: int) -> None:
    made = load_rules(Source("a.gov", line * count)).diagnostics
    assert [d.code for d in made].count("GR906") == expected
    assert len(made) == limits.MISTAKES + expected


@pytest.mark.parametrize(("count", "expected"), [(limits.PHRASES_ALIKE, set()), (limits.PHRASES_ALIKE + 1, {"GR907"})])
def test_phrases_alike(count: int, expected: set[str]) -> None:
    phrases = (f'event e{i} "{{p: Person}} dies A{i}"\n' for i in range(count))
    assert errors("kind Person\n" + "".join(phrases)) == expected


@pytest.mark.parametrize(("size", "expected"), [(0, set()), (1, {"GR210"})])
def test_phrase_size(size: int, expected: set[str]) -> None:
    assert errors(f'event e "{"a " * (limits.PHRASE_WORDS + size)}"\n') == expected
    assert errors(f'event e "a {"[b] " * (limits.PHRASE_OPTIONS + size)}"\n') == expected


@pytest.mark.parametrize(("count", "expected"), [(limits.DEEMING_RULES, set()), (limits.DEEMING_RULES + 1, {"GR903"})])
def test_rules_that_deem(count: int, expected: set[str]) -> None:
    law = LAW.replace(' dies"', ' dies"\nevent born "{person: Person} is born"')
    rules = (f"rule r{i}\n  when P dies\n  deemed P is born\n" for i in range(count))
    with quick():
        assert errors(law + "".join(rules)) == expected


# ---- texts made to be slow, or to break something -------------------------------------------------------------------

HOSTILE = {
    "brackets opened": ("(" * 10_000, "GR105"),
    "brackets nested": (f"{LAW}rule x\n  when P dies\n  require {'(' * 10_000}P dies{')' * 10_000}\n", "GR902"),
    "brackets after a figure": ("1 " + "(" * 10_000 + ")" * 10_000, "GR101"),
    "square brackets": ("[" * M, "GR105"),
    "quotes": ('"' * M, "GR106"),
    "sums": (f"{LAW}let x = 1{' + 1' * 300_000}\n", "GR902"),
    "sums without blanks": (f"{LAW}let x = 1{'+1' * 300_000}\n", "GR902"),
    "differences": (f"{LAW}let x = a{'-a' * 300_000}\n", "GR902"),
    "conditions": (f"{LAW}rule x\n  when P dies\n  require yes{' and yes' * 100_000}\n", None),
    "deep indentation": ("".join(" " * i + "a\n" for i in range(1_400)), "GR902"),
    "long line": ("x" * M, "GR101"),
    "long name": (f"{LAW}person {'Ab ' * 300_000}\n", None),
    "long citation": (f"{LAW}let x = 1 [{'a' * M}]\n", None),
    "line ends": ("\n" * M, "GR107"),
    "comments": ("#\n" * (M // 2), "GR107"),
    "broken lines": ("a\n" * (M // 2), "GR906"),
    "null bytes": (f"{LAW}\x00\n", "GR108"),
    "lone surrogate": ("rule \ud800\n", "GR101"),
    "right to left": (f"{LAW}person \u202eAda\n", "GR101"),
    "kinds": ("".join(f"kind A{i}a\n" for i in range(60_000)), None),
    "kinds of kinds": ("".join(f"kind A{i}a is A{i + 1}a\n" for i in range(30_000)), "GR902"),
    "kinds in a circle": ("".join(f"kind A{i}a is A{(i + 1) % 60}a\n" for i in range(60)), "GR309"),
    "names": ("kind Person\n" + "".join(f"person A{i}a\n" for i in range(50_000)), None),
    "names twice": ("kind Person\n" + "person Ab\n" * 50_000, "GR208"),
    "attributes": ("kind Person\n" + "".join(f"  a{i}: Number\n" for i in range(50_000)), None),
    "words without a value": (LAW + "".join(f"let a{i} = b{i}\n" for i in range(9_999)), "GR213"),
    "unknown sentences": (LAW + "".join(f"rule r{i}\n  when P naps {i}\n  require yes\n" for i in range(5_000)), "GR201"),
    "unknown names": (LAW + "".join(f"rule r{i}\n  when A{i}b dies\n  require yes\n" for i in range(5_000)), "GR202"),
    "deemed in circles": (LAW + "".join(f"rule r{i}\n  when P dies\n  deemed P dies\n" for i in range(1_000)), "GR310"),
    "phrases alike": ("kind Person\n" + "".join(f'event e{i} "{{p: Person}} dies A{i}"\n' for i in range(15_000)), "GR907"),
    "rule sets": ("".join(f"ruleset r{i}\n  in force from 2000-01-01\n" for i in range(5_000)), None),
    "reforms in a row": (
        LAW + "".join(f"reform r{i} of {f'r{i + 1}' if i < 1_999 else 'one'}\n  in force from 2001-01-01\n" for i in range(2_000)),
        None,
    ),
}  # fmt: skip
TL = 'timeline "x"\n  use "people"\n'
SLOW_TIMELINES = {
    "unknown sentences": (TL + "2001-01-01: Foo naps\n" * 20_000, "GR201"),
    "unknown names": (TL + "".join(f"2001-01-01: Foo{i} dies\n" for i in range(20_000)), "GR202"),
    "a long sentence": (f"{TL}2001-01-01: {'A ' * 100_000}\n" * 20, "GR201"),
    "no sentences": (TL + "2001-01-01 foo\n" * 100_000, "GR906"),
    "many heads": ('timeline "x"\n' * 20_000, "GR208"),
    "many expectations": (TL + "expect foo void\n" * 20_000, "GR507"),
    "many facts": (TL + "given Foo is a citizen by birth\n" * 20_000, "GR202"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_rules(name: str) -> None:
    text, code = HOSTILE[name]
    with quick():
        found = codes(text)
    assert code is None or code in found


@pytest.mark.parametrize("name", SLOW_TIMELINES)
def test_hostile_timeline(name: str) -> None:
    text, code = SLOW_TIMELINES[name]
    with quick():
        assert code in codes(text, "a.timeline")


def test_a_full_rule_file_is_read_in_seconds() -> None:
    text = LAW + "".join(RULE.format(i=i) for i in range(limits.RULES))
    text += "# " + "x" * (limits.RULE_FILE_BYTES - len(text) - 2)
    with quick():
        assert errors(text) == set()


def test_any_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    finder = FileFinder(tmp_path)
    path = tmp_path / "law.gov"
    texts = []
    for mark, end in (("", "\n"), ("\ufeff", "\r\n"), ("", "\r")):
        path.write_bytes((mark + LAW.replace("\n", end)).encode())
        source = finder.open(str(path))
        assert isinstance(source, Source)
        texts.append(source.text)
        assert errors(source.text) == set()
    assert texts == [LAW] * 3
