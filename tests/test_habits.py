"""What writers of laws write by habit: each mistake is named where it stands, once, with what to write instead."""

import pytest
from helpers import checked

from govrules.syntax.parse import parse
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source


def found(text: str) -> list[tuple[int, str | None]]:
    """Line and help of each diagnostic."""
    diagnostics, source = Diagnostics(), Source("a.gov", text)
    parse(source, diagnostics)
    return [(source.position(d.span.start)[0], d.help) for d in diagnostics.sorted()]


def in_rule(*lines: str) -> str:
    return "rule a\n" + "".join(f"  {line}\n" for line in lines)


LIMITS = [
    ("not before 5 days", "write `between date + 5 days and open`"),
    ("not later than 5 days", "write `within 5 days`"),
    ("no later than 1 March", "write `by 1 March`"),
    ("before 1 March", "write `by 1 day before 1 March`"),
    ("after 1 March", "write `between 1 day after 1 March and open`"),
    ("until 1 March", "write `by 1 March`"),
    ("in 30 days", "write `within 30 days`"),
    ("at least 30 days", "write `between date + 30 days and open`"),
    ("within sixty days", "numbers are written in figures: `60 days`"),
    ("within 60 working days", "write `within 60 days`, and on the line under it `not counting days off`"),
    ("within 60 calendar days", "write `within 60 days`"),
    (
        "within 60 days after (P dies)",
        "`within` counts from the day of the trigger: `within 60 days`; from another day, write `by … after POINT`",
    ),
    ("between 5 days and 7 days", "write `between date + 5 days and date + 7 days`"),
    ("not counting weekends", "write `not counting Saturdays`, and under it `not counting Sundays`"),
    (
        "not counting holidays",
        "write `not counting days off`, and list them in the rule set: `days off 1 January, …`",
    ),
    ("on the second Wednesday of January", "leave out `the`: `second Wednesday of January`"),
    ("by January 10", "the day comes first: `10 January`"),
    ("by 10 January 2025", "dates are written year-month-day: `2025-01-10`"),
    ("by January 10, 2025", "dates are written year-month-day: `2025-01-10`"),
]


@pytest.mark.parametrize(("limit", "help"), LIMITS)
def test_limits(limit: str, help: str) -> None:
    for indent in ("", "  "):
        assert found(in_rule("when P dies", "then P rests", indent + limit)) == [(4, help)]


UNGROUP = (
    "a bracket holds one sentence, perhaps with `where`; write one `require` for each part that has to hold, "
    "make the rest a derived fact (`… while …`), or, without variables, a `let`"
)
COMPARED = (
    "leave the brackets out; what `and` and `or` cannot say without them needs two `require` lines, "
    "a derived fact (`… while …`), or, without variables, a `let`"
)
CONDITIONS = [
    ("((P is ill) or (P is old)) and (P rests)", UNGROUP),
    ("(any (P dies) or (P is old)) and (P rests)", UNGROUP),
    ("(age of P >= 35 years or age of P < 40 years) and (P rests)", COMPARED),
    ("not (date > 2001-01-01)", COMPARED),
    ("P is ill", "write `(P is ill)` for a fact, `any (P is ill)` for an event"),
    (
        "not P holds Senate Chair",
        "write `(P holds Senate Chair)` for a fact, `any (P holds Senate Chair)` for an event",
    ),
    ("age of P is at least 40 years", "write `>=`"),
    ("age of P at most 40 years", "write `<=`"),
    ("age of P is more than 40 years", "write `>`"),
    ("age of P is less than 40 years", "write `<`"),
    ("age of P ≥ 40 years", "write `>=`"),
    ("(P is ill) && (P is old)", "write `and`"),
    ("(P is ill) || (P is old)", "write `or`"),
    ("age of P >= forty years", "numbers are written in figures: `40 years`"),
    ("at most two earlier (P dies)", "numbers are written in figures: `2 earlier`"),
    ("no (P dies) in the last 5 years", "write `none of (…)`, or `not (…)` for a fact"),
    ("count (P dies) <= 2", "write `count of (…)`"),
    ("exists (P dies)", "write `any (…)`"),
    ("never (P dies)", "write `no earlier (…)`"),
    ("P's age >= 40 years", "write `age of P`"),
    ("P's born > 2001-01-01", "write `P.born`"),
    ("share > 50 percent", "write `50%`"),
    ("votes > 1,500", "in rules, thousands are not set apart: `1500`"),
    (
        "age of P between 40 years and 70 years",
        "write `age of P >= 40 years` and the same with `<= 70 years`, joined by `and`",
    ),
    ("(P is ill) otherwise void", "`otherwise void` stands on a line of its own, as far in as the line above"),
    ("(P is ill) or", "a condition stands on one line; write on, or begin a second `require`"),
    ("date > 2001-01-01.", "no mark ends a clause; leave it out"),
    ("(P is ill);", "leave it out"),
    ("at most 2 (P dies)", "write `at most 2 earlier (…)`, or `count of (…) <= 2`"),
    ("no earlier P dies", "the sentence stands in brackets: `no earlier (P dies)`"),
    ("how long P is ill >= 15 years", "the sentence stands in brackets: `how long (P is ill)`"),
    (
        "none of (P dies) for 5 years",
        "`in the last 5 years` looks back at events; `how long (…) >= 5 years` measures how long a fact holds",
    ),
    ("none of (P dies) in last 5 years", "write `in the last …`"),
    ("none of (P dies) in the last five years", "numbers are written in figures: `5 years`"),
    ("none of (P dies) since 1 January 2000", "dates are written year-month-day: `2000-01-01`"),
    (
        "count of (P dies) <= 2 in the last 10 years",
        "it stands right after the bracket whose events it narrows: `(…) in the last 10 years`",
    ),
    ("age P >= 40 years", "write `age of P`"),
    ("age of P >= 40 years old", "write `40 years`"),
    ("share >= two thirds", "write `2/3`"),
    ("share >= one sixth of Senate.seats", "write `1/6 of`"),
    ("share >= a third of Senate.seats", "write `1/3 of`"),
    ("P is at least 40 years old", "write `age of P >= 40 years`"),
    ("N is at least 40", "write `>=`"),
    ("P is older than 40", "write `age of P > 40 years`"),
    ("P is 40 years of age", "write `age of P >= 40 years`"),
    ("P is not older than 75 years", "write `age of P <= 75 years`"),
    ("share >= 50 %", "write `50%`"),
    ("(P is ill), (P is old)", "conditions are joined with `and` or `or`"),
]


@pytest.mark.parametrize(("condition", "help"), CONDITIONS)
def test_conditions(condition: str, help: str) -> None:
    assert found(in_rule("when P dies", f"require {condition}")) == [(3, help)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            in_rule("if P dies", "then P rests"),
            [(2, "write `when …` for what happens, or `while …` for as long as something holds")],
        ),
        (
            in_rule("when P dies", "if age of P > 3 years", "then P rests"),
            [(3, "narrow what sets the rule going: `where …` at the end of the line above")],
        ),
        (
            in_rule("when P dies", "and P rests", "require yes"),
            [(3, "narrow what sets the rule going: `where …` at the end of the line above")],
        ),
        (
            in_rule("when P dies", "require yes", "otherwise violated"),
            [(4, "leave it out: without `otherwise void`, a breach is a violation anyway")],
        ),
        (in_rule("when P dies", "require yes", "else void"), [(4, "write `otherwise void`")]),
        (
            in_rule("when P dies", "then"),
            [(3, "say what has to happen, as in `then P takes office as President`")],
        ),
        (in_rule("require yes"), [(2, "a rule says first what sets it going: `when …` or `while …`")]),
        (
            in_rule("while P rests", "then P dies"),
            [(3, "under `while` stands `require`; a duty follows an event, such as `when (…) begins`")],
        ),
        (
            in_rule("when P dies", "forbid (P rests)"),
            [(3, "`require none of (…)` forbids an event, `require not (…)` a fact")],
        ),
        (
            in_rule("when P dies", "require (P rests)", "or (P is ill)"),
            [(4, "write it on at the end of the line above")],
        ),
        (
            in_rule("when P dies", "require (P rests)", "and (P is ill)"),
            [(4, "write it on at the end of the line above, or begin a second `require`")],
        ),
        (
            in_rule("when P dies", "then P rests unless (P is ill)"),
            [(3, "write `unless (P is ill)` on a line of its own under it")],
        ),
        (in_rule("when P dies,", "require yes"), [(2, "leave it out")]),
        (
            in_rule("Nobody dies.", "when P dies", "require yes"),
            [(2, 'what the rule says in words stands in quotation marks: `"Nobody dies."`')],
        ),
        (
            "rule a\nwhen P dies\nrequire yes\n",
            [(line, "indent it under the `rule` to which it belongs") for line in (2, 3)],
        ),
        ("rule a:\n  when P dies\n  require yes\n", [(1, "no mark ends a clause; leave it out")]),
        ("rule two-terms\n  when P dies\n  require yes\n", [(1, "a name is one word: `rule two_terms`")]),
        ("ruleset kz 2017\n  in force from 2000-01-01\n", [(1, "a name is one word: `ruleset kz_2017`")]),
        ("use ./x.gov\n", [(1, 'the module stands in quotation marks: `use "./x.gov"`')]),
        ("use government\n", [(1, 'the module stands in quotation marks: `use "government"`')]),
        ("let term: 5 years\n", [(1, "write `let term = …`")]),
        ("let term = five years\n", [(1, "numbers are written in figures: `5 years`")]),
        ("// why\n", [(1, "a comment starts with `#`")]),
        ("exception b for a\n  where yes\n", [(1, "write `exception b to RULE`")]),
        ("exception b to a\n  if date > 2001-01-01\n", [(2, "say it with `where …`")]),
        (
            "power p\n  P rests\n  require yes\n",
            [(3, "a condition of a power is said with `provided …`")],
        ),
        ("ruleset a\n  in force since 2001-01-01\n", [(2, "write `in force from …`")]),
        ("ruleset a\n  from 2001-01-01\n", [(2, "write `in force from 2001-01-01`")]),
        (
            "ruleset a\n  in force from 1 June 2010\n",
            [(2, "dates are written year-month-day: `2010-06-01`")],
        ),
        ("reform a\n  in force from 2001-01-01\n", [(1, "say what it changes: `reform a of RULESET`")]),
        ("reform a of b\n  delete rule c\n", [(2, "write `repeal rule c`")]),
        ("reform a of b\n  set term to 7 years\n", [(2, "write `set NAME = …`")]),
        (
            "reform a of b\n  amend term to 7 years\n",
            [(2, "`set NAME = …` changes a value, `replace rule NAME` a rule")],
        ),
        (
            "reform a of b\n  rule c\n    when P dies\n    require yes\n",
            [(2, "write `add rule …`, or `replace rule …`")],
        ),
        (
            'fact f "x"\n  begins when P dies\n',
            [(2, "the fact's own sentence comes first: `P is … begins when …`")],
        ),
        (
            in_rule("when P dies", "P rests within 3 days"),
            [
                (3, "write `then P rests within 3 days` for a duty, `require …` for a condition"),
            ],
        ),
        (in_rule("P dies", "require yes"), [(2, "write `when P dies`")]),
        (in_rule("whenever P dies", "require yes"), [(2, "write `when`")]),
        (in_rule("after P dies", "require yes"), [(2, "write `when P dies`")]),
        (in_rule("on P dies", "require yes"), [(2, "`on` takes a day; for an event write `when P dies`")]),
        (in_rule("every 1 January", "require yes"), [(2, "write `on every 1 January`")]),
        (in_rule("on every first Sunday in May", "require yes"), [(2, "write `first Sunday of May`")]),
        (in_rule("when P dies", "then P rests", "otherwise P is old"), [(4, "write `otherwise deemed P is old`")]),
        (
            in_rule("when P dies", "then P rests", "otherwise void"),
            [
                (4, "`otherwise void` follows `require`; what a breached duty brings, `otherwise deemed …`"),
            ],
        ),
        (
            in_rule("when P dies", "require yes", "otherwise deemed P rests"),
            [
                (4, "`otherwise deemed` follows a duty (`then …`); under `require`, `otherwise void`"),
            ],
        ),
        ("rule a Art. 5\n  when P dies\n  require yes\n", [(1, "write `rule a [Art. 5]`")]),
        ("rule a (Art. 5)\n  when P dies\n  require yes\n", [(1, "write `rule a [Art. 5]`")]),
        (
            "ruleset a\n  in force from 2001-01-01\n  rule b\n    when P dies\n    require yes\n",
            [
                (3, "start it at the margin; it belongs to the rule set above it all the same"),
            ],
        ),
        ('ruleset a "A"\n  in force from 2001-01-01\n', [(1, 'its title has a line of its own: `title "A"`')]),
        ("ruleset a\n  in force from 01.02.2001\n", [(2, "dates are written year-month-day: `2001-02-01`")]),
        ("ruleset a\n  in force from 2001-01-01\n  days off Sunday\n", [(3, "write `Sundays`")]),
        ('office "President"\n', [(1, "a name has no quotation marks: `office President`")]),
        ("office President, Vice\n", [(1, "each name has a line of its own: `office President`")]),
        ("chamber Senate\n  seats: 50\n", [(2, "write `seats 50`")]),
        ("given (Ada is old)\n", [(1, "write `given Ada is old`")]),
        ("constant x = 5\n", [(1, "write `let x = …`")]),
        ("term = 5 years\n", [(1, "write `let term = 5 years`")]),
        ('fact f "x"\n  P is f when P dies\n', [(2, "write `P is f begins when P dies`")]),
        ('fact f "x"\n  P is f ends after 5 years\n', [(2, "write `P is f ends on start + 5 years`")]),
        (
            'fact f "x"\n  P is f while P holds President\n',
            [
                (2, "write `(P holds President)` for a fact, `any (P holds President)` for an event"),
            ],
        ),
        ("kind Person is a Actor\n", [(1, "write `kind Person is Actor`")]),
        (
            "power p\n  P rests within 3 days\n",
            [
                (2, "a power has no deadline; what has to hold at the time of the act is said with `provided …`"),
            ],
        ),
        ("exception to a\n  where yes\n", [(1, "an exception has a name of its own: `exception NAME to a`")]),
        ("reform a of b\n  repeal c\n", [(2, "say what is repealed, as in `repeal rule c`")]),
        (
            "reform a of b\n  add rule c\n  when P dies\n  require yes\n",
            [
                (3, "indent it under the `add` or `replace` line to which it belongs"),
            ],
        ),
        ("reform a amends b\n  repeal rule c\n", [(1, "write `reform a of b`")]),
        ('event "P dies"\n', [(1, 'a short name comes first: `event NAME "…"`')]),
    ],
)
def test_clauses(text: str, expected: list[tuple[int, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "lines",
    [
        "when P is sworn in\n  require (P is a citizen) or age of P >= 40 years\n  otherwise void",
        "when P is sworn in where (P is a citizen)\n  then P signs within 5 days\n    unless (P is ill)",
        "when P is sworn in\n  require none of (Q is elected where Q != P and age of Q > 3 years)",
    ],
)
def test_right_rules_are_left_alone(lines: str) -> None:
    assert [
        d.code
        for d in checked(f"rule a\n  {lines}\n", "2001-01-01: Adams signs\n").diagnostics
        if d.severity == "error"
    ] == []


@pytest.mark.parametrize(
    ("text", "line", "help"),
    [
        ("person Ada\n  born: 10 July 1950\n", 2, "write `born 1950-07-10`"),
        ("person Ada\n  born = 10 July 1950\n", 2, "write `born 1950-07-10`"),
        (in_rule("when P dies", "President must dissolve Senate"), 3, "write `then President dissolves Senate`"),
        (
            in_rule("when P dies", "President may not dissolve Senate"),
            3,
            "`require none of (President dissolves Senate)`",
        ),
        (
            "rule a\n  President must dissolve Senate\n",
            2,
            "say with `when …` what sets the rule going, and under it `then President dissolves Senate`",
        ),
        (in_rule("“Ada’s rule.”", "when P dies"), 2, 'quotations stand between straight marks: `"Ada’s rule."`'),
        ("event x “{p: Person} laughs”\n", 1, 'quotations stand between straight marks: `"{p: Person} laughs"`'),
        ("rule\u00a0a\n  when P dies\n", 1, "type a plain blank"),
        ("rule a\n\u00a0 when P dies\n", 2, "indent with plain blanks"),
        ("entrench rule once\n", 1, "leave out `rule`: `entrench once`"),
        ("entrench power once, twice\n", 1, "leave out `power`: `entrench once, twice`"),
        (
            "reform a of b\n  in force when reform R is published\n",
            2,
            "an event stands in brackets: `in force on (reform R is published)`",
        ),
        (
            "reform a of b\n  in force on the reform is published\n",
            2,
            "an event stands in brackets: `in force on (reform R is published)`",
        ),
        (
            "reform a of b\n  in force 10 days after reform R is published\n",
            2,
            "an event stands in brackets: `in force 10 days after (reform R is published)`",
        ),
        ("reform a of b\n  repeal once\n", 2, "say what is repealed, as in `repeal rule once`"),
        (
            "person Konstantinos A. Tasoulas\n",
            1,
            'a short name comes before the full one in quotes: `person Tasoulas "Konstantinos A. Tasoulas"`',
        ),
        ('person K. Tasoulas "Kostas Tasoulas"\n', 1, '`person Tasoulas "Kostas Tasoulas"`'),
    ],
)
def test_what_people_write_at_first(text: str, line: int, help: str) -> None:
    ((at, said),) = found(text)
    assert at == line
    assert help in (said or "")


def test_a_blank_that_is_none_is_named() -> None:
    diagnostics = Diagnostics()
    parse(Source("a.gov", "rule\u00a0a\n  when P dies\n  require yes\n"), diagnostics)
    assert [d.message for d in diagnostics.sorted()] == ["a no-break space cannot stand here"]
