"""Variants: timelines that change another one.

In: the syntax tree of a variant, a finder for the timelines that it rests on, and the files that all of them use. Out:
an ordinary `Timeline` that also knows its original, and its library. The lines of a variant name the events of the
original as the original has them, so their order is of no consequence. What is moved or changed is no longer what its
source says, and loses its citation. Expectations are not inherited.
"""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from govrules.calendar import AmbiguousDay, Moment, OutOfCalendar, add, local, zone_exists
from govrules.law.library import Library
from govrules.law.modules import Finder, Missing
from govrules.law.resolve import resolve
from govrules.syntax import tree as t
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics, Label
from govrules.text.source import Source, Sources, Span
from govrules.timeline.model import Alteration, Timeline, VariantOf
from govrules.timeline.referring import Inherited, said_given
from govrules.timeline.text import check_one_head, parse_timeline, read_timeline, timeline_head, variant_head


def chain(first: t.File, finder: Finder, sources: Sources, found: Diagnostics) -> list[t.File] | None:
    """A variant, its original, the original of that, down to a plain timeline; None after an error."""
    files, heads = [first], list[t.VariantDeclaration]()
    while (head := variant_head(files[-1])) is not None:
        source = _original(head, files[-1].path, finder, found)
        if source is None:
            return None
        heads.append(head)
        paths = [file.path for file in files]
        if source.path in paths:
            circle = " → ".join([*paths[paths.index(source.path) :], source.path])
            labels = [Label(each.original.span, "named here") for each in heads[:-1]]
            message = f"these timelines are variants of each other: {circle}"
            if source.path == files[-1].path:
                message, labels = f"`{source.path}` is a variant of itself", []
            help = "one of them has to start with `timeline`, and tell everything itself"
            found.error("GR513", message, head.original.span, labels=labels, help=help)
            return None
        if len(files) > limits.NESTING:
            message = f"variants rest on each other more than {limits.NESTING} deep"
            found.error("GR902", message, head.original.span, help="make them variants of one timeline")
            return None
        files.append(parse_timeline(sources.add(source), found))
    return files


def _original(head: t.VariantDeclaration, path: str, finder: Finder, found: Diagnostics) -> Source | None:
    named, span = head.original.text, head.original.span
    if not named.endswith(".timeline"):
        help = 'as in `of "./history.timeline"`'
        found.error(
            "GR111", f"`{named}` is no timeline that can have variants; those end in `.timeline`", span, help=help
        )
        return None
    source = finder.find(named, path)
    if isinstance(source, Source):
        return source
    missing = source
    if not named.startswith("."):
        missing = Missing("GR110", f"there is no timeline `{named}`", f'write `of "./{named}"` for one beside this')
    found.error(missing.code, missing.message, span, help=missing.help)
    return None


class _Told(Struct, frozen=True):
    """A timeline with what it inherits, and what it does to that."""

    file: t.File
    alterations: tuple[Alteration, ...] = ()
    origins: dict[Span, Span] = {}


def read_variant(
    files: Sequence[t.File], used: Sequence[t.File], sources: Sources, found: Diagnostics
) -> tuple[Timeline, Library] | None:
    """A variant from its chain of files, each the variant of the next; None after an error."""
    if timeline_head(files[-1], found) is None:
        return None
    inherited = tuple(item for item in files[-1].items if not isinstance(item, t.Expectation | t.Use))
    original = told = _Told(t.File(files[-1].path, inherited, ()))
    for file in reversed(files[:-1]):
        check_one_head(file, found)
        original, told = told, _Working(file, told.file, used, sources, found).told()
    own = [item for item in files[0].items if isinstance(item, t.Expectation)]
    file = t.File(told.file.path, (*told.file.items, *own), files[0].comments)
    library = resolve([*used, file], found)
    before = library if _says(original.file) == _says(told.file) else resolve([*used, original.file], found)
    was = read_timeline(original.file, before, found)
    now = read_timeline(file, library, found)
    if was is None or now is None or found.has_errors:
        return None
    return replace(now, variant=VariantOf(was, before, told.alterations, told.origins)), library


def _says(file: t.File) -> list[t.Item]:
    """What a timeline holds besides its head and its events: all that its library depends on."""
    return [item for item in file.items if not isinstance(item, t.TimelineDeclaration | t.Dated)]


class _Working:
    """Works one variant into what it inherits."""

    def __init__(
        self, file: t.File, original: t.File, used: Sequence[t.File], sources: Sources, found: Diagnostics
    ) -> None:
        self.file = file
        self.sources = sources
        self.found = found
        self.alterations: list[Alteration] = []
        self.origins: dict[Span, Span] = {}
        head = variant_head(file)
        base = next(item for item in original.items if isinstance(item, t.TimelineDeclaration))
        assert head is not None
        self.own_head, self.base = head, base
        self.events = [item for item in original.items if isinstance(item, t.Dated)]
        self.givens = [item for item in original.items if isinstance(item, t.Given)]
        self.others = [i for i in original.items if not isinstance(i, t.TimelineDeclaration | t.Dated | t.Given)]
        names = t.File(file.path, tuple(self._names(quiet=True)), ())
        self.inherited = Inherited(self.events, self.givens, [*used, names], found)
        self.placed: dict[int, t.Remove | t.Move] = {}
        self.changed: dict[int, tuple[t.Change, t.Sentence]] = {}
        self.swept: dict[int, t.Remove | t.Move | t.Shift] = {}

    def told(self) -> _Told:
        """The variant as a timeline of its own."""
        head = self._head()
        named = self._names()
        givens = self._givens()
        zone = head.timezone.text if head.timezone is not None and zone_exists(head.timezone.text) else "UTC"
        events = self._events(head.until, zone)
        if any(head.until is not None and event.day > head.until for event in events):
            head = replace(head, until=max(event.day for event in events))  # it is reported, at the line to blame
        file = t.File(self.file.path, (head, *named, *givens, *events), self.file.comments)
        return _Told(file, tuple(self.alterations), self.origins)

    def _alter(self, word: str, text: str, span: Span) -> None:
        self.alterations.append(Alteration(word, text, span))  # type: ignore[arg-type]  # one of its words

    # ---- the head, names and stated facts ----------------------------------------------------------------------------

    def _head(self) -> t.TimelineDeclaration:
        own, base = self.own_head, self.base
        for use in own.uses:
            self._alter("added", f'use "{use.module}"', use.span)
        words = {column.word for column in own.columns}
        for word in sorted(words, key=("before", "after", "under").index):
            new = [column for column in own.columns if column.word == word]
            old = [column.ruleset.text for column in base.columns if column.word == word]
            self._set(f"{word} {' and '.join(c.ruleset.text for c in new)}", " and ".join(old), new[0].span)
        if own.until is not None:
            self._set(f"until {own.until}", base.until, own.span)
        if own.incomplete_before is not None:
            self._set(f"incomplete before {own.incomplete_before}", base.incomplete_before, own.span)
        if own.timezone is not None:
            old_zone = base.timezone.text if base.timezone is not None else None
            self._set(f"timezone {own.timezone.text}", old_zone, own.timezone.span)
        given = {column.ruleset.text for column in own.columns}
        kept = [c for c in base.columns if c.word not in words and c.ruleset.text not in given]
        return t.TimelineDeclaration(
            own.span,
            own.title,
            (*base.uses, *own.uses),
            (*kept, *own.columns),
            own.until or base.until,
            own.incomplete_before or base.incomplete_before,
            own.timezone or base.timezone,
        )

    def _set(self, text: str, old: object, span: Span) -> None:
        self._alter("set", text + (f" instead of {old}" if old else ""), span)

    def _names(self, *, quiet: bool = False) -> list[t.Item]:
        """What both files declare; a name that is declared again gets the attributes that are said again."""
        items: list[t.Item] = list(self.others)
        at_hand = {item.name.text: at for at, item in enumerate(items) if isinstance(item, t.EntityDeclaration)}
        for item in self.file.items:
            if isinstance(item, t.EntityDeclaration):
                at = at_hand.pop(item.name.text, None)  # a second time in one file is once too often
                inherited = items[at] if at is not None else None
                if (
                    at is not None
                    and isinstance(inherited, t.EntityDeclaration)
                    and inherited.kind.text == item.kind.text
                ):
                    items[at] = self._renewed(inherited, item, quiet)
                    continue
                if not quiet:
                    self._alter("added", f"{item.kind.text} {item.name.text}", item.span)
            if isinstance(item, _DECLARING):
                items.append(item)
        return items

    def _renewed(self, inherited: t.EntityDeclaration, own: t.EntityDeclaration, quiet: bool) -> t.EntityDeclaration:
        old = {value.name.text: self._said(value.value.span) for value in inherited.attributes}
        for value in own.attributes if not quiet else ():
            instead = f" instead of {old[value.name.text]}" if value.name.text in old else ""
            self._alter("set", f"{own.name.text}: {self._said(value.span)}{instead}", value.span)
        said = {value.name.text for value in own.attributes}
        kept = tuple(value for value in inherited.attributes if value.name.text not in said)
        return replace(inherited, title=own.title or inherited.title, attributes=(*kept, *own.attributes))

    def _said(self, span: Span) -> str:
        return " ".join(self.sources.get(span.path).excerpt(span).split())

    def _givens(self) -> list[t.Given]:
        removed: dict[int, t.Remove] = {}
        for item in self.file.items:
            if isinstance(item, t.Remove) and isinstance(item.what, t.Given):
                at = self.inherited.given(item.what)
                if at is not None and self._once(removed.get(at), item):
                    removed[at] = item
                    self._alter("removed", said_given(self.givens[at]), item.span)
        added = [item for item in self.file.items if isinstance(item, t.Given)]
        for item in added:
            self._alter("added", said_given(item), item.span)
        return [*(given for at, given in enumerate(self.givens) if at not in removed), *added]

    def _once(self, other: t.Node | None, line: t.Node) -> bool:
        """Whether no other line speaks of the same; report it if one does."""
        if other is None:
            return True
        message = "another line of this variant already says what becomes of this"
        labels = [Label(other.span, "this line")]
        self.found.error("GR514", message, line.span, labels=labels, help="keep one of them")
        return False

    # ---- events ------------------------------------------------------------------------------------------------------

    def _events(self, until: date | None, zone: str) -> list[t.Dated]:
        self._read_lines()
        days: dict[date, list[t.Dated]] = {}
        moved: list[tuple[t.Dated, Span]] = []
        late: list[t.Dated] = []
        failed: set[t.Node] = set()
        for at, event in enumerate(self.events):
            line = self.placed.get(at) or self.swept.get(at)
            told = self._changed(at, event)
            if isinstance(line, t.Remove):
                continue
            if line is None:
                days.setdefault(told.day, []).append(told)
                late += [told] if until is not None and told.day > until else []
                continue
            there = self._moved(told, line, failed)
            if there is not None:
                self.origins[there.span] = event.span
                moved.append((there, line.span))
        for item in self.file.items:
            if isinstance(item, t.Dated):
                moved.append((item, item.span))
                self._alter("added", f"{_when(item)}: {item.sentence.text}", item.span)
        for event, blame in moved:
            _place(days.setdefault(event.day, []), event, zone)
            if until is not None and event.day > until:
                help = "give the variant an `until` of its own, or choose another day"
                self.found.error(
                    "GR506", f"this lies on {event.day}, after {until}, where the variant ends", blame, help=help
                )
        if late and self.own_head.until is not None:
            first = min(event.day for event in late)
            what = f"{_many(len(late), 'event')} of the original {'lies' if len(late) == 1 else 'lie'}"
            help = f"write `remove everything from {first}`, or move `until`"
            self.found.error("GR506", f"{what} after {until}, where the variant ends", self.own_head.span, help=help)
        return [event for day in sorted(days) for event in days[day]]

    def _read_lines(self) -> None:
        """Find which line speaks of which event: first the lines that name one, then those that say `everything`."""
        sweeping: list[t.Remove | t.Move | t.Shift] = []
        for item in self.file.items:
            if isinstance(item, t.Change):
                self._read_change(item)
            elif isinstance(item, t.Remove | t.Move) and isinstance(item.what, t.Named):
                at = self.inherited.event(item.what)
                if at is None or not self._once(self.placed.get(at), item):
                    continue
                self.placed[at] = item
                self._say(item, self.events[at])
            elif isinstance(item, t.Shift) or (
                isinstance(item, t.Remove | t.Move) and isinstance(item.what, t.Stretch)
            ):
                sweeping.append(item)
        for at, (change, _) in self.changed.items():
            other = self.placed.get(at)
            if isinstance(other, t.Remove):
                self._once(other, change)
        for item in sweeping:
            self._sweep(item)

    def _read_change(self, item: t.Change) -> None:
        raw = self.sources.get(item.span.path).excerpt(item.what.sentence.span)
        divided = self.inherited.divided(item, raw)
        at = self.inherited.event(divided[0]) if divided is not None else None
        if divided is None or at is None:
            return
        other = self.changed.get(at)
        if self._once(other[0] if other is not None else None, item):
            self.changed[at] = (item, divided[1])
            event = self.events[at]
            self._alter("changed", f"{_when(event)}: {event.sentence.text} to {divided[1].text}", item.span)

    def _say(self, line: t.Remove | t.Move, event: t.Dated) -> None:
        if isinstance(line, t.Remove):
            self._alter("removed", f"{_when(event)}: {event.sentence.text}", line.span)
        else:
            minute = event.minute if line.minute is None else line.minute
            there = Moment(line.day, minute).in_words()
            self._alter("moved", f"{_when(event)} to {there}: {event.sentence.text}", line.span)

    def _sweep(self, line: t.Remove | t.Move | t.Shift) -> None:
        """A line that says `everything`: it spares the events for which another line says what becomes of them."""
        assert isinstance(line.what, t.Stretch)
        stretch, count = line.what, 0
        for at in self.inherited.stretch(stretch):
            if at in self.placed or (isinstance(line, t.Remove) and at in self.changed):
                continue
            if not self._once(self.swept.get(at), line):
                return
            self.swept[at] = line
            count += 1
        what = "everything " + (f"on {stretch.first}" if stretch.first == stretch.last else f"from {stretch.first}")
        what += f" to {stretch.last}" if stretch.last is not None and stretch.first != stretch.last else ""
        if isinstance(line, t.Move):
            what += f" to {line.day}"
        elif isinstance(line, t.Shift):
            what += f" {line.direction} by {line.by.in_words()}"
        if count:
            word = "removed" if isinstance(line, t.Remove) else "moved"
            self._alter(word, f"{what} ({_many(count, 'event')})", line.span)

    def _changed(self, at: int, event: t.Dated) -> t.Dated:
        if at not in self.changed:
            return event
        change, sentence = self.changed[at]
        told = replace(event, span=change.span, sentence=sentence, citation=change.citation)
        self.origins[told.span] = event.span
        return told

    def _moved(self, event: t.Dated, line: t.Move | t.Shift, failed: set[t.Node]) -> t.Dated | None:
        """An event on its new day; None if that does not exist, which is said once for each line."""
        if isinstance(line, t.Move):
            moved = replace(event, day=line.day, last=None, written=None, citation=line.citation)
            if line.minute is not None:
                moved = replace(moved, minute=line.minute, zone=line.zone)
            return replace(moved, span=line.span) if isinstance(line.what, t.Named) else moved
        there = _shifted(event.day, line)
        last = _shifted(event.last, line) if event.last is not None else None
        for each in (there, last):
            if isinstance(each, AmbiguousDay | OutOfCalendar):
                if line not in failed:
                    failed.add(line)
                    self._no_day(event, line, each)
                return None
        until = last.day if isinstance(last, Moment) else None
        day = there.day if isinstance(there, Moment) else event.day
        return replace(event, day=day, last=until, written=_span(day, until), citation=line.citation)

    def _no_day(self, event: t.Dated, line: t.Shift, there: AmbiguousDay | OutOfCalendar) -> None:
        said = f"`{event.sentence.text}` is on {event.day}"
        if isinstance(there, OutOfCalendar):
            message, help = f"{said}, which leads out of the calendar", "its years run from 1 to 9999"
        else:
            message = f"{said}, which leads to {there.year}-{there.month:02}-{there.day:02}, and there is no such day"
            help = "move that event by a line of its own, or everything by weeks or days"
        self.found.error("GR308", message, line.span, help=help)


_DECLARING = (
    t.SourceDeclaration,
    t.KindDeclaration,
    t.EventDeclaration,
    t.FactDeclaration,
    t.EntityDeclaration,
)


def _shifted(day: date, line: t.Shift) -> Moment | AmbiguousDay | OutOfCalendar:
    """A day, moved as a line says; the open end of an uncertain date stays open."""
    if day in (date.min, date.max):
        return Moment(day)
    return add(Moment(day), line.by if line.direction == "later" else line.by.times(-1), None)


def _span(first: date, last: date | None) -> str | None:
    """How a date that is uncertain is written."""
    if last is None:
        return None
    return f"{'..' if first == date.min else first}/{'..' if last == date.max else last}"


def _place(events: list[t.Dated], event: t.Dated, zone: str) -> None:
    """Put an event among those of its day: last, but before what is later by the clock."""
    at = len(events)
    minute = _minute(event, zone)
    if minute is not None:
        clocks = ((at, _minute(other, zone)) for at, other in enumerate(events))
        at = next((at for at, clock in clocks if clock is not None and clock > minute), at)
    events.insert(at, event)


def _minute(event: t.Dated, zone: str) -> int | None:
    """The minutes from the beginning of time, in universal time, up to an event with a time of day."""
    if event.minute is None:
        return None
    own = event.zone.text if event.zone is not None and zone_exists(event.zone.text) else zone
    there = local(event.day, event.minute, own, "UTC")
    if not isinstance(there, Moment) or there.minute is None:
        return None
    return there.day.toordinal() * 1440 + there.minute


def _when(event: t.Dated) -> str:
    return event.written or Moment(event.day, event.minute).in_words()


def _many(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
