"""The public interface: loading, reading, building, checking, errors as values, finders, threads."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import govrules

ROOT = Path(__file__).parent.parent
LAW = """\
use "elections"
ruleset law
  in force from 2000-01-01
office President
rule one_term [Art. 42.5]
  "One person may be elected President only once."
  when P is elected President
  require no earlier (P is elected President)
  otherwise void
rule majority
  when P is elected President with S
  require S > 50%
reform two_terms of law
  in force from 2012-01-01
  repeal rule one_term
"""
SOURCE = govrules.Source("law.gov", LAW)


def built() -> govrules.TimelineBuilder:
    return (
        govrules.TimelineBuilder("Two elections")
        .before("law")
        .after("two_terms")
        .until(date(2020, 12, 31))
        .declare("person", "Ada", title="Ada the First", born=date(1960, 1, 1))
        .given(fact="citizen", person="Ada", since="1960-01-01")
        .given("Ada is a graduate")
        .event("2010-01-01", "Ada is elected President with 81.31%")
        .event(date(2015, 1, 1), event="elected", at=time(7, 30), person="Ada", office="President", share="60%")
        .expect("one_term", "void", on="2015-01-01", under="law")
    )


def outcomes(check: govrules.Check) -> list[tuple[str, str, str, str]]:
    return [
        (column.label, finding.date.isoformat(), finding.rule, finding.status)
        for timeline in check.timelines
        for column in timeline.columns
        for finding in column.findings
    ]


def test_all_is_what_is_there() -> None:
    assert set(govrules.__all__) <= set(dir(govrules))
    for name in govrules.__all__:
        assert getattr(govrules, name) is not None
        assert name == "__version__" or getattr(govrules, name).__doc__
    with pytest.raises(AttributeError, match="nonesuch"):
        govrules.nonesuch  # type: ignore[attr-defined]


def test_importing_costs_nothing() -> None:
    program = "import sys, govrules; print(sorted(m for m in sys.modules if m.startswith('govrules')))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "['govrules']\n"


def test_version() -> None:
    assert f'version = "{govrules.__version__}"' in (ROOT / "pyproject.toml").read_text("utf-8")


# ---- rules ------------------------------------------------------------------------------------------------------------


def test_rules_from_a_text() -> None:
    rules = govrules.load_rules(SOURCE)
    assert rules.ok
    assert rules.rulesets == ("law", "two_terms")
    assert rules.diagnostics == ()


def test_rules_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "law.gov").write_text(LAW)
    (tmp_path / "all.gov").write_text('use "./law.gov"\n')
    assert govrules.load_rules(tmp_path / "all.gov").rulesets == ("law", "two_terms")
    assert govrules.load_rules(str(tmp_path / "all.gov")).ok


def test_mistakes_in_rules_are_values() -> None:
    text = LAW.replace("P is elected President\n  otherwise", "P is elekted President\n  otherwise").replace(
        "S > 50%", "S > x"
    )
    rules = govrules.load_rules(
        govrules.Source("law.gov", text.replace("no earlier (P is elected", "no earlier (P is elekted"))
    )
    assert not rules.ok
    assert rules.rulesets == ()
    assert {"GR201", "GR213"} <= {d.code for d in rules.diagnostics}
    assert all(isinstance(d, govrules.Diagnostic) for d in rules.diagnostics)


def test_a_missing_file_is_a_value() -> None:
    assert [d.code for d in govrules.load_rules("absent.gov").diagnostics] == ["GR110"]
    assert [d.code for d in govrules.read_timeline("absent.timeline").diagnostics] == ["GR110"]
    assert govrules.check("absent.timeline").exit_code() == 2


def test_ensure_raises_one_error() -> None:
    rules = govrules.load_rules(govrules.Source("law.gov", LAW.replace("S > 50%", "T > x")))
    with pytest.raises(govrules.GovrulesError) as caught:
        govrules.ensure(rules)
    assert caught.value.diagnostics == rules.diagnostics
    assert str(caught.value).startswith("law.gov:12:")
    assert "GR206" in str(caught.value)
    assert "and 1 more" in str(caught.value)
    with pytest.raises(govrules.GovrulesError, match=r"absent.gov.*GR110"):
        govrules.ensure(govrules.load_rules("absent.gov"))


def test_ensure_gives_back_what_is_right() -> None:
    rules = govrules.load_rules(SOURCE)
    assert govrules.ensure(rules) is rules
    check = govrules.check(built(), rules=rules, under=["law"])
    assert govrules.ensure(check) is check


# ---- timelines --------------------------------------------------------------------------------------------------------


def test_a_timeline_built_in_code() -> None:
    rules = govrules.ensure(govrules.load_rules(SOURCE))
    check = govrules.ensure(govrules.check(built(), rules=rules))
    assert check.ok
    assert outcomes(check) == [
        ("law", "2010-01-01", "one_term", "satisfied"),
        ("law", "2010-01-01", "majority", "satisfied"),
        ("law", "2015-01-01", "one_term", "void"),
        ("two_terms", "2010-01-01", "majority", "satisfied"),
        ("two_terms", "2015-01-01", "majority", "satisfied"),
        ("in force", "2010-01-01", "one_term", "satisfied"),
        ("in force", "2010-01-01", "majority", "satisfied"),
        ("in force", "2015-01-01", "majority", "satisfied"),
    ]
    void = next(f for f in check.findings if f.status == "void")
    assert void.citation is not None
    assert void.citation.text == "Art. 42.5"
    assert next(f for f in check.findings if f.rule == "majority").bindings["S"] == Fraction(8131, 10000)


def test_every_way_to_give_a_timeline_finds_the_same(tmp_path: Path) -> None:
    rules = govrules.load_rules(SOURCE)
    source = built().build()
    (tmp_path / "t.json").write_text(source.text)
    data: dict[str, Any] = {
        "timeline": {"title": "Two elections", "before": "law", "after": "two_terms", "until": date(2020, 12, 31)},
        "entities": [{"kind": "person", "name": "Ada"}],
        "events": [
            {"event": "elected", "person": "Ada", "office": "President", "share": share, "on": on}
            for share, on in (("81.31%", "2010-01-01"), ("60%", "2015-01-01"))
        ],
    }
    ways: list[Any] = [
        built(),
        source,
        tmp_path / "t.json",
        str(tmp_path / "t.json"),
        data,
        govrules.read_timeline(source, rules=rules),
    ]
    found = [outcomes(govrules.check(way, rules=rules)) for way in ways]
    assert found[0]
    assert all(each == found[0] for each in found)


def test_a_timeline_may_use_what_rules_hold_too() -> None:
    finder = govrules.TextFinder({"law.gov": LAW})
    rules = govrules.load_rules(govrules.Source("law.gov", LAW), finder=finder)
    assert govrules.ensure(govrules.check(built().uses("./law.gov"), rules=rules)).ok
    assert govrules.ensure(govrules.check(built().uses("./law.gov"), finder=finder)).ok
    assert govrules.ensure(govrules.check(built().uses("elections"), rules=rules)).ok


def test_several_timelines_keep_their_places_apart() -> None:
    rules = govrules.load_rules(SOURCE)
    other = built().event("2016-01-01", "Ada is elected President with 10%")
    check = govrules.check(built(), other, {"timeline": {"title": 1}}, rules=rules)
    paths = [t.timeline.path for t in check.timelines]
    assert len(set(paths)) == 2
    assert check.exit_code() == 2
    last = check.timelines[1].columns[1].findings[-1]
    assert last.trigger is not None
    assert last.trigger.span is not None
    path, line, _ = check.sources.place(last.trigger.span)
    assert "10%" in check.sources.get(path).line(line)


def test_columns_may_be_chosen() -> None:
    rules = govrules.load_rules(SOURCE)
    check = govrules.check(built(), rules=rules, under=["two_terms"])
    assert [c.ruleset for c in check.timelines[0].columns] == ["two_terms", "law"]  # the expectation names law
    assert not govrules.check(built(), rules=rules, before="lew").made


def test_mistakes_in_rules_reach_the_check() -> None:
    broken = govrules.load_rules(govrules.Source("law.gov", LAW.replace("elections", "electoins")))
    check = govrules.check(built(), rules=broken)
    assert check.exit_code() == 2
    assert "GR212" in {d.code for d in check.diagnostics}


def test_nothing_to_check_is_not_ok() -> None:
    assert not govrules.check().ok


def test_the_builder_gives_itself_back_and_builds_anew() -> None:
    builder = govrules.TimelineBuilder("T", path="x.json")
    first = builder.build()
    assert builder.timezone("UTC").incomplete_before("2000-01-01").expect_nothing_violated(under="law") is builder
    assert builder.build().text != first.text
    assert builder.build().path == "x.json"


def test_exact_figures() -> None:
    law = govrules.Source(
        "law.gov",
        LAW + 'event paid "{person: Person} pays {sum: Number}"\n',
    )
    rules = govrules.ensure(govrules.load_rules(law))
    builder = built()
    sums: list[Any] = [3, Decimal("0.1"), Fraction(2, 3), Fraction(4, 2), "1,000"]
    for each in sums:
        builder.event("2016-01-01", event="paid", person="Ada", sum=each)
    scenario = govrules.ensure(govrules.read_timeline(builder, rules=rules))
    assert scenario.timeline is not None
    assert [e.values[1] for e in scenario.timeline.events[2:]] == [3, Fraction(1, 10), Fraction(2, 3), 2, 1000]


@pytest.mark.parametrize(
    "value", [0.5, float("nan"), Decimal("nan"), Decimal("1e999"), datetime(2020, 1, 1), object(), b""]
)
def test_inexact_figures_are_refused(value: Any) -> None:
    with pytest.raises(TypeError, match=r"events\[2\]\.share"):
        built().event("2016-01-01", event="elected", person="Ada", office="President", share=value).build()
    with pytest.raises(TypeError):
        govrules.check({"events": [{1: 2}]})  # type: ignore[dict-item]


def test_a_bare_decimal_share_is_a_diagnostic() -> None:
    builder = built().event("2016-01-01", event="elected", person="Ada", office="President", share=Decimal("0.6"))
    (found,) = govrules.read_timeline(builder, rules=govrules.load_rules(SOURCE)).diagnostics
    assert (found.code, "events[2].share" in found.message) == ("GR508", True)
    assert '"60%"' in (found.help or "")


# ---- finders ----------------------------------------------------------------------------------------------------------


class Own:
    """A finder that remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def find(self, module: str, used_by: str) -> govrules.Source | govrules.Missing:
        self.asked.append((module, used_by))
        if module == "the law":
            return govrules.Source("db/1", LAW)
        if module == "nothing":
            return govrules.Missing("GR212", "the database has no such law", "ask its keeper")
        return govrules.FileFinder().find(module, used_by)

    def names(self) -> list[str]:
        return ["the law"]


def test_a_finder_of_ones_own() -> None:
    finder = Own()
    rules = govrules.load_rules(govrules.Source("main.gov", 'use "the law"\n'), finder=finder)
    assert rules.rulesets == ("law", "two_terms")
    assert finder.asked[:2] == [("the law", "main.gov"), ("elections", "db/1")]
    assert govrules.check(built(), rules=rules).ok


def test_what_a_finder_misses_is_a_diagnostic() -> None:
    rules = govrules.load_rules(govrules.Source("main.gov", 'use "nothing"\n'), finder=Own())
    (found,) = rules.diagnostics
    assert (found.code, found.message, found.help) == ("GR212", "the database has no such law", "ask its keeper")


def test_texts_in_memory() -> None:
    finder = govrules.TextFinder({"laws/a.gov": LAW, "b.gov": 'use "./laws/a.gov"\n', "laws/c.gov": 'use "../b.gov"\n'})
    assert govrules.load_rules(govrules.Source("laws/all.gov", 'use "./c.gov"\n'), finder=finder).ok
    (found,) = govrules.load_rules(govrules.Source("x.gov", 'use "./pyproject.toml"\n'), finder=finder).diagnostics
    assert found.code == "GR110"
    assert "people" in finder.names()


# ---- threads ----------------------------------------------------------------------------------------------------------


def test_threads_share_rules_and_scenarios() -> None:
    rules = govrules.ensure(govrules.load_rules(SOURCE))
    scenario = govrules.ensure(govrules.read_timeline(built(), rules=rules))
    text = govrules.Source(
        "t.timeline", 'timeline "T"\n  under law\nperson Bo\n2010-01-01: Bo is elected President with 1%\n'
    )

    def work(number: int) -> str:
        other = built().event("2016-01-01", f"Ada is elected President with {number}%")
        return govrules.report_json(govrules.check(scenario, text, other, rules=rules))

    alone = [work(number) for number in range(24)]
    assert len(set(alone)) == 24
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(24))) == alone


def test_threads_may_load_at_the_same_time() -> None:
    program = (
        "import govrules\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        f"law = {LAW!r}\n"
        "with ThreadPoolExecutor(8) as pool:\n"
        "    loaded = list(pool.map(lambda n: govrules.load_rules(govrules.Source('law.gov', law)), range(16)))\n"
        "print({rules.rulesets for rules in loaded})\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "{('law', 'two_terms')}\n", done.stderr


def test_results_do_not_change() -> None:
    check = govrules.check(built(), rules=govrules.load_rules(SOURCE))
    for value in (check, check.timelines[0], check.findings[0]):
        with pytest.raises(AttributeError):
            value.rule = "other"  # type: ignore[union-attr]


# ---- the document -----------------------------------------------------------------------------------------------------


def blocks(language: str) -> list[str]:
    text = (ROOT / "docs" / "embedding.md").read_text("utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_example_in_the_document_runs() -> None:
    done = subprocess.run([sys.executable, "-c", blocks("python")[0]], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout == blocks("text")[0]


def test_the_finders_in_the_document_work() -> None:
    example, monitored, judged, in_memory, own, strangers = blocks("python")
    scope: dict[str, Any] = {"fetch": {"law": LAW}.get, "print": lambda *_: None}
    for text in (example, monitored, judged, in_memory, own, strangers):
        exec(text, scope)  # noqa: S102  # the project's own document
    assert scope["rules"].rulesets == ("law",)
    assert '"status": "satisfied"' in scope["report"]
    assert scope["found"].counts() == {("law", "one_term", "satisfied"): 1, ("law", "one_term", "void"): 1}
    assert (scope["finding"].date, scope["finding"].status) == (date(2015, 1, 1), "void")
    found = scope["FromDatabase"]().find("law", "x")
    assert (found.path, found.text) == ("database/law", LAW)
    assert scope["FromDatabase"]().find("none", "x").code == "GR212"


def test_the_data_in_the_document_has_the_right_form() -> None:
    from govrules.text.diagnostics import Diagnostics
    from govrules.timeline.data import read_document

    found = Diagnostics()
    assert read_document(govrules.Source("t.json", blocks("json")[0]), found) is not None, found.sorted()


def test_the_document_names_all_that_is_public() -> None:
    text = (ROOT / "docs" / "embedding.md").read_text("utf-8")
    assert [name for name in govrules.__all__ if f"`{name}" not in text] == []


# ---- what a person sees at a prompt ------------------------------------------------------------------------------------


def test_results_show_themselves_in_a_line() -> None:
    rules = govrules.load_rules(SOURCE)
    made = govrules.check(built(), rules=rules)
    (timeline,) = made.timelines
    column = timeline.columns[0]
    assert repr(rules) == "<Rules: law, two_terms>"
    scenario = govrules.read_timeline(built(), rules=rules)
    assert repr(scenario) == '<Scenario "Two elections": 2 events, before law, after two_terms>'
    assert repr(made) == "<Check: 1 timeline, 3 columns, 8 findings, ok>"
    assert repr(timeline) == '<TimelineResult "Two elections": 3 columns, 8 findings, 1 of 1 expectation met>'
    assert repr(column) == "<ColumnResult before law: 2 satisfied, 1 void>"
    assert repr(column.judgement) == "<Judgement under law: 2 satisfied, 1 void>"
    assert repr(column.findings[0]) == "<Finding one_term: satisfied on 2010-01-01>"
    assert repr(govrules.check(built().expect("majority", "violated"), rules=rules)).endswith("findings, 1 failure>")


def test_results_with_mistakes_show_how_many() -> None:
    wrong = govrules.load_rules(govrules.Source("law.gov", LAW.replace("S > 50%", "T > 50%")))
    assert repr(wrong) == "<Rules: 1 error>"
    scenario = govrules.read_timeline(govrules.TimelineBuilder("T").under("lax"), rules=govrules.load_rules(SOURCE))
    assert repr(scenario) == "<Scenario: 2 errors>"
    assert repr(govrules.check()) == "<Check: 0 timelines, 0 columns, 0 findings, nothing to check>"


# ---- expectations that are not met -------------------------------------------------------------------------------------


def unmet(timeline: govrules.TimelineBuilder, law: str = LAW) -> list[str]:
    rules = govrules.ensure(govrules.load_rules(govrules.Source("law.gov", law)))
    made = govrules.ensure(govrules.check(timeline, rules=rules))
    return [each for t in made.timelines for e in t.expectations for each in e.found]


ENDS = """
rule majority_of_votes
  when P is elected Mayor
  then P takes the oath as Mayor
    within 1 month
rule oath
  when P is elected President
    or P takes office as President
  then P takes the oath as President
    within 1 month
office Mayor
"""
WITH_DUTIES = LAW.replace("rule majority", ENDS.strip() + "\nrule majority", 1)


def twice() -> govrules.TimelineBuilder:
    timeline = govrules.TimelineBuilder("Twice").declare("person", "Ada")
    return timeline.event("2010-01-01", "Ada is elected President").event("2015-01-01", "Ada is elected President")


def test_a_rule_that_a_void_event_would_have_set_going_says_so() -> None:
    timeline = twice().under("law").expect("oath", "pending", on="2015-01-01")
    assert unmet(timeline, WITH_DUTIES) == [
        "`oath` is violated on 2010-02-01 under `law`",
        "`oath` was not triggered on 2015-01-01 under `law`; "
        "`Ada is elected President` on 2015-01-01 was void by `one_term`",
    ]
    dissolved = WITH_DUTIES.replace(
        "  require no earlier (P is elected President)\n", "  require P.born < 1900-01-01\n"
    )
    timeline = govrules.TimelineBuilder("Once").under("law").declare("person", "Ada", born="1960-01-01")
    timeline.event("2010-01-01", "Ada is elected President").expect("oath", "satisfied")
    assert unmet(timeline, dissolved) == [
        "`oath` was not triggered under `law`; `Ada is elected President` on 2010-01-01 was void by `one_term`"
    ]


def test_a_void_event_that_a_rule_does_not_look_for_is_not_named() -> None:
    timeline = twice().under("law").expect("majority_of_votes", "satisfied")
    assert unmet(timeline, WITH_DUTIES) == ["`majority_of_votes` was not triggered under `law`"]


def test_a_rule_that_one_law_does_not_have_is_not_called_untriggered() -> None:
    timeline = twice().before("law").after("two_terms").expect("one_term", "void")
    assert unmet(timeline) == ["`two_terms` has no rule `one_term`; say `under` which rule set it is expected"]
