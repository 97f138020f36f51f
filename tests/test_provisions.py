"""Every provision of the collection has a timeline that keeps it and one that breaks it, one line apart."""

import difflib
from pathlib import Path

import pytest

from govrules.files import FileFinder
from govrules.pipeline import check

FOLDER = Path(__file__).parent / "provisions"
IDS = [
    "AU01",
    "BR02",
    "BR04",
    "CH01",
    "DE02",
    "DE03",
    "DE05",
    "EC01",
    "ES01",
    "FR01",
    "FR02",
    "FR03",
    "FR04",
    "FR06",
    "FR07",
    "FR08",
    "HN01",
    "ID01",
    "IE01",
    "IT02",
    "JP01",
    "KE01",
    "KG02",
    "KR01",
    "KR03",
    "KZ01",
    "KZ02",
    "KZ03",
    "KZ04",
    "KZ05",
    "KZ06",
    "KZ07",
    "KZ08",
    "KZ09",
    "KZ10",
    "KZ11",
    "KZ12",
    "KZ13",
    "KZ14",
    "KZ15",
    "KZ16",
    "KZ17",
    "KZ18",
    "KZ19",
    "KZ20",
    "KZ21",
    "KZ22",
    "KZ23",
    "KZ24",
    "KZ25",
    "KZ26",
    "KZ27",
    "KZ28",
    "KZ29",
    "KZ30",
    "KZ31",
    "KZ32",
    "KZ33",
    "KZ34",
    "KZ35",
    "KZ36",
    "KZ37",
    "KZ38",
    "KZ39",
    "KZ40",
    "KZ41",
    "KZ42",
    "KZ43",
    "KZ44",
    "KZ45",
    "KZ46",
    "KZ47",
    "LB01",
    "MX01",
    "MX02",
    "NA01",
    "PE01",
    "PL02",
    "PL03",
    "PT01",
    "RU01",
    "RU03",
    "TR01",
    "TR05",
    "UA01",
    "US02",
    "US03",
    "US04",
    "US05",
    "ZA02",
]
NAMES = sorted(path.stem for path in FOLDER.glob("*.gov"))
UNWELCOME = ("violated", "void", "concern")


def checked(name: str):
    finder = FileFinder(FOLDER)
    return check([finder.open(str(FOLDER / name))], finder=finder)


def body(name: str) -> list[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    kept = [line.strip() for line in lines]
    return [line for line in kept if line and not line.startswith(("timeline", "expect", "#", "title"))]


def test_there_are_provisions() -> None:
    assert [name.upper() for name in NAMES] == IDS
    assert len(IDS) == 90
    assert {p.name for p in FOLDER.glob("*.timeline")} == {
        f"{n}-{s}.timeline" for n in NAMES for s in ("kept", "broken")
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("side", ["kept", "broken"])
def test_every_expectation_is_met(name: str, side: str) -> None:
    result = checked(f"{name}-{side}.timeline")
    assert [d for d in result.diagnostics if d.severity in ("error", "warning")] == []
    assert [e.found for t in result.timelines for e in t.expectations if not e.met] == []
    assert result.failures() == 0
    (timeline,) = result.timelines
    expectations = [e.expectation for e in timeline.expectations]
    if side == "kept":
        assert any(e.rule is None for e in expectations)
    else:
        assert any(e.status in UNWELCOME for e in expectations)


@pytest.mark.parametrize("name", NAMES)
def test_one_line_makes_the_difference(name: str) -> None:
    kept, broken = body(f"{name}-kept.timeline"), body(f"{name}-broken.timeline")
    changes = [
        op for op in difflib.SequenceMatcher(None, kept, broken, autojunk=False).get_opcodes() if op[0] != "equal"
    ]
    removed, added = sum(o[2] - o[1] for o in changes), sum(o[4] - o[3] for o in changes)
    assert (removed, added) in {(1, 1), (1, 0), (0, 1)}
