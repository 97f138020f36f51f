"""The form of a timeline as data: what fields there are and what each may hold.

In: what a JSON reader gives, its numbers as `Figure`. Out: pydantic models, strict and frozen. What names and values
mean is not decided here.
"""

import re
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from govrules.calendar import parse_clock, parse_date
from govrules.syntax.build_expressions import why_no_day
from govrules.timeline.edtf import PATTERN, parse_edtf
from govrules.timeline.expecting import meant_status
from govrules.timeline.model import STATUSES, StatusWord

_EDTF = re.compile(PATTERN)
_EXACT = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Figure:
    """A number with the digits that it was written with, so that none becomes a binary float."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise ValueError("this is not a text in quotes")
    if _CONTROL.search(given):
        raise ValueError("this text holds a line end or another control character\nwrite it on one line")
    return given


def _word(given: Any) -> str:
    text = _text(given)
    if not text.strip() or '"' in text:
        raise ValueError("this is empty" if not text.strip() else "this holds double quotes")
    return text


def _cited(given: Any) -> str:
    text = _text(given)
    if "[" in text or "]" in text:
        raise ValueError('a citation holds no square brackets\nas in `"K23 Art. 42.5, secondary"`')
    return text


class Dating(NamedTuple):
    """The day of an event; of an uncertain date the first and the last day, and how it is written."""

    day: date
    last: date | None
    written: str | None


def _days(given: Any) -> Dating:
    if isinstance(given, str) and _EDTF.fullmatch(given) and not _EXACT.fullmatch(given):
        days = parse_edtf(given)
        if isinstance(days, str):
            raise ValueError(f'`{given}` is no date: {days}\nas in `"2022-11"` or `"2022-11-01/2022-11-20"`')
        first, last = days.first or date.min, days.last or date.max
        return Dating(first, last, given) if last != first else Dating(first, None, None)
    return Dating(_day(given), None, None)


def _day(given: Any) -> date:
    day = parse_date(given) if isinstance(given, str) else None
    if day is None:
        if isinstance(given, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", given, re.ASCII):
            raise ValueError(f"there is no day `{given}`\n{why_no_day(given)}")
        raise ValueError('this is no date\nas in `"2022-11-20"`')
    return day


def _clock(given: Any) -> int:
    minute = parse_clock(given) if isinstance(given, str) else None
    if minute is None:
        raise ValueError('this is no time of day\nas in `"07:00"`; times run from 00:00 to 23:59')
    return minute


def _scalar(given: Any) -> str | bool | Figure:
    if isinstance(given, bool | Figure):
        return given
    if isinstance(given, str):
        return _text(given)
    kind = "`null`" if given is None else "a list" if isinstance(given, list) else "an object"
    help = "leave out what is not known" if given is None else "write each as an event of its own"
    raise ValueError(f"{kind} is no value of a slot\n{help}")


def _status(given: Any) -> str:
    if isinstance(given, str) and given not in STATUSES:
        raise ValueError(f"`{given[:60]}` is no status\n{meant_status(given)}")
    return _text(given)


Text = Annotated[str, BeforeValidator(_text)]
Word = Annotated[str, BeforeValidator(_word)]
Cited = Annotated[str, BeforeValidator(_cited)]
Day = Annotated[date, BeforeValidator(_day)]
Days = Annotated[Dating, BeforeValidator(_days)]
Clock = Annotated[int, BeforeValidator(_clock)]
Status = Annotated[StatusWord, BeforeValidator(_status)]
Scalar = Annotated[Any, BeforeValidator(_scalar)]


class _Form(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Open(_Form):
    """Fields of the form, and the slots or attributes of a declaration."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Scalar] = Field(init=False)

    @property
    def extra(self) -> dict[str, Any]:
        """The slots or attributes."""
        return self.__pydantic_extra__


class HeadData(_Form):
    """`timeline`."""

    title: Word
    use: list[Word] = []
    before: Word | None = None
    after: Word | None = None
    under: list[Word] = []
    until: Day | None = None
    incomplete_before: Day | None = None
    timezone: Word | None = None


class EntityData(_Open):
    """One of `entities`; its attributes stand beside its fields."""

    kind: Word
    name: Word
    title: Word | None = None
    source: Cited | None = None


class GivenData(_Open):
    """One of `given`: a fact by its name and slots, or by a sentence."""

    fact: Word | None = None
    sentence: Text | None = None
    holds: bool = True
    begin: Day | None = Field(None, alias="from")
    end: Day | None = Field(None, alias="to")
    source: Cited | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "GivenData":
        _check_one_way("fact", self.fact, self.sentence, self.extra)
        return self


class EventData(_Open):
    """One of `events`: by the event's name and slots, or by a sentence."""

    event: Word | None = None
    sentence: Text | None = None
    on: Days
    at: Clock | None = None
    zone: Word | None = None
    source: Cited | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "EventData":
        _check_one_way("event", self.event, self.sentence, self.extra)
        if self.zone is not None and self.at is None:
            raise ValueError("`zone` goes with a time of day\nadd `at`, or take `zone` out")
        return self


def _check_one_way(word: str, name: str | None, sentence: str | None, slots: dict[str, Any]) -> None:
    if (name is None) == (sentence is None):
        raise ValueError(f"write either `{word}` with its slots or `sentence`")
    if sentence is not None and slots:
        slot = next(iter(slots))[:60]
        help = given_as("events" if word == "event" else "given", slot)
        raise ValueError(f"a `sentence` says it all; `{slot}` goes with `{word}`" + (f"\n{help}" if help else ""))


class ExpectData(_Form):
    """One of `expect`."""

    rule: Word | None = None
    status: Status | None = None
    nothing_violated: Literal[True] | None = None
    on: Day | None = None
    under: Word | None = None
    in_force: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "ExpectData":
        if self.under is not None and self.in_force is not None:
            raise ValueError("`under` and `in_force` do not go together")
        if self.nothing_violated is not None:
            if self.rule is not None or self.status is not None or self.on is not None:
                raise ValueError("`nothing_violated` goes with `under` or `in_force` alone")
        elif self.rule is None or self.status is None:
            raise ValueError('write `rule` and `status`, or `"nothing_violated": true`')
        return self


class TimelineData(_Form):
    """A timeline as data."""

    timeline: HeadData
    entities: list[EntityData] = []
    given: list[GivenData] = []
    events: list[EventData] = []
    expect: list[ExpectData] = []


MODELS: dict[str, type[BaseModel]] = {
    "timeline": HeadData,
    "entities": EntityData,
    "given": GivenData,
    "events": EventData,
    "expect": ExpectData,
}
"""The models by the field of a timeline that they stand under."""

_DAY = dict.fromkeys(("date", "day", "when"), "on")
MEANT: dict[str, dict[str, str]] = {
    "timeline": {"name": "title", "uses": "use", "rules": "use", "ruleset": "under", "law": "under", "end": "until"},
    "entities": {"type": "kind", "id": "name", "label": "title"},
    "given": {"since": "from", "start": "from", "begin": "from", "until": "to", "end": "to"},
    "events": {**_DAY, "time": "at", "timezone": "zone", "type": "event", "text": "sentence"},
    "expect": {**_DAY, "verdict": "status", "ruleset": "under", "law": "under", "name": "rule"},
}
"""What people call fields, and what those are called here."""


def given_as(section: str, name: str) -> str | None:
    """How to say what someone meant by a field that is not there."""
    field = MEANT.get(section, {}).get(name)
    if field == "on":
        return "the day is given as `on`"
    return f"`{name}` is given as `{field}`" if field is not None else None
