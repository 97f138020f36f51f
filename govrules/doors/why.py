"""What `govrules why` is asked: one timeline, and one rule of the laws that it is checked under.

In: words of the command line. Out: a check with the rule explained, or what is wrong with the words.
"""

import sys

from msgspec import Struct

from govrules.doors.inputs import single
from govrules.files import FileFinder
from govrules.law.modules import Missing
from govrules.pipeline import Check, check
from govrules.text.diagnostics import Diagnostics


class Explained(Struct, frozen=True):
    """A check, or why there is nothing to explain."""

    check: Check
    problem: str | None = None


def explained(timeline: str, rule: str, under: str | None, in_force: bool, finder: FileFinder) -> Explained:
    """Check a timeline with one rule explained."""
    source = single(timeline, finder, sys.stdin.buffer)
    if not isinstance(source, Missing) and source.path.endswith(".gov"):
        made = check([], finder=finder)
        return Explained(made, f"`{timeline}` is a rule file; name a timeline, in which the rule was kept or broken")
    chosen = (under,) if under is not None else ()
    made = check([source], finder=finder, under=chosen, attribute=True, explain=rule, in_force=in_force)
    for result in made.timelines:
        names = [name for each in result.library.rulesets.values() for name in (*each.rules, *each.powers)]
        exceptions = [name for each in result.library.rulesets.values() for name in each.exceptions]
        if rule not in names and rule not in exceptions:
            help = Diagnostics().suggest(rule, dict.fromkeys(names)) or "the report of `govrules check` lists them"
            return Explained(made, f"there is no rule `{rule}`; {help}")
    return Explained(made)
