"""Stories of the workload written as timelines, in text and as JSON."""

import json
from collections.abc import Sequence
from datetime import date

from benchmarks import events as e
from benchmarks.events import Event, Story

_CONSONANTS = "bdfgklmnprstvz"
_SYLLABLES = [consonant + vowel for consonant in _CONSONANTS for vowel in "aeiou"]


def person(number: int) -> str:
    """The name of a person, such as `Bedola`."""
    rest, last = divmod(number, len(_SYLLABLES))
    first, middle = divmod(rest, len(_SYLLABLES))
    return (_SYLLABLES[first % len(_SYLLABLES)] + _SYLLABLES[middle] + _SYLLABLES[last]).capitalize()


def bill(number: int) -> str:
    """The name of a bill, such as `Bedola Bill`."""
    return f"{person(number)} Bill"


def sentence(event: Event) -> str:
    """An event in the words of the workload."""
    _, kind, first, second, number = event
    match kind:
        case e.TAKES:
            return f"{person(first)} takes office as {e.OFFICES[second]}"
        case e.ELECTED:
            return f"{person(first)} is elected {e.OFFICES[second]} with {_percent(number)}"
        case e.PRESENTED:
            return f"{bill(first)} is presented to President"
        case e.SIGNED:
            return f"{bill(first)} is signed by President"
        case e.RETURNED:
            return f"President returns {bill(first)} with objections"
        case e.CALLED:
            return f"President calls an early election of {e.OFFICES[first]}"
        case e.HELD:
            return f"an early election of {e.OFFICES[first]} is held"
        case e.OVERRIDDEN:
            return f"{e.CHAMBERS[first]} votes to override the objections to {bill(second)} with {number} votes"
        case e.LEAVES:
            return f"{person(first)} leaves {e.OFFICES[second]}"
        case e.DISSOLVED:
            return f"President dissolves {e.CHAMBERS[first]}"
        case e.DIES:
            return f"{person(first)} dies"
        case e.ADOPTED:
            return f"{e.CHAMBERS[first]} adopts {bill(second)} with {number} votes"
        case e.PUBLISHED:
            return f"{bill(first)} is published"
    raise ValueError(f"no kind of event: {kind}")


def slots(event: Event) -> dict[str, str | int]:
    """An event by its name and slots, as a JSON timeline says it."""
    _, kind, first, second, number = event
    match kind:
        case e.TAKES:
            return {"event": "took_office", "person": person(first), "office": e.OFFICES[second]}
        case e.ELECTED:
            elected = {"event": "elected", "person": person(first), "office": e.OFFICES[second]}
            return {**elected, "share": _percent(number)}
        case e.PRESENTED:
            return {"event": "presented", "bill": bill(first), "office": "President"}
        case e.SIGNED:
            return {"event": "bill_signed", "bill": bill(first), "office": "President"}
        case e.RETURNED:
            return {"event": "returned", "actor": "President", "bill": bill(first)}
        case e.CALLED:
            return {"event": "early_election_called", "actor": "President", "body": e.OFFICES[first]}
        case e.HELD:
            return {"event": "early_election_held", "body": e.OFFICES[first]}
        case e.OVERRIDDEN:
            voted = {"event": "override_voted", "chamber": e.CHAMBERS[first], "bill": bill(second)}
            return {**voted, "votes": number}
        case e.LEAVES:
            return {"event": "left_office", "person": person(first), "office": e.OFFICES[second]}
        case e.DISSOLVED:
            return {"event": "dissolved", "actor": "President", "chamber": e.CHAMBERS[first]}
        case e.DIES:
            return {"event": "died", "person": person(first)}
        case e.ADOPTED:
            adopted = {"event": "adopted_in_chamber", "chamber": e.CHAMBERS[first], "bill": bill(second)}
            return {**adopted, "votes": number}
        case e.PUBLISHED:
            return {"event": "bill_published", "bill": bill(first)}
    raise ValueError(f"no kind of event: {kind}")


def text(story: Story, columns: Sequence[str] = e.COLUMNS) -> str:
    """A story as a timeline under two rule sets, the law before and the law after. It names no rule file."""
    before, after = columns
    lines = [f'timeline "Story {story.number}"', f"  before {before}", f"  after {after}"]
    lines += [f"  until {date.fromordinal(story.until)}", ""]
    lines += [f"person {person(number)}" for number in range(story.persons)]
    lines += [f"bill {bill(number)}" for number in range(story.bills)]
    lines += [""]
    lines += [f"{date.fromordinal(event[0])}: {sentence(event)}" for event in story.events]
    return "\n".join(lines) + "\n"


def as_json(story: Story, columns: Sequence[str] = e.COLUMNS) -> str:
    """A story as a JSON timeline. It names no rule file."""
    entities = [{"kind": "person", "name": person(number)} for number in range(story.persons)]
    entities += [{"kind": "bill", "name": bill(number)} for number in range(story.bills)]
    before, after = columns
    head = {"title": f"Story {story.number}", "before": before, "after": after}
    document = {
        "timeline": {**head, "until": str(date.fromordinal(story.until))},
        "entities": entities,
        "events": [{**slots(event), "on": str(date.fromordinal(event[0]))} for event in story.events],
    }
    return json.dumps(document)


def _percent(thousandths: int) -> str:
    return f"{thousandths // 10}.{thousandths % 10}%"
