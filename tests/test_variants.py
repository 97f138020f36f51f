"""Variants: each clause does what it says, each mistake is shown at its line, and nothing happens that no line says."""

import pytest

import govrules
from govrules import Source, TextFinder
from govrules.pipeline import Check, Scenario, check, load_timeline
from govrules.report import json as report_json
from govrules.report import text as report_text

LAW = """
kind Person
  born: Date
kind Place
event elected "{person: Person} is elected [with {share: Percent}]"
event sworn "{person: Person} takes office"
event sent "{person: Person} is sent to {place: Place}"
event rang "the bell rings"
fact citizen "{person: Person} is a citizen"
fact ill "{person: Person} is ill"
place Rome
place Oslo

ruleset one
  in force from 1990-01-01

rule oath
  when P is elected
  then P takes office
    within 30 days

rule grown
  when P is elected
  require age of P >= 40 years

rule citizens
  when P is elected
  require (P is a citizen)

reform two of one
  in force from 1995-01-01
  repeal rule grown
"""
BASE = """timeline "History"
  use "./law.gov"
  under one
  until 2010-12-31

person Ada
  born 1950-01-01
person Berta "Berta Bell"
  born 1980-01-01

given Ada is a citizen [Roll]
given not (Berta is ill) from 2001-01-01 to 2002-01-01

2001-01-01: Ada is elected with 60% [Gazette]
2001-01-20: Ada takes office [Gazette]
2001-01-20 09:00: the bell rings
2001-01-20 12:00: the bell rings
2005-03-31: Berta is sent to Rome

expect nothing violated
"""
HEAD = 'variant "What if" of "./base.timeline"\n'


def world(**more: str) -> TextFinder:
    return TextFinder(
        {"law.gov": LAW, "base.timeline": BASE, **{f"{name}.timeline": text for name, text in more.items()}}
    )


def read(lines: str, head: str = HEAD, **more: str) -> Scenario:
    return load_timeline(Source("what-if.timeline", head + lines), world(**more))


def told(lines: str, head: str = HEAD, **more: str) -> list[str]:
    """The events of a variant, as a timeline would have them."""
    scenario = read(lines, head, **more)
    assert scenario.timeline is not None, [(d.code, d.message, d.help) for d in scenario.diagnostics]
    return [said(event) for event in scenario.timeline.events]


def said(event) -> str:
    clock = f" {event.minute // 60:02}:{event.minute % 60:02}" if event.minute is not None else ""
    return f"{event.written or event.day}{clock}: {event.sentence}"


def mistake(lines: str, head: str = HEAD, **more: str) -> tuple[str, str, str, str | None]:
    """The only mistake of a variant: its code, what it stands on, its message and its help."""
    scenario = read(lines, head, **more)
    assert len(scenario.diagnostics) == 1, [(d.code, d.message, d.help) for d in scenario.diagnostics]
    found = scenario.diagnostics[0]
    assert scenario.timeline is None
    return found.code, scenario.sources.get(found.span.path).excerpt(found.span), found.message, found.help


def checked(lines: str, head: str = HEAD, **more: str) -> Check:
    made = check([Source("what-if.timeline", head + lines)], finder=world(**more))
    assert made.made, [(d.code, d.message, d.help) for d in made.diagnostics]
    return made


ELECTED = "2001-01-01: Ada is elected with 60%"
SWORN = "2001-01-20: Ada takes office"
NINE = "2001-01-20 09:00: the bell rings"
NOON = "2001-01-20 12:00: the bell rings"
SENT = "2005-03-31: Berta is sent to Rome"
HISTORY = [ELECTED, SWORN, NINE, NOON, SENT]


# ---- what each line does --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "events"),
    [
        ("", HISTORY),
        ("remove 2001-01-20: Ada takes office", [ELECTED, NINE, NOON, SENT]),
        ("remove 2001-01-01: Ada is elected", HISTORY[1:]),
        ("remove 2001-01-01: any is elected", HISTORY[1:]),
        ("remove 2001-01-20 12:00: the bell rings", [ELECTED, SWORN, NINE, SENT]),
        ("remove everything on 2001-01-20", [ELECTED, SENT]),
        ("remove everything from 2001-01-20", [ELECTED]),
        ("remove everything from 2001-01-20 to 2005-03-30", [ELECTED, SENT]),
        ("move 2005-03-31: Berta is sent to Rome to 2000-02-29", ["2000-02-29: Berta is sent to Rome", *HISTORY[:-1]]),
        ("move 2005-03-31: Berta is sent to Rome to 2001-01-20", [*HISTORY[:-1], "2001-01-20: Berta is sent to Rome"]),
        (
            "move 2001-01-20 12:00: the bell rings to 2001-01-20 08:30 Europe/Paris",
            [ELECTED, SWORN, "2001-01-20 08:30: the bell rings", NINE, SENT],
        ),
        (
            "move everything on 2001-01-20 to 2005-03-31",
            [ELECTED, SENT, "2005-03-31: Ada takes office", "2005-03-31 09:00: the bell rings", "2005-03-31 12:00: the bell rings"],
        ),
        ("move everything from 2005-01-01 later by 1 week", [*HISTORY[:-1], "2005-04-07: Berta is sent to Rome"]),
        ("move everything from 2001-01-01 to 2001-01-01 earlier by 1 year", ["2000-01-01: Ada is elected with 60%", *HISTORY[1:]]),
        ("change 2001-01-01: Ada is elected to Berta is elected", ["2001-01-01: Berta is elected", *HISTORY[1:]]),
        ("change 2005-03-31: Berta is sent to Rome to Berta is sent to Oslo", [*HISTORY[:-1], "2005-03-31: Berta is sent to Oslo"]),
        (
            "change 2001-01-20 09:00: the bell rings\n  to Ada is elected with 1%",
            [ELECTED, SWORN, "2001-01-20 09:00: Ada is elected with 1%", NOON, SENT],
        ),
        ("2001-01-20: Berta takes office", [ELECTED, SWORN, NINE, NOON, "2001-01-20: Berta takes office", SENT]),
        ("2001-01-20 10:00: Berta takes office", [ELECTED, SWORN, NINE, "2001-01-20 10:00: Berta takes office", NOON, SENT]),
        ("2006-01: Berta takes office", [*HISTORY, "2006-01: Berta takes office"]),
    ],
)  # fmt: skip
def test_line_does_what_it_says(line: str, events: list[str]) -> None:
    assert told(line) == events


def test_empty_variant_equals_its_original() -> None:
    variant, original = read(""), load_timeline(Source("base.timeline", BASE), world())
    assert variant.timeline is not None
    assert original.timeline is not None
    for field in ("columns", "until", "incomplete_before", "timezone", "events"):
        assert getattr(variant.timeline, field) == getattr(original.timeline, field)
    assert variant.timeline.expectations == ()
    made = checked("")
    assert made.timelines[0].differences == ()
    assert "nothing is changed" in report_text.render(made)
    assert "every verdict is as it was" in report_text.render(made)


def test_removing_what_was_added_gives_the_original_back() -> None:
    added = f"{HEAD}2003-01-01: Berta is elected\n"
    head = 'variant "And back" of "./added.timeline"\n'
    assert told("", head, added=added) == [ELECTED, SWORN, NINE, NOON, "2003-01-01: Berta is elected", SENT]
    assert told("remove 2003-01-01: Berta is elected", head, added=added) == HISTORY


@pytest.mark.parametrize(
    ("there", "back"),
    [
        ("move 2001-01-01: Ada is elected to 2009-01-01", "move 2009-01-01: Ada is elected to 2001-01-01"),
        ("move everything on 2001-01-20 to 2009-01-01", "move everything on 2009-01-01 to 2001-01-20"),
        ("move everything from 2001-01-01 later by 8 weeks", "move everything from 2001-01-01 earlier by 8 weeks"),
        ("change 2001-01-01: Ada is elected to the bell rings", "change 2001-01-01: the bell rings to Ada is elected with 60%"),
    ],
)  # fmt: skip
def test_moving_there_and_back_changes_nothing(there: str, back: str) -> None:
    assert told(back, 'variant "And back" of "./there.timeline"\n', there=HEAD + there) == HISTORY


def test_order_of_lines_is_of_no_consequence() -> None:
    lines = [
        "move everything from 2001-01-01 later by 1 week",
        "remove 2001-01-20 12:00: the bell rings",
        "move 2001-01-20: Ada takes office to 2001-02-01",
        "change 2001-01-01: Ada is elected to Berta is elected",
    ]
    events = told("\n".join(lines))
    assert events == [
        "2001-01-08: Berta is elected",
        "2001-01-27 09:00: the bell rings",
        "2001-02-01: Ada takes office",
        "2005-04-07: Berta is sent to Rome",
    ]
    assert told("\n".join(reversed(lines))) == events


def test_change_and_move_go_together() -> None:
    assert told(
        "change 2001-01-01: Ada is elected to Berta is elected\nmove 2001-01-01: Ada is elected to 2001-01-02"
    ) == ["2001-01-02: Berta is elected", *HISTORY[1:]]


def test_changed_event_is_spared_by_removing_everything() -> None:
    lines = "change 2001-01-20: Ada takes office to Berta takes office\nremove everything from 2001-01-01"
    assert told(lines) == ["2001-01-20: Berta takes office"]


def test_what_is_moved_or_changed_loses_its_citation() -> None:
    scenario = read(
        "move 2001-01-01: Ada is elected to 2001-01-02\nchange 2001-01-20: Ada takes office to Berta takes office [invented]"
    )
    assert scenario.timeline is not None
    cited = {event.sentence: event.citation.text if event.citation else None for event in scenario.timeline.events}
    assert (cited["Ada is elected with 60%"], cited["Berta takes office"]) == (None, "invented")


def test_events_point_into_the_file_in_which_they_are_written() -> None:
    scenario = read("move 2001-01-01: Ada is elected to 2001-01-02\n2001-02-01: Berta takes office")
    assert scenario.timeline is not None
    assert [event.span.path for event in scenario.timeline.events] == [
        "what-if.timeline",
        *["base.timeline"] * 3,
        "what-if.timeline",
        "base.timeline",
    ]


def test_uncertain_date_is_named_by_a_day_that_it_may_mean() -> None:
    base = BASE + "2007-05: Ada is sent to Oslo\n"
    head = 'variant "x" of "./unsure.timeline"\n'
    assert told("remove 2007-05-20: Ada is sent to Oslo", head, unsure=base) == HISTORY
    moved = told("move 2007-05-20: Ada is sent to Oslo to 2007-06-01", head, unsure=base)
    assert moved == [*HISTORY, "2007-06-01: Ada is sent to Oslo"]
    shifted = told("move everything from 2007-01-01 later by 1 week", head, unsure=base)
    assert shifted == [*HISTORY, "2007-05-08/2007-06-07: Ada is sent to Oslo"]


# ---- heads, names and stated facts ----------------------------------------------------------------------------------


def test_head_overrides_the_lines_of_the_original() -> None:
    scenario = read(
        "  before one\n  after two\n  until 2011-12-31\n  incomplete before 1999-01-01\n  timezone Europe/Paris\n"
    )
    assert scenario.timeline is not None
    timeline = scenario.timeline
    assert [(column.role, column.ruleset) for column in timeline.columns] == [("before", "one"), ("after", "two")]
    assert (str(timeline.until), str(timeline.incomplete_before)) == ("2011-12-31", "1999-01-01")
    assert timeline.timezone == "Europe/Paris"
    assert timeline.variant is not None
    assert [f"{each.word} {each.text}" for each in timeline.variant.alterations] == [
        "set before one",
        "set after two",
        "set until 2011-12-31 instead of 2010-12-31",
        "set incomplete before 1999-01-01",
        "set timezone Europe/Paris",
    ]


def test_variant_may_use_further_files() -> None:
    more = 'use "./law.gov"\nreform three of two\n  in force from 1996-01-01\n  repeal rule citizens\n'
    finder = TextFinder({"law.gov": LAW, "base.timeline": BASE, "more.gov": more})
    head = '  use "./more.gov"\n  under three\n'
    made = check([Source("what-if.timeline", HEAD + head)], finder=finder)
    assert made.made, [(d.code, d.message, d.help) for d in made.diagnostics]
    assert [(f.rule, f.status) for f in made.findings] == [("oath", "satisfied")]
    assert made.timelines[0].differences == ()


def test_attribute_of_an_inherited_name_is_said_anew() -> None:
    made = checked("person Ada\n  born 1970-01-01\n")
    assert {f.rule: f.status for f in made.findings}["grown"] == "violated"
    variant = made.timelines[0].timeline.variant
    assert variant is not None
    assert [each.text for each in variant.alterations] == ["Ada: born 1970-01-01 instead of 1950-01-01"]
    assert [
        (d.rule, d.before and d.before.status, d.after and d.after.status) for d in made.timelines[0].differences
    ] == [("grown", "satisfied", "violated")]


def test_names_are_added_and_titled_anew() -> None:
    lines = 'person Clara\n  born 1940-01-01\nperson Berta "Berta B."\n2002-01-01: Clara is elected\n'
    assert told(lines)[4] == "2002-01-01: Clara is elected"


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ("remove given Ada is a citizen", "undetermined"),
        ("remove given Ada is a citizen\ngiven not (Ada is a citizen)", "violated"),
        ("remove given not (Berta is ill) from 2001-01-01", "satisfied"),
    ],
)
def test_stated_facts_are_removed_and_added(lines: str, status: str) -> None:
    assert {f.rule: f.status for f in checked(lines).findings}["citizens"] == status


# ---- variants of variants -------------------------------------------------------------------------------------------


def test_variant_of_a_variant_starts_from_what_that_tells() -> None:
    later = f"{HEAD}move everything from 2001-01-02 later by 1 week\n"
    head = 'variant "Later, and another" of "./later.timeline"\n'
    made = checked("change 2001-01-27: Ada takes office to Berta takes office", head, later=later)
    variant = made.timelines[0].timeline.variant
    assert variant is not None
    assert (variant.original.title, variant.original.path) == ("What if", "later.timeline")
    assert [said(event) for event in made.timelines[0].timeline.events][1] == "2001-01-27: Berta takes office"
    assert [
        (d.rule, d.before and d.before.status, d.after and d.after.status) for d in made.timelines[0].differences
    ] == [("oath", "satisfied", "violated")]


def test_circle_of_variants_is_an_error_that_names_the_chain() -> None:
    one, two = 'variant "1" of "./two.timeline"\n', 'variant "2" of "./one.timeline"\n'
    code, place, message, _ = mistake("", 'variant "x" of "./one.timeline"\n', one=one, two=two)
    assert (code, place) == ("GR513", '"./one.timeline"')
    assert message == "these timelines are variants of each other: one.timeline → two.timeline → one.timeline"


def test_mistake_in_the_original_is_shown_there() -> None:
    scenario = read(
        "", 'variant "x" of "./wrong.timeline"\n', wrong=BASE.replace("Ada takes office", "Adda takes office")
    )
    assert [(d.code, d.span.path) for d in scenario.diagnostics] == [("GR202", "wrong.timeline")]


def test_mistakes_in_the_original_and_in_the_variant_are_shown_at_once() -> None:
    wrong = BASE.replace("Ada takes office", "Adda takes office")
    scenario = read("remove 2001-01-02: Ada is elected", 'variant "x" of "./wrong.timeline"\n', wrong=wrong)
    assert [(d.code, d.span.path) for d in scenario.diagnostics] == [
        ("GR512", "what-if.timeline"),
        ("GR202", "wrong.timeline"),
    ]


def test_expectations_of_the_original_are_not_inherited() -> None:
    made = checked("", 'variant "x" of "./odd.timeline"\n', odd=BASE + "expect nonsense satisfied\n")
    assert made.timelines[0].expectations == ()


# ---- mistakes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "code", "place", "message", "help"),
    [
        (
            "remove 2001-01-01: Berta is elected",
            "GR512",
            "2001-01-01: Berta is elected",
            "no event of 2001-01-01 says `Berta is elected`",
            "did you mean `Ada is elected with 60%`?",
        ),
        (
            "remove 2001-01-02: Ada is elected",
            "GR512",
            "2001-01-02: Ada is elected",
            "the original has no event on 2001-01-02",
            "that is said on 2001-01-01",
        ),
        (
            "remove 2001-01-01: Ada is elected with 50%",
            "GR512",
            "2001-01-01: Ada is elected with 50%",
            "no event of 2001-01-01 says `Ada is elected with 50%`",
            "did you mean `Ada is elected with 60%`?",
        ),
        (
            "remove 2001-01-02: Berta takes office",
            "GR512",
            "2001-01-02: Berta takes office",
            "the original has no event on 2001-01-02",
            "the nearest with events: 2001-01-01 and 2001-01-20",
        ),
        (
            "remove 2001-01-20: the bell rings",
            "GR512",
            "2001-01-20: the bell rings",
            "2 events of 2001-01-20 say `the bell rings`",
            "say more of the sentence, or the time of day, so that one of them is named",
        ),
        (
            "move 2001-01-20 10:00: the bell rings to 2001-01-21",
            "GR512",
            "2001-01-20 10:00: the bell rings",
            "no event of 2001-01-20 at 10:00 says `the bell rings`",
            "leave out the time of day",
        ),
        (
            "remove 2001-01-20: colourless green ideas",
            "GR512",
            "2001-01-20: colourless green ideas",
            "no event of 2001-01-20 says `colourless green ideas`",
            "that day has `Ada takes office`, `the bell rings`, `the bell rings`",
        ),
        (
            "remove everything from 2006-01-01",
            "GR512",
            "from 2006-01-01",
            "the original has no event from 2006-01-01",
            "the nearest with events: 2005-03-31",
        ),
        (
            "remove given Berta is a citizen",
            "GR512",
            "given Berta is a citizen",
            "no line of the original says `given Berta is a citizen`",
            "did you mean `given Ada is a citizen`?",
        ),
        (
            "change 2001-01-01: Ada is elected with 45%",
            "GR101",
            "Ada is elected with 45%",
            "`change` does not say what the event is changed to",
            "write the new sentence after `to`, on the same line or on an indented one",
        ),
        (
            "change 2001-01-01: Ada is elected to Berta is elekted",
            "GR201",
            "Berta is elekted",
            "no phrase says `Berta is elekted`",
            "the nearest phrase is `{person: Person} is elected [with {share: Percent}]`",
        ),
        (
            "move 2001-01-20: Ada takes office to 2011-01-01",
            "GR506",
            "move 2001-01-20: Ada takes office to 2011-01-01",
            "this lies on 2011-01-01, after 2010-12-31, where the variant ends",
            "give the variant an `until` of its own, or choose another day",
        ),
        (
            "  until 2003-01-01",
            "GR506",
            'variant "What if" of "./base.timeline"\n  until 2003-01-01',
            "1 event of the original lies after 2003-01-01, where the variant ends",
            "write `remove everything from 2005-03-31`, or move `until`",
        ),
        (
            "move everything from 2001-01-01 later by 1 month",
            "GR308",
            "move everything from 2001-01-01 later by 1 month",
            "`Berta is sent to Rome` is on 2005-03-31, which leads to 2005-04-31, and there is no such day",
            "move that event by a line of its own, or everything by weeks or days",
        ),
        (
            "move everything from 2001-01-01 earlier by 9000 years",
            "GR308",
            "move everything from 2001-01-01 earlier by 9000 years",
            "`Ada is elected with 60%` is on 2001-01-01, which leads out of the calendar",
            "its years run from 1 to 9999",
        ),
        (
            "move everything from 2001-01-01 later by 5 hours",
            "GR101",
            "5 hours",
            "`5 hours` cannot stand here",
            "days are moved by years, months, weeks or days; to change a time of day, move the event itself",
        ),
        (
            "remove everything from 2001-02-01 to 2001-01-01",
            "GR315",
            "from 2001-02-01 to 2001-01-01",
            "`to 2001-01-01` is before `from 2001-02-01`",
            "the day after `from` is the earlier one",
        ),
        (
            "move 2001-01-01: Ada is elected to 2001-02-30",
            "GR308",
            "2001-02-30",
            "there is no day `2001-02-30`",
            "February has 28 or 29 days",
        ),
        (
            "add 2001-02-01: Ada takes office",
            "GR101",
            "add ",
            "`add` cannot stand before the date of an event",
            "start the line with it: `2001-02-01: Ada takes office`",
        ),
        (
            "delete 2001-01-20: Ada takes office",
            "GR106",
            "delete ",
            "no clause starts with `delete`",
            "to take it out of a variant, write `remove 2001-01-20: …`",
        ),
        (
            "postpone 2001-01-20: Ada takes office to 2001-02-01",
            "GR106",
            "postpone ",
            "no clause starts with `postpone`",
            "in a variant, write `move 2001-01-20: … to 2022-11-20`",
        ),
        (
            "move everything from 2001-01-20 by 2 days",
            "GR101",
            "by",
            "`by` cannot stand here",
            "expected `later` or `earlier` or `to`",
        ),
        (
            'timeline "x"\n',
            "GR208",
            'timeline "x"',
            "a file holds one timeline",
            "give each timeline a file of its own",
        ),
    ],
)
def test_mistake_is_shown_at_its_place(lines: str, code: str, place: str, message: str, help: str) -> None:
    assert mistake(lines) == (code, place, message, help)


@pytest.mark.parametrize(
    "lines",
    [
        "remove 2001-01-20: Ada takes office\nremove 2001-01-20: Ada takes office",
        "remove 2001-01-20: Ada takes office\nmove 2001-01-20: Ada takes office to 2001-01-21",
        "change 2001-01-20: Ada takes office to the bell rings\nchange 2001-01-20: Ada takes office to the bell rings",
        "change 2001-01-20: Ada takes office to the bell rings\nremove 2001-01-20: Ada takes office",
        "move everything from 2001-01-20 later by 1 day\nremove everything from 2005-01-01",
        "remove given Ada is a citizen\nremove given Ada is a citizen",
    ],
)
def test_two_lines_on_one_event_contradict_each_other(lines: str) -> None:
    code, _, message, _ = mistake(lines)
    assert (code, message) == ("GR514", "another line of this variant already says what becomes of this")


def test_line_that_can_be_divided_in_two_ways_is_refused() -> None:
    law = LAW + 'event told "{person: Person} speaks to {other: Person}"\nevent said "{person: Person} speaks"\n'
    law += 'event heard "{person: Person} to {other: Person} listens"\nevent hears "{person: Person} listens"\n'
    base = BASE + "2006-01-01: Ada speaks to Berta\n2006-01-01: Ada speaks\n"
    finder = TextFinder({"law.gov": law, "base.timeline": base})
    line = "change 2006-01-01: Ada speaks to Berta to Ada listens"
    found = load_timeline(Source("what-if.timeline", HEAD + line), finder).diagnostics
    assert [(d.code, d.help) for d in found] == [
        ("GR512", "write the new sentence on an indented line: `to Berta to Ada listens`")
    ]
    apart = "change 2006-01-01: Ada speaks to Berta\n  to Ada listens"
    scenario = load_timeline(Source("what-if.timeline", HEAD + apart), finder)
    assert scenario.timeline is not None
    assert [said(event) for event in scenario.timeline.events][-2:] == [
        "2006-01-01: Ada listens",
        "2006-01-01: Ada speaks",
    ]


@pytest.mark.parametrize(
    ("original", "code", "message"),
    [
        ("./nowhere.timeline", "GR110", "there is no module `nowhere.timeline`"),
        ("base.txt", "GR111", "`base.txt` is no timeline that can have variants; those end in `.timeline`"),
        ("law.gov", "GR111", "`law.gov` is no timeline that can have variants; those end in `.timeline`"),
        ("elsewhere.timeline", "GR110", "there is no timeline `elsewhere.timeline`"),
        ("./what-if.timeline", "GR513", "`what-if.timeline` is a variant of itself"),
    ],
)
def test_original_that_is_not_there(original: str, code: str, message: str) -> None:
    itself = f'variant "x" of "{original}"\n'
    scenario = load_timeline(
        Source("what-if.timeline", itself), TextFinder({"law.gov": LAW, "what-if.timeline": itself})
    )
    assert [(d.code, d.message) for d in scenario.diagnostics] == [(code, message)]


def test_chain_of_variants_has_a_limit() -> None:
    more = {f"v{n}": f'variant "x" of "./v{n + 1}.timeline"\n' for n in range(70)}
    code, _, message, _ = mistake("", 'variant "x" of "./v0.timeline"\n', **more)
    assert (code, message) == ("GR902", "variants rest on each other more than 64 deep")


def test_original_without_a_head_is_an_error() -> None:
    scenario = read("", 'variant "x" of "./bare.timeline"\n', bare="person Ada\n")
    assert [(d.code, d.span.path) for d in scenario.diagnostics] == [("GR501", "bare.timeline")]


@pytest.mark.parametrize("line", ["remove 2001-01-01: Ada is elected", "move everything on 2001-01-01 to 2001-01-02"])
def test_lines_of_variants_stand_in_no_other_file(line: str) -> None:
    scenario = load_timeline(Source("plain.timeline", BASE + line + "\n"), world())
    assert [d.code for d in scenario.diagnostics] == ["GR509"]
    rules = govrules.load_rules(Source("rules.gov", LAW + line + "\n"))
    assert [d.code for d in rules.diagnostics] == ["GR509"]


def test_timeline_cannot_be_used_as_a_rule_file() -> None:
    scenario = load_timeline(Source("x.timeline", 'timeline "x"\n  use "./base.timeline"\n  under one\n'), world())
    assert [d.code for d in scenario.diagnostics] == ["GR111"]


# ---- reports --------------------------------------------------------------------------------------------------------


def test_report_shows_the_variant_beside_its_original() -> None:
    made = checked("move everything on 2001-01-20 to 2001-03-01\nexpect oath violated\n")
    shown = report_text.render(made)
    start = shown.index("Compared with")
    assert shown[start : shown.index("\n\n✗", start)] == (
        "Compared with “History”\n"
        "    base.timeline\n"
        "    moved everything on 2001-01-20 to 2001-03-01 (3 events)\n"
        "\n"
        "    ◆ oath  ✓ satisfied on 2001-01-20 → ✗ violated on 2001-01-31\n"
        "        under one"
    )


def test_report_says_where_a_moved_event_came_from() -> None:
    shown = report_text.render(
        checked("move everything on 2001-01-01 to 2001-01-02\nremove everything on 2001-01-20\n")
    )
    assert "   14 │ 2001-01-01: Ada is elected with 60% [Gazette]\n          │ moved to 2001-01-02\n" in shown


def test_json_has_the_original_and_the_differences() -> None:
    report = report_json.report(checked("remove 2001-01-20: Ada takes office\n"))
    timeline = report.timelines[0]
    assert timeline.variant_of is not None
    assert (timeline.variant_of.title, timeline.variant_of.path) == ("History", "base.timeline")
    altered = timeline.variant_of.alterations[0]
    assert (altered.word, altered.text) == ("removed", "2001-01-20: Ada takes office")
    assert altered.location is not None
    assert (altered.location.path, altered.location.line) == ("what-if.timeline", 2)
    difference = timeline.differences[0]
    assert (difference.rule, difference.column) == ("oath", "one")
    assert difference.original is not None
    assert difference.variant is not None
    assert (difference.original.status, difference.variant.status) == ("satisfied", "violated")
    plain = report_json.report(check([Source("base.timeline", BASE)], finder=world())).timelines[0]
    assert (plain.variant_of, plain.differences) == (None, ())


def test_verdict_that_only_one_of_the_two_has_is_a_difference() -> None:
    made = checked("remove 2001-01-01: Ada is elected\n2002-01-01: Berta is elected\n")
    assert [
        (d.rule, d.before and d.before.status, d.after and d.after.status) for d in made.timelines[0].differences
    ] == [
        ("grown", None, "violated"),
        ("citizens", None, "undetermined"),
        ("oath", None, "violated"),
        ("grown", "satisfied", None),
        ("citizens", "satisfied", None),
        ("oath", "satisfied", None),
    ]


def test_same_rule_sets_are_asked_of_both() -> None:
    made = check([Source("what-if.timeline", HEAD + "person Ada\n  born 1970-01-01\n")], finder=world(), under=["two"])
    assert [column.ruleset for column in made.timelines[0].columns] == ["two"]
    assert made.timelines[0].differences == ()


def test_scenario_that_was_read_before_is_checked_like_its_text() -> None:
    line = "remove 2001-01-20: Ada takes office\n"
    again = check([read(line)])
    assert report_text.render(again) == report_text.render(checked(line))


def test_zone_tells_events_apart() -> None:
    base = BASE + "2006-01-01 07:00 Europe/Paris: the bell rings\n2006-01-01 07:00 Europe/Lisbon: the bell rings\n"
    head = 'variant "x" of "./zones.timeline"\n'
    line = "move 2006-01-01 07:00 Europe/Paris: the bell rings to 2006-01-02"
    assert told(line, head, zones=base) == [
        *HISTORY,
        "2006-01-01 07:00: the bell rings",
        "2006-01-02 07:00: the bell rings",
    ]


@pytest.mark.parametrize(
    ("line", "message", "help"),
    [
        ("remove 2001-01-01: P is elected", "no event of 2001-01-01 says `P is elected`", None),
        ("remove given any is a citizen", "2 lines say `given any is a citizen`", None),
        ("remove given the bell rings", "no line of the original says `given the bell rings`", None),
    ],
)
def test_nothing_is_named_by_a_guess(line: str, message: str, help: str | None) -> None:
    more = BASE.replace("given Ada is a citizen", "given Berta is a citizen\ngiven Ada is a citizen")
    code, _, said_so, _ = mistake(line, 'variant "x" of "./more.timeline"\n', more=more)
    assert (code, said_so) == ("GR512", message)


def test_original_that_states_no_fact_says_so() -> None:
    bare = BASE.replace("given Ada is a citizen [Roll]\n", "").replace(
        "given not (Berta is ill) from 2001-01-01 to 2002-01-01\n", ""
    )
    assert mistake("remove given Ada is a citizen", 'variant "x" of "./bare.timeline"\n', bare=bare)[3] == (
        "the original states no fact"
    )


def test_rules_over_time_are_compared_too() -> None:
    law = LAW + "ruleset one\nrule healthy\n  while P is a citizen\n  require not (P is ill)\n"
    finder = TextFinder({"law.gov": law, "base.timeline": BASE + "given not (Ada is ill)\n"})
    lines = "remove given not (Ada is ill)\ngiven Ada is ill from 2003-01-01 to 2004-01-01\n"
    made = check([Source("what-if.timeline", HEAD + lines)], finder=finder)
    assert made.made, [(d.code, d.message, d.help) for d in made.diagnostics]
    differ = made.timelines[0].differences
    assert ("healthy", "violated") in [(d.rule, d.after and d.after.status) for d in differ]


def test_originals_are_found_beside_the_variant_and_inside_the_root(tmp_path, monkeypatch) -> None:
    (tmp_path / "law.gov").write_text(LAW, "utf-8")
    (tmp_path / "base.timeline").write_text(BASE, "utf-8")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "up.timeline").write_text('variant "x" of "../base.timeline"\nexpect nothing violated\n', "utf-8")
    (inside / "missing.timeline").write_text('variant "x" of "./nowhere.timeline"\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    assert govrules.check("inside/up.timeline").ok
    missing = govrules.check("inside/missing.timeline").diagnostics[0]
    assert (missing.code, missing.help) == ("GR110", "beside it are `./missing.timeline`, `./up.timeline`")
    outside = govrules.check("inside/up.timeline", finder=govrules.FileFinder(inside)).diagnostics[0]
    assert outside.code == "GR216"


def test_what_is_asked_of_a_variant_is_asked_of_its_original() -> None:
    line = HEAD + "person Ada\n  born 1970-01-01\n"
    made = check([Source("what-if.timeline", line)], finder=world(), events=["2005-04-01: Ada is elected"])
    differ = [(d.before and d.before.status, d.after and d.after.status) for d in made.timelines[0].differences]
    assert differ == [("satisfied", "violated"), ("satisfied", "violated")]
