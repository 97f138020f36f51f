"""Citations: a misspelt source or confidence is warned of, so that no guess passes as verified."""

import pytest
from helpers import WORLD, Texts

from govrules.files import FileFinder
from govrules.pipeline import check
from govrules.text.diagnostics import Diagnostic
from govrules.text.source import Source

RULE = "rule r {}\n  when P is elected\n  require age of P >= 35 years\n"
WORDS = "the words are `verified`, `secondary`, `computed`, `recalled`, `disputed`, `unverified`"


def told(citation: str, clause: str = RULE) -> list[Diagnostic]:
    head = 'source CRP "Constitution"\nsource K23 "Another"\nruleset law\n  in force from 1976-04-25\n'
    return list(check([Source("law.gov", WORLD + head + clause.format(citation))], finder=FileFinder()).diagnostics)


@pytest.mark.parametrize(
    ("citation", "message", "help"),
    [
        ("CRP Art. 172.1, recalld", "`recalld` does not say how sure", f"`recalled`? {WORDS}"),
        ("Art. 172, recaled ", "so it counts as verified", "did you mean `recalled`?"),
        ("Art. 172, secondry", "so it counts as verified", "did you mean `secondary`?"),
        ("Art. 172, Recalled", "`Recalled` does not say", "did you mean `recalled`?"),
        ("Art. 172, unverfied", "`unverfied` does not say", "did you mean `unverified`?"),
        ("Art. 172, computd.", "`computd` does not say", "did you mean `computed`?"),
        ("Art. 172, from memory", "`from memory` does not say", "did you mean `recalled`?"),
        ("Art. 172, uncertain", "`uncertain` does not say", "did you mean `unverified`?"),
        ("Art. 172; disputd", "`disputd` does not say", "did you mean `disputed`?"),
        ("Art. 172 recalled", "`recalled` is read as part", "put a comma before it: `[Art. 172, recalled]`"),
        ("Art. 172 (recalled)", "`recalled` is read as part", "put a comma before it: `[Art. 172, recalled]`"),
        ("Art. 172; recalled", "`recalled` is read as part", "put a comma before it: `[Art. 172, recalled]`"),
    ],
)
def test_a_misspelt_confidence_is_warned_of(citation: str, message: str, help: str) -> None:
    (only,) = told(f"[{citation}]")
    assert (only.code, only.severity) == ("GR221", "warning")
    assert message in only.message
    assert help in (only.help or "")


@pytest.mark.parametrize("clause", ["let x = 5 {}\n", "ruleset next\n  in force from 2000-01-01 {}\n", RULE])
def test_wherever_the_citation_stands(clause: str) -> None:
    assert [d.code for d in told("[Art. 5, recalld]", clause)] == ["GR221"]


@pytest.mark.parametrize(
    ("citation", "help"),
    [
        ("CPR Art. 122, recalled", "did you mean `CRP`?"),
        ("CRP2 Art. 122", "did you mean `CRP`?"),
        ("crp Art. 122", "did you mean `CRP`?"),
        ("K24", "did you mean `K23`?"),
        ("Z99 Art. 1", 'declare it: `source Z99 "…"`'),
    ],
)
def test_a_misspelt_source_is_warned_of(citation: str, help: str) -> None:
    (only,) = told(f"[{citation}]")
    assert (only.code, only.severity, only.help) == ("GR218", "warning", help)


@pytest.mark.parametrize(
    "citation",
    [
        "CRP Art. 172.1, recalled",
        "recalled",
        "CRP",
        "Art. 42",
        "UN Charter, preamble",
        "Act 7 of 1990, second",
        "Constitution, Art. 5, secondary",
        "Journal of the Republic, Lisbon",
        "Law no. 14/79, second sentence, verified",
        "Assembly, minutes of 5 May, text as published",
    ],
)
def test_what_is_right_is_not_spoken_of(citation: str) -> None:
    assert told(f"[{citation}]") == []


def test_a_confidence_may_stand_alone() -> None:
    from govrules.report import text

    rules = f"{WORLD}ruleset law\n  in force from 1976-04-25\n{RULE.format('[recalled]')}"
    timeline = 'timeline "x"\n  use "./law.gov"\n  under law\n1980-01-01: Adams is elected [disputed]\n'
    made = check([Source("x.timeline", timeline)], finder=Texts(rules))
    shown = text.render(made, why=True)
    assert "r [recalled]\n" in shown
    assert "Adams is elected [disputed]" in shown
