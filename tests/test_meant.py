"""Lines that a fresh reader of the pages wrote: what is advised is what was meant, in the language's words."""

import pytest
from helpers import WORLD, checked

from govrules.files import FileFinder
from govrules.pipeline import check
from govrules.syntax.words import figures
from govrules.text.diagnostics import Diagnostic
from govrules.text.source import Source

PRELUDE = 'use "people"\nuse "elections"\nuse "amendments"\nuse "dissolution"\nuse "chambers"\n'
NAMES = "office President\nchamber Assembly\n  seats 230\n"
FACTS = (
    'fact ill "{person: Person} is ill" otherwise no\nfact old "{person: Person} is old" otherwise no\n'
    'event ask "{actor: Actor} asks for {votes: Number} votes"\n'
)
RULESET = "ruleset law\n  in force from 2000-01-01\n"
WHEN = "when P is elected President"


def told(clauses: str) -> list[Diagnostic]:
    text = PRELUDE + NAMES + FACTS + RULESET + clauses
    return list(check([Source("law.gov", text)], finder=FileFinder()).diagnostics)


def rule(*lines: str) -> str:
    return "rule a\n" + "".join(f"  {line}\n" for line in lines)


def reform(*lines: str) -> str:
    return "let x = 5\nreform r of law\n  in force from 2026-01-01\n" + "".join(f"  {line}\n" for line in lines)


UNLESS = (
    "`unless` follows a duty (`then`); for what is required, write an exception at the margin: "
    "`exception NAME to RULE`, with `where (P is ill)` under it"
)
NARROWS = "it narrows what is asked about the past: write `any`, `none of` or `count of` before the bracket"
ENTRENCHED = (
    "what is entrenched has a name: `entrench NAME`, of a rule, a power or a value; "
    "what no rule says gets one with `let NAME = yes`"
)
PUBLISHED = "an event stands in brackets, in its own words: `in force on (reform NAME is published)`"


@pytest.mark.parametrize(
    ("clauses", "help"),
    [
        ("let term 5 years\n", "`=` is missing: `let term = 5 years`"),
        ("let term is 5 years [Art. 1]\n", "`=` is missing: `let term = 5 years [Art. 1]`"),
        ("let minimum age 35 years\n", "`=` is missing: `let minimum_age = 35 years`"),
        ("let quorum 2/3\n", "`=` is missing: `let quorum = 2/3`"),
        (
            rule(WHEN, "require age of P > 3 years") + 'title "x"\n',
            "it belongs in the head: indent it right under the `ruleset` line",
        ),
        (
            rule(WHEN, "require age of P > 3 years", 'title "x"'),
            "a title belongs in the head, under `ruleset`; "
            'what a rule says in words stands alone in quotation marks under its name: `"…"`',
        ),
        (
            rule(WHEN, "require no more than 2 earlier (P is elected President)"),
            "write `at most 2 earlier (P is elected President)`",
        ),
        (
            rule(WHEN, "require at least 2 earlier (P is elected President)"),
            "write `count of (P is elected President) >= 2`",
        ),
        (
            rule(WHEN, "require fewer than 2 earlier (P is elected President)"),
            "write `count of (P is elected President) < 2`",
        ),
        (
            rule(WHEN, "require no more than two earlier (P is elected President) since 2001-01-01"),
            "write `at most 2 earlier (P is elected President)`",
        ),
        (rule(WHEN, "require date is before 2001-01-01"), "days are compared with signs: `date < 2001-01-01`"),
        (rule(WHEN, "require P.born after 2001-01-01"), "days are compared with signs: `P.born > 2001-01-01`"),
        (rule(WHEN, "require (P is ill) in the last 5 years"), NARROWS),
        (rule(WHEN, "require (P is elected President) since 2001-01-01"), NARROWS),
        (
            rule("when the President calls early election of Assembly", "require yes"),
            "the phrase has an article more: write `President calls an early election of Assembly`",
        ),
        (
            rule("when President calls for an early election of Assembly", "require yes"),
            "the phrase has no `for`: write `President calls an early election of Assembly`",
        ),
        (rule("when P is elected as President", "require yes"), "the phrase has no `as`: write `P is elected President`"),
        (rule("when P was elected President", "require yes"), "a sentence is in the present: `P is elected President`"),
        (
            rule(WHEN, "require none of (somebody is elected President)"),
            "`any` stands for anybody: `any is elected President`",
        ),
        ("exception x to a\n  (P is ill)\n" + rule(WHEN, "require yes"), "a condition starts with `where`: `where (P is ill)`"),
        ("entrench the republican form of government\n", ENTRENCHED),
        ("entrench republic = yes\n", ENTRENCHED),
        ("let majority = a majority of Assembly.seats\n", "write `= 1/2 of Assembly.seats`, and compare with `>`"),
        (rule(WHEN, "then require (P is ill)"), "start the line with `require`: `require (P is ill)`"),
        (
            rule(WHEN, "then require age of P > 3 years"),
            "start the line with `require`: `require age of P > 3 years`",
        ),
        (rule(WHEN, "require age of P > 3 years", "unless (P is ill)"), UNLESS),
        (rule(WHEN, "require age of P > 3 years", "  unless (P is ill)"), UNLESS),
        (rule(WHEN, "require age of P > 3 years unless (P is ill)"), UNLESS),
        (rule(WHEN, "require age of P > 3 years", "within 5 days"), "a limit stands under the `then` of a duty"),
        (
            rule(WHEN, "require age of P > 3 years", "then P takes office as President"),
            "a rule has either `require` or `then`: give the duty a rule of its own, with the same `when`",
        ),
        (
            rule(WHEN, "then P must take office as President"),
            "a sentence says what happens, without `must`: `P takes office as President`",
        ),
        (
            rule(WHEN, "then the President has to dissolve the Assembly"),
            "a sentence says what happens, without `has to`: `President dissolves Assembly`",
        ),
        (
            rule(WHEN, "then P may not take office as President"),
            "what must not happen is said with `require none of (P takes office as President)`",
        ),
        (
            rule("when President dissolves the Assembly", "require yes"),
            "no article stands before a name: `President dissolves Assembly`",
        ),
        (
            rule("when the early election of Assembly is held", "require yes"),
            "the phrase has other articles: write `an early election of Assembly is held`",
        ),
        (rule("when law is adopted", "require yes"), "the word `reform` stands before its name: write `reform law is adopted`"),
        (
            rule("when P takes office as Prime Minister", "require age of P > 3 years"),
            "declare it: `office Prime Minister`",
        ),
        (rule(WHEN, "require (P is ill or P is old)"), "each has brackets of its own: `(P is ill) or (P is old)`"),
        (
            rule(WHEN, "require (P is ill) and (P is old or P dies)"),
            "each has brackets of its own: `(P is old) or any (P dies)`",
        ),
        (
            "power p\n  P is elected President\n",
            "it is an event of the prelude, which needs no power: say with a rule what has to hold when it happens, "
            'or declare an act of your own, `act NAME "…"`',
        ),
        ("power p\n  P holds President\n", "name the act that begins or ends the fact"),
        ("power p\n  A asks for N votes\n", "declare it with `act ask …`"),
        (
            "power p\n  provided (P is ill)\n  President dissolves Assembly\n",
            "the act that the power allows comes first, then `provided …`",
        ),
        (
            "power p\n  when P is elected President\n  President dissolves Assembly\n",
            "the act that the power allows comes first, without a word before it: `President dissolves Assembly`",
        ),
        ("power p\n  when President dissolves Assembly\n", "leave out `when`: `President dissolves Assembly`"),
        (
            rule(WHEN, "require not (P is elected President) in the last year"),
            "whether an event has happened is asked with `none of`: "
            "`none of (P is elected President) in the last 1 year`",
        ),
        (
            rule(WHEN, "require not (P is elected President) since 2001-01-01"),
            "whether an event has happened is asked with `none of`: `none of (P is elected President) since 2001-01-01`",
        ),
        (rule(WHEN, "require none of (P is elected President) in the last year"), "write `1 year`"),
        (rule(WHEN, "require none of (P is elected President) in the last week"), "write `1 week`"),
        (
            reform("transition t", "  disregard (P is elected President) before the reform for a"),
            "the first day of the reform is `commencement`: write `before commencement`",
        ),
        (reform("in force on publication"), PUBLISHED),
        (reform("in force upon its publication in the gazette"), PUBLISHED),
        (rule("when A asks for N votes", "require N >= a majority of Assembly.seats"), "write `> 1/2 of Assembly.seats`"),
        (
            rule("when A asks for N votes", "require N > the absolute majority of Assembly.seats"),
            "write `> 1/2 of Assembly.seats`",
        ),
        (rule("when A asks for N votes", "require N > half of Assembly.seats"), "write `1/2`"),
        (
            rule("when A asks for N votes", "require N > majority"),
            "say of what: `> 1/2 of Senate.seats`, or `> 50%` for a share",
        ),
        (rule(WHEN, "require age of P > 5 yrs"), "write `5 years`"),
        (rule(WHEN, "require age of P > 1 yr"), "write `1 year`"),
        (rule(WHEN, "require age of P > 6 mths."), "write `6 months`"),
        ("person Silva\nborn 1960-01-01\n", "indent it under the name whose `born` it is"),
        ("power dissolve\n  President dissolves Assembly\n" + reform("repeal rule dissolve"),
         "`dissolve` is a power: write `repeal power dissolve`"),
        (
            "power p\n  President dissolves Assembly\n" + reform("add power p", "  President dissolves Assembly"),
            "write `replace power p` to change it; else choose another name",
        ),
        (
            "power p\n  President dissolves Assembly\n" + reform("add rule p", f"  {WHEN}", "  require yes"),
            "choose another name",
        ),
        (reform("repeal rule x"), "`x` is a value: write `repeal let x`"),
        (
            "power dissolve\n  President dissolves Assembly\n" + reform("set dissolve = 5"),
            "`dissolve` is a power: write `replace power dissolve`",
        ),
        ("entrench universal_vote\nlet republic = yes\n", "there are `republic`"),
        (
            "person Silva\ngiven Silva is ill from 2001-01-01 to 2000-01-01\n",
            "exchange the days: `from 2000-01-01 to 2001-01-01`",
        ),
    ],
)  # fmt: skip
def test_what_was_meant(clauses: str, help: str) -> None:
    (only,) = told(clauses)
    assert only.help == help


@pytest.mark.parametrize(
    ("expectation", "help"),
    [
        ("hard met", "`met` is for principles: a rule is `satisfied`"),
        ("hard concern", "`concern` is for principles: a rule is `violated`"),
        ("strict concern", "`concern` is for principles: a rule is `void`"),
        (
            "hard void",
            "only a rule with `otherwise void`, or an act without power, is void: a breach of this one is `violated`",
        ),
        ("strict violated", "a rule with `otherwise void` is not violated: what breaks it is `void`"),
        ("soft violated", "a principle is `concern`"),
        ("soft satisfied", "a principle is `met`"),
        ("hard pending", "only a duty, with `then`, can be pending"),
        ("sealing violated", "an act beyond its power is `void`"),
        ("sealing met", "`met` and `concern` are for principles: the use of a power is `satisfied` or `void`"),
        ("hard satisfied", None),
        ("hard undetermined", None),
        ("strict void", None),
        ("soft concern", None),
        ("owed pending", None),
        ("sealing void", None),
    ],
)
def test_a_status_that_a_rule_never_has_is_warned_of(expectation: str, help: str | None) -> None:
    rules = """
        rule hard
          when P signs
          require age of P > 3 years
        rule strict
          when P signs
          require age of P > 3 years
          otherwise void
        principle soft
          when P signs
          require age of P > 3 years
        rule owed
          when P signs
          then P is sworn in
        power sealing
          P stamps
    """
    world = WORLD + 'act stamped "{person: Person} stamps"\n'
    made = checked(rules, f"\n2001-01-01: Adams signs\nexpect {expectation}\n", world=world)
    warned = [d.help for d in made.diagnostics if d.code == "GR511"]
    assert warned == ([help] if help is not None else [])


@pytest.mark.parametrize("day", ["", " on 2001-01-01"])
def test_the_law_in_force_has_no_under(day: str) -> None:
    made = checked(
        "rule hard\n  when P signs\n  require yes\n",
        f"\n2001-01-01: Adams signs\nexpect hard satisfied{day} under in force\n",
    )
    assert [d.help for d in made.diagnostics] == ["leave `under` out: `in force`"]


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("date < 6 months before end of (P serves)", "satisfied"),
        ("date > 6 months before end of (P serves)", "violated"),
        ("date >= 50 years after P.born and date < 3 days before 51 years after P.born", "satisfied"),
    ],
)
def test_a_day_is_told_from_another(condition: str, status: str) -> None:
    serves = 'fact serves "{person: Person} serves"\n  P serves begins when P is elected\n  P serves ends on start + 3 years\n'
    made = checked(
        f"rule hard\n  when P signs\n  require {condition}\n",
        f"\n2000-01-01: Adams is elected\n2001-01-01: Adams signs\nexpect hard {status}\n",
        world=WORLD + serves,
    )
    assert made.made
    assert all(each.met for timeline in made.timelines for each in timeline.expectations)


@pytest.mark.parametrize(
    ("said", "figure"),
    [
        ("two hundred", 200),
        ("one hundred and fifty-one", 151),
        ("three thousand two hundred", 3_200),
        ("a million", 1_000_000),
        ("sixty-one", 61),
        ("61", 61),
        ("many", None),
        ("hundred " * 3_000 + "hundred", None),
    ],
)
def test_numbers_in_words(said: str, figure: int | None) -> None:
    assert figures(said) == figure
