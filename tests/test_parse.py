"""Reading rule files and timelines: what is read, and how reading goes on after a mistake."""

import pytest

from govrules.syntax import tree as t
from govrules.syntax.parse import parse
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source, Sources
from govrules.timeline.text import parse_timeline


def mistakes(text: str, path: str = "a.gov") -> list[tuple[int, str, str]]:
    """Line, code and the text in backticks, or all of the message, of each diagnostic."""
    found, source = Diagnostics(), Source(path, text)
    (parse_timeline if path.endswith(".timeline") else parse)(source, found)
    return [(source.position(d.span.start)[0], d.code, d.message) for d in found.sorted()]


def lines(text: str, path: str = "a.gov") -> list[int]:
    return [line for line, _, _ in mistakes(text, path)]


def helps(text: str, path: str = "a.gov") -> list[str | None]:
    found = Diagnostics()
    (parse_timeline if path.endswith(".timeline") else parse)(Source(path, text), found)
    return [d.help for d in found.sorted()]


# ---- reading on after a mistake -------------------------------------------------------------------------------------


def test_every_block_reports_its_own_mistakes_and_the_others_are_read() -> None:
    text = "kind person\nkind Office\nlet x = \nkind Chamber\nrule a\nkind Court\n"
    assert lines(text) == [1, 3, 5]
    file = parse(Source("a.gov", text), Diagnostics())
    assert [item.name.text for item in file.items if isinstance(item, t.KindDeclaration)] == [
        "Office",
        "Chamber",
        "Court",
    ]


def test_every_clause_of_a_long_reform_reports_its_own_mistake() -> None:
    text = """\
reform two of one
  in force 2010-01-01
  st term = 7 years
  set term 8 years
  repeal rule
  add rule a
    when P dies wher P != Q
    require (P dies
  add rule b
    wen P dies
    require yes no
  replace power c
    President dissolves Majilis
    provided any P dies
  repeal rule good
  set fine = 3
  set last = = 3
"""
    assert lines(text) == [2, 3, 4, 5, 8, 10, 11, 14, 17]


@pytest.mark.parametrize(
    "text",
    [
        "rule a\n  wen P dies\n  require yes\n  otherwise void\n",
        "rule a\n  when P dies where\n  then P dies\n    or Q dies\n    within 2 months\n",
        "rule a\n  when P dies\n  require\n",
        "rule a\n  when\n  require yes\n",
        "power a\n  (P dies)\n  provided yes\n",
        "rul a\n  when P dies\n  require yes\n",
        'timeline “x”\n  use "people"\n  under one\n',
        "exception a of b\n  where yes\n",
        'fact f "x"\n  P dies begin when P dies\n    or Q dies\n',
        'ruleset one\n  titel "x"\n  in force from 2000-01-01\n',
    ],
)
def test_one_mistake_is_reported_once(text: str) -> None:
    assert len(mistakes(text)) == 1


def test_mistakes_of_layout_do_not_hide_those_of_form() -> None:
    text = 'rule a\n  when P dies\n  require (P dies\n  require yes no\nkind X "open\nkind y\n'
    assert mistakes(text) == [
        (3, "GR105", "this `(` is not closed on its line"),
        (4, "GR101", "`no` cannot stand here"),
        (5, "GR104", "this quotation is not closed on its line"),
        (6, "GR101", "`y` cannot stand here"),
    ]


def test_a_timeline_reports_all_its_broken_lines() -> None:
    text = """\
timeline "x"
  befor one
2001-01-01 Ada dies
2001-02-30: Ada dies
2001-01-01: Ada (old) dies
2001-01-01: Ada dies
Ada dies
1.2.2001: Ada dies
2001: Ada dies
expect nothing violatd
"""
    assert [(line, code) for line, code, _ in mistakes(text, "a.timeline")] == [
        (2, "GR106"), (3, "GR101"), (4, "GR308"), (5, "GR101"), (7, "GR106"), (8, "GR101"), (10, "GR101"),
    ]  # fmt: skip


# ---- help that helps ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("rul a\n", "did you mean `rule`?"),
        ("Rule a\n  when P dies\n  require yes\n", "did you mean `rule`?"),
        ("rule a\n  when P dies\n  requre yes\n", "did you mean `require`?"),
        ("rule a\n  when P dies\n  require yes\n  othewise void\n", "did you mean `otherwise`?"),
        ("require yes\n", "indent it under the `rule` to which it belongs"),
        ("in force from 2000-01-01\n", "it belongs in the head: indent it right under the `ruleset` line"),
        ("person ada\n", "names are capitalised: `Ada`"),
        ("rule Two Terms\n", "names of rules and values are in lower case: `two_terms`"),
        ("let x = 1 => 2\n", "did you mean `>=`?"),
        ("let x = 1 == 2\n", "did you mean `=`?"),
        ("timeline “x”\n", 'quotations stand between straight marks: `"x"`'),
        ("ruleset one\n  timezone Almaty\n", "expected a time zone such as `Asia/Almaty`"),
        ("rule a\n", "expected `when` or `while`"),
        ("Ada dies\n", "a dated event starts with its date, as in `2022-11-20: Ada dies`"),
        (
            "kind Person\n      born: Date\n        died: Date\n",
            "start it as far in as the line above, or one step further out",
        ),
    ],
)
def test_help(text: str, help: str) -> None:
    assert helps(text) == [help]


# ---- what is read ---------------------------------------------------------------------------------------------------


def test_spans_cover_what_was_written() -> None:
    text = "kind Person\nrule a [Art. 1]\n  when P dies\n  require age of P > 3 years\n"
    sources = Sources()
    source = sources.add(Source("a.gov", text))
    kind, rule = parse(source, Diagnostics()).items
    assert isinstance(rule, t.RuleDeclaration)
    assert source.excerpt(kind.span) == "kind Person"
    assert source.excerpt(rule.name.span) == "a"
    assert source.excerpt(rule.body.span) == "when P dies"
    assert rule.citation is not None
    assert source.excerpt(rule.citation.span) == "[Art. 1]"
    assert sources.place(rule.name.span) == ("a.gov", 2, 6)


def test_comments_are_kept_and_do_not_count() -> None:
    file = parse(Source("a.gov", '# one\nkind Person  # two\nsource K "a # b"\n'), Diagnostics())
    assert [comment.text for comment in file.comments] == ["# one", "# two"]
    assert len(file.items) == 2


def test_lines_continue_a_duty_at_any_depth() -> None:
    flat = "rule a\n  when P dies\n  then P rests\n  or Q rests\n  within 2 months\n"
    deep = "rule a\n  when P dies\n  then P rests\n       or Q rests\n    within 2 months\n"
    for text in (flat, deep):
        (rule,) = parse(Source("a.gov", text), Diagnostics()).items
        assert isinstance(rule, t.RuleDeclaration)
        assert isinstance(rule.body, t.When)
        assert isinstance(rule.body.consequence, t.Duty)
        assert [len(part) for part in rule.body.consequence.parts] == [2]
        assert len(rule.body.consequence.limits) == 1


def test_items_after_a_skipped_event_line_keep_their_order() -> None:
    text = 'timeline "x"\n2001-01-01: Ada dies\nexpect nothing violated\n2000-01-01: Berta dies\n'
    file = parse_timeline(Source("a.timeline", text), Diagnostics())
    assert [type(item) for item in file.items] == [t.TimelineDeclaration, t.Dated, t.Expectation, t.Dated]
