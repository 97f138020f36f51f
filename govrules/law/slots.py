"""Slots: what the text in a slot of a sentence stands for, and what may be meant by a name that is none.

In: the texts of slots, their types and a vocabulary. Out: values. What stands for nothing is reported with the nearest
thing that there is, and becomes an unknown value.
"""

from __future__ import annotations

import re
from fractions import Fraction

from govrules.calendar import Moment, parse_clock, parse_date, parse_duration, zone_exists
from govrules.law import model as m
from govrules.law.types import UNKNOWN_TYPE, Type, keyword
from govrules.syntax import tree as t
from govrules.syntax.build_expressions import overlong, why_no_day
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics, nearest
from govrules.text.source import Span

_EXAMPLES = {
    "Money": "as in `3000000 KZT`",
    "Date": "as in `2022-11-20`",
    "Duration": "as in `2 months`",
    "Clock": "as in `07:00`",
    "YesNo": "write `yes` or `no`",
    "Text": 'as in `"a text"`',
}
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_FIGURES = ("Number", "Percent", "Money", "Duration")


class SlotReader:
    """Reads what stands in slots against a vocabulary."""

    def __init__(self, vocabulary: m.Vocabulary, rulesets: set[str], found: Diagnostics) -> None:
        self.vocabulary = vocabulary
        self.rulesets = rulesets
        self.found = found
        self.touched: list[t.Word] = []
        """The names of what rules ask whether a reform touches it."""

    def value(self, text: str, type: Type, span: Span, slot: str) -> m.Value:
        """The value that a slot of this type has when its text is `text`; unknown after a diagnostic."""
        if type.name in _FIGURES and overlong(text):
            message = f"the figure for `{slot}` has more than {limits.DIGITS} digits"
            self.found.error("GR205", message, span, help="write it shorter")
            return m.UNKNOWN
        match type.name:
            case "Number":
                return self._number(text, span, slot)
            case "Percent":
                return self._percent(text, span, slot)
            case "Money":
                amount, _, currency = text.partition(" ")
                if currency and amount.replace(",", "").replace(".", "", 1).isdigit():
                    return m.Money(Fraction(amount.replace(",", "")), currency)
            case "Date":
                day, _, clock = text.partition(" ")
                date, minute = parse_date(day), parse_clock(clock) if clock else None
                if date is not None and (minute is not None or not clock):
                    return Moment(date, minute)
                if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
                    self.found.error("GR308", f"there is no day `{text}`", span, help=why_no_day(day))
                    return m.UNKNOWN
            case "Duration":
                duration = parse_duration(text)
                if duration is not None:
                    return duration
            case "Clock":
                minute = parse_clock(text)
                if minute is not None:
                    return minute
                if re.fullmatch(r"\d+:\d+", text):
                    help = "times run from 00:00 to 23:59"
                    self.found.error("GR308", f"there is no time of day `{text}`", span, help=help)
                    return m.UNKNOWN
            case "Zone":
                if zone_exists(text):
                    return text
                self.found.error("GR202", f"there is no time zone `{text}`", span, help="as in `Asia/Almaty`")
                return m.UNKNOWN
            case "YesNo":
                if text in ("yes", "no"):
                    return text == "yes"
            case "Text":
                return text.strip('"')
            case "Reform":
                return self._reform(text, span)
            case "Unknown":
                return m.UNKNOWN
            case _:
                return self._entity(text, type, span, slot)
        self.found.error(
            "GR205", f"`{text}` stands for `{slot}`, which is {type.in_words()}", span, help=_EXAMPLES.get(type.name)
        )
        return m.UNKNOWN

    def _number(self, text: str, span: Span, slot: str) -> m.Value:
        plain = text.replace(",", "")
        if re.fullmatch(r"\d+(\.\d+)?(/0*[1-9]\d*)?", plain):
            return Fraction(plain)
        what = "a percentage" if text.endswith("%") else "no number"
        help = "write how many it is, as in `50`"
        self.found.error("GR205", f"`{text}` is {what}; `{slot}` is a number", span, help=help)
        return m.UNKNOWN

    def _percent(self, text: str, span: Span, slot: str) -> m.Value:
        if not re.fullmatch(r"\d+(\.\d+)?%", text):
            help = f"write `{text}%`" if re.fullmatch(r"\d+(\.\d+)?", text) else "as in `66.5%`"
            self.found.error("GR205", f"`{text}` is no percentage; `{slot}` is one", span, help=help)
            return m.UNKNOWN
        value = Fraction(text[:-1]) / 100
        if value > 1:
            self.found.error("GR307", f"`{text}` is more than the whole", span, help="shares go up to 100%")
        return value

    def _reform(self, text: str, span: Span) -> m.Value:
        if text not in self.rulesets:
            self.found.error(
                "GR217", f"there is no reform `{text}`", span, help=self.found.suggest(text, sorted(self.rulesets))
            )
        return m.Entity(text, "Reform")

    def _entity(self, text: str, type: Type, span: Span, slot: str) -> m.Value:
        name = text.strip('"')
        entity = self.vocabulary.entities.get(name)
        if entity is None and text.startswith('"'):
            titled = [n for n, title in self.vocabulary.titles.items() if title == name]
            entity = self.vocabulary.entities[titled[0]] if titled else None
        if entity is None:
            self.unknown_name(name, type, span)
            return m.UNKNOWN
        if entity.kind == UNKNOWN_TYPE.name:
            return m.UNKNOWN
        if not self.vocabulary.kinds.is_a(entity.kind, type.name):
            self.found.error(
                "GR205",
                f"`{name}` is a name of kind {entity.kind}; `{slot}` takes {type.in_words()}",
                span,
                help=_of_kind_help(self.vocabulary, type),
            )
        return entity

    def unknown_name(self, name: str, type: Type | None, span: Span) -> None:
        """Report a name that nothing declares."""
        from govrules.syntax.naming import declaration  # as all that only a text with a mistake needs

        if len(name) == 1 and name.isalpha() and not name.isascii():
            self.found.error(
                "GR215",
                f"`{name}` is a letter of another script, and variables are Latin capitals",
                span,
                help="type the Latin letter, or declare a name of two letters or more",
            )
            return
        kind = keyword(type.name).replace("_", " ") if type is not None else "name"
        near: list[str] = []
        if not self.found.crowded:
            same_kind = [e.name for e in self.vocabulary.of_kind(type.name)] if type is not None else []
            near = nearest(name, same_kind) or nearest(name, self.vocabulary.entities)
        if name in self.vocabulary.kinds.declared():
            help = f"`{name}` is a kind; for any one of it write a variable, such as `{name[0]}`"
        elif type is None and name in _MONTHS:
            help = f"`month` is a number: {name} is `{_MONTHS.index(name) + 1}`"
        elif near:
            help = f"did you mean `{near[0]}`?"
        elif type is None:
            help = "declare it, or mend its spelling"
        else:
            help = f"declare it: `{declaration(keyword(type.name), name)}`"
            narrower = [f"`{keyword(kind)}`" for kind in self.vocabulary.kinds.narrower(type.name)[:4]]
            if narrower:
                help += (
                    f", or more narrowly as {' or '.join([', '.join(narrower[:-1]), narrower[-1]][-len(narrower) :])}"
                )
        self.found.error("GR202", f"no {kind} `{name}` is declared", span, help=help)

    def unknown_sentence(self, sentence: t.Sentence, *, fact: bool = False) -> None:
        """Report a sentence that no phrase matches, with what to write instead or the nearest phrases.

        With `fact`, a fact is wanted, and only facts are named.
        """
        from govrules.law.meant import meant  # as all that only a text with a mistake needs
        from govrules.syntax.swallowed import swallowed_limit, what_of_it

        text, phrases = sentence.text, self.vocabulary.phrases
        limit = swallowed_limit(text) if sentence.owed else None
        if limit is not None and phrases.match(text[: limit[1]].rstrip(" ,")) is not None:
            message, right = what_of_it(text, *limit)
            span = Span(sentence.span.path, sentence.span.start + limit[1], sentence.span.end)
            self.found.error("GR201", message, span, help=right)
            return
        help = meant(text, self.vocabulary, self.rulesets) if not self.found.crowded else None
        help = help or (self._nearest_fact(text) if fact else self._nearest(text))
        self.found.error("GR201", f"no phrase says `{text}`", sentence.span, help=help)

    def _nearest_fact(self, text: str) -> str | None:
        """The facts most like what is said, of those that are about the kind of thing that the sentence names."""
        from govrules.syntax.naming import CAPITALISED

        if self.found.crowded:
            return None
        kinds = self.vocabulary.kinds
        named = [each for name in CAPITALISED.findall(text) if (each := self.vocabulary.entities.get(name)) is not None]
        facts = [each for each in self.vocabulary.occurrences.values() if each.sort == "fact"]
        about = [f for f in facts if any(kinds.is_a(e.kind, slot.type.name) for e in named for slot in f.fields)]
        near = self.vocabulary.phrases.nearest(text, among={each.name for each in about or facts})
        if not near:
            return 'declare one with `fact NAME "…"`, or `use` the module that does'
        return f"the nearest {'fact is' if len(near) == 1 else 'facts are'} " + ", ".join(f"`{each}`" for each in near)

    def _nearest(self, text: str) -> str | None:
        from govrules.syntax.words import WRITTEN_OUT, figures

        same = self.vocabulary.phrases.gaps(text)
        if same is not None:
            slot = "a capitalised name, a figure, a variable or `any`"
            return f"its words are those of `{same}`, where each `{{…}}` outside `[…]` takes {slot}"
        if self.found.crowded:
            return None
        near = self.vocabulary.phrases.nearest(text)
        if not near:
            return "declare one with `event`, `act` or `fact`, or `use` the module that does"
        plural = "phrase is" if len(near) == 1 else "phrases are"
        figure = next((figures(each[0]) for each in WRITTEN_OUT.finditer(text) if each[0].lower() != "one"), None)
        mended = f"; numbers are written in figures, as in `{figure}`" if figure is not None else ""
        return f"the nearest {plural} " + ", ".join(f"`{each}`" for each in near) + mended


def _of_kind_help(vocabulary: m.Vocabulary, type: Type) -> str | None:
    names = [entity.name for entity in vocabulary.of_kind(type.name)][:5]
    return "of that kind are " + ", ".join(f"`{name}`" for name in names) if names else None
