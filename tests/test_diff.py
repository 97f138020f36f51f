"""What differs between two versions of the law: each sort of change, back and sideways, and what each actor gets."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import govrules
from govrules.analysis.actors import ActorChange, balance
from govrules.analysis.compare import Change, Comparison, compare
from govrules.doors import cli
from govrules.law.library import Library
from govrules.report import diff, diff_json

ROOT = Path(__file__).parent.parent
LAW = """\
use "elections"
use "appointments"
use "amendments"
use "chambers"

office President
office Chancellor
chamber Senate
  seats 100 [Art. 50]
chamber Assembly
court High Court
actor Council

fact by_consent "{office: Office} is filled by consent" otherwise no

ruleset old
  title "The old law"
  in force from 2000-01-01
  timezone Europe/Vienna

let term = 5 years [Art. 41.1]
let window = 2 months [Art. 9]

given Chancellor is filled by consent [Art. 44]

rule term_over [Art. 41.2]
  "Nobody holds the office longer than the term."
  while P holds President
  require how long (P holds President) <= term

rule twice [Art. 42.5]
  "Nobody is elected more than twice."
  when P is elected President
  require count of (P is elected President) counting this <= 2
  otherwise void

exception founder to twice [Art. 42.6]
  "The limit does not bind the founder."
  where (P is a citizen by birth)

rule in_time [Art. 41.3]
  when President calls an early election of President
  then an early election of President is held
    within window

rule two_thirds [Art. 91]
  "An amendment needs two thirds of the Senate."
  when Senate approves reform R with V votes
  require V >= 2/3 of Senate.seats
  otherwise void

rule oath [Art. 42.1]
  "The President takes the oath within a month."
  when P is elected President
  then P takes the oath as President
    within 1 month

principle modest [Art. 100]
  when P is elected President
  require (P is a citizen by birth)

power appoint [Art. 44.3]
  "The President fills offices by consent."
  President appoints P as O where (O is filled by consent)

power dismiss [Art. 44.5]
  "The President dismisses anyone."
  President dismisses P from O

entrench twice [Art. 91.2]

reform middle of old [Act 1]
  title "The first reform"
  in force from 2010-01-01
  set term = 6 years [Act 1 Art. 1]
  add rule passing
    when P is elected President
    require (P is a citizen by birth)
  from 2011-01-01
    set window = 1 month [Act 1 Art. 2]

reform new of middle [Act 2]
  title "The second reform"
  in force from 2020-01-01
  timezone Europe/Paris
  set term = 7 years [Act 2 Art. 1]
  set Senate.seats = 90 [Act 2 Art. 2]
  repeal rule passing
  repeal rule entrenched_twice [Act 2 Art. 3]
  repeal rule twice [Act 2 Art. 4]
  repeal power dismiss
  repeal principle modest
  add rule once [Art. 42.5]
    "Nobody is elected more than once."
    when P is elected President
    require no earlier (P is elected President)
    otherwise void
  replace rule oath [Art. 42.1]
    "The President takes the oath within ten days."
    when P is elected President
    then P takes the oath as President
      within 10 days
    unless P dies
  replace power appoint [Art. 44.3]
    "The President fills offices with the consent of the Senate, but none during an emergency."
    President appoints P as O where (O is filled by consent)
    provided any (Senate consents to P for O)
    provided none of (Council proposes any for O)
  add office Judge
  add given Judge is filled by consent [Art. 44.6]
  repeal given Chancellor is filled by consent
  add fact by_consent
    O is filled by consent while any (Council proposes any for O)
  add exception old_hands to once
    "Those who served before are exempt."
    where (P is a citizen by birth)
  entrench once, this [Art. 91.3]
  transition clean_slate [Art. 94]
    "Earlier elections do not count."
    disregard (P is elected President) before commencement for once
  transition running [Art. 95]
    keep term_over for (P holds President) begun before commencement

reform other of middle
  title "A branch"
  in force from 2015-01-01
  set window = 3 months

ruleset fresh replaces new
  title "A new text"
  in force from 2030-01-01
  timezone Europe/Paris

let term = 7 years [Art. 1]

rule single [Art. 3]
  "Nobody is elected more than once."
  when P is elected President
  require no earlier (P is elected President)
  otherwise void

rule term_over [Art. 2]
  "Nobody holds the office longer than the term."
  while P holds President
  require how long (P holds President) <= term

rule oath [Art. 4]
  "The President takes the oath within five days."
  when P is elected President
  then P takes the oath as President
    within 5 days

ruleset stranger
  in force from 2000-01-01

let term = 4 years [Art. 7]
"""


@pytest.fixture(scope="module")
def library() -> Library:
    rules = govrules.ensure(govrules.load_rules(govrules.Source("law.gov", LAW)))
    assert rules.library is not None
    return rules.library


def told(compared: Comparison) -> dict[str, Change]:
    return {change.name: change for change in compared.changes}


def words(compared: Comparison) -> dict[str, str]:
    return {change.name: change.word for change in compared.changes}


# ---- by reform -------------------------------------------------------------------------------------------------------


def test_every_sort_of_change(library: Library) -> None:
    assert words(compare(library, "old", "new")) == {
        "window": "set",
        "term": "set",
        "time zone": "set",
        "Senate.seats": "set",
        "once": "added",
        "old_hands": "added",
        "by_consent": "added",
        "Judge is filled by consent": "added",
        "twice": "repealed",
        "founder": "repealed",
        "dismiss": "repealed",
        "modest": "repealed",
        "Chancellor is filled by consent": "repealed",
        "oath": "replaced",
        "appoint": "replaced",
        "entrenched_twice": "un-entrenched",
        "entrenched_once": "entrenched",
        "clean_slate": "disregarded",
        "running": "kept",
    }


def test_each_change_stands_under_the_reform_that_made_it(library: Library) -> None:
    made = compare(library, "old", "new")
    by = told(made)
    assert [(part.step.name, part.entry.day.year if part.entry and part.entry.day else 0) for part in made.parts] == [
        ("middle", 2010),
        ("middle", 2011),
        ("new", 2020),
    ]
    assert made.parts[by["window"].part].entry == library.reforms["middle"].parts[1].entry
    assert by["term"].part == 2
    assert by["term"].earlier == ("middle",)
    assert by["term"].by is not None
    assert by["term"].by.text == "Act 2 Art. 1"


def test_what_came_and_went_on_the_way_is_said(library: Library) -> None:
    (passing,) = compare(library, "old", "new").passing
    assert (passing.kind, passing.name, passing.by, passing.there) == ("rule", "passing", ("middle", "new"), False)


def test_a_replaced_rule_says_which_clauses_went_and_came(library: Library) -> None:
    change = told(compare(library, "old", "new"))["oath"]
    edits = [(e.before and e.before.line, e.after and e.after.line) for e in change.edits]
    assert edits == [("within 1 month", "within 10 days"), (None, "unless P dies")]
    assert change.before is not None
    assert change.before.sentence == "The President takes the oath within a month."


def test_a_value_says_what_it_bears_on(library: Library) -> None:
    by = told(compare(library, "old", "new"))
    assert by["term"].bears_on == ("term_over",)
    assert by["Senate.seats"].bears_on == ("two_thirds",)


def test_changes_are_sorted_by_article(library: Library) -> None:
    made = compare(library, "old", "new")
    cited = [c.citation.text for c in made.changes if c.part == 2 and c.citation and c.citation.text.startswith("Art")]
    assert cited == sorted(cited, key=lambda text: [int(n) for n in text.removeprefix("Art. ").split(".")])


def test_back_again_the_same_is_undone(library: Library) -> None:
    there, back = compare(library, "old", "new"), compare(library, "new", "old")
    opposite = {"added": "repealed", "repealed": "added", "entrenched": "un-entrenched", "un-entrenched": "entrenched"}
    opposite |= {"disregarded": "repealed", "kept": "repealed"}
    assert words(back) == {name: opposite.get(word, word) for name, word in words(there).items()}
    assert [(part.step.sort, part.step.name) for part in back.parts] == [
        ("undone", "new"),
        ("undone", "middle"),
        ("undone", "middle"),
    ]


def test_of_two_branches_the_one_is_undone_and_the_other_made(library: Library) -> None:
    made = compare(library, "new", "other")
    assert [(part.step.sort, part.step.name) for part in made.parts] == [("undone", "new"), ("reform", "other")]
    window = told(made)["window"]
    assert (window.part, window.word, window.before and window.before.clauses[0].text) == (1, "set", "1 month")


def test_nothing_differs_from_itself(library: Library) -> None:
    made = compare(library, "new", "new")
    assert (made.changes, made.parts, made.same) == ((), (), 8)
    assert "No difference; 8 rules, powers and exceptions are the same." in diff.render(made)


def test_a_new_text_is_compared_by_name_and_by_content(library: Library) -> None:
    by = told(compare(library, "new", "fresh"))
    assert by["single"].word == "renumbered"  # it was called `once`
    assert by["single"].before is not None
    assert by["single"].before.name == "once"
    assert by["term_over"].word == "renumbered"
    assert by["term"].word == "renumbered"
    assert by["oath"].word == "replaced"
    assert by["appoint"].word == "dropped"


def test_behind_a_new_text_the_reforms_before_it_count(library: Library) -> None:
    made = compare(library, "old", "fresh")
    assert [(part.step.sort, part.step.name) for part in made.parts][-1] == ("text", "fresh")
    assert made.parts[told(made)["twice"].part].step.name == "new"
    back = compare(library, "fresh", "old")
    assert [part.step.sort for part in back.parts] == ["text undone", "undone", "undone", "undone"]


def test_what_nothing_leads_to_is_compared_all_the_same(library: Library) -> None:
    made = compare(library, "old", "stranger")
    assert [part.step.sort for part in made.parts] == ["other"]
    assert words(made)["term"] == "set"
    assert "neither rests on the other" in diff.render(made)


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("pair", [("old", "new"), ("new", "old"), ("new", "other"), ("old", "fresh"), ("fresh", "old")])
def test_no_line_is_wider_than_the_terminal(library: Library, pair: tuple[str, str], width: int) -> None:
    made = compare(library, *pair)
    texts = diff.render(made, width=width) + diff.render_balance(made, balance(library, *pair), width=width)
    assert max(len(line) for line in texts.splitlines()) <= width


def test_the_text_says_it(library: Library) -> None:
    lines = diff.render(compare(library, "old", "new"), width=100)
    assert "~ set            term: 5 years → 7 years  [Act 2 Art. 1]" in lines
    assert "changed by middle before" in lines
    assert "before  “The President takes the oath within a month.”" in lines
    assert "− within 1 month" in lines
    assert "+ within 10 days" in lines
    assert "disregard (P is elected President) before 2020-01-01 for once" in lines
    assert "keep term_over for (P holds President) begun before 2020-01-01" in lines
    assert "+ O is filled by consent while any (Council proposes any for O)" in lines or "while any (Council" in lines


def test_colour_changes_nothing_but_colour(library: Library) -> None:
    import click

    made, weighed = compare(library, "old", "new"), balance(library, "old", "new")
    for colored, plain in (
        (diff.render(made, color=True), diff.render(made)),
        (diff.render_balance(made, weighed, color=True), diff.render_balance(made, weighed)),
    ):
        assert "\x1b[" in colored
        assert [line.rstrip() for line in click.unstyle(colored).splitlines()] == plain.splitlines()


# ---- by actor --------------------------------------------------------------------------------------------------------


def moves(library: Library, actor: str, before: str = "old", after: str = "new") -> set[tuple[str, str, str]]:
    found: list[ActorChange] = [each for each in balance(library, before, after).actors if each.actor == actor]
    return {(change.move, change.role.sort, change.role.norm) for each in found for change in each.changes}


def test_an_office_loses_and_gains_powers_bars_and_duties(library: Library) -> None:
    assert moves(library, "President") == {
        ("lost", "power", "dismiss"),
        ("changed", "power", "appoint"),
        ("gained", "bar", "appoint"),  # the new condition with `none of`
        ("gained", "power", "appoint"),  # for the Judge
        ("lost", "power", "appoint"),  # for the Chancellor
        ("lost", "bar", "twice"),
        ("lost", "bar", "modest"),
        ("changed", "bar", "term_over"),  # by the value that it names
        ("gained", "bar", "once"),
        ("lost", "exemption", "founder"),
        ("gained", "exemption", "old_hands"),
        ("changed", "duty", "oath"),
    }


def test_who_has_to_consent_gains_a_part(library: Library) -> None:
    assert moves(library, "Senate") == {
        ("gained", "part", "appoint"),
        ("changed", "threshold", "two_thirds"),
        ("changed", "figure", "Senate.seats"),
    }


def test_a_threshold_is_told_as_a_number(library: Library) -> None:
    made, weighed = compare(library, "old", "new"), balance(library, "old", "new")
    text = diff.render_balance(made, weighed)
    assert "two_thirds: V >= 2/3 of Senate.seats (at least 67 → 60)  [Art. 91]" in text
    assert "1 threshold (only in number, not in share)" in text


def test_what_only_forbids_gives_no_part(library: Library) -> None:
    assert moves(library, "Council") == set()


def test_back_again_what_was_gained_is_lost(library: Library) -> None:
    swap = {"gained": "lost", "lost": "gained", "changed": "changed"}
    back = {(swap[move], sort, norm) for move, sort, norm in moves(library, "President", "new", "old")}
    assert back == moves(library, "President")


def test_nobody_gains_without_a_difference(library: Library) -> None:
    assert balance(library, "new", "new").actors == ()
    text = diff.render_balance(compare(library, "new", "new"), balance(library, "new", "new"))
    assert "No actor gains or loses anything" in text


PARTS = """\
use "bills"
use "dissolution"
use "emergencies"
use "confidence"
use "chambers"
office President
office Chancellor
chamber Lower
chamber Upper
court High Court
ruleset one
  in force from 2000-01-01
reform two of one
  in force from 2001-01-01
  add power dissolve
    President dissolves C where C = Lower or C = Upper
    provided any (President consults Chancellor on dissolving C)
    provided none of (E is in force)
  add rule both
    when B is presented to President
    require any (Lower adopts B)
  add rule obliged
    when Lower casts V votes for no confidence in Chancellor where V > 10
    then President dissolves Upper
  add rule majority
    when C adopts B with V votes
    require V > 1/2 of C.seats
"""


def test_where_an_actor_stands_in_a_sentence_decides() -> None:
    rules = govrules.ensure(govrules.load_rules(govrules.Source("parts.gov", PARTS)))
    assert rules.library is not None
    assert moves(rules.library, "President", "one", "two") == {
        ("gained", "power", "dissolve"),
        ("gained", "duty", "obliged"),
    }
    assert moves(rules.library, "Chancellor", "one", "two") == {("gained", "part", "dissolve")}
    assert moves(rules.library, "Lower", "one", "two") == {
        ("gained", "part", "both"),
        ("gained", "part", "obliged"),
        ("gained", "threshold", "obliged"),
    }
    assert moves(rules.library, "any Chamber", "one", "two") == {("gained", "threshold", "majority")}


BALLOTS = """\
use "chambers"
chamber Vouli
  seats 300
event ballot "ballot {number: Number} for President in {chamber: Chamber} gives {votes: Number} votes"
event poll "{chamber: Chamber} is polled with {share: Percent} in favour"
ruleset one
  in force from 2000-01-01
let final = 4
reform two of one
  in force from 2001-01-01
"""


@pytest.mark.parametrize(
    ("condition", "thresholds"),
    [
        ("V >= if N = 4 then 151 else 2/3 of Vouli.seats", {"r: V >= if N = 4 then 151 else 2/3 of Vouli.seats"}),
        ("V >= if N > 3 then 151 else 200", {"r: V >= if N > 3 then 151 else 200"}),
        ("N = 1 or N = 2", set()),
        ("N != 3", set()),
        ("N = final", set()),
        ("V >= 151", {"r: V >= 151"}),
        ("V = Vouli.seats", {"r: V = Vouli.seats"}),
        ("V = 2/3 of 300", {"r: V = 2/3 of 300"}),
    ],
)
def test_the_number_of_a_ballot_is_no_threshold(condition: str, thresholds: set[str]) -> None:
    added = f"  add rule r\n    when ballot N for President in Vouli gives V votes\n    require {condition}\n"
    assert thresholds_of(BALLOTS + added) == thresholds


def test_a_share_is_a_threshold_whatever_it_is_compared_with() -> None:
    added = "  add rule r\n    when Vouli is polled with S in favour\n    require S = 50%\n"
    assert thresholds_of(BALLOTS + added) == {"r: S = 50%"}


def thresholds_of(text: str) -> set[str]:
    """The thresholds that the chamber gains, as they are compared."""
    rules = govrules.ensure(govrules.load_rules(govrules.Source("ballots.gov", text)))
    assert rules.library is not None
    changes = [c for each in balance(rules.library, "one", "two").actors for c in each.changes]
    return {f"{c.role.norm}: {c.role.content[0]}" for c in changes if c.role.sort == "threshold"}


# ---- the command -----------------------------------------------------------------------------------------------------

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    Path("law.gov").write_text(LAW, "utf-8")
    return lambda *words: CliRunner().invoke(cli.main, ["diff", *words])


def test_the_rules_stand_before_or_after_or_are_an_option(run: Run) -> None:
    results = [run("old", "new", "law.gov"), run("law.gov", "old", "new"), run("--rules", "law.gov", "old", "new")]
    assert [result.exit_code for result in results] == [0, 0, 0]
    assert len({result.stdout for result in results}) == 1


def test_one_name_is_compared_with_what_it_amends_or_replaces(run: Run) -> None:
    assert run("new", "law.gov").stdout.startswith("What differs between middle and new")
    assert run("fresh", "law.gov").stdout.startswith("What differs between new and fresh")


def test_the_shipped_rules_are_there_by_themselves(run: Run) -> None:
    assert run("kz_2017", "kz_2022").exit_code == 0
    assert run("us_1789", "us_1951").exit_code == 0
    assert run("kz_2017", "kz_2022").stdout == run("kz_2017", "kz_2022", "kazakhstan").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["old", "knew", "law.gov"], "did you mean `new`?"),
        (["old", "utterly_else", "law.gov"], "there are `old`, `fresh`, `stranger`, `middle`, `new`, `other`"),
        (["kz_2017", "kz_2002"], "`--rules FILE.gov`"),
        (["old", "new", "lwa.gov"], "in that folder are `law.gov`"),
        (["kz_2017", "kz_2022", "kazakstan"], "did you mean `kazakhstan`?"),
        (["old", "law.gov"], "`old` amends and replaces nothing"),
        (["law.gov"], "two versions are compared"),
    ],
)
def test_what_is_typed_wrongly_is_told(run: Run, words: list[str], said: str) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    data = json.loads(run(*words, "--format", "json").stdout)
    assert data["ok"] is False
    assert said in data["diagnostics"][0]["message"] + (data["diagnostics"][0]["help"] or "")


def test_mistakes_in_the_rules_are_shown(run: Run) -> None:
    Path("law.gov").write_text(LAW.replace("require no earlier", "require no erlier"), "utf-8")
    result = run("old", "new", "law.gov")
    assert result.exit_code == 2
    assert "law.gov:" in result.stderr


# ---- as data ---------------------------------------------------------------------------------------------------------


def test_the_data_say_what_the_text_says(run: Run) -> None:
    data: Any = json.loads(run("old", "new", "law.gov", "--by", "actor", "--format", "json").stdout)
    assert (data["version"], data["ok"], data["before"]["name"], data["after"]["date"]) == (
        "1",
        True,
        "old",
        "2020-01-01",
    )
    term = next(change for change in data["changes"] if change["name"] == "term")
    assert term["before"]["clauses"] == ["5 years"]
    assert term["after"]["clauses"] == ["7 years"]
    assert data["steps"][term["step"]]["name"] == "new"
    assert term["after"]["location"]["path"] == "law.gov"
    oath = next(change for change in data["changes"] if change["name"] == "oath")
    assert {"before": "within 1 month", "after": "within 10 days"} in oath["edits"]
    president = next(actor for actor in data["balance"]["actors"] if actor["name"] == "President")
    assert president["counts"]["power"] == {"gained": 1, "lost": 2, "changed": 1}
    diff_json.DiffReport.model_validate_json(json.dumps(data))


def test_without_by_actor_there_is_no_balance(run: Run) -> None:
    assert json.loads(run("old", "new", "law.gov", "--format", "json").stdout)["balance"] is None


def test_published_schema_is_current() -> None:
    published = (ROOT / "docs/diff.schema.json").read_text("utf-8")
    assert published == diff_json.schema(), "run `govrules schema diff > docs/diff.schema.json`"
    assert CliRunner().invoke(cli.main, ["schema", "diff"]).stdout == published
    assert CliRunner().invoke(cli.main, ["schema"]).stdout == (ROOT / "docs/report.schema.json").read_text("utf-8")
