"""The form of a timeline as data, checked until nothing is hidden.

In: what a JSON reader gave. Out: a `TimelineData` of all that has the right form, and diagnostics of what has not. What
is wrong is reported and left out, or mended where it is plain what was meant, and the rest is looked at again: so one
mistake hides no other one, neither of form nor, later on, of names.
"""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from pydantic import ValidationError

from govrules.text.diagnostics import Diagnostics, did_you_mean, nearest
from govrules.text.source import Span
from govrules.timeline.form import MEANT, MODELS, TimelineData, given_as
from govrules.timeline.places import Path, Places, clean, shown

SHOWN = 20
"""The mistakes of one sort that are told one by one."""
_ROUNDS = 6
_SECTIONS = ("entities", "given", "events", "expect")
_OPTIONAL = {
    "timeline": ("until", "incomplete_before", "timezone"),
    "entities": ("source",),
    "given": ("holds", "from", "to", "source"),
    "events": ("at", "zone", "source"),
    "expect": ("on",),
}
"""The fields without which the rest of an entry can still be looked at."""


class Formed(Struct, frozen=True):
    """What of a timeline has the right form, and where in the text its entries stand."""

    data: TimelineData
    at: dict[str, tuple[int, ...]]


def form(raw: dict[str, Any], places: Places, found: Diagnostics) -> Formed | None:
    """All of a timeline that has the right form; None when its names would mean nothing without the rest."""
    return _Mending(raw, places, found).run()


class _Mending:
    """One timeline being looked at, round by round."""

    def __init__(self, raw: dict[str, Any], places: Places, found: Diagnostics) -> None:
        self.raw = dict(raw)
        self.places = places
        self.found = found
        self.at = {name: list(range(len(raw[name]))) if isinstance(raw.get(name), list) else [] for name in _SECTIONS}
        self.told = 0
        self.untold = 0
        self.usable = True

    def run(self) -> Formed | None:
        formed = None
        for _ in range(_ROUNDS):
            try:
                data = TimelineData.model_validate(self.raw)
            except ValidationError as error:
                self._round(error)
            else:
                formed = Formed(data, {name: tuple(at) for name, at in self.at.items()})
                break
        if self.untold:
            self.found.error("GR508", f"{self.untold} further places do not fit", Span(self.places.source.path, 0, 1))
        return formed if self.usable else None

    def _round(self, error: ValidationError) -> None:
        """Report what is wrong, then mend it or leave it out."""
        gone: dict[str, set[int]] = {}
        for section in self.raw.values():
            if isinstance(section, list):
                section[:] = [dict(entry) if isinstance(entry, dict) else entry for entry in section]
        for problem in error.errors(include_url=False, include_input=False):
            path: Path = tuple(problem["loc"])
            place = self._place(path)
            if problem["type"] == "extra_forbidden" and len(path) > 1 and path[-1] not in self._entry(path[:-1]):
                continue  # it was taken for a field that is missing
            if self.told < SHOWN:
                self.told += 1
                self._report(problem, path, place)
            else:
                self.untold += 1
            if not self._mend(path, problem["type"]):
                gone.setdefault(str(path[0]), set()).add(int(path[1]))
        for name, wrong in gone.items():
            self.raw[name] = [entry for at, entry in enumerate(self.raw[name]) if at not in wrong]
            self.at[name] = [place for at, place in enumerate(self.at[name]) if at not in wrong]

    def _place(self, path: Path) -> Path:
        """Where in the text a place among what is left stands."""
        if len(path) > 1 and path[0] in self.at and isinstance(path[1], int):
            return (path[0], self.at[str(path[0])][path[1]], *path[2:])
        return path

    def _entry(self, path: Path) -> dict[str, Any]:
        entry = self.raw.get(str(path[0])) if path else None
        if len(path) > 1 and isinstance(entry, list) and isinstance(path[1], int):
            entry = entry[path[1]]
        return entry if isinstance(entry, dict) else {}

    # ---- mending -----------------------------------------------------------------------------------------------------

    def _mend(self, path: Path, type: str) -> bool:
        """Mend what is wrong at a place; False to leave out the whole entry."""
        section = str(path[0]) if path else ""
        if len(path) <= 1:
            self._mend_section(section, type)
            return True
        if section == "timeline":
            self._mend_head(str(path[1]), type)
            return True
        if len(path) == 2:
            self.usable = self.usable and section != "entities"
            return False
        entry, field = self._entry(path), str(path[2])
        stray = _stray(section, field, entry) if type == "missing" else None
        if stray is not None:
            entry[field] = entry.pop(stray)
        elif section == "events" and field == "on":
            entry["on"] = self._day_before(int(path[1]))
            entry.pop("at", None)
            entry.pop("zone", None)
        elif field in _OPTIONAL[section] or type == "extra_forbidden":
            entry.pop(field, None)
            if field == "at":
                entry.pop("zone", None)
        elif section == "entities" and field not in ("kind", "name", "title"):
            entry.pop(field, None)
        else:
            self.usable = self.usable and section != "entities"
            return False
        return True

    def _mend_section(self, section: str, type: str) -> None:
        if section == "timeline":
            self.usable = False
            self.raw["timeline"] = {"title": "…"}
        elif type == "extra_forbidden":
            del self.raw[section]
            self.usable = self.usable and not nearest(section, ("timeline", "entities"))
        else:
            self.raw[section] = []
            self.usable = self.usable and section != "entities"

    def _mend_head(self, field: str, type: str) -> None:
        head = self.raw["timeline"] = dict(self.raw["timeline"])
        stray = _stray("timeline", field, head) if type == "missing" else None
        if stray is not None:
            head[field] = head.pop(stray)
        elif field == "title":
            head["title"] = "…"
        else:
            head.pop(field, None)
            meant = MEANT["timeline"].get(field) or next(iter(nearest(field, _fields(("timeline",)))), "")
            used = field if type != "extra_forbidden" else meant
            self.usable = self.usable and used not in ("use", "before", "after", "under")

    def _day_before(self, at: int) -> str:
        """A day for an event without one: that of the event before it."""
        entries = self.raw["events"][:at]
        days = [entry["on"] for entry in entries if isinstance(entry, dict) and isinstance(entry.get("on"), str)]
        return str(days[-1]) if days else "2000-01-01"

    # ---- reporting ---------------------------------------------------------------------------------------------------

    def _report(self, problem: Any, path: Path, place: Path) -> None:
        """Say what is wrong with the form."""
        help = None
        match problem["type"]:
            case "missing":
                field, section = str(path[-1]), str(path[0])
                place = place[:-1]
                message = f"`{field}` is missing"
                stray = _stray(section, field, self._entry(path[:-1])) if place else None
                if stray is not None:
                    message += f", and there is `{clean(stray)}`"
                    help = given_as(section, stray)
                    self._error(place, message, help, (*place, stray))
                    return
            case "extra_forbidden":
                known = _fields(path[:-1])
                message = "there is no such field here"
                meant = given_as(str(path[0]), str(path[-1])) if len(path) > 1 else None
                help = meant or did_you_mean(str(path[-1]), known) or listed("the fields are", known)
            case "string_type":
                message = "this is not a text in quotes"
            case "bool_type":
                message = "this is neither `true` nor `false`"
            case "list_type":
                message = "this is not a list in `[…]`"
            case "model_type" | "model_attributes_type" | "dict_type":
                message = "this is not an object in `{…}`"
            case "literal_error":
                message = f"this is not {problem['ctx']['expected']}"
            case "string_unicode":
                message = "this text holds a broken character"
            case "value_error":
                message, _, advice = str(problem["ctx"]["error"]).partition("\n")
                help = advice or None
            case _:
                message = problem["msg"].lower()
        self._error(place, message, help, place)

    def _error(self, place: Path, message: str, help: str | None, near: Path) -> None:
        where = f"`{shown(place)}`: " if place else ""
        self.found.error("GR508", where + message, self.places.near(near), help=help)


def _stray(section: str, field: str, entry: dict[str, Any]) -> str | None:
    """A field of an entry by whose name people mean one that is missing."""
    return next((name for name in entry if MEANT.get(section, {}).get(name) == field), None)


def _fields(path: Path) -> list[str]:
    model = MODELS.get(str(path[0]) if path else "", TimelineData)
    return [field.alias or name for name, field in model.model_fields.items()]


def listed(before: str, names: Iterable[str]) -> str:
    """Names in a row."""
    return f"{before} " + ", ".join(f"`{name}`" for name in names)
