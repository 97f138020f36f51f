"""What differs between two versions of the law, as a terminal shows it.

In: a `Comparison`, or a `Balance` by actor. Out: text, with or without colour. The changes stand under the reform that
made them, by article; each with its word, its name, its article, and what was said before and is said after it.
"""

import textwrap
from collections.abc import Sequence

from govrules.analysis.actors import MOVES, ActorChange, Balance, Move, RoleChange
from govrules.analysis.compare import Change, Comparison, Part, Said
from govrules.analysis.roles import SORTS, Sort
from govrules.analysis.wording import listed
from govrules.engine import say
from govrules.law import patch
from govrules.law.model import RuleSet
from govrules.syntax.tree import Citation

_MARKS = {
    "added": "+",
    "entrenched": "+",
    "disregarded": "+",
    "kept": "+",
    "repealed": "−",
    "dropped": "−",
    "un-entrenched": "−",
}
_COLORS = {"+": "green", "−": "red", "~": "yellow", "·": "blue"}
_PLURALS: dict[Sort, str] = {
    "power": "powers",
    "part": "parts in others' acts",
    "threshold": "thresholds",
    "duty": "duties",
    "bar": "bars",
    "exemption": "exemptions",
    "figure": "figures",
}
_WEIGHED: dict[str, tuple[Sort, Sort]] = {"powers and parts": ("power", "part"), "duties and bars": ("duty", "bar")}
_SINGULARS: dict[Sort, str] = {"part": "part in another's act"}
_BOUND = "\N{NO-BREAK SPACE}"
_BOUND_UP_TO = 40
_LEGEND: dict[Sort, str] = {
    "part": "an act of its own, such as a consent, on which another's depends, or which obliges another.",
    "bar": "a rule that limits its acts, or who holds it and how.",
}
_MOVED: dict[Move, str] = {"gained": "+", "lost": "−", "changed": "~"}


def render(compared: Comparison, *, color: bool = False, width: int = 100) -> str:
    """The changes, reform by reform and article by article."""
    page = _Page(color, max(width, 60))
    _head(page, compared)
    named = max((len(change.word) for change in compared.changes if change.word != "renumbered"), default=0)
    for at, part in enumerate(compared.parts):
        changes = [change for change in compared.changes if change.part == at]
        if not changes:
            continue
        page.add()
        _part(page, part, later=any(part.step == each.step for each in compared.parts[:at]))
        for change in changes:
            if change.word != "renumbered":
                _change(page, change, named)
        _renumbered(page, [change for change in changes if change.word == "renumbered"])
    _passing(page, compared)
    page.add()
    page.wrap(_verdict(compared), "", "  ")
    return "\n".join(page.lines) + "\n"


def render_balance(compared: Comparison, balance: Balance, *, color: bool = False, width: int = 100) -> str:
    """What each actor gained, lost and saw changed, and a sentence for each at the end."""
    page = _Page(color, max(width, 60))
    _head(page, compared)
    for actor in balance.actors:
        page.add()
        page.add(page.paint(actor.actor, bold=True) + page.paint(f"  {_kind(actor)}", dim=True))
        for change in actor.changes:
            _role(page, change)
    page.add()
    _summary(page, balance)
    return "\n".join(page.lines) + "\n"


class _Page:
    """The lines so far, and how to paint and wrap them."""

    def __init__(self, color: bool, width: int) -> None:
        self.color = color
        self.width = width
        self.lines: list[str] = []

    def add(self, line: str = "") -> None:
        self.lines.append(line.rstrip())

    def wrap(self, text: str, indent: str, hanging: str | None = None, *, dim: bool = False) -> None:
        """Add a text in lines of the page's width."""
        lines = textwrap.wrap(
            text,
            self.width,
            initial_indent=indent,
            subsequent_indent=indent if hanging is None else hanging,
            break_on_hyphens=False,
            break_long_words=False,
        )
        lines = [line.replace(_BOUND, " ") for line in lines]
        self.lines += [self.paint(line, dim=True) if dim else line for line in lines]

    def paint(self, text: str, color: str | None = None, *, bold: bool = False, dim: bool = False) -> str:
        if not self.color:
            return text
        from click import style  # which plain text does not need

        return style(text, fg=color, bold=bold or None, dim=dim or None)


# ---- the head --------------------------------------------------------------------------------------------------------


def _head(page: _Page, compared: Comparison) -> None:
    before, after = compared.before, compared.after
    page.add(page.paint(f"What differs between {before.name} and {after.name}", bold=True))
    page.add()
    names = max(len(before.name), len(after.name))
    for role, version, entry in zip(("before", "after"), (before, after), compared.entries, strict=True):
        _version(page, role, version, entry, names)
    steps = list(dict.fromkeys(part.step for part in compared.parts))
    if len(steps) > 1:
        passed = [f"{step.name} undone" if step.sort == "undone" else step.name for step in steps]
        page.wrap(f"by way of {listed(passed)}", "  ", "    ")


def _version(page: _Page, role: str, version: RuleSet, entry: patch.Entry | None, names: int) -> None:
    title = f"{version.title}, " if version.title else ""
    text = f"{role.ljust(6)}  {version.name.ljust(names)}  {title}{entry_in_words(entry)}"
    page.wrap(text, "  ", " " * (names + 12))


def entry_in_words(entry: patch.Entry | None) -> str:
    """Since when something is in force: `in force from 2022-06-08`."""
    if entry is None:
        return "in force on a day that is not said"
    said = f"in force from {entry.day}"
    if entry.event is not None:
        event = f"({say.bracket(entry.event, {})})"
        said = f"in force on {event}" if entry.delay is None else f"in force {entry.delay.in_words()} after {event}"
    return said + (", retroactive" if entry.retroactive else "")


def part_in_words(part: Part) -> str:
    """What a step of the way is: `kz_2022: the reform of 2022, in force from 2022-09-21`."""
    step, title = part.step, f": {part.title}" if part.title else ""
    match step.sort:
        case "text":
            return f"{step.name}, a new text in place of {step.before}{title}"
        case "text undone":
            return f"{step.name}, which replaced {step.after}, undone{title}"
        case "other":
            return f"{step.after} beside {step.before}: neither rests on the other, compared by name and by content"
        case "undone":
            return f"{step.name} undone{title}"
    return f"{step.name}{title}"


def _part(page: _Page, part: Part, *, later: bool) -> None:
    text = part_in_words(part)
    if later:
        text = f"{part.step.name}{' undone' if part.step.sort == 'undone' else ''}, a part with a day of its own"
    for line in textwrap.wrap(text, page.width, subsequent_indent="  ", break_on_hyphens=False):
        page.add(page.paint(line, bold=True))
    if part.step.sort != "other":
        was = "was " if part.step.sort.endswith("undone") else ""
        page.wrap(f"{was}{entry_in_words(part.entry)}{_cited(part.citation)}", "  ", dim=True)


# ---- changes ---------------------------------------------------------------------------------------------------------


def _cited(citation: Citation | None) -> str:
    if citation is None:
        return ""
    sure = "" if citation.confidence == "verified" else citation.confidence
    text = f"[{', '.join(part for part in (citation.text, sure) if part)}]"
    return "  " + (text.replace(" ", _BOUND) if len(text) <= _BOUND_UP_TO else text)


def _change(page: _Page, change: Change, named: int) -> None:
    mark = _MARKS.get(change.word, "~")
    word = f"{mark} {change.word.ljust(named)}  "
    plain = change.word == "set" or change.kind == "attribute"
    name = change.name if plain else f"{change.kind} {change.name}"
    said = change.after or change.before
    if change.kind == "exception" and said is not None:
        name += f" {said.clauses[0].line}"
    if change.before is not None and change.after is not None and change.before.name != change.after.name:
        name += f", formerly {change.before.name}"
    if change.kind in ("value", "attribute", "head"):
        name += f": {_values(change)}"
    start = len(page.lines)
    page.wrap(f"{word}{name}{_cited(change.citation)}", "  ", "      ")
    page.lines[start] = page.lines[start].replace(word, page.paint(word, _COLORS[mark], bold=True), 1)
    _sentences(page, change)
    notes = []
    if change.bears_on:
        notes.append(f"bears on {listed(change.bears_on)}")
    if change.earlier:
        notes.append(f"changed by {listed(change.earlier)} before")
    if change.by is not None and change.by != change.citation:
        notes.append(f"{change.word} by {_cited(change.by).strip()}")
    for note in notes:
        page.wrap(note, "      ", "        ", dim=True)


def _values(change: Change) -> str:
    said = [each.clauses[0].text for each in (change.before, change.after) if each is not None]
    return " → ".join(said)


def _sentences(page: _Page, change: Change) -> None:
    """What was said and is said: the author's sentence, and the clauses where there is none or where they differ."""
    before, after = change.before, change.after
    if before is None or after is None:
        said = before or after
        assert said is not None
        if change.kind not in ("value", "attribute", "head", "given"):
            _said(page, said)
        elif change.kind == "given" and [clause.text for clause in said.clauses] != [said.name]:
            _lines(page, said)
        return
    if change.kind not in ("value", "attribute", "head"):
        if before.sentence != after.sentence:
            _quoted(page, "before  ", before)
            _quoted(page, "after   ", after)
        elif after.sentence:
            _quoted(page, "", after)
        for edit in change.edits:
            _edit(page, edit.before.line if edit.before else None, edit.after.line if edit.after else None)


def _quoted(page: _Page, word: str, said: Said) -> None:
    if said.sentence:
        page.wrap(f"{word}“{said.sentence}”", "      ", "      " + " " * len(word))


def _said(page: _Page, said: Said) -> None:
    _quoted(page, "", said)
    if not said.sentence or said.kind in ("transition", "reading"):
        _lines(page, said)


def _lines(page: _Page, said: Said) -> None:
    for clause in said.clauses:
        page.wrap(clause.line, "      ", "        ")


def _edit(page: _Page, before: str | None, after: str | None) -> None:
    for mark, line in (("−", before), ("+", after)):
        if line is not None:
            start = len(page.lines)
            page.wrap(f"{mark} {line}", "      ", "        ")
            page.lines[start:] = [page.paint(each, _COLORS[mark]) for each in page.lines[start:]]


def _renumbered(page: _Page, changes: Sequence[Change]) -> None:
    """What says the same in another article, all in one."""
    if not changes:
        return
    listed_ = []
    for change in changes:
        assert change.before is not None
        assert change.after is not None
        was, now = (
            (each.citation.text if each.citation else "") or "no article" for each in (change.before, change.after)
        )
        name = change.name if change.before.name == change.name else f"{change.before.name} as {change.name}"
        listed_.append(f"{name} [{was} → {now}]" if was != now else f"{name} [{now}]")
    count = "1 says the same" if len(changes) == 1 else f"{len(changes)} say the same"
    page.wrap(f"· {count} under another article or name: {', '.join(listed_)}", "  ", "      ")


def _passing(page: _Page, compared: Comparison) -> None:
    """What changed on the way and does not differ in the end."""
    groups: dict[tuple[bool, tuple[str, ...]], list[str]] = {}
    for each in compared.passing:
        groups.setdefault((each.there, each.by), []).append(f"{each.kind} {each.name}")
    if groups:
        page.add()
    for (there, by), names in groups.items():
        what = "Changed on the way, and in the end as before" if there else "Came and went on the way"
        page.wrap(f"{what} ({listed(by)}): {', '.join(names)}.", "", "  ", dim=True)


def _verdict(compared: Comparison) -> str:
    same = f"{compared.same} rules, powers and exceptions" if compared.same != 1 else "1 rule, power or exception"
    is_same = f"{same} {'is' if compared.same == 1 else 'are'} the same"
    if not compared.changes:
        return f"No difference; {is_same}."
    counts = ", ".join(f"{count} {word}" for word, count in compared.counts.items())
    number = "1 difference" if len(compared.changes) == 1 else f"{len(compared.changes)} differences"
    return f"{number}: {counts}; {is_same}."


# ---- actors ----------------------------------------------------------------------------------------------------------


def _kind(actor: ActorChange) -> str:
    return "" if actor.actor == f"any {actor.kind}" else actor.kind.lower()


def _role(page: _Page, change: RoleChange) -> None:
    role, mark = change.role, _MOVED[change.move]
    word = f"{mark} {change.move.ljust(7)}  "
    before, after = change.before, change.after
    said = ""
    if role.sort == "figure":
        said = ": " + " → ".join(each.text for each in (before, after) if each is not None)
    elif role.sort == "threshold":
        said = f": {_threshold(change)}"
    start = len(page.lines)
    page.wrap(f"{word}{role.sort.ljust(9)}  {role.norm}{said}{_cited(role.citation)}", "  ", "      ")
    page.lines[start] = page.lines[start].replace(word, page.paint(word, _COLORS[mark], bold=True), 1)
    if said:
        return
    if before is not None and after is not None and before.text != after.text:
        page.wrap(f"before  “{before.text}”", "      ", " " * 14)
        page.wrap(f"after   “{after.text}”", "      ", " " * 14)
        return
    if role.label:
        page.wrap(f"{'no longer' if change.move == 'lost' else 'now also'} where {role.text}", "      ")
        return
    page.wrap(f"“{role.text}”", "      ")
    if before is not None and after is not None:
        for line in before.content:
            if line not in after.content:
                _edit(page, line, None)
        for line in after.content:
            if line not in before.content:
                _edit(page, None, line)


def _threshold(change: RoleChange) -> str:
    """A threshold, with the number that it comes to: `V >= 2/3 of Majilis.seats (at least 72 → 66)`."""
    sides = [each.content for each in (change.before, change.after) if each is not None]
    if same_share(change):
        before, after = (number for _, number in sides)
        word = before.rpartition(" ")[0]
        return f"{sides[0][0]} ({before} → {after.removeprefix(word).strip()})"
    return " → ".join(share + (f" ({number})" if number else "") for share, number in sides)


def same_share(change: RoleChange) -> bool:
    """Whether a threshold only comes to another number, because there are other numbers of seats."""
    if change.role.sort != "threshold" or change.before is None or change.after is None:
        return False
    return change.before.content[0] == change.after.content[0]


def _summary(page: _Page, balance: Balance) -> None:
    if not balance.actors:
        page.add("No actor gains or loses anything by what is encoded.")
        return
    page.add(page.paint("In short", bold=True))
    for actor in balance.actors:
        page.wrap(f"{actor.actor}: {in_short(actor)}.", "  ", "    ")
    for kind in balance.kinds:
        names = [actor.actor for actor in balance.actors if actor.kind == kind.kind]
        page.wrap(f"All of kind {kind.kind} ({listed(names)}), each norm once: {in_short(kind)}.", "  ", "    ")
    page.add()
    sorts = {change.role.sort for actor in balance.actors for change in actor.changes}
    legend = [f"A {_SINGULARS.get(sort, sort)}: {text}" for sort, text in _LEGEND.items() if sort in sorts]
    if legend:
        page.wrap(" ".join(legend), "  ", dim=True)
    page.wrap(
        "Counted is what the rules say, nothing is weighed: a power is one power, large or small, and what nobody has "
        "encoded is not counted.",
        "  ",
        dim=True,
    )


def in_short(actor: ActorChange) -> str:
    """How much an actor gained and lost, in a sentence: `gains 1 power; loses 1 bar; sees 2 thresholds changed`."""
    said = []
    for move, verb in zip(MOVES, ("gains", "loses", "sees"), strict=True):
        counts = [(sort, actor.count(sort, move)) for sort in SORTS]
        named = [_counted(sort, count) for sort, count in counts if count]
        shares = sum(1 for change in actor.changes if change.move == move and same_share(change))
        if shares:
            at = next(i for i, each in enumerate(named) if "threshold" in each)
            some = "" if shares == actor.count("threshold", move) else f"{shares} of them "
            named[at] += f" ({some}only in number, not in share)"
        if named:
            said.append(f"{verb} {listed(named)}" + (" changed" if move == "changed" else ""))
    balances = []
    for name, sorts in _WEIGHED.items():
        number = sum(actor.count(sort, "gained") - actor.count(sort, "lost") for sort in sorts)
        if number:
            balances.append(f"{_signed(number)} {name}")
    return "; ".join([*said, *([f"on balance {listed(balances)}"] if balances else [])])


def _counted(sort: Sort, count: int) -> str:
    return f"1 {_SINGULARS.get(sort, sort)}" if count == 1 else f"{count} {_PLURALS[sort]}"


def _signed(number: int) -> str:
    return f"+{number}" if number > 0 else f"−{-number}"
