"""Which event or stated fact of its original a line of a variant means.

In: the events and `given`s of a timeline, the files that declare its words, and what a line says. Out: the one that is
meant, or a diagnostic that shows the nearest. A sentence means an event when they read the same, or else when the
event fits it as it would fit a rule: optional parts that are left out may be anything. An uncertain date is named by
any day that it may mean.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from govrules.law import model as m
from govrules.law.expressions import Scope
from govrules.law.norms import NormReader
from govrules.law.vocabulary import collect
from govrules.syntax import tree as t
from govrules.text.diagnostics import Diagnostics, Label, nearest
from govrules.text.source import Span

_SHOWN = 3
_WAYS = 64
"""In how many ways a line is divided at most."""
_SEARCHED = 2_000
_ANY = object()
_Meaning = tuple[str, tuple[object, ...]]


class Inherited:
    """Finds events and stated facts by what a line says of them."""

    def __init__(
        self, events: Sequence[t.Dated], givens: Sequence[t.Given], files: Sequence[t.File], found: Diagnostics
    ) -> None:
        self.events = events
        self.givens = givens
        self.found = found
        self._files = files
        self._reader: NormReader | None = None
        self._meanings: dict[str, _Meaning | None] = {}
        self._by_day: dict[date, list[int]] = {}
        self._uncertain: list[int] = []
        self._sorted = sorted((event.day, at) for at, event in enumerate(events))
        for at, event in enumerate(events):
            if event.last is None:
                self._by_day.setdefault(event.day, []).append(at)
            else:
                self._uncertain.append(at)

    # ---- events ------------------------------------------------------------------------------------------------------

    def event(self, named: t.Named) -> int | None:
        """The number of the one event that a line names; None after an error."""
        found = self._at(named.day, named.minute, named.zone, named.sentence)
        if len(found) == 1:
            return found[0]
        said = f"`{named.sentence.text}`"
        if found:
            self.found.error(
                "GR512",
                f"{len(found)} events of {named.day} say {said}",
                named.span,
                labels=[Label(self.events[at].span, "this is one") for at in found[:_SHOWN]],
                help="say more of the sentence, or the time of day, so that one of them is named",
            )
        elif self._on(named.day):
            what = f"no event of {named.day} says {said}"
            if named.minute is not None:
                what = f"no event of {named.day} at {named.minute // 60:02}:{named.minute % 60:02} says {said}"
            self.found.error("GR512", what, named.span, help=self._near(named))
        else:
            self.found.error("GR512", f"the original has no event on {named.day}", named.span, help=self._near(named))
        return None

    def stretch(self, stretch: t.Stretch) -> list[int]:
        """The numbers of the events in a stretch of days; none after an error."""
        last = stretch.last or date.max
        begin, end = bisect_left(self._sorted, (stretch.first, 0)), bisect_right(self._sorted, (last, len(self.events)))
        found = sorted(at for _, at in self._sorted[begin:end])
        if not found:
            when = f"on {stretch.first}" if last == stretch.first else f"from {stretch.first}"
            when += f" to {last}" if stretch.last is not None and last != stretch.first else ""
            help = self._days_around(stretch.first)
            self.found.error("GR512", f"the original has no event {when}", stretch.span, help=help)
        return found

    def divided(self, change: t.Change, raw: str) -> tuple[t.Named, t.Sentence] | None:
        """The two sentences of a `change` on one line, whose text is `raw`; None after an error."""
        if change.sentence is not None:
            return change.what, change.sentence
        start, named = change.what.sentence.span.start, change.what
        ways: list[tuple[t.Named, t.Sentence]] = []
        at = raw.find(" to ")
        while at >= 0 and len(ways) < _WAYS:
            one = _part(named.sentence.span, raw[:at], start)
            two = _part(named.sentence.span, raw[at + 4 :], start + at + 4)
            ways.append((t.Named(named.span, named.day, named.minute, named.zone, one), two))
            at = raw.find(" to ", at + 1)
        meant = [way for way in ways if self._at(named.day, named.minute, named.zone, way[0].sentence)]
        sure = [way for way in meant if self._meaning(way[1]) is not None]
        if len(sure) > 1:
            self.found.error(
                "GR512",
                "this can be divided in several ways into an event and what it is changed to",
                change.span,
                help=f"write the new sentence on an indented line: `to {sure[0][1].text}`",
            )
            return None
        return (sure or meant or ways)[0]

    def _at(self, day: date, minute: int | None, zone: t.Word | None, sentence: t.Sentence) -> list[int]:
        """The events of a day that a sentence means."""
        here = [at for at in self._on(day) if minute in (None, self.events[at].minute)]
        if zone is not None:
            zoned = ((at, self.events[at].zone) for at in here)
            here = [at for at, own in zoned if own is not None and own.text == zone.text]
        return self._fitting(sentence, here, lambda at: self.events[at].sentence)

    def _on(self, day: date) -> list[int]:
        """The events that are on a day, or may be."""
        may_be = (at for at in self._uncertain if self.events[at].day <= day <= (self.events[at].last or date.max))
        return [*self._by_day.get(day, ()), *may_be]

    def _fitting(self, sentence: t.Sentence, among: Iterable[int], said: Callable[[int], t.Sentence]) -> list[int]:
        among = list(among)
        same = [at for at in among if said(at).text == sentence.text]
        if same or not among:
            return same
        meaning = self._meaning(sentence)
        if meaning is None:
            return []
        return [at for at in among if _fits(meaning, self._meaning(said(at)))]

    def _meaning(self, sentence: t.Sentence) -> _Meaning | None:
        """What a sentence says, by the names of its declaration and its slots; None if it says nothing readable."""
        if sentence.text not in self._meanings:
            self._meanings[sentence.text] = self._read(sentence)
        return self._meanings[sentence.text]

    def _read(self, sentence: t.Sentence) -> _Meaning | None:
        if self._reader is None:
            laws = {
                item.name.text
                for file in self._files
                for item in file.items
                if isinstance(item, t.ReformDeclaration | t.RuleSetDeclaration)
            }
            self._reader = NormReader(collect(list(self._files), Diagnostics()), laws, Diagnostics())
        silent = self._reader.found = Diagnostics()
        pattern = self._reader.pattern(sentence, Scope({}))
        if pattern is None or silent.has_errors:
            return None
        terms: list[object] = []
        for term in pattern.terms:
            match term:
                case m.Constant():
                    terms.append(term.value)
                case m.Nothing():
                    terms.append(m.NOBODY)
                case m.Anything():
                    terms.append(_ANY)
                case _:
                    return None
        return pattern.what.name, tuple(terms)

    def _near(self, named: t.Named) -> str | None:
        """What may have been meant by a line that means nothing."""
        if self.found.crowded:
            return None
        if len(self.events) <= _SEARCHED:
            elsewhere = self._fitting(named.sentence, range(len(self.events)), lambda at: self.events[at].sentence)
            days = dict.fromkeys(self.events[at].written or str(self.events[at].day) for at in elsewhere)
            if days:
                own = str(named.day) in days
                return "leave out the time of day" if own else f"that is said on {_listed(list(days), 'and')}"
        here = [self.events[at].sentence.text for at in self._on(named.day)]
        if not here:
            return self._days_around(named.day)
        near = nearest(named.sentence.text, here, _SHOWN)
        if near:
            return f"did you mean {_listed([f'`{text}`' for text in near], 'or')}?"
        more = f" and {len(here) - _SHOWN} more" if len(here) > _SHOWN else ""
        return f"that day has {', '.join(f'`{text}`' for text in here[:_SHOWN])}{more}"

    def _days_around(self, day: date) -> str | None:
        """The days with events that are nearest to one without."""
        before = max((each for each in self._by_day if each < day), default=None)
        after = min((each for each in self._by_day if each > day), default=None)
        near = [str(each) for each in (before, after) if each is not None]
        return f"the nearest with events: {_listed(near, 'and')}" if near else None

    # ---- stated facts ------------------------------------------------------------------------------------------------

    def given(self, said: t.Given) -> int | None:
        """The number of the stated fact that a line repeats; None after an error."""
        among = [
            at
            for at, each in enumerate(self.givens)
            if each.holds == said.holds and said.begin in (None, each.begin) and said.end in (None, each.end)
        ]
        found = self._fitting(said.sentence, among, lambda at: self.givens[at].sentence)
        if len(found) == 1:
            return found[0]
        words = said_given(said)
        help: str | None
        if found:
            labels = [Label(self.givens[at].span, "this is one") for at in found[:_SHOWN]]
            help = "say more of the sentence, or from when to when, so that one of them is named"
            self.found.error("GR512", f"{len(found)} lines say `{words}`", said.span, labels=labels, help=help)
            return None
        known = [said_given(each) for each in self.givens]
        near = nearest(words, known, _SHOWN) if not self.found.crowded else []
        if known:
            help = f"did you mean {_listed([f'`{text}`' for text in near], 'or')}?" if near else None
        else:
            help = "the original states no fact"
        self.found.error("GR512", f"no line of the original says `{words}`", said.span, help=help)
        return None


def said_given(given: t.Given) -> str:
    """A stated fact as it is written, without its citation."""
    said = f"given {given.sentence.text}" if given.holds else f"given not ({given.sentence.text})"
    said += f" from {given.begin}" if given.begin is not None else ""
    return said + (f" to {given.end}" if given.end is not None else "")


def _fits(pattern: _Meaning, event: _Meaning | None) -> bool:
    if event is None or pattern[0] != event[0]:
        return False
    return all(term is _ANY or term == value for term, value in zip(pattern[1], event[1], strict=True))


def _part(whole: Span, text: str, start: int) -> t.Sentence:
    """A part of a sentence that starts at an offset."""
    lead = len(text) - len(text.lstrip())
    text = text.strip()
    return t.Sentence(Span(whole.path, start + lead, start + lead + len(text)), " ".join(text.split()))


def _listed(words: Sequence[str], last: str) -> str:
    shown = list(words[:_SHOWN])
    return f" {last} ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)
