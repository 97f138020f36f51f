"""Following an explanation: whether each step comes from what stands under it, and each leaf from the texts.

In: the tree of a finding, the timeline, the versions of the law, and what the law deemed to happen. Out: what does not
follow, in words; nothing if the tree is sound. It does not know how a tree is made, nor how the engine evaluates: it
uses the calendar, exact arithmetic, and what a ground says of itself. So it can be read, and trusted, on its own.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from govrules.calendar import DaysOff, Duration, Moment, compare, falls_on
from govrules.engine.certificate_values import (
    Texts,
    Values,
    compared,
    conjunction,
    disjunction,
    negation,
    sums,
    truths_of,
)
from govrules.engine.grounds import Ground
from govrules.engine.values import Elapsed
from govrules.engine.verdict import Finding
from govrules.law.model import UNKNOWN, DutyConsequence, RequireConsequence, Value, WhileBody

_BARE = frozenset({"law", "deemed", "touches", "more", "default", "constant", "untriggered"})
"""The kinds of steps of which nothing is shown to rest on anything."""


def problems(finding: Finding, texts: Texts) -> list[str]:
    """What does not follow in the explanation of a finding."""
    why = finding.why
    if why is None:
        return ["there is no explanation"]
    follower = _Follower(texts, finding.bindings)
    if why.about[:2] != (finding.status, finding.rule) or why.moment != Moment(finding.date):
        follower.found.append(f"verdict `{why.text}`: is not the one of the finding")
    follower.follow(why, None)
    return follower.found


class _Follower(Values):
    """Follows a tree, and notes what does not follow."""

    def follow(self, ground: Ground, parent: Ground | None) -> None:
        """Follow a step and all under it."""
        rule: Callable[[Ground, Ground | None], None] | None = getattr(self, f"_{ground.kind}", None)
        try:
            if rule is not None:
                rule(ground, parent)
            else:
                self._hold(ground, ground.kind in _BARE, "is of no known kind")
        except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError):
            self._hold(ground, False, "does not have the form of its kind")
        for child in ground.children:
            self.follow(child, ground)

    # ---- verdicts ---------------------------------------------------------------------------------------------------

    def _verdict(self, ground: Ground, _: Ground | None) -> None:
        status = ground.about[0]
        if ground.is_cut:
            return
        if ground.how == "readings":
            ways = {child.about[0] for child in ground.children}
            self._hold(ground, len(ways) > 1, "every reading comes to the same")
            self._hold(ground, status in ("contested", "undetermined"), f"is {status}, and hangs on a reading")
            return
        law = [child for child in ground.children if child.kind == "law"]
        self._hold(ground, len(law) == 1, "does not say by which law")
        self._hold(ground, len(ground.children) - len(law) == ground.about[2], "a part is missing")
        self._judged_by(ground)
        of = {
            kind: [child for child in ground.children if child.kind == kind]
            for kind in ("trigger", "requirement", "exception", "part", "release", "deemed")
        }
        applies = of["trigger"][0].truth if of["trigger"] else None
        self._hold(ground, applies is not None, "nothing set it going")
        excepted = disjunction(truths_of(of["exception"]))
        if ground.how == "power":
            derived = self._of_power(of, applies, excepted)
        elif of["part"]:
            derived = self._of_duty(of, applies)
        elif of["requirement"]:
            derived = self._of_requirement(ground, of, applies, excepted)
        elif excepted is True:
            derived = "excused"
        else:
            self._hold(ground, bool(of["deemed"]), "nothing is required, and nothing follows")
            derived = "satisfied" if applies is True and excepted is False else "undetermined"
        if ground.how == "principle":
            derived = {"satisfied": "met", "violated": "concern"}.get(derived, derived)
            status = {"satisfied": "met"}.get(status, status)
        self._hold(ground, status == derived, f"is {status}, and its parts come to {derived}")

    def _judged_by(self, ground: Ground) -> None:
        """As many requirements, or parts of a duty, as the rule at its place has."""
        norm = self.texts.rules.get(ground.span) if ground.span is not None else None
        parts = [child for child in ground.children if child.kind == "part"]
        required = [child for child in ground.children if child.kind == "requirement"]
        for child in ground.children:
            if child.kind in ("part", "deemed") and child.moment is not None:
                same = ground.moment is not None and child.moment.day == ground.moment.day
                self._hold(child, same, "speaks of another day")
        if norm is not None and parts:
            consequence = getattr(norm.body, "consequence", None)
            if isinstance(consequence, DutyConsequence):
                self._hold(ground, len(parts) == len(consequence.parts), "a part of the duty is missing")
        elif norm is not None and required:
            conditions = norm.body.conditions if isinstance(norm.body, WhileBody) else None
            if not isinstance(norm.body, WhileBody) and isinstance(norm.body.consequence, RequireConsequence):
                conditions = norm.body.consequence.conditions
            self._hold(ground, conditions is None or len(required) == len(conditions), "a requirement is missing")

    def _of_power(self, of: dict[str, list[Ground]], applies: Any, excepted: Any) -> str:
        act = conjunction(
            truths_of(child for trigger in of["trigger"] for child in trigger.children if child.kind == "event")
        )
        truth = conjunction([act, *truths_of(of["requirement"])])
        if truth is not True and excepted is True:
            return "excused"
        truth = disjunction([truth, excepted])
        if truth is False and applies is not True:
            truth = UNKNOWN
        return "satisfied" if truth is True else "void" if truth is False else "undetermined"

    def _of_requirement(self, ground: Ground, of: dict[str, list[Ground]], applies: Any, excepted: Any) -> str:
        required = conjunction(truths_of(of["requirement"]))
        if required is True:
            return "satisfied"
        if excepted is True:
            return "excused"
        if required is not False or applies is not True or excepted is not False:
            return "undetermined"
        return "void" if of["trigger"][0].about[-1] == "void" else "violated"

    def _of_duty(self, of: dict[str, list[Ground]], applies: Any) -> str:
        truths = [part.truth for part in of["part"]]
        released = disjunction(truths_of(of["release"]))
        if released is True or all(truth is True for truth in truths):
            return "satisfied"
        sure = applies is True and released is False
        if any(each.how == "otherwise" for each in of["deemed"]):
            return "satisfied" if sure and UNKNOWN not in truths else "undetermined"
        if not sure or UNKNOWN in truths:
            return "undetermined"
        return "violated" if False in truths else "pending"

    def _reading(self, ground: Ground, _: Ground | None) -> None:
        found = ground.about[0] != "not triggered"
        self._hold(ground, len(ground.children) == int(found), "has not one explanation under it")
        for child in ground.children:
            self._hold(ground, child.about[0] == ground.about[0], "its own explanation comes to something else")

    def _trigger(self, ground: Ground, _: Ground | None) -> None:
        if ground.how != "on":
            self._hold(ground, bool(ground.children), "names nothing")
        for child in ground.children:
            if child.kind == "event":
                self._hold(ground, child.moment == ground.moment, "speaks of another day")
        if ground.text != "the act":
            self._is_truth(ground, conjunction(truths_of(ground.children)))

    def _requirement(self, ground: Ground, _: Ground | None) -> None:
        if ground.how == "nobody":
            self._hold(ground, ground.truth is not True, "is no power for it")
        else:
            self._hold(ground, len(ground.children) == 1, "has not one statement under it")
            self._is_truth(ground, conjunction(truths_of(ground.children)))

    def _exception(self, ground: Ground, _: Ground | None) -> None:
        self._hold(ground, len(ground.children) == 1, "has not one statement under it")
        self._is_truth(ground, conjunction(truths_of(ground.children)))

    def _release(self, ground: Ground, _: Ground | None) -> None:
        self._is_truth(ground, disjunction(truths_of(ground.children)))

    # ---- duties -----------------------------------------------------------------------------------------------------

    def _part(self, ground: Ground, _: Ground | None) -> None:
        released, ways, since, limited = ground.about
        acts = [child for child in ground.children if child.kind == "event"]
        deadlines = [child for child in ground.children if child.kind == "deadline"]
        done = disjunction(truths_of(acts))
        self._hold(ground, len(deadlines) == limited, "a deadline is missing")
        if ground.truth is True:
            self._hold(ground, done is True, "nothing did it in time")
        else:
            self._hold(ground, done is not True, "it was done in time")
        day = ground.moment.day if ground.moment is not None else date.max
        if ground.truth is False:
            self._hold(ground, len(deadlines) == ways, "a way to do it has no last day")
            self._hold(ground, done is False, "it may have been done in time")
            for each in deadlines:
                last = each.value
                self._hold(each, isinstance(last, Moment) and last.day <= day, "is not over")
        if ground.truth is not True and not released and len(acts) < 4 * ways:
            for each in deadlines:
                last = each.value.day if isinstance(each.value, Moment) else day
                self._nothing_else(ground, acts, each.about[-1], since, min(last, day))

    def _nothing_else(self, ground: Ground, acts: list[Ground], wanted: Any, since: date, last: date) -> None:
        """No event of the timeline does what was not done."""
        name, slots = wanted
        for event in self.texts.events:
            if (
                event.what.name == name
                and since < event.day
                and (event.last or event.day) < last
                and self._fits(slots, event.values) is True
            ):
                told = any(act.span == event.span for act in acts)
                self._hold(ground, told, f"`{event.sentence}` on {event.day} is not told of")

    def _deadline(self, ground: Ground, _: Ground | None) -> None:
        first, last, still, weekdays, off, facts, since, _wanted = ground.about
        firsts: list[Moment] = []
        lasts: list[Moment] = []
        for limit in (child for child in ground.children if child.kind == "limit"):
            values = limit.value if type(limit.value) is tuple else (limit.value,)
            if any(not isinstance(value, Moment) for value in values):
                self._hold(ground, ground.truth is UNKNOWN, "a limit is not known")
                continue
            if limit.how in ("on", "between"):
                firsts.append(values[0])
            if limit.how != "between" or len(values) > 1:
                lasts.append(values[-1])
        self._hold(ground, (last is None) == (not lasts), "its limits say otherwise")
        if last is not None and lasts:
            self._hold(ground, all(compare(last, each) <= 0 for each in lasts), "is after one of its limits")
            self._hold(ground, any(compare(last, each) == 0 for each in lasts), "is none of its limits")
        if first is not None:
            self._hold(ground, any(compare(first, each) == 0 for each in firsts), "begins with none of its limits")
            self._hold(ground, all(compare(first, each) >= 0 for each in firsts), "begins too early")
        if last is None or ground.value is None:
            return
        if not still:
            self._is_value(ground, [last])
        elif facts:
            self._hold(ground, ground.value.day >= last.day, "is earlier than if every day counted")
        else:
            day, needed = since, (last.day - since).days
            while needed > 0:
                day += timedelta(days=1)
                stands = day.weekday() in weekdays or (isinstance(off, DaysOff) and off.is_day_off(day))
                needed -= 0 if stands else 1
            self._hold(ground, ground.value.day == day, f"comes to {day} when the days are counted")

    def _limit(self, ground: Ground, _: Ground | None) -> None:
        if ground.how == "within" and ground.moment is not None:
            self._hold(ground, len(ground.children) == 1, "adds no length of time")
            for child in ground.children:
                self._hold(ground, child.value == ground.about[0], "adds another length of time")
            self._says(ground, ground.moment)
            if isinstance(ground.about[0], Duration):
                self._is_value(ground, sums(ground.moment, ground.about[0], self.texts.zones))
        elif type(ground.value) is tuple:
            self._hold(ground, ground.value == tuple(child.value for child in ground.children), "names other days")
        elif ground.how == "ends":
            self._hold(ground, ground.value == ground.children[0].value, "names another day")
            self._is_truth(ground, conjunction(truths_of(ground.children)))

    # ---- statements -------------------------------------------------------------------------------------------------

    def _all(self, ground: Ground, _: Ground | None) -> None:
        if ground.about:
            self._hold(ground, len(ground.children) == ground.about[0], "a part is missing")
        self._is_truth(ground, conjunction(truths_of(ground.children)))

    def _some(self, ground: Ground, _: Ground | None) -> None:
        if ground.about:
            self._hold(ground, len(ground.children) == ground.about[0], "a part is missing")
        self._hold(ground, bool(ground.children), "nothing stands under it")
        self._is_truth(ground, disjunction(truths_of(ground.children)))

    def _not(self, ground: Ground, _: Ground | None) -> None:
        self._hold(ground, len(ground.children) == 1, "has not one statement under it")
        self._is_truth(ground, negation(conjunction(truths_of(ground.children))))

    def _comparison(self, ground: Ground, _: Ground | None) -> None:
        if len(ground.children) != 2:
            self._hold(ground, False, "has not two sides")
            return
        left, right = (child.value for child in ground.children)
        elapsed, duration = (left, right) if isinstance(left, Elapsed) else (right, left)
        if isinstance(elapsed, Elapsed) and isinstance(duration, Duration) and elapsed.start is not None:
            self._hold(
                ground, ground.about[0] in sums(elapsed.start, duration, self.texts.zones), "its sum is another day"
            )
        self._is_truth(ground, compared(ground.how, left, right, ground.about[0]))

    def _exists(self, ground: Ground, _: Ground | None) -> None:
        limit, name, now = ground.about
        counted = self._tally(ground)
        self._is_value(ground, [counted])
        self._complete(ground, name, now)
        self._is_truth(ground, compared(ground.how, counted, limit, None))

    def _holds(self, ground: Ground, _: Ground | None) -> None:
        self._hold(ground, bool(ground.children), "nothing stands under it")
        self._is_truth(ground, disjunction(truths_of(ground.children)))

    def _every(self, ground: Ground, _: Ground | None) -> None:
        asked = [child for child in ground.children if child.how != "dark"]
        self._hold(ground, len(asked) == ground.about[0], "one of them is missing")
        truth = conjunction(
            disjunction([child.truth, UNKNOWN]) if child.how == "perhaps" else child.truth for child in asked
        )
        if truth is True and len(asked) < len(ground.children):
            truth = UNKNOWN
        self._is_truth(ground, truth)

    def _touches(self, ground: Ground, _: Ground | None) -> None:
        self._hold(ground, (ground.truth is True) == bool(ground.children), "no clause of it is named")

    def _day(self, ground: Ground, _: Ground | None) -> None:
        anchor, days_off = ground.about
        day = ground.children[0].value if ground.children else UNKNOWN
        if not isinstance(day, Moment):
            self._is_truth(ground, UNKNOWN)
        else:
            self._is_truth(ground, days_off.is_day_off(day.day) if anchor is None else falls_on(anchor, day.day))

    def _choice(self, ground: Ground, _: Ground | None) -> None:
        condition, *rest = ground.children
        if isinstance(condition.truth, bool):
            self._hold(ground, len(rest) == 1, "chooses more than one")
        if ground.truth is not None:
            truths = {child.truth for child in rest}
            self._is_truth(ground, rest[0].truth if len(truths) == 1 else UNKNOWN)
        else:
            same = all(child.value == rest[0].value for child in rest)
            self._is_value(ground, [rest[0].value if same else UNKNOWN])

    def _plain(self, ground: Ground, _: Ground | None) -> None:
        (child,) = ground.children
        if ground.truth is not None:
            self._is_truth(ground, child.value if isinstance(child.value, bool) else UNKNOWN)
        else:
            self._is_value(ground, [child.truth])

    # ---- what is looked at ------------------------------------------------------------------------------------------

    def _fits(self, wanted: Sequence[Value], values: Sequence[Value]) -> Any:
        truths = []
        for one, other in zip(wanted, values, strict=False):
            if one is not None:
                truths.append(UNKNOWN if one is UNKNOWN or other is UNKNOWN else one == other)
        return conjunction(truths)

    def _event(self, ground: Ground, parent: Ground | None) -> None:
        name, wanted, values, deemed_by, asked = ground.about
        day = ground.moment.day if ground.moment is not None else date.min
        if deemed_by is not None:
            said = ground.text.removesuffix(f" (by law, {deemed_by})")
            known = (f"{said} (deemed by {deemed_by})", day) in self.texts.deemed
        else:
            known = any(
                event.span == ground.span
                and event.what.name == name
                and event.values == values
                and ground.text in (event.sentence, f"{event.sentence} (dated {event.written})")
                and (
                    event.day <= day <= (event.last or event.day)
                    or (event.minute is not None and abs((event.day - day).days) == 1)
                )
                for event in self.texts.events
            )
        self._hold(ground, known, f"there is no such event on {day}")
        if ground.truth is None:
            return
        self._is_truth(ground, conjunction([self._fits(wanted, values), *truths_of(ground.children)]))
        if ground.truth is not False:
            others = ("transition", "void", "gap", "slot", "attribute")
            told = sum(1 for child in ground.children if child.kind not in others)
            self._hold(ground, told >= asked, "a condition is missing")

    def _stretch(self, ground: Ground, _: Ground | None) -> None:
        start, end, holds, fact, values, causes = ground.about
        told = sum(1 for child in ground.children if child.how in ("begins", "ends"))
        self._hold(ground, told == causes, "what began or ended it is missing")
        for child in ground.children:
            if child.how == "begins":
                self._hold(
                    ground,
                    start is not None and child.moment is not None and child.moment.day == start.day,
                    "began on another day",
                )
            if child.how == "ends":
                self._hold(
                    ground,
                    end is not None and child.moment is not None and child.moment.day == end.day,
                    "ended on another day",
                )
        if ground.span is not None and ground.span in self.texts.givens:
            given = self.texts.givens[ground.span]
            same = given.holds and given.fact.name == fact and given.values == values
            self._hold(ground, same, "is not what is stated there")
        elif ground.span is not None:
            self._hold(ground, False, "is stated nowhere")
        now = ground.moment.day if ground.moment is not None else date.max
        if ground.how == "" and holds is True:
            self._hold(ground, (start is None or start.day <= now) and end is None, "does not hold on the day at hand")
        if ground.how == "" and holds is False:
            self._hold(ground, end is not None and end.day <= now, "is not over")
        if ground.how == "edge":
            return
        others = [child for child in ground.children if child.how not in ("begins", "ends")]
        self._is_truth(ground, conjunction([holds, *truths_of(others)]))

    def _derived(self, ground: Ground, _: Ground | None) -> None:
        if ground.how == "":
            self._is_truth(ground, conjunction(truths_of(ground.children)))

    def _window(self, ground: Ground, parent: Ground | None) -> None:
        first, last, _end = ground.about or (None, None, None)
        word, value, now = ground.how, ground.value, ground.moment
        if word in ("in time", "too late", "too early"):
            assert now is not None
            early = first is not None and compare(now, first) < 0
            late = last is not None and compare(now, last) > 0
            self._is_truth(ground, not early and not late)
            self._hold(ground, parent is not None and parent.moment == now, "speaks of another event")
            return
        item = parent.moment if parent is not None and parent.kind == "event" else None
        if word.endswith(" event"):
            self._by_event(ground, word, item)
            return
        self._hold(ground, len(ground.children) == 1, "does not say what bounds it")
        for child in ground.children:
            self._hold(ground, child.value == value, "names another day")
        if value is UNKNOWN:
            self._is_truth(ground, UNKNOWN)
            return
        if word.endswith(" stretch"):
            self._by_stretch(ground, word.removesuffix(" stretch"), first, last)
            return
        if item is None:
            self._hold(ground, False, "stands under no event")
            return
        self._hold(ground, first == item, "speaks of another event")
        if word == "in the last":
            assert now is not None
            self._says(ground, Moment(now.day))
            self._is_truth_of(
                ground,
                [
                    compare(now, end) <= 0 if isinstance(end, Moment) else UNKNOWN
                    for end in sums(item, value, self.texts.zones)
                ],
            )
            return
        self._is_truth(
            ground,
            {
                "since": item.day >= value.day,
                "before": compare(item, value) < 0,
                "on": item.day == value.day,
                "as of": item.day <= value.day,
            }[word],
        )

    def _is_truth_of(self, ground: Ground, truths: list[Any]) -> None:
        self._hold(
            ground, any(ground.truth is truth for truth in truths), f"is {ground.truth}, and should be {truths[0]}"
        )

    def _by_event(self, ground: Ground, word: str, item: Moment | None) -> None:
        latest = ground.children[0].moment if ground.children else None
        if latest is None:
            if word == "since event":
                self._is_truth_of(ground, [True, UNKNOWN])
            else:
                self._is_truth_of(ground, [False, UNKNOWN])
            return
        if item is None or ground.truth not in (True, False):
            return
        after = item.day >= latest.day if ground.truth == (word == "since event") else item.day <= latest.day
        self._hold(ground, after, "lies on the other side of that event")

    def _by_stretch(self, ground: Ground, word: str, start: Moment | None, end: Moment | None) -> None:
        value, now = ground.value, ground.moment
        if word == "in the last":
            assert now is not None
            ends = [None] if end is None else sums(end, value, self.texts.zones)
            self._is_truth_of(
                ground,
                [True if e is None else compare(now, e) <= 0 if isinstance(e, Moment) else UNKNOWN for e in ends],
            )
        elif word == "since":
            self._is_truth(ground, end is None or end.day >= value.day)
        elif word == "before":
            self._is_truth(ground, start is None or start.day < value.day)
        else:
            began = start is None or start.day <= value.day
            self._is_truth(ground, began and (end is None or end.day >= value.day))

    def _void(self, ground: Ground, _: Ground | None) -> None:
        self._hold(ground, ground.truth is not True and bool(ground.about[0]), "says that a void event counts")

    def _slot(self, ground: Ground, _: Ground | None) -> None:
        value, wanted = ground.about
        self._hold(ground, ground.truth is False and value != wanted, "does not differ")

    def _transition(self, ground: Ground, parent: Ground | None) -> None:
        _name, day, matches = ground.about
        self._hold(ground, len(ground.children) == 1, "does not say before which day")
        for child in ground.children:
            same = child.value.day == day if isinstance(child.value, Moment) else day is None
            self._hold(ground, same, "names another day")
        at = ground.moment.day if ground.moment is not None else date.min
        if parent is not None and parent.kind == "event":
            self._hold(ground, parent.moment == ground.moment, "speaks of another event")
        self._is_truth(ground, negation(conjunction([matches, UNKNOWN if day is None else at < day])))

    def _kept(self, ground: Ground, _: Ground | None) -> None:
        """A transition clause that is there, and speaks of the rule."""
        name, rule, _version = ground.about
        known = self.texts.transitions.get(ground.span) if ground.span is not None else None
        keeps = known.keeps if known is not None and known.name == name else ()
        self._hold(ground, any(rule in keep.names for keep in keeps), "is not what the law says there")

    def _denial(self, ground: Ground, _: Ground | None) -> None:
        given = self.texts.givens.get(ground.span) if ground.span is not None else None
        same = given is not None and not given.holds and (given.fact.name, given.values) == ground.about
        self._hold(ground, same and ground.truth is False, "is stated nowhere")

    def _gap(self, ground: Ground, _: Ground | None) -> None:
        if ground.truth is not None or ground.value is not UNKNOWN:
            self._is_truth(ground, conjunction([UNKNOWN, *truths_of(ground.children)]))
