"""Whether two engines agree: the same case under both, and where they differ.

An engine is a function like `govrules.engine.reference.run`. Two engines agree on a case if they give the same judgement,
to the last reason and in the same order, under every rule set and in force, and leave the same open; and also under other
assumptions than the first ones, which are drawn for each case. A case on which they do not is made smaller.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from difflib import ndiff
from functools import lru_cache
from importlib import import_module
from random import Random
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from govrules.calendar import Duration, Moment
from govrules.engine import engines, reference
from govrules.engine.law import Assumed, Stated
from govrules.engine.outcome import Outcome
from govrules.engine.readings import could_matter, key_of
from govrules.law import model as m
from govrules.law.library import Library
from govrules.text import limits
from govrules.timeline.model import Timeline
from tests.properties.strategies import Case, Read, drawn, read, read_all

Engine = Callable[..., Outcome]
"""`run(library, name, timeline, in_force=…, assumed=…)`."""
SPECIFICATION = "tests.properties.agreement:specified"
COMPILED = "tests.properties.agreement:compiled"
TIMELINES = 4
"""For each generated rule file."""
ALSO = ("doubtful", "made")
"""What else of an outcome decides what is judged again."""


STEPS = 3_000
"""Of questions that a run of the first engine may ask; a case that needs more is not compared, for it takes too long."""


class TooLongError(Exception):
    """A case takes too many steps."""


class Difference(NamedTuple):
    """Where two engines differ: under which law, in what, and what each says."""

    column: str
    what: str
    one: str
    two: str


def specified(library: Library, name: str, timeline: Timeline, **law: Any) -> Outcome:
    """What the specification finds."""
    return reference.run(library, name, timeline, **law).outcome


def compiled(library: Library, name: str, timeline: Timeline, **law: Any) -> Outcome:
    """What the compiled engine finds. What it works out about a library serves all timelines, as in a check."""
    return _ready(library).run(name, timeline, **law)


@lru_cache(maxsize=1)
def _ready(library: Library) -> engines.Engine:
    return engines.Engine(library)


def engine(name: str) -> Engine:
    """An engine by its module and function."""
    module, _, function = name.partition(":")
    found: Engine = getattr(import_module(module), function)
    return found


def cases_of(seed: object) -> list[Case]:
    """The cases of a seed: a rule file and its timelines."""
    return drawn(Random(f"{seed}"), TIMELINES)


class Tally(NamedTuple):
    """What came of some cases."""

    compared: int
    mistaken: int
    long: int
    different: list[tuple[str, Case]]

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(*(a + b for a, b in zip(self, other, strict=True)))  # type: ignore[arg-type]  # field by field


def compare(seed: str, one: Engine, two: Engine, *, steps: int | None = None) -> Tally:
    """Compare two engines on the cases of a seed."""
    tally = Tally(0, 0, 0, [])
    cases = cases_of(seed)
    for position, made in enumerate(read_all(cases)):
        name = f"{seed}-{position}"
        if made is None:
            tally = tally._replace(mistaken=tally.mistaken + 1)
            continue
        try:
            found = next(differences(made, one, two, seed=name, steps=steps or STEPS), None)
        except TooLongError:
            tally = tally._replace(long=tally.long + 1)
            continue
        tally = tally._replace(compared=tally.compared + 1)
        if found is not None:
            tally.different.append((name, cases[position]))
    return tally


# ---- columns and assumptions -----------------------------------------------------------------------------------------


class Column(NamedTuple):
    """One run: the law, and what is assumed."""

    name: str
    in_force: bool
    assumed: Assumed

    def __str__(self) -> str:
        law = f"in force towards {self.name}" if self.in_force else f"under {self.name}"
        shown = {field: value for field in Assumed.__struct_fields__ if (value := getattr(self.assumed, field))}
        return law + (f", assuming {shown}" if shown else "")


def first_options(library: Library, name: str, *, in_force: bool) -> tuple[tuple[str, str], ...]:
    """The first option of each reading that matters for a rule set."""
    chains = library.texts(name) if in_force else [library.chain(name)]
    owners = {owner for chain in chains for owner in chain}
    return tuple((each.name, each.options[0].name) for each in library.readings.values() if each.owner in owners)


def columns(timeline: Timeline, library: Library, *, in_force: bool = True) -> list[Column]:
    """Every rule set, and the law in force that leads to each that nothing rests on."""
    made = [Column(name, False, Assumed(first_options(library, name, in_force=False))) for name in library.rulesets]
    bases = {ruleset.base for ruleset in library.rulesets.values()}
    last = [name for name in library.rulesets if name not in bases]
    if in_force:
        made += [Column(name, True, Assumed(first_options(library, name, in_force=True))) for name in last]
    return made


def otherwise(column: Column, run: Outcome | None, timeline: Timeline, library: Library, random: Random) -> Column:
    """The same with other assumptions: options, roundings, valid reforms, days, void acts that stand, answers."""
    assumed = column.assumed
    options = tuple((name, random.choice(library.readings[name].options).name) for name, _ in assumed.options)
    valid = tuple((name, random.random() < 0.5) for name in library.reforms) if column.in_force else ()
    days = tuple(
        (position, random.choice(list(event.days())))
        for position, event in enumerate(timeline.events)
        if event.last is not None
    )
    accepted = frozenset(position for position in range(len(timeline.events)) if random.random() < 0.2)
    unknown = run.unknown if run is not None else ()
    stated = tuple(_answered(each, random) for each in unknown if random.random() < 0.5)
    assumed = Assumed(
        options,
        random.choice((None, "down", "up")),
        valid if random.random() < 0.5 else (),
        stated if random.random() < 0.6 else (),
        accepted=accepted if random.random() < 0.5 else frozenset(),
        days=days,
    )
    return column._replace(assumed=assumed)


def _answered(stated: Stated, random: Random) -> Stated:
    if stated.fact is not None or stated.type.name == "YesNo":
        return replace(stated, value=random.random() < 0.5)
    value = {"Number": 50, "Duration": Duration(1), "Date": Moment(random.choice(_BIRTHS))}.get(stated.type.name)
    return replace(stated, value=m.UNKNOWN if value is None else value)


_BIRTHS = tuple(date(year, 2, 28) for year in range(1964, 1984))


# ---- comparing -------------------------------------------------------------------------------------------------------


def differences(
    made: Read, one: Engine, two: Engine, *, seed: object = 0, steps: int | None = STEPS
) -> Iterator[Difference]:
    """Where two engines differ on a case, column by column, and once more under other assumptions.

    Raises `TooLongError` when the first engine needs more steps.
    """
    timeline, library = made
    random = Random(f"{seed}")
    all_columns = columns(timeline, library)
    again = random.randrange(len(all_columns))
    for position, column in enumerate(all_columns):
        run, found = _compared(column, made, one, two, steps)
        yield from found
        if position == again:
            yield from _compared(otherwise(column, run, timeline, library, random), made, one, two, steps)[1]


def _compared(
    column: Column, made: Read, one: Engine, two: Engine, steps: int | None
) -> tuple[Outcome | None, list[Difference]]:
    run, failed = _limited(one, column, made, steps)
    other, other_failed = _run(two, column, made)
    if run is None or other is None:  # also when both fail in the same way
        return run, [Difference(f"{column}", "exception", failed or "none", other_failed or "none")]
    found = [*of_judgements(run.judgement, other.judgement)]
    for name in ALSO:
        if getattr(run, name) != getattr(other, name):
            found.append(("", name, f"{getattr(run, name)}", f"{getattr(other, name)}"))
    if not found:
        found = [("", *each) for each in _not_asked(column, made, one, run, other)]
    return run, [Difference(f"{column}", what, a, b) for _, what, a, b in found]


def _not_asked(
    column: Column, made: Read, engine: Engine, one: Outcome, two: Outcome
) -> Iterator[tuple[str, str, str]]:
    """What one outcome leaves open, the other does not, and decides something.

    An engine that looks at less leaves less open: it is right if all answers lead to the same.
    """
    assumed = column.assumed
    tried: dict[str, list[Assumed]] = {}
    if one.ambiguous and not two.ambiguous:
        tried["rounding"] = [replace(assumed, rounding=rounding) for rounding in ("down", "up")]
    for name, chosen in assumed.options:
        reading = made[1].readings[name]
        if could_matter(reading, one.asked) and not could_matter(reading, two.asked):
            options = [option.name for option in reading.options if option.name != chosen]
            others = tuple(each for each in assumed.options if each[0] != name)
            tried[f"reading {name}"] = [replace(assumed, options=(*others, (name, option))) for option in options]
    for name, answers in tried.items():
        outcomes = [_run(engine, column._replace(assumed=answer), made)[0] for answer in answers]
        if any(found_in(outcome) != found_in(one) for outcome in outcomes):
            yield name, "asks", "does not ask"


def found_in(outcome: Outcome | None) -> list[object]:
    """What a question could change: each finding and its status."""
    return [(key_of(each), each.status) for each in outcome.judgement.findings] if outcome is not None else []


def _limited(engine: Engine, column: Column, made: Read, steps: int | None) -> tuple[Outcome | None, str]:
    """A run within so many steps."""
    if steps is None:
        return _run(engine, column, made)
    usual = limits.STEPS
    limits.STEPS = steps
    try:
        run, failed = _run(engine, column, made)
    finally:
        limits.STEPS = usual
    if run is not None and run.judgement.limited and "questions" in run.judgement.limited:
        raise TooLongError
    return run, failed


def _run(engine: Engine, column: Column, made: Read) -> tuple[Outcome | None, str]:
    timeline, library = made
    try:
        return engine(library, column.name, timeline, in_force=column.in_force, assumed=column.assumed), ""
    except Exception as error:  # an engine that fails differs from one that does not
        return None, f"{type(error).__name__}: {error}"


def of_judgements(one: Any, two: Any) -> list[tuple[str, str, str, str]]:
    """Where two judgements differ."""
    if one == two:
        return []
    found: list[tuple[str, str, str, str]] = []
    for field in one.__struct_fields__:
        a, b = getattr(one, field), getattr(two, field)
        if a == b:
            continue
        if isinstance(a, tuple) and isinstance(b, tuple):
            for position in range(max(len(a), len(b))):
                left = a[position] if position < len(a) else None
                right = b[position] if position < len(b) else None
                if left != right:
                    found.append(("", f"{field}[{position}]", _said(left), _said(right)))
        else:
            found.append(("", field, f"{a}", f"{b}"))
    return found or [("", "judgement", f"{one!r}", f"{two!r}")]


def _said(value: Any) -> str:
    """A finding or the like, one field a line."""
    if value is None:
        return "nothing"
    if not isinstance(value, Struct):
        return f"{value}"
    return "\n".join(f"{name}: {getattr(value, name)}" for name in value.__struct_fields__ if name != "why")


def side_by_side(found: list[Difference], shown: int = 3) -> str:
    """The differences, with the lines that differ marked."""
    lines: list[str] = []
    for each in found[:shown]:
        lines += [f"{each.column}: {each.what}  (- one, + two)"]
        both = ndiff(each.one.splitlines(), each.two.splitlines())
        lines += [f"    {line}" for line in both]
    if len(found) > shown:
        lines.append(f"and {len(found) - shown} further differences")
    return "\n".join(lines)


# ---- making a case smaller -------------------------------------------------------------------------------------------


def smaller(case: Case, still: Callable[[Case], bool], tries: int = 3_000) -> Case:
    """The case without whatever is not needed for what `still` says of it."""
    left = tries
    progress = True
    while progress and left > 0:
        progress = False
        for field in ("timeline", "rules"):
            position = 0
            while left > 0:
                attempts = _shorter(getattr(case, field), position)
                if attempts is None:
                    break
                for text in attempts:
                    left -= 1
                    attempt = case._replace(**{field: text})
                    if still(attempt):
                        case, progress = attempt, True
                        break
                else:
                    position += 1
    return case


_CUT = re.compile(r" (?:where|and|or) ")


def _shorter(text: str, position: int) -> list[str] | None:
    """What is tried with the line at a position: to leave it out with all under it, alone, or in part."""
    lines = text.split("\n")
    if position >= len(lines):
        return None
    line = lines[position]
    indent = len(line) - len(line.lstrip())
    end = position + 1
    while end < len(lines) and lines[end].strip() and len(lines[end]) - len(lines[end].lstrip()) > indent:
        end += 1
    before, after = lines[:position], lines[position + 1 :]
    attempts = [[*before, *lines[end:]]]
    if end > position + 1:
        attempts.append([*before, *after])
    for match in _CUT.finditer(line):
        rest = line[match.end() :]
        attempts.append([*before, line[: match.start()], *after])
        depth, close = 0, len(rest)
        for at, letter in enumerate(rest):
            depth += (letter == "(") - (letter == ")")
            if depth < 0:
                close = at
                break
        attempts.append([*before, line[: match.start()] + rest[close:], *after])
    cited = re.sub(r" \[Art\. \d\]$", "", line)
    if cited != line:
        attempts.append([*before, cited, *after])
    return ["\n".join(each) for each in attempts]


def smallest_difference(case: Case, one: Engine, two: Engine, seed: object = 0) -> tuple[Case, list[Difference]]:
    """A small case on which the engines still differ, and how."""

    def found(attempt: Case) -> list[Difference]:
        made = read(attempt)
        try:
            return [*differences(made, one, two, seed=seed)] if made is not None else []
        except TooLongError:
            return []

    case = smaller(case, lambda attempt: bool(found(attempt)))
    return case, found(case)
