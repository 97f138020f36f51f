"""Slots: what the text in a slot of a sentence stands for, and what may be meant by a name or sentence that is none.

In: the texts of slots, their types and a vocabulary. Out: values. What stands for nothing is reported with the nearest
thing that there is, and becomes an unknown value.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from govrules.calendar import Moment, parse_clock, parse_date, parse_duration, zone_exists
from govrules.law import model as m
from govrules.law.types import UNKNOWN_TYPE, Type, keyword
from govrules.syntax import tree as t
from govrules.syntax.build_expressions import overlong, why_no_day
from govrules.syntax.naming import CAPITALISED, MIXED, declaration, short_name
from govrules.syntax.swallowed import swallowed_limit, what_of_it
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
_COMPARED = 2_000
_NAME_WORDS = 12
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

    def unknown_sentence(self, sentence: t.Sentence) -> None:
        """Report a sentence that no phrase matches, with the nearest phrases."""
        help: str | None = None
        limit = swallowed_limit(sentence.text) if sentence.owed else None
        if limit is not None and self.vocabulary.phrases.match(sentence.text[: limit[1]].rstrip(" ,")) is not None:
            message, help = what_of_it(sentence.text, *limit)
            span = Span(sentence.span.path, sentence.span.start + limit[1], sentence.span.end)
            self.found.error("GR201", message, span, help=help)
            return
        respelt = self._respelt(sentence.text) if not self.found.crowded else None
        if respelt is not None:
            message = f"no phrase says `{sentence.text}`"
            help = f"names and variables are capitalised and all other words are not: `{respelt}`"
            self.found.error("GR201", message, sentence.span, help=help)
            return
        named = self._named_in_full(sentence.text) if not self.found.crowded else None
        if named is not None:
            self.found.error("GR201", f"no phrase says `{sentence.text}`", sentence.span, help=named)
            return
        same = self.vocabulary.phrases.gaps(sentence.text)
        near = [] if same is not None or self.found.crowded else self.vocabulary.phrases.nearest(sentence.text)
        if same is not None:
            slot = "a capitalised name, a figure, a variable or `any`"
            help = f"its words are those of `{same}`, where each `{{…}}` outside `[…]` takes {slot}"
        elif near:
            plural = "phrase is" if len(near) == 1 else "phrases are"
            help = f"the nearest {plural} " + ", ".join(f"`{text}`" for text in near)
        elif not self.found.crowded:
            help = "declare one with `event`, `act` or `fact`, or `use` the module that does"
        self.found.error("GR201", f"no phrase says `{sentence.text}`", sentence.span, help=help)

    def _named_in_full(self, sentence: str) -> str | None:
        """What to do about a sentence that is right but for a name with small words in it, such as `State of Siege`."""
        if len(sentence) > _COMPARED:
            return None
        short = {title: name for name, title in self.vocabulary.titles.items()}
        for match in MIXED.finditer(sentence):
            for full in _parts(match[0]):
                said = sentence.replace(full, "Xx", 1)
                found = self.vocabulary.phrases.match(said)
                if found is None:
                    continue
                if full in short:
                    return f'write `{short[full]}`, or the full name in quotation marks: `"{full}"`'
                slot = next((name for name, term in found.terms.items() if "Xx" in term.text), None)
                fields = self.vocabulary.occurrences[found.name].fields
                kind = next((keyword(each.type.name) for each in fields if each.name == slot), "name")
                known = next((run for run in CAPITALISED.findall(full) if run in self.vocabulary.entities), None)
                if known is not None:
                    return f"the name `{known}` is declared; write it alone"
                new = short_name(kind, full)
                return f"small words stand in no name: declare `{declaration(kind, full)}`, and write `{new}` here"
        return None

    def _respelt(self, sentence: str) -> str | None:
        """A sentence with its capitals set right, if a phrase says it then."""
        if len(self.vocabulary.entities) > _COMPARED:
            return None
        names = {word.casefold(): word for name in self.vocabulary.entities for word in name.split()}
        words = sentence.split()
        capitalised = [names.get(word, word.upper() if len(word) == 1 and word != "a" else word) for word in words]
        lowered = [word if word in names.values() or len(word) <= 2 else word.lower() for word in words]
        for respelt in (" ".join(capitalised), " ".join(lowered)):
            said = self.vocabulary.phrases.match(respelt) if respelt != sentence else None
            if said is not None and all(
                term.text in self.vocabulary.entities or len(term.text) == 1
                for term in said.terms.values()
                if term.text not in sentence
            ):
                return respelt
        return None


def _parts(name: str) -> Iterator[str]:
    """A name with small words in it, and what it is without its first words or its last ones, the longest first."""
    words = name.split()[:_NAME_WORDS]
    for length in range(len(words), 2, -1):
        for start in range(len(words) - length + 1):
            part = " ".join(words[start : start + length])
            if MIXED.fullmatch(part):
                yield part


def _of_kind_help(vocabulary: m.Vocabulary, type: Type) -> str | None:
    names = [entity.name for entity in vocabulary.of_kind(type.name)][:5]
    return "of that kind are " + ", ".join(f"`{name}`" for name in names) if names else None
