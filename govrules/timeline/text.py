"""Timelines as text.

In: a source. Out: its syntax tree, and with a library a `Timeline`. A line matcher reads the dated events, which are
most of a timeline; the grammar reads the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from govrules.calendar import Moment, local, zone_exists
from govrules.law.expressions import Scope
from govrules.law.library import Library
from govrules.law.norms import NormReader
from govrules.syntax import tree as t
from govrules.syntax.parse import parse
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics, Label
from govrules.text.source import Source, Span
from govrules.timeline.dated import EVENT, NO_SENTENCE, dated, day_of
from govrules.timeline.forms import Forms
from govrules.timeline.hopeless import hopeless, versions
from govrules.timeline.lines import Plain, Run, read_lines
from govrules.timeline.model import Column, Event, Expectation, Timeline

if TYPE_CHECKING:
    from govrules.timeline.told import Events

_RULES_SHOWN = 8
_TEXT_COLUMNS = "write `before …` and `after …`, or `under …`, on indented lines under it"
_DATA_COLUMNS = 'give `timeline` the fields `"before"` and `"after"`, or `"under": […]`'
_DATA_EVENT = 'add one to `events`, such as `{"sentence": "…", "on": "2022-11-20"}`, or an `until` to `timeline`'
_FOREIGN = (
    t.RuleSetDeclaration,
    t.ReformDeclaration,
    t.RuleDeclaration,
    t.ExceptionDeclaration,
    t.PowerDeclaration,
    t.Let,
)
_OF_A_VARIANT = (t.Remove, t.Move, t.Shift, t.Change)
_HEADS = (t.TimelineDeclaration, t.VariantDeclaration)
_IN_EVERY_TIMELINE = frozenset((t.EntityDeclaration, t.Dated, t.Expectation))
"""What a timeline has most of."""


def parse_timeline(source: Source, found: Diagnostics) -> t.File:
    """The syntax tree of a timeline, with its dated events in the order of the file."""
    lines = read_lines(source)
    return _checked(lines.file() if lines is not None else _line_by_line(source, found), found)


def parse_apart(source: Source, found: Diagnostics) -> tuple[t.File, list[Plain | t.Dated | Run] | None]:
    """The syntax tree of a timeline without its events, and these; or one that holds them, if anything is unusual."""
    lines = read_lines(source)
    if lines is None:
        return _checked(_line_by_line(source, found), found), None
    if variant_head(lines.others) is not None:
        return _checked(lines.file(), found), None
    return _checked(lines.others, found), lines.events


def parse_with_care(source: Source, found: Diagnostics) -> t.File:
    """The syntax tree of a timeline in which something is wrong."""
    return _checked(_line_by_line(source, found), found)


def _checked(file: t.File, found: Diagnostics) -> t.File:
    """A file; what does not belong into it is reported."""
    for item in _uncommon(file):
        if isinstance(item, _FOREIGN):
            found.error(
                "GR509",
                f"`{item.name.text}` belongs into a rule file, not into a timeline",
                item.span,
                help='move it into a `.gov` file and `use "./that-file.gov"`',
            )
    if variant_head(file) is None:
        _check_no_variant(file, found)
    return file


def _line_by_line(source: Source, found: Diagnostics) -> t.File:
    """The syntax tree of a timeline of which any line may be wrong."""
    from govrules.timeline.dating import misdated, spoken  # which only a text with a mistake needs
    from govrules.timeline.expecting import misread

    events: list[t.Dated] = []
    skip: list[tuple[int, int]] = []
    for match in EVENT.finditer(source.text):
        if NO_SENTENCE.search(match["sentence"]):
            continue  # the grammar says what is wrong with it
        skip.append(match.span())
        if len(events) < limits.EVENTS:
            events.append(dated(source, match, found))
        else:
            message = f"a text timeline holds at most {limits.EVENTS:,} events"
            found.error("GR904", message, Span(source.path, *match.span()), help="give long histories as data")
            break
    unread = found.unread
    skip += misread(source, found)
    skip += spoken(source, found)
    for line in misdated(source, {start for start, _ in skip}, found):
        skip.append((line.start, line.end))
        if line.sentence is None:
            continue
        span = Span(source.path, *line.sentence)
        said = t.Sentence(span, " ".join(source.excerpt(span).split()))
        events.append(t.Dated(span, day_of(Span(source.path, *line.day), source, found), None, None, said, None))
    found.unread = unread  # events and expectations declare nothing that anything else could miss
    file = parse(source, found, skip=tuple(sorted(skip)))
    items = sorted((*file.items, *events), key=lambda item: item.span.start)
    return t.File(file.path, tuple(items), file.comments)


def _uncommon(file: t.File) -> list[t.Item]:
    """The items but for those of which a timeline has most."""
    return [item for item in file.items if type(item) not in _IN_EVERY_TIMELINE]


def variant_head(file: t.File) -> t.VariantDeclaration | None:
    """The `variant` line of a file, if it starts with one and not with `timeline`."""
    heads = [item for item in _uncommon(file) if isinstance(item, _HEADS)]
    return heads[0] if heads and isinstance(heads[0], t.VariantDeclaration) else None


def _check_no_variant(file: t.File, found: Diagnostics) -> None:
    """What only a variant can say stands in no other timeline."""
    for item in _uncommon(file):
        if isinstance(item, _OF_A_VARIANT):
            word = "remove" if isinstance(item, t.Remove) else "change" if isinstance(item, t.Change) else "move"
            found.error(
                "GR509",
                f"`{word}` stands in a variant, which changes another timeline",
                item.span,
                help='start the file with `variant "…" of "./that.timeline"`',
            )


Resolve = Callable[[list[t.Dated], Library, Diagnostics], "list[Event] | Events"]


def read_timeline(
    file: t.File,
    library: Library,
    found: Diagnostics,
    resolve: Resolve | None = None,
    apart: list[Plain | t.Dated | Run] | None = None,
) -> Timeline | None:
    """The timeline of a file, its sentences resolved against a library; None when it has no head.

    `resolve` reads the dated events, if they are more than sentences. Those `apart` are read instead of the file's.
    """
    left_out = file.path.endswith(".json") and found.has_errors  # of data, what has a mistake is not there
    head = timeline_head(file, found)
    if head is None:
        return None
    events = [item for item in file.items if isinstance(item, t.Dated)] if apart is None else []
    columns = _columns(head, library, found)
    expectations = _expectations(file, library, found)
    if not head.columns:
        found.error(
            "GR501",
            f"the timeline `{head.title}` does not say under which law it is checked",
            head.span,
            help=(_DATA_COLUMNS if file.path.endswith(".json") else _TEXT_COLUMNS)
            + "; the rule sets are "
            + (", ".join(f"`{name}`" for name in library.rulesets) or "not there: `use` a file that has one"),
        )
    zone = resolve_zone(head.timezone, found)
    if resolve is not None:
        read = resolve(events, library, found)
    else:
        read = resolve_events(file.path, apart or events, library, found)
    last: date | None
    if not isinstance(read, list):
        last = read.latest
    else:
        if zone is None and columns and columns[0].ruleset in library.rulesets:
            check_order(read, library.rulesets[columns[0].ruleset].timezone, found)
        else:
            check_order(read, zone or "UTC", found)
        read = _closed(read, head.until)
        last = max((event.last or event.day for event in read), default=None)
    until = head.until or last
    if until is None:
        if not events and not apart and not left_out:  # else each of them has a mistake that is reported
            found.error(
                "GR510",
                f"the timeline `{head.title}` has no event and no `until`",
                head.span,
                help=_DATA_EVENT if file.path.endswith(".json") else "add a dated event, such as `2022-11-20: …`",
            )
        return None
    for event in read if head.until is not None and last is not None and last > head.until else ():
        if head.until is not None and event.day > head.until:
            found.error(
                "GR506",
                f"this event lies after {head.until}, where the timeline ends",
                event.span,
                help="move `until`, or take the event out",
            )
    return Timeline(
        head.title,
        file.path,
        tuple(columns),
        until,
        head.incomplete_before,
        zone,
        tuple(read) if isinstance(read, list) else read,
        tuple(expectations),
        head.span,
    )


def _closed(events: list[Event], until: date | None) -> list[Event]:
    """The events, with open dates ending where the timeline does."""
    if all(event.last is None for event in events):
        return events
    bounds = (day for event in events for day in (event.day, event.last))
    known = [day for day in bounds if day is not None and date.min < day < date.max]
    end = until or max(known, default=None)
    start = min(known, default=None)
    closed: list[Event] = []
    for event in events:
        if event.last is not None:
            first = start if event.day == date.min and start is not None else event.day
            last = min(event.last, end) if end is not None and event.day <= end else event.last
            event = replace(event, day=min(first, last), last=last if last > first else None)
        closed.append(event)
    return closed


def timeline_head(file: t.File, found: Diagnostics) -> t.TimelineDeclaration | None:
    """The one head of a timeline; None, and an error, when there is none."""
    heads = [item for item in _uncommon(file) if isinstance(item, _HEADS)]
    if not heads:
        found.error(
            "GR501",
            f"`{file.path}` does not start with a `timeline` line",
            Span(file.path, 0, 0),
            help='write `timeline "…"` and under it what it uses and is checked under',
        )
        return None
    check_one_head(file, found)
    return next(head for head in heads if isinstance(head, t.TimelineDeclaration))


def check_one_head(file: t.File, found: Diagnostics) -> None:
    """Report a second `timeline` or `variant` line."""
    heads = [item for item in _uncommon(file) if isinstance(item, _HEADS)]
    if len(heads) > 1:
        labels = [Label(heads[0].span, "the first one")]
        help = "give each timeline a file of its own"
        found.error("GR208", "a file holds one timeline", heads[1].span, labels=labels, help=help)


def resolve_zone(word: t.Word | None, found: Diagnostics) -> str | None:
    """The name of a time zone; None when there is none, or none of that name."""
    if word is None:
        return None
    if not zone_exists(word.text):
        found.error("GR202", f"there is no time zone `{word.text}`", word.span, help="as in `Asia/Almaty`")
        return None
    return word.text


def _columns(head: t.TimelineDeclaration, library: Library, found: Diagnostics) -> list[Column]:
    columns: list[Column] = []
    for column in head.columns:
        if known_ruleset(column.ruleset, library, found):
            if any(c.ruleset == column.ruleset.text for c in columns):
                message = f"`{column.ruleset.text}` already is a column"
                found.error("GR208", message, column.span, help="name each rule set once")
                continue
            columns.append(Column(column.word, column.ruleset.text, column.span))
    order = {"before": 0, "after": 1, "under": 2}
    columns.sort(key=lambda column: order[column.role])
    roles = {column.role: column for column in reversed(columns)}
    before, after = roles.get("before"), roles.get("after")
    if before is not None and after is not None:
        leading = [name for chain in library.texts(before.ruleset) for name in chain]
        if after.ruleset in leading:
            message = f"`{after.ruleset}` comes before `{before.ruleset}`, which rests on it or takes its place"
            help = f"write `before {after.ruleset}` and `after {before.ruleset}`"
            found.warning("GR516", message, after.span, help=help)
    return columns


def known_ruleset(name: t.Word, library: Library, found: Diagnostics) -> bool:
    """Whether there is this rule set; report one that does not exist, but none that could not be read."""
    if name.text in library.rulesets or name.text in library.failed:
        return name.text in library.rulesets
    help = found.suggest(name.text, library.rulesets)
    if help is None:
        listed = ", ".join(f"`{known}`" for known in library.rulesets)
        help = f"the rule sets are {listed}" if listed else "`use` a file that declares one"
    found.error("GR217", f"there is no rule set `{name.text}`", name.span, help=help)
    return False


def _expectations(file: t.File, library: Library, found: Diagnostics) -> list[Expectation]:
    expectations: list[Expectation] = []
    every: dict[str | None, set[str]] = {}
    for item in file.items:
        if not isinstance(item, t.Expectation):
            continue
        if item.under is not None and not known_ruleset(item.under, library, found):
            continue
        if item.rule is not None:
            under = item.under.text if item.under is not None else None
            if under not in every:
                rulesets = [library.rulesets[under]] if under is not None else list(library.rulesets.values())
                every[under] = {name for r in rulesets for name in (*r.rules, *r.powers, *r.elsewhere)}
            known = every[under]
            if item.rule.text not in known | library.failed:
                where = f"`{item.under.text}`" if item.under is not None else "any rule set"
                found.error(
                    "GR507",
                    f"there is no rule or power `{item.rule.text}` in {where}",
                    item.rule.span,
                    help=found.suggest(item.rule.text, known) or _rule_help(item.rule.text, known, library),
                )
                continue
            norms = versions(item.rule.text, under, library) if item.rule.text not in library.failed else []
            help = hopeless(norms, item.status)
            if help is not None:
                message = f"`{item.rule.text}` is never `{item.status}`"
                found.warning("GR511", message, item.span, help=help)
        expectations.append(
            Expectation(
                item.rule.text if item.rule is not None else None,
                item.status,
                item.on,
                item.under.text if item.under is not None else None,
                item.in_force,
                _say(item),
                item.span,
            )
        )
    return expectations


def _rule_help(rule: str, known: set[str], library: Library) -> str | None:
    """What is said of a word that is no rule of the rule set at hand, nor like one."""
    from govrules.timeline.expecting import EVERY

    owners = [name for name, r in library.rulesets.items() if rule in r.rules or rule in r.powers]
    if owners:
        return f"`{rule}` is one of " + ", ".join(f"`{name}`" for name in owners)
    if rule in EVERY:
        return "for all rules at once, write `expect nothing violated`"
    if rule in library.rulesets:
        return f"`{rule}` is a rule set, which stands after `under`"
    shown = [f"`{name}`" for name in sorted(known)[:_RULES_SHOWN]]
    more = f" and {len(known) - len(shown)} more" if len(known) > len(shown) else ""
    return f"there are {', '.join(shown)}{more}" if shown else None


def _say(item: t.Expectation) -> str:
    said = "nothing violated" if item.rule is None else f"{item.rule.text} {item.status}"
    if item.on is not None:
        said += f" on {item.on}"
    if item.in_force:
        return f"{said} in force"
    return said + (f" under {item.under.text}" if item.under is not None else "")


def resolve_events(
    path: str, events: Sequence[Plain | t.Dated | Run], library: Library, found: Diagnostics
) -> list[Event] | Events:
    """The events of a timeline, their sentences matched and their names resolved."""
    reader = NormReader(library.vocabulary, {*library.rulesets, *library.failed}, found)
    forms = Forms(reader, lambda item: resolve_event(item, reader, found))
    return forms.events(path, events)


def resolve_event(item: t.Dated, reader: NormReader, found: Diagnostics) -> Event | None:
    """One event from its sentence; None after an error."""
    said, phrases = item.sentence.text, reader.vocabulary.phrases
    if said.endswith(".") and phrases.match(said) is None and phrases.match(said.rstrip(". ")) is not None:
        help = f"no full stop ends it: `{said.rstrip('. ')}`"
        found.error("GR201", f"no phrase says `{said}`", item.sentence.span, help=help)
        return None
    scope = Scope({})
    pattern = reader.pattern(item.sentence, scope)
    if pattern is None:
        return None
    if pattern.what.sort == "fact":
        found.error(
            "GR304",
            f"`{item.sentence.text}` is a fact; a timeline dates events",
            item.sentence.span,
            help=f"write `given {item.sentence.text} from {item.day}`, or the event that begins it",
        )
        return None
    values = reader.values(pattern, scope, "an event")
    if values is None:
        return None
    zone, cited = resolve_zone(item.zone, found), reader.cite(item.citation)
    said = item.sentence.text
    return Event(item.day, item.minute, zone, pattern.what, values, said, cited, item.span, item.last, item.written)


def read_question(source: Source, timeline: Timeline, library: Library, found: Diagnostics) -> Timeline:
    """A timeline with a dated event more, of which it is asked what the law says."""
    match = EVENT.fullmatch(source.text.strip())
    if match is None or NO_SENTENCE.search(match["sentence"]):
        help = 'as in `--event "2029-12-02: Ada is elected President"`'
        message = f"`{source.text}` is no dated event"
        found.error("GR101", message, Span(source.path, 0, len(source.text)), help=help)
        return timeline
    reader = NormReader(library.vocabulary, {*library.rulesets, *library.failed}, found)
    event = resolve_event(dated(source, match, found), reader, found)
    if event is None:
        return timeline
    events = (*timeline.events, *_closed([event], None))
    until = max(timeline.until, events[-1].last or events[-1].day)
    told = timeline.told_until or (timeline.until if until > timeline.until else None)
    return replace(timeline, events=events, until=until, asked=(*timeline.asked, event.span), told_until=told)


def _plainly_ordered(events: list[Event]) -> bool:
    """Whether every event is on a day that is known, without a time, and none before the one above it."""
    before = date.min
    for event in events:
        day = event.day
        if day < before or event.minute is not None or event.last is not None:
            return False
        before = day
    return True


def check_order(events: list[Event], zone: str, found: Diagnostics) -> None:
    """Note events out of order; report a clock that runs backward within a day."""
    if _plainly_ordered(events):
        return
    latest: Event | None = None
    clocks: dict[date, tuple[int, Event]] = {}
    for event in events:
        if event.last is not None:
            continue  # where it stands among the others is not known
        if latest is not None and event.day < latest.day:
            found.note(
                "GR503",
                f"{event.day} stands after {latest.day}; the events are put in order of their days",
                event.span,
            )
        latest = event if latest is None or event.day >= latest.day else latest
        if event.minute is None:
            continue
        moment = local(event.day, event.minute, event.zone or zone, zone)
        if not isinstance(moment, Moment) or moment.minute is None:
            continue
        before = clocks.get(moment.day)
        if before is not None and moment.minute < before[0]:
            found.error(
                "GR504",
                "this time of day is before that of an event further up on the same day",
                event.span,
                labels=[Label(before[1].span, "this one is later")],
                help="within a day, write events in the order in which they happened",
            )
        clocks[moment.day] = (moment.minute, event)
