"""Rule sets that grow: more rules, and more versions of the law."""

from benchmarks.events import COLUMNS, RULES
from benchmarks.subject import WORKLOAD
from benchmarks.writing import person


def law_with_rules(count: int) -> str:
    """The workload with so many rules, all of which look at its events: its eight over and over."""
    head, rules, reform = _parts()
    blocks = [block for block in rules.split("\nrule ") if block.strip()]
    made = []
    for number in range(count):
        name, rest = blocks[number % len(blocks)].split(" ", 1)
        made.append(f"rule {name}_{number // len(RULES)} {rest.rstrip()}\n")
    return f"{head}\n" + "\n".join(made) + f"\n{reform}"


def law_with_sleepers(count: int) -> str:
    """The workload with so many more rules, none of which looks at what happens."""
    head, rules, reform = _parts()
    sentences = [f"the committee of {person(number).lower()} sits" for number in range(count)]
    events = [f'event sleeper_{number} "{sentence}"' for number, sentence in enumerate(sentences)]
    sleepers = [
        f"rule rest_{number}\n  when {sentence}\n  require none of ({sentence}) in the last 1 year\n"
        for number, sentence in enumerate(sentences)
    ]
    head = head.replace("\nruleset ", "\n" + "\n".join(events) + "\n\nruleset ", 1)
    return f"{head}\n{rules}\n" + "\n".join(sleepers) + f"\n{reform}"


def law_with_versions(count: int) -> tuple[str, tuple[str, str]]:
    """The workload with so many reforms, one after the other, and the names of the first and the last version."""
    head, rules, _ = _parts()
    names = [COLUMNS[0], *(f"version_{number}" for number in range(1, count + 1))]
    reforms = []
    for number in range(1, count + 1):
        reforms.append(
            f"reform {names[number]} of {names[number - 1]}\n  in force from {1990 + number}-07-01\n"
            f"  set term = {4 + number % 4} years\n  set majority = {45 + number % 10}%\n"
            f"  set veto_time = {10 + number % 20} days\n"
        )
    return f"{head}\n{rules}\n" + "\n".join(reforms), (names[0], names[-1])


def _parts() -> tuple[str, str, str]:
    """The vocabulary with the head of the rule set, its rules, and the reform."""
    text = WORKLOAD.read_text(encoding="utf-8")
    at, end = text.index("\nrule "), text.index("\nreform ")
    return text[:at], text[at:end], text[end:]
