"""The yardstick: the eight rules of `workload.gov`, in both settings, as a Python loop written by hand for speed.

In: stories. Out: how often each rule is violated in each column (`violations`), or a record for each finding
(`records`). Days are whole numbers, fractions are compared by cross-multiplication, a sum with months is made once for
a day, and one pass over the events serves all rules and both settings. It knows the workload and nothing else: no bill
is presented twice, every share and every number of votes is said, and nobody acts after death.

What it says is what `docs/language.md` says of the same rules; `python -m benchmarks --quick` holds the two together.
"""

from collections.abc import Iterable
from typing import Literal

from benchmarks.events import (
    ADOPTED,
    CALLED,
    CHAMBERS,
    DISSOLVED,
    ELECTED,
    HELD,
    LEAVES,
    OFFICES,
    PRESENTED,
    SEATS,
    TAKES,
    Story,
)
from benchmarks.generator import months_later

TENURE, TERM_LIMIT, VETO, OVERRIDE, DISSOLUTION, WINDOW, TWO_OFFICES, MAJORITY = range(8)
BEFORE, AFTER = range(2)
Status = Literal["satisfied", "violated", "pending"]
Record = tuple[int, int, Status, int, int, int, int]
"""Rule, column, status, the day of the verdict, the day of the trigger, and what its sentence names (-1: nothing)."""


class _Later(dict[int, int]):
    """Days so many months later, each worked out once."""

    def __init__(self, months: int) -> None:
        super().__init__()
        self.months = months

    def __missing__(self, day: int) -> int:
        later = self[day] = months_later(day, self.months)
        return later


_LATER = tuple(_Later(months) for months in (1, 2, 3, 6, 12, 18, 60, 84))


def violations(stories: Iterable[Story]) -> list[tuple[int, int]]:
    """How often each rule is violated before and after, in the order of the rules."""
    tenure_b = tenure_a = limit_b = limit_a = veto_b = veto_a = override_b = override_a = 0
    bar_b = bar_a = window_b = window_a = two_b = two_a = majority_b = majority_a = 0
    one_month, two_months, three_months, six_months, twelve_months, eighteen_months, five_years, seven_years = _LATER
    offices = len(OFFICES)
    seats = SEATS

    for _, until, _, _, events in stories:
        holder = [-1] * offices
        since = [0] * offices
        given_up: dict[int, dict[int, int]] = {}
        elected: dict[int, int] = {}
        presented: dict[int, int] = {}
        calls_b: list[list[int]] = [[] for _ in range(offices)]
        calls_a: list[list[int]] = [[] for _ in range(offices)]
        dissolved = [0] * len(CHAMBERS)
        today = 0
        for day, kind, first, second, number in events:
            if kind < CALLED:
                if kind == TAKES:
                    was = holder[second]
                    holder[second] = -1
                    if first in holder:
                        two_b += 1
                        two_a += 1
                    elif first in given_up:
                        last = 0
                        for office, end in given_up[first].items():
                            if office != second and end > last:
                                last = end
                        if last and day <= six_months[last]:
                            two_a += 1
                            if day <= one_month[last]:
                                two_b += 1
                    if was >= 0:
                        last = five_years[since[second]]
                        if day > last and (day != last + 1 or day == today):
                            tenure_b += 1
                            last = seven_years[since[second]]
                            if day > last and (day != last + 1 or day == today):
                                tenure_a += 1
                        if was in given_up:
                            given_up[was][second] = day
                        else:
                            given_up[was] = {second: day}
                    holder[second] = first
                    since[second] = day
                elif kind == ELECTED:
                    if number <= 550:
                        majority_a += 1
                        if number <= 500:
                            majority_b += 1
                    key = first * offices + second
                    if key in elected:
                        limit_a += 1
                        times = elected[key] = elected[key] + 1
                        if times > 2:
                            limit_b += 1
                    else:
                        elected[key] = 1
                elif kind == PRESENTED:
                    presented[first] = day
                elif first in presented:
                    start = presented.pop(first)
                    if day > start + 15:
                        veto_a += 1
                        if day > one_month[start]:
                            veto_b += 1
            elif kind < LEAVES:
                if kind == CALLED:
                    calls_b[first].append(day)
                    calls_a[first].append(day)
                elif kind == HELD:
                    calls = calls_b[first]
                    if calls:
                        early = []
                        for start in calls:
                            if day < start + 30:
                                early.append(start)
                            elif day > two_months[start]:
                                window_b += 1
                        calls_b[first] = early
                    calls = calls_a[first]
                    if calls:
                        early = []
                        for start in calls:
                            if day < start + 20:
                                early.append(start)
                            elif day > three_months[start]:
                                window_a += 1
                        calls_a[first] = early
                else:
                    if 4 * number < 3 * seats[first]:
                        override_a += 1
                        if 3 * number < 2 * seats[first]:
                            override_b += 1
            elif kind < ADOPTED:
                if kind == LEAVES:
                    if holder[second] == first:
                        holder[second] = -1
                        last = five_years[since[second]]
                        if day > last and (day != last + 1 or day == today):
                            tenure_b += 1
                            last = seven_years[since[second]]
                            if day > last and (day != last + 1 or day == today):
                                tenure_a += 1
                        if first in given_up:
                            given_up[first][second] = day
                        else:
                            given_up[first] = {second: day}
                elif kind == DISSOLVED:
                    start = dissolved[first]
                    if start and day <= eighteen_months[start]:
                        bar_a += 1
                        if day <= twelve_months[start]:
                            bar_b += 1
                    dissolved[first] = day
                elif first in holder:
                    for office in range(offices):
                        if holder[office] == first:
                            holder[office] = -1
                            last = five_years[since[office]]
                            if day > last and (day != last + 1 or day == today):
                                tenure_b += 1
                                last = seven_years[since[office]]
                                if day > last and (day != last + 1 or day == today):
                                    tenure_a += 1
            today = day
        for office in range(offices):
            if holder[office] >= 0 and until > five_years[since[office]]:
                tenure_b += 1
                if until > seven_years[since[office]]:
                    tenure_a += 1
            for start in calls_b[office]:
                if until >= two_months[start]:
                    window_b += 1
            for start in calls_a[office]:
                if until >= three_months[start]:
                    window_a += 1
        for start in presented.values():
            if until >= start + 15:
                veto_a += 1
                if until >= one_month[start]:
                    veto_b += 1
    return [
        (tenure_b, tenure_a),
        (limit_b, limit_a),
        (veto_b, veto_a),
        (override_b, override_a),
        (bar_b, bar_a),
        (window_b, window_a),
        (two_b, two_a),
        (majority_b, majority_a),
    ]


def records(stories: Iterable[Story], every: bool = True) -> list[Record]:
    """A record for each finding, or for each violation alone, column by column as the verdicts fall."""
    found: list[Record] = []
    add = found.append
    one_month, two_months, three_months, six_months, twelve_months, eighteen_months, five_years, seven_years = _LATER
    offices = len(OFFICES)
    seats = SEATS

    def end_tenure(day: int, first_today: bool, start: int, person: int, office: int) -> None:
        last = five_years[start]
        if day > last and not (first_today and day == last + 1):
            add((TENURE, BEFORE, "violated", last + 1, start, person, office))
        elif every:
            add((TENURE, BEFORE, "satisfied", day, start, person, office))
        last = seven_years[start]
        if day > last and not (first_today and day == last + 1):
            add((TENURE, AFTER, "violated", last + 1, start, person, office))
        elif every:
            add((TENURE, AFTER, "satisfied", day, start, person, office))

    def end_duty(rule: int, column: int, day: int, start: int, last: int, what: int) -> None:
        if day > last:
            add((rule, column, "violated", last, start, what, -1))
        elif every:
            add((rule, column, "satisfied", day, start, what, -1))

    for _, until, _, _, events in stories:
        holder = [-1] * offices
        since = [0] * offices
        given_up: dict[int, dict[int, int]] = {}
        elected: dict[int, int] = {}
        presented: dict[int, int] = {}
        calls_b: list[list[int]] = [[] for _ in range(offices)]
        calls_a: list[list[int]] = [[] for _ in range(offices)]
        dissolved = [0] * len(CHAMBERS)
        today = 0
        for day, kind, first, second, number in events:
            if kind < CALLED:
                if kind == TAKES:
                    was = holder[second]
                    holder[second] = -1
                    in_one_month = in_six_months = first in holder
                    if not in_six_months and first in given_up:
                        last = 0
                        for office, end in given_up[first].items():
                            if office != second and end > last:
                                last = end
                        if last and day <= six_months[last]:
                            in_six_months = True
                            in_one_month = day <= one_month[last]
                    if in_one_month:
                        add((TWO_OFFICES, BEFORE, "violated", day, day, first, second))
                    elif every:
                        add((TWO_OFFICES, BEFORE, "satisfied", day, day, first, second))
                    if in_six_months:
                        add((TWO_OFFICES, AFTER, "violated", day, day, first, second))
                    elif every:
                        add((TWO_OFFICES, AFTER, "satisfied", day, day, first, second))
                    if was >= 0:
                        end_tenure(day, day != today, since[second], was, second)
                        if was in given_up:
                            given_up[was][second] = day
                        else:
                            given_up[was] = {second: day}
                    holder[second] = first
                    since[second] = day
                elif kind == ELECTED:
                    key = first * offices + second
                    times = elected[key] = elected.get(key, 0) + 1
                    if every:
                        status_b: Status = "satisfied" if times <= 2 else "violated"
                        add((TERM_LIMIT, BEFORE, status_b, day, day, first, second))
                        add((TERM_LIMIT, AFTER, "satisfied" if times <= 1 else "violated", day, day, first, second))
                        add((MAJORITY, BEFORE, "satisfied" if number > 500 else "violated", day, day, first, second))
                        add((MAJORITY, AFTER, "satisfied" if number > 550 else "violated", day, day, first, second))
                    else:
                        if times > 1:
                            add((TERM_LIMIT, AFTER, "violated", day, day, first, second))
                            if times > 2:
                                add((TERM_LIMIT, BEFORE, "violated", day, day, first, second))
                        if number <= 550:
                            add((MAJORITY, AFTER, "violated", day, day, first, second))
                            if number <= 500:
                                add((MAJORITY, BEFORE, "violated", day, day, first, second))
                elif kind == PRESENTED:
                    presented[first] = day
                elif first in presented:
                    start = presented.pop(first)
                    end_duty(VETO, BEFORE, day, start, one_month[start], first)
                    end_duty(VETO, AFTER, day, start, start + 15, first)
            elif kind < LEAVES:
                if kind == CALLED:
                    calls_b[first].append(day)
                    calls_a[first].append(day)
                elif kind == HELD:
                    calls = calls_b[first]
                    if calls:
                        early = []
                        for start in calls:
                            if day < start + 30:
                                early.append(start)
                            else:
                                end_duty(WINDOW, BEFORE, day, start, two_months[start], first)
                        calls_b[first] = early
                    calls = calls_a[first]
                    if calls:
                        early = []
                        for start in calls:
                            if day < start + 20:
                                early.append(start)
                            else:
                                end_duty(WINDOW, AFTER, day, start, three_months[start], first)
                        calls_a[first] = early
                else:
                    if 3 * number < 2 * seats[first]:
                        add((OVERRIDE, BEFORE, "violated", day, day, first, second))
                    elif every:
                        add((OVERRIDE, BEFORE, "satisfied", day, day, first, second))
                    if 4 * number < 3 * seats[first]:
                        add((OVERRIDE, AFTER, "violated", day, day, first, second))
                    elif every:
                        add((OVERRIDE, AFTER, "satisfied", day, day, first, second))
            elif kind < ADOPTED:
                if kind == LEAVES:
                    if holder[second] == first:
                        holder[second] = -1
                        end_tenure(day, day != today, since[second], first, second)
                        if first in given_up:
                            given_up[first][second] = day
                        else:
                            given_up[first] = {second: day}
                elif kind == DISSOLVED:
                    start = dissolved[first]
                    if start and day <= twelve_months[start]:
                        add((DISSOLUTION, BEFORE, "violated", day, day, first, -1))
                    elif every:
                        add((DISSOLUTION, BEFORE, "satisfied", day, day, first, -1))
                    if start and day <= eighteen_months[start]:
                        add((DISSOLUTION, AFTER, "violated", day, day, first, -1))
                    elif every:
                        add((DISSOLUTION, AFTER, "satisfied", day, day, first, -1))
                    dissolved[first] = day
                elif first in holder:
                    for office in range(offices):
                        if holder[office] == first:
                            holder[office] = -1
                            end_tenure(day, day != today, since[office], first, office)
            today = day
        for office in range(offices):
            if holder[office] >= 0:
                for column, terms in ((BEFORE, five_years), (AFTER, seven_years)):
                    last = terms[since[office]]
                    if until > last:
                        add((TENURE, column, "violated", last + 1, since[office], holder[office], office))
                    elif every:
                        add((TENURE, column, "satisfied", until, since[office], holder[office], office))
            for start in calls_b[office]:
                at_the_end(found, WINDOW, BEFORE, until, start, two_months[start], office, every)
            for start in calls_a[office]:
                at_the_end(found, WINDOW, AFTER, until, start, three_months[start], office, every)
        for bill, start in presented.items():
            at_the_end(found, VETO, BEFORE, until, start, one_month[start], bill, every)
            at_the_end(found, VETO, AFTER, until, start, start + 15, bill, every)
    return found


def at_the_end(
    found: list[Record], rule: int, column: int, until: int, start: int, last: int, what: int, every: bool
) -> None:
    """Add the record of a duty that nobody has done when the timeline ends."""
    if until >= last:
        found.append((rule, column, "violated", last, start, what, -1))
    elif every:
        found.append((rule, column, "pending", until, start, what, -1))
