"""The consolidated text of a version of the law: it can be read again, and means what the version means."""

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec import Struct
from msgspec.structs import replace
from test_spec import ROOT, SECTIONS, Folder, Section, marks

from govrules.doors.cli import main
from govrules.files import FileFinder
from govrules.law import model as m
from govrules.law.consolidate import Consolidated, consolidate
from govrules.law.modules import Finder, Missing
from govrules.law.patch import Change
from govrules.law.staging import fits
from govrules.pipeline import LawText, Rules, Scenario, check, law_text, load_rules, load_timeline
from govrules.syntax.tree import Citation
from govrules.text.source import Source, Span

SEEDS = sorted(path.parent.name for path in (ROOT / "seeds").glob("*/*.gov") if path.stem == path.parent.name)


@cache
def seed(name: str) -> Rules:
    finder = FileFinder(ROOT)
    rules = load_rules(finder.find(name, ""), finder)
    assert rules.ok, rules.diagnostics
    return rules


def written(rules: Rules, name: str) -> Consolidated:
    assert rules.library is not None
    return consolidate(rules.library, rules.files, rules.sources, rules.library.rulesets[name])


def read_again(text: str) -> Rules:
    rules = load_rules(Source("law.gov", text), FileFinder(ROOT))
    found = [d for d in rules.diagnostics if d.severity != "note"]
    shown = [f"{rules.sources.place(d.span)[1]}: {d.code} {d.message}" for d in found]
    assert shown == [], text
    return rules


def plain(value: object, names: dict[str, str]) -> object:
    """A resolved thing without its places, with its own names for rule sets."""
    if isinstance(value, m.Occurrence):
        return value.name, value.sort, value.fields, value.otherwise_no, value.adopts
    if isinstance(value, Citation):
        return value.text, value.source, value.confidence
    if isinstance(value, m.Commencement):
        return "commencement", names.get(value.of, value.of)
    if isinstance(value, Struct):
        fields = [each for each in value.__struct_fields__ if each != "span"]
        return type(value).__name__, *(plain(getattr(value, each), names) for each in fields)
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return tuple(plain(each, names) for each in value)
    return None if isinstance(value, Span) else value


def meaning(law: m.RuleSet, apart_from: set[str]) -> dict[str, object]:
    """What a version says, part by part, wherever it says it; without entrenchments of what is gone."""
    names = {f"{law.name}_text": law.name}
    tables: dict[str, dict[object, object]] = {
        each: {key: plain(value, names) for key, value in getattr(law, each).items() if key not in apart_from}
        for each in ("lets", "rules", "exceptions", "powers", "attributes", "fact_clauses", "elsewhere")
    }
    return {
        **tables,
        "transitions": {each.name: plain(each, names) for each in map(_alive(law), law.transitions.values()) if each},
        "givens": sorted(repr(plain(each, names)) for each in law.givens if not _of_reforms(each)),
        "head": (law.title, law.in_force, law.timezone, law.days_off, law.rounding),
        "regulated": law.regulated,
    }


def _alive(law: m.RuleSet) -> Callable[[m.Transition], m.Transition | None]:
    """A transition clause without what it says of rules that are no more."""

    def alive(said: m.Transition) -> m.Transition | None:
        rules = [(each, tuple(r for r in each.rules if r in law.rules or r in law.powers)) for each in said.disregards]
        left = tuple(replace(each, rules=names) for each, names in rules if names)
        return replace(said, disregards=left) if left or said.keeps else None

    return alive


def _of_reforms(given: m.Given) -> bool:
    """What is stated of other reforms is no part of the text of this one."""
    return any(isinstance(value, m.Entity) and value.kind == "Reform" for value in given.values)


def readings(rules: Rules, name: str) -> dict[str, object]:
    """The questions that are open under a version, and what their options change of what there still is."""
    assert rules.library is not None
    law, chain = rules.library.rulesets[name], rules.library.chain(name)
    found: dict[str, object] = {}
    for reading in rules.library.readings.values():
        if reading.owner in chain:
            later = [rules.library.reforms[each] for each in chain[chain.index(reading.owner) + 1 :]]
            settled = {(c.kind, c.name) for reform in later for c in reform.changes}
            options = [
                (o.name, o.sentence, [_only_what_is(c, law) for c in o.changes if fits(c, law)])
                for o in reading.options
                if settled.isdisjoint((c.kind, c.name) for c in o.changes)
            ]
            if not any(o.changes for o in reading.options) or any(changes for *_, changes in options):
                found[reading.name] = reading.question, options
    return found


def _only_what_is(change: Change, law: m.RuleSet) -> object:
    what, known = change.what, {*law.rules, *law.powers}
    if isinstance(what, m.ExceptionTo):
        what = replace(what, rules=tuple(each for each in what.rules if each in known))
    elif isinstance(what, m.Transition):
        what = _alive(law)(what)
    return change.word, change.kind, change.name, plain(what, {f"{law.name}_text": law.name})


def check_text(rules: Rules, name: str) -> str:
    """The text of a version, after a look at all that it promises."""
    made = written(rules, name)
    again = read_again(made.text)
    assert again.library is not None
    assert rules.library is not None
    was, now = rules.library.rulesets[name], again.library.rulesets[name]
    known = {*was.rules, *was.powers, *was.exceptions, *was.lets, *was.transitions, *was.fact_clauses}
    gone = {rule.name for rule in was.rules.values() if not known.issuperset(rule.entrenches)}
    gone |= {each.name for each in was.exceptions.values() if gone.issuperset(each.rules)}
    assert meaning(now, gone) == meaning(was, gone)
    assert readings(again, name) == readings(rules, name)
    assert written(again, name).text == made.text
    return made.text


@pytest.mark.parametrize("name", SEEDS)
def test_every_version_of_a_shipped_law_has_a_text_of_its_own(name: str) -> None:
    for version in seed(name).rulesets:
        check_text(seed(name), version)


WHAT_IFS = sorted(ROOT.glob("scenarios/*/*.gov"))


@pytest.mark.parametrize("path", WHAT_IFS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_fictitious_reform_of_a_shipped_law_has_a_text_of_its_own(path: Path) -> None:
    finder = FileFinder(ROOT)
    source = finder.open(str(path))
    assert isinstance(source, Source)
    rules = load_rules(source, finder)
    shipped = {version for name in SEEDS for version in seed(name).rulesets}
    for version in [each for each in rules.rulesets if each not in shipped]:
        check_text(rules, version)


# ---- the same findings ----------------------------------------------------------------------------------------------

TIMELINES = ("early-election-late", "appointments-broken")


class _WithText:
    """Finds the text of a version, and otherwise what another finder finds."""

    def __init__(self, finder: FileFinder | Folder, text: str) -> None:
        self.finder, self.printed = finder, text

    def find(self, module: str, used_by: str) -> Source | Missing:
        return Source("law.gov", self.printed) if module == "./law.gov" else self.finder.find(module, used_by)

    def names(self) -> list[str]:
        return self.finder.names()


def findings(told: str, uses: list[str], version: str, others: list[str], finder: Finder) -> list[tuple[object, ...]]:
    """What a timeline comes to under one version alone, apart from what it tells of other rule sets and reforms."""
    told = re.sub(r"^  (use|before|after|under) .*\n|^expect .*\n", "", told, flags=re.MULTILINE)
    for other in others:
        told = re.sub(rf"^[\d-]+: .*\b{other}\b.*\n", "", told, flags=re.MULTILINE)
    head = "".join(f'\n  use "{use}"' for use in uses) + f"\n  under {version}"
    told = re.sub(r"^timeline .*$", lambda line: line[0] + head, told, count=1, flags=re.MULTILINE)
    made = check([Source("told.timeline", told)], finder=finder)
    assert [d.code for d in made.diagnostics if d.severity == "error"] in ([], ["GR510"])  # without events
    return sorted((f.rule, f.status, f.date, f.message) for f in made.findings)


def check_findings(told: str, scenario: Scenario, version: str, finder: FileFinder | Folder) -> None:
    """A timeline is judged by the text of a version as by the version."""
    assert scenario.library is not None
    files = [file for file in scenario.files if file.path.endswith(".gov")]
    text = consolidate(scenario.library, files, scenario.sources, scenario.library.rulesets[version]).text
    others = [each for each in scenario.library.rulesets if each != version]
    uses = re.findall(r'^  use "(.*)"$', told, flags=re.MULTILINE)
    found = findings(told, ["./law.gov"], version, others, _WithText(finder, text))
    assert found == findings(told, uses, version, others, finder), version


@pytest.mark.parametrize("name", TIMELINES)
def test_a_shipped_timeline_is_judged_by_the_text_as_by_the_version(name: str) -> None:
    finder = FileFinder(ROOT)
    source = finder.open(str(ROOT / f"scenarios/kazakhstan/{name}.timeline"))
    assert isinstance(source, Source)
    for version in seed("kazakhstan").rulesets:
        check_findings(source.text, load_timeline(source, finder), version, finder)


def _timelines() -> list[object]:
    found = []
    for section in SECTIONS:
        for name in section.own:
            if name.endswith(".timeline") and not any(marks(text) for text in section.files.values()):
                found.append(pytest.param(section, name, id=f"{section.document.stem}: {section.title}: {name}"))
    return found


@pytest.mark.parametrize(("section", "name"), _timelines())
def test_a_timeline_of_the_reference_is_judged_by_the_text_as_by_the_version(section: Section, name: str) -> None:
    folder = Folder(section.files)
    scenario = load_timeline(Source(name, section.files[name]), folder)
    assert scenario.timeline is not None
    for version in dict.fromkeys(column.ruleset for column in scenario.timeline.columns):
        check_findings(section.files[name], scenario, version, folder)


# ---- every clause ----------------------------------------------------------------------------------------------------


def _examples() -> list[object]:
    found = []
    for section in SECTIONS:
        for name in section.own:
            if name.endswith(".gov") and not any(marks(text) for text in section.files.values()):
                found.append(pytest.param(section, name, id=f"{section.document.stem}: {section.title}: {name}"))
    return found


@pytest.mark.parametrize(("section", "name"), _examples())
def test_every_rule_set_of_the_reference_has_a_text_of_its_own(section: Section, name: str) -> None:
    folder = Folder(section.files)
    source = folder.open(name)
    assert isinstance(source, Source)
    rules = load_rules(source, folder)
    for version in rules.rulesets:
        check_text(rules, version)


AMENDED = """language 1
use "elections"
use "amendments"
use "chambers"

kind House is Chamber
\tquorum: Number

# Who sits where.
house Senate "the upper house"
\tseats 40 [C Art. 1]
\tquorum 20
source C "The constitution"
source OTHER "Cited nowhere"
office President

kind Title
fact titled "{person: Person} bears {title: Title}"
\tP bears T begins when P is elected President where T = Founder
title Founder

ruleset old
\tin force from 2000-01-01 [C]
\tdays off Sundays, 14 July, 1 January

# ---- the term ----
let term = 5 years [C Art. 2]  # as ever
let grace = term + 30 days

rule term_over [C Art. 3]
\t# The oath does not matter.
\twhile P holds President
\trequire how long (P holds President) <= grace

rule once
\twhen P is elected President
\trequire no earlier (P is elected President)
\totherwise void

power call
\tPresident calls an early election of President

# ---- exceptions ----
exception both to once, term_over [C Art. 4]
\twhere any (P is elected President)

entrench once, term as core [C Art. 9]

reform new of old [Act 1]
\ttitle "The new law"
\tin force on (reform new is published)
\trounding up
\tset term = 7 years [C Art. 2]
\tset Senate.seats = 60
\trepeal rule once
\trepeal power call
\treplace fact titled
\t\tP bears T begins when P takes office as President where T = Founder
\t\t\tor P is elected President where T = Founder
\tadd rule counted
\t\t"Twice, counted from the reform."
\t\twhen P is elected President where date >= commencement
\t\trequire count of (P is elected President) since commencement <= 2
\ttransition clean [C Art. 10]
\t\tdisregard (P is elected President) before commencement for counted
\t\tkeep term_over for (P holds President) begun before commencement
\tfrom 2012-01-01
\t\tset grace = term + 60 days
\t\tadd office Regent

reform newer of new
\tin force from 2011-01-01
\tset Senate.quorum = 30
\tadd power call
\t\tPresident calls an early election of President
\t\tprovided any (Senate is absent)
"""


def amended() -> Rules:
    rules = load_rules(Source("amended.gov", AMENDED), FileFinder(ROOT))
    assert rules.ok, [(d.code, d.message, rules.sources.place(d.span)) for d in rules.diagnostics]
    return rules


@pytest.mark.parametrize("version", ["old", "new", "newer"])
def test_what_every_kind_of_clause_does_is_worked_in(version: str) -> None:
    check_text(amended(), version)


def _paragraph(text: str, start: str) -> str:
    """The lines from one that starts like this to the next blank one."""
    return text[text.index("\n" + start) + 1 :].split("\n\n", 1)[0]


def test_the_words_are_those_of_the_law_as_it_stands() -> None:
    text = written(amended(), "newer").text
    assert _paragraph(text, "let term") == "let term = 7 years [C Art. 2]\nlet grace = term + 60 days"
    assert "Who sits" not in text  # it spoke of other figures
    assert _paragraph(text, "house Senate") == 'house Senate "the upper house"\n  seats 60\n  quorum 30'
    assert _paragraph(text, "exception both") == (
        "exception both to term_over [C Art. 4]\n  where any (P is elected President)"
    )
    assert "entrench term as core [C Art. 9]\n" in text
    assert "\t" not in text
    assert "Cited nowhere" not in text


def test_comments_that_introduce_something_stay_with_it() -> None:
    text = written(amended(), "old").text
    assert _paragraph(text, "# Who sits").startswith("# Who sits where.\nhouse Senate")
    assert "let term = 5 years [C Art. 2]  # as ever\n" in text
    assert "  # The oath does not matter.\n  while P holds President\n" in text


# ---- on a day --------------------------------------------------------------------------------------------------------

PUBLISHED = """timeline "Published"
  use "./amended.gov"
  before old
  after newer

2010-03-01: reform new is published
"""


class _Amended(FileFinder):
    def find(self, module: str, used_by: str) -> Source | Missing:
        return Source("amended.gov", AMENDED) if module == "./amended.gov" else super().find(module, used_by)


def on_a_day(name: str, day: date | None, timeline: str | None = None) -> LawText:
    return law_text(
        name,
        Source("amended.gov", AMENDED) if timeline is None else None,
        timeline=Source("published.timeline", timeline) if timeline is not None else None,
        on=day,
        finder=_Amended(ROOT),
    )


@pytest.mark.parametrize(
    ("day", "head"),
    [
        (date(2010, 2, 28), "ruleset old\n  in force from 2000-01-01 [C]"),
        (date(2010, 3, 1), 'ruleset new_text\n  title "The new law"\n  in force from 2010-03-01 [Act 1]'),
        (date(2011, 1, 1), "ruleset newer_text\n  in force from 2011-01-01"),
    ],
)
def test_a_timeline_tells_what_was_in_force_on_a_day(day: date, head: str) -> None:
    made = on_a_day("newer", day, PUBLISHED)
    assert made.text is not None
    assert f"\n{head}\n" in made.text
    assert f"as in force on {day}." in made.text
    read_again(made.text)


def test_a_part_with_a_day_of_its_own_is_worked_in_from_that_day() -> None:
    before = on_a_day("newer", date(2011, 12, 31), PUBLISHED).text or ""
    after = on_a_day("newer", date(2012, 1, 1), PUBLISHED).text or ""
    assert ("let grace = term + 30 days" in before, "office Regent" in before) == (True, False)
    assert ("let grace = term + 60 days" in after, "office Regent" in after) == (True, True)


def test_the_commencement_of_an_earlier_reform_is_written_as_its_day() -> None:
    text = on_a_day("newer", date(2011, 1, 1), PUBLISHED).text or ""
    assert "since 2010-03-01 <= 2" in text
    assert "disregard (P is elected President) before 2010-03-01 for counted" in text


def test_a_law_that_was_never_validly_made_is_not_worked_in() -> None:
    repeals_what_is_entrenched = PUBLISHED.replace("2010-03-01", "2010-02-01: reform new is adopted\n2010-03-01")
    assert "\nruleset old\n" in (on_a_day("newer", date(2012, 1, 1), repeals_what_is_entrenched).text or "")


def test_without_a_timeline_what_hangs_on_an_event_is_left_out_and_said_to_be() -> None:
    made = on_a_day("newer", date(2013, 1, 1))
    assert made.text is not None
    assert "\nruleset old\n" in made.text
    left_out = [
        "new is left out: it enters into force with an event, not on a day",
        "newer is left out: it rests on new",
    ]
    assert list(made.notes[:2]) == left_out
    assert all(f"\n# {each}\n" in made.text for each in left_out)
    assert "--timeline" in made.notes[2]


def test_a_dated_law_needs_no_timeline() -> None:
    made = on_a_day("old", date(2005, 1, 1))
    assert (made.text is not None, made.notes) == (True, ())


def test_before_the_first_law_there_is_no_text() -> None:
    made = on_a_day("newer", date(1999, 12, 31))
    assert (made.text, made.notes) == (None, ("nothing that leads to `newer` is in force on 1999-12-31",))


def test_an_unknown_name_is_told_what_may_be_meant() -> None:
    assert "did you mean `newer`?" in on_a_day("newr", None).notes[0]
    assert "did you mean `kz_20" in law_text("kz_202", finder=FileFinder(ROOT)).notes[0]


def test_the_command_prints_or_writes_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("amended.gov").write_text(AMENDED, "utf-8")
    printed = CliRunner().invoke(main, ["law", "newer", "--rules", "amended.gov"])
    assert printed.exit_code == 0
    assert "\nruleset newer_text\n" in printed.stdout
    kept = CliRunner().invoke(main, ["law", "newer", "--rules", "amended.gov", "-o", "law.gov"])
    assert (kept.exit_code, kept.stdout) == (0, "")
    assert Path("law.gov").read_text("utf-8") == printed.stdout
    absent = CliRunner().invoke(main, ["law", "newest", "--rules", "amended.gov"])
    assert absent.exit_code == 2
    assert "there is no rule set `newest`" in absent.stderr
    assert CliRunner().invoke(main, ["law", "newer", "--rules", "absent.gov"]).exit_code == 2


def test_a_rule_file_with_mistakes_has_no_text() -> None:
    made = law_text("old", Source("wrong.gov", AMENDED.replace("repeal rule once", "repeal rule onse")))
    assert made.text is None
    assert [d.code for d in made.diagnostics] == ["GR401"]
