"""Timelines put together by a program.

In: Python values. Out: a timeline as data, a `Source` of JSON that is read like any other. Figures stay exact: a float
is refused with a `TypeError`, because it rarely is the figure that was meant.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

from govrules.text.source import Source

Value = str | bool | int | Decimal | Fraction | date | time
"""What a slot or attribute takes: names and everything that has a unit as in a sentence (`"81.31%"`, `"2 months"`,
`"3000000 KZT"`), numbers, dates and times of day as such."""
Day = date | str


class TimelineBuilder:
    """Builds a timeline step by step; every method but `build` gives back the builder.

    Days are `date` values or texts such as `"2022-11-20"`. Events and facts go by a sentence, or by the name of their
    declaration and its slots. Mistakes in names and sentences are diagnostics of the reading, not errors in here.
    """

    def __init__(self, title: str, *, path: str = "timeline.json") -> None:
        """`path` is what messages call the timeline; `use` lines that start with a dot are relative to it."""
        self._path = path
        self._head: dict[str, object] = {"title": title}
        self._sections: dict[str, list[dict[str, object]]] = {
            "entities": [],
            "given": [],
            "events": [],
            "expect": [],
        }

    def uses(self, *modules: str) -> "TimelineBuilder":
        """Use modules: a bare name, or a path that starts with `./`."""
        return self._extend("use", modules)

    def before(self, ruleset: str) -> "TimelineBuilder":
        """Check under this rule set as the law before a reform."""
        self._head["before"] = ruleset
        return self

    def after(self, ruleset: str) -> "TimelineBuilder":
        """Check under this rule set as the law after a reform."""
        self._head["after"] = ruleset
        return self

    def under(self, *rulesets: str) -> "TimelineBuilder":
        """Check under these rule sets as well."""
        return self._extend("under", rulesets)

    def until(self, day: Day) -> "TimelineBuilder":
        """The last day that the timeline tells of; unsaid, the day of the last event."""
        self._head["until"] = day
        return self

    def incomplete_before(self, day: Day) -> "TimelineBuilder":
        """What happened before this day is not all known."""
        self._head["incomplete_before"] = day
        return self

    def timezone(self, zone: str) -> "TimelineBuilder":
        """The zone of clock times, such as `Asia/Almaty`; unsaid, that of each rule set."""
        self._head["timezone"] = zone
        return self

    def declare(
        self, kind: str, name: str, /, *, title: str | None = None, source: str | None = None, **attributes: Value
    ) -> "TimelineBuilder":
        """Declare a person, an office or another thing: `declare("person", "Tokayev", born=date(1953, 5, 17))`."""
        return self._add("entities", attributes, kind=kind, name=name, title=title, source=source)

    def given(
        self,
        sentence: str | None = None,
        /,
        *,
        fact: str | None = None,
        holds: bool = True,
        since: Day | None = None,
        until: Day | None = None,
        source: str | None = None,
        **slots: Value,
    ) -> "TimelineBuilder":
        """State that a fact holds, or with `holds=False` that it does not; perhaps only from and to a day."""
        fields = {"holds": None if holds else False, "from": since, "to": until, "source": source}
        return self._add("given", slots, sentence=sentence, fact=fact, **fields)

    def event(
        self,
        day: Day,
        sentence: str | None = None,
        /,
        *,
        event: str | None = None,
        at: time | str | None = None,
        zone: str | None = None,
        source: str | None = None,
        **slots: Value,
    ) -> "TimelineBuilder":
        """Something that happened: `event("2019-06-09", "Tokayev is elected President")`."""
        fields = {"on": day, "at": at, "zone": zone, "source": source}
        return self._add("events", slots, sentence=sentence, event=event, **fields)

    def expect(
        self, rule: str, status: str, *, on: Day | None = None, under: str | None = None, in_force: bool = False
    ) -> "TimelineBuilder":
        """Expect a status of a rule, under every rule set unless `under` names one, or by the law in force."""
        return self._add("expect", {}, rule=rule, status=status, on=on, under=under, in_force=in_force or None)

    def expect_nothing_violated(self, *, under: str | None = None, in_force: bool = False) -> "TimelineBuilder":
        """Expect that nothing is violated, void or undetermined, and that some rule was set going."""
        return self._add("expect", {}, nothing_violated=True, under=under, in_force=in_force or None)

    def build(self) -> Source:
        """The timeline built so far, as JSON. Raises `TypeError` for a value that is no exact figure or text."""
        data = {"timeline": self._head, **{name: items for name, items in self._sections.items() if items}}
        return as_source(data, self._path)

    def _extend(self, field: str, words: Sequence[str]) -> "TimelineBuilder":
        known = self._head.setdefault(field, [])
        assert isinstance(known, list)
        known += words
        return self

    def _add(self, section: str, slots: Mapping[str, Value], **fields: object) -> "TimelineBuilder":
        said = {name: value for name, value in fields.items() if value is not None}
        self._sections[section].append({**said, **slots})
        return self


def as_source(data: Mapping[str, object], path: str) -> Source:
    """A timeline as data, written as JSON, an event a line. Raises `TypeError` for what JSON cannot hold exactly."""
    parts = []
    for key, value in data.items():
        if isinstance(value, list | tuple) and value:
            lines = ",\n".join(f"    {_json(each, f'{key}[{at}]')}" for at, each in enumerate(value))
            parts.append(f"  {_json(key, key)}: [\n{lines}\n  ]")
        else:
            parts.append(f"  {_json(key, 'key')}: {_json(value, str(key))}")
    return Source(path, "{\n" + ",\n".join(parts) + "\n}\n")


def _json(value: object, place: str) -> str:
    match value:
        case None | bool() | str():
            return json.dumps(value, ensure_ascii=False)
        case int():
            return str(value)
        case Fraction():
            return str(value.numerator) if value.denominator == 1 else f'"{value}"'
        case Decimal() if value.is_finite() and -50 < value.adjusted() < 50:
            return format(value, "f")
        case time():
            return f'"{value:%H:%M}"'
        case date() if not isinstance(value, datetime):
            return f'"{value.isoformat()}"'
        case Mapping():
            inside = (f"{_key(key, place)}: {_json(each, f'{place}.{key}')}" for key, each in value.items())
            return "{" + ", ".join(inside) + "}"
        case list() | tuple():
            return "[" + ", ".join(_json(each, f"{place}[{at}]") for at, each in enumerate(value)) + "]"
        case float():
            raise TypeError(f"{place}: a float is not exact; give a Decimal, a Fraction or a text such as '81.31%'")
    raise TypeError(f"{place}: a {type(value).__name__} cannot stand in a timeline")


def _key(key: object, place: str) -> str:
    if not isinstance(key, str):
        raise TypeError(f"{place}: {key!r} is no text, and fields have texts as names")
    return json.dumps(key, ensure_ascii=False)
