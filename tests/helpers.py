"""Check a rule text and a timeline text, and give back what is found, for tests that state promises one by one."""

from textwrap import dedent

from govrules.files import FileFinder
from govrules.pipeline import Check, check
from govrules.text.source import Source

Verdict = tuple[str, str, str]
"""A rule, its status, and the day of the verdict."""


class Texts(FileFinder):
    """Finds one rule file in memory, and the prelude."""

    def __init__(self, rules: str) -> None:
        super().__init__()
        self.rules = rules

    def find(self, module, used_by):
        return Source("law.gov", self.rules) if module == "./law.gov" else super().find(module, used_by)


WORLD = """
kind Person
  born: Date
kind Office
person Adams
  born 1950-06-15
person Brown
person Clark
office President
office Vice
event elected "{person: Person} is elected"
event sworn "{person: Person} is sworn in"
event signed "{person: Person} signs"
event sealed "{person: Person} seals"
event spoke "the bell rings"
event entered "{person: Person} takes office as {office: Office}"
event left "{person: Person} leaves {office: Office}"
fact holds "{person: Person} holds {office: Office}"
  P holds O begins when P takes office as O
  P holds O ends when P leaves O
fact citizen "{person: Person} is a citizen"
fact ill "{person: Person} is ill" otherwise no
"""
"""A small vocabulary that most tests share."""


def checked(
    rules: str,
    timeline: str,
    *,
    head: str = "rounding down",
    world: str = WORLD,
    until: str = "",
    explain: str | None = None,
) -> Check:
    """Check dated lines under rules; `rules` follows the head of the rule set `law`, the vocabulary comes before."""
    begun = f"\nruleset law\n  in force from 1900-01-01\n  {head}\n\n"
    finder = Texts(world + begun + dedent(rules))
    limit = f"  until {until}\n" if until else ""
    opened = f'timeline "test"\n  use "./law.gov"\n  under law\n{limit}'
    return check([Source("test.timeline", opened + dedent(timeline))], finder=finder, explain=explain)


def findings(
    rules: str, timeline: str, *, head: str = "rounding down", world: str = WORLD, until: str = ""
) -> list[Verdict]:
    """What is found, in order."""
    made = checked(rules, timeline, head=head, world=world, until=until)
    assert made.made, [f"{d.code} {d.message} ({d.help})" for d in made.diagnostics]
    return [(f.rule, f.status, str(f.date)) for f in made.findings]


def statuses(
    rules: str, timeline: str, *, head: str = "rounding down", world: str = WORLD, until: str = ""
) -> list[str]:
    """The statuses of what is found, in order."""
    return [status for _, status, _ in findings(rules, timeline, head=head, world=world, until=until)]
