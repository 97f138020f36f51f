"""Verdicts by generated functions: the same as the specification's, or left to another engine, with the reason said."""

import keyword
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import govrules
from govrules.engine.compiled import verdicts as compiled
from govrules.engine.readings import judge
from govrules.engine.verdict import Judgement
from govrules.files import FileFinder
from govrules.pipeline import load_timeline

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))

from benchmarks import counting, generator, loop, scaling, writing  # noqa: E402  # it is no package of the tests
from benchmarks.events import COLUMNS, RULES  # noqa: E402
from benchmarks.subject import WORKLOAD  # noqa: E402
from tests.properties.plain import compare, said_by  # noqa: E402

SHIPPED = [
    *sorted((ROOT / "scenarios").glob("*/*.timeline")),
    *sorted((ROOT / "tests" / "provisions").glob("*.timeline")),
]
WORLD = """
kind Person
  born: Date
kind Office
person Adams
person Brown
  born 1950-06-15
office President
office Vice
act signed "{person: Person} signs"
event took "{person: Person} takes {office: Office}"
event left "{person: Person} leaves {office: Office}"
event bell "the bell rings"
event vote "{person: Person} wins {share: Percent}"
fact ill "{person: Person} is ill" otherwise no
fact able "{person: Person} is able"
fact holds "{person: Person} holds {office: Office}"
  P holds O begins when P takes O
  P holds O ends when P leaves O
"""


def judged(rules, events, *, head="", world=WORLD, rounding="rounding down"):
    """The verdicts of a law on some events, and those of the ordinary engine."""
    law = f"{world}\nruleset law\n  in force from 1900-01-01\n  {rounding}\n\n{rules}"
    loaded = govrules.ensure(govrules.load_rules(govrules.Source("law.gov", law)))
    lines = "\n".join(f"{line}" for line in events)
    timeline = govrules.Source("a.timeline", f'timeline "A"\n  under law\n{head}\n{lines}\n')
    found = govrules.Judge(loaded, "law").verdicts(timeline)
    scenario = govrules.read_timeline(timeline, rules=loaded)
    expected = judge(scenario.library, "law", scenario.timeline, causes=False).findings
    assert Counter(map(said_by, found)) == Counter(map(said_by, expected))
    return found


def short(found):
    return [(each.rule, each.status, f"{each.date}") for each in found]


# ---- agreement -------------------------------------------------------------------------------------------------------


@cache
def workload():
    return govrules.ensure(govrules.load_rules(str(WORKLOAD)))


@cache
def written(stories, length):
    return [
        govrules.ensure(
            govrules.read_timeline(govrules.Source(f"{s.number}.timeline", writing.text(s)), rules=workload())
        )
        for s in generator.stories(stories, length)
    ]


def test_the_workload_is_counted_as_the_loop_counts_it():
    found = govrules.Judge(workload(), *COLUMNS).verdicts(*written(20, 150))
    counts = {(rule, column, status): times for (column, rule, status), times in found.counts().items()}
    assert not found.left_out
    assert counts == counting.of_records(loop.records(generator.stories(20, 150)))
    assert len(found) == sum(1 for _ in found) == sum(counts.values())


def test_a_story_has_the_findings_of_a_check():
    scenario = written(20, 150)[3]
    found = govrules.Judge(workload(), *COLUMNS).verdicts(scenario)
    check = govrules.check(scenario, rules=workload(), under=COLUMNS)
    columns = check.timelines[0].columns
    for version, column in enumerate(columns):
        assert Counter(map(said_by, found.of(0, version))) == Counter(map(said_by, column.findings))


@cache
def shipped():
    """Of each shipped timeline and rule set: the verdicts of the generated function, or why there are none."""
    made = {}
    for path in SHIPPED:
        finder = FileFinder(ROOT)
        scenario = load_timeline(finder.open(str(path)), finder)
        for name in dict.fromkeys(column.ruleset for column in scenario.timeline.columns):
            program = compiled.Program(scenario.library, [name])
            compact = program.compact(scenario.timeline)
            made[f"{path.parent.name}/{path.stem} {name}"] = program.verdicts([compact], _nothing), scenario
    return made


def _nothing(library, name, timeline, explain):
    return Judgement(name, (), (), None)


def test_all_shipped_timelines_that_are_plain_get_the_verdicts_of_a_check():
    taken = {name: each for name, each in shipped().items() if not each[0].left_out}
    assert len(taken) >= 60
    for name, (found, scenario) in taken.items():
        ruleset = found.program.names[0]
        expected = judge(scenario.library, ruleset, scenario.timeline, causes=False).findings
        assert Counter(map(said_by, found)) == Counter(map(said_by, expected)), name


def test_what_is_left_to_another_engine_says_why():
    left = [found.left_out[0] for found, _ in shipped().values() if found.left_out]
    assert all(reason and all(reason) for reason in left)
    assert "it can be read in several ways" in {each for reasons in left for each in reasons}


def test_generated_cases_agree_with_the_specification():
    statuses = Counter()
    for seed in range(250):
        for each in compare(f"generated-{seed}"):
            assert not each.different, f"{each.name}: {each.different}"
            statuses.update(each.statuses)
    assert sum(statuses.values()) > 500
    for status in ("satisfied", "violated", "void", "pending", "concern", "met", "excused"):
        assert statuses[status], status


# ---- mistakes that were found ------------------------------------------------------------------------------------------


def test_a_duty_that_hangs_on_a_name_is_not_mixed_up_with_a_year():
    """The year and what a duty hangs on once had the same name in the source."""
    found = judged(
        """
rule early
  when P takes O
  require year <= 2001
rule kept
  when P takes O
  then P leaves any where year >= 2000
""",
        ["2000-01-01: Adams takes President", "2002-01-01: Brown takes Vice", "2003-01-01: Adams leaves Vice"],
    )
    assert not found.left_out
    assert short(found)[0] == ("early", "satisfied", "2000-01-01")


def test_an_event_that_a_rule_voids_does_not_change_how_others_are_counted():
    """What follows from a void event was noted first, and a kept rule then counted as that."""
    found = judged(
        """
rule once
  when P takes O where P = Adams
  require none of (Adams takes any)
rule never
  when P takes O
  require O != Vice
  otherwise void
""",
        ["2000-01-01: Adams takes President", "2001-01-01: Adams takes Vice", "2002-01-01: Adams takes President"],
    )
    assert not found.left_out
    assert short(found) == [
        ("once", "satisfied", "2000-01-01"),
        ("never", "satisfied", "2000-01-01"),
        ("once", "violated", "2001-01-01"),
        ("never", "void", "2001-01-01"),
        ("once", "violated", "2002-01-01"),
        ("never", "satisfied", "2002-01-01"),
    ]


def test_a_duty_that_is_done_for_one_trigger_by_a_name_is_left_to_another_engine():
    """What only one trigger names was taken for anybody for the other."""
    found = judged(
        """
rule back
  when P takes President
    or the bell rings
  then P leaves any within 1 month
""",
        ["2000-01-01: Adams takes President", "2000-01-10: Brown takes Vice", "2000-01-20: Brown leaves Vice"],
    )
    assert found.left_out == {}  # the bell never rings
    found = judged(
        """
rule back
  when P takes President
    or the bell rings
  then P leaves any within 1 month
""",
        ["2000-01-01: Adams takes President", "2000-01-10: the bell rings", "2000-01-20: Brown leaves Vice"],
    )
    assert found.left_out == {0: ("`back`: what is due names what only some of its triggers name",)}


def test_a_duty_whose_first_day_cannot_be_told_is_left_to_another_engine():
    """The first day was only asked for when somebody acted; nobody did, and the last day was over."""
    rules = """
rule late
  when P takes O
  then P leaves O
    between date + 1 year and 2004-01-31
"""
    found = judged(rules, ["2004-02-29: Adams takes President"], rounding="")
    assert found.left_out == {0: ("a day does not exist, and the law does not say how it is rounded",)}
    assert not judged(rules, ["2004-02-29: Adams takes President"]).left_out
    assert not judged(rules, ["2003-02-28: Adams takes President"], rounding="").left_out


@pytest.mark.parametrize(("bound", "status"), [("1", "satisfied"), ("1/300", "violated"), ("2/300", "satisfied")])
def test_what_is_divided_is_compared_with_one_as_with_other_figures(bound, status):
    """One as a bound was not multiplied by what the other side is divided by."""
    rules = f"rule few\n  when P takes O\n  require O.seats / 300 <= {bound}\n"
    world = WORLD.replace("kind Office\n", "kind Office\n  seats: Number\n")
    found = judged(
        rules, ["2000-01-01: Adams takes Vice"], world=world.replace("office Vice", "office Vice\n  seats 2")
    )
    assert not found.left_out
    assert short(found) == [("few", status, "2000-01-01")]


def test_things_that_only_attributes_name_are_told_apart():
    """They were numbered too late, and then two of them together were taken for two others."""
    rules = "rule own\n  when P takes O\n  require none of (P takes X where X = P.seat)\n"
    world = 'kind Person\n  seat: Office\nkind Office\noffice President\nevent took "{person: Person} takes {office: Office}"\n'
    people = ["Clark", "Dee", "Evans", "Frank"]
    head = "".join(f"office Seat {name}\n" for name in people)
    head += "".join(f"person {name}\n  seat Seat {name}\n" for name in people)
    days = [f"2000-01-0{at}: {name} takes President" for at, name in enumerate((*people, "Evans"), 1)]
    found = judged(rules, days, world=world, head=head)
    assert not found.left_out
    assert {each.status for each in found} == {"satisfied"}


def test_a_reform_that_changes_what_begins_a_fact_is_judged_beside_the_law_before():
    """Events that only the second version heeds were not looked at when both judged at once."""
    rules = """
rule alone
  when P signs
  require not (P holds President)
reform other of law
  in force from 2000-01-01
  replace fact holds
    P holds O begins when P signs where O = President
    Adams holds President begins when the bell rings
"""
    law = f"{WORLD}\nruleset law\n  in force from 1900-01-01\n\n{rules}"
    law = law.replace("    P holds O begins when P signs where O = President\n", "")
    loaded = govrules.ensure(govrules.load_rules(govrules.Source("law.gov", law)))
    timeline = govrules.Source(
        "a.timeline", 'timeline "A"\n  under law\n2001-01-01: the bell rings\n2002-01-01: Adams signs\n'
    )
    found = govrules.Judge(loaded, "law", "other").verdicts(timeline)
    assert not found.left_out
    assert [(each.ruleset, each.status) for each in found] == [("law", "satisfied"), ("other", "violated")]


# ---- the switch ------------------------------------------------------------------------------------------------------

ONE_RULE = """
rule healthy
  when P takes O
  require not (P is ill)
"""
ABLE = """
rule fit
  when P takes O
  require (P is able)
"""


@pytest.mark.parametrize(
    ("rules", "lines", "head", "why"),
    [
        (ONE_RULE, ["2000-01/2000-03: Adams takes President"], "", "its dates are not all certain"),
        (ONE_RULE, ["2000-01-01 12:00: Adams takes President"], "", "its events have times of day"),
        (ONE_RULE, ["2000-01-01: Adams takes President"], "  incomplete before 1990-01-01", "its beginnings"),
        (
            "rule ages\n  when P takes O\n  require none of (P takes O) in the last 8000 years\n",
            ["2000-01-01: Adams takes President"],
            "",
            "its days are too near the ends of the calendar",
        ),
        (ABLE, ["2000-01-01: Adams takes President"], "", "nobody states whether a fact holds"),
        (
            "rule aged\n  when P takes O\n  require age of P >= 40 years\n",
            ["2000-01-01: Adams takes President"],
            "",
            "an attribute that nobody states is asked for",
        ),
        (
            "rule noon\n  when (P holds O) begins\n  require none of (P is ill)\n",
            ["2000-01-01: Adams takes President"],
            "",
            "the beginning or end of a fact sets it going",
        ),
    ],
)
def test_what_is_not_plain_is_judged_by_another_engine(rules, lines, head, why):
    found = judged(rules, lines, head=head)
    assert why in " ".join(found.left_out[0])


def test_one_timeline_that_is_not_plain_leaves_the_others_fast():
    law = f"{WORLD}\nruleset law\n  in force from 1900-01-01\n{ONE_RULE}"
    loaded = govrules.ensure(govrules.load_rules(govrules.Source("law.gov", law)))
    plain, other = (
        govrules.Source(f"{number}.timeline", f'timeline "A"\n  under law\n{day}: Adams takes President\n')
        for number, day in enumerate(("2000-01-01", "2000-01/2000-02"))
    )
    found = govrules.Judge(loaded, "law").verdicts(plain, other, plain)
    assert list(found.left_out) == [1]
    assert found.counts() == {("law", "healthy", "satisfied"): 3}
    assert [each.timeline for each in found] == [0, 1, 2]


# ---- what is generated -----------------------------------------------------------------------------------------------


def test_no_word_of_a_file_becomes_source():
    found = judged(
        """
rule import_os
  when P takes O
  require O.motto = "); import os; os.abort() #"
rule lambda
  when P takes O
  require none of (P claims "exec('1')")
""",
        ['2000-01-01: Exec claims "a\'); import os #"', "2001-01-01: Exec takes Vice"],
        world=WORLD.replace("kind Office\n", "kind Office\n  motto: Text\n")
        .replace("office Vice\n", 'office Vice\n  motto "); import os; os.abort() #"\n')
        .replace("person Adams\n", 'person Exec\nevent claimed "{person: Person} claims {what: Text}"\n'),
    )
    assert not found.left_out
    assert short(found) == [("import_os", "satisfied", "2001-01-01"), ("lambda", "satisfied", "2001-01-01")]
    _look_at(found.program.function([found.ran[0].compact]).source)


@pytest.mark.parametrize("seed", [3, 4])
def test_all_names_in_the_source_are_handed_out(seed):
    _look_at(govrules.Judge(workload(), *COLUMNS).source(*written(20, 150)[seed : seed + 2]))


_GIVEN = {"run", "events", "until", "tables", "codes", "ended", "len", "get", "pop", "items", "values", "append", "add"}
_GIVEN |= {"max", "min", "any", "within", "begin"}


def _look_at(source):
    assert '"' not in source
    assert "'" not in source
    for word in set(re.findall(r"[A-Za-z_]\w*", source)) - _GIVEN:
        assert keyword.iskeyword(word) or re.fullmatch(r"[A-Za-z]\d*|ok\d+", word), word


def test_the_source_is_the_same_each_time():
    sources = {govrules.Judge(workload(), *COLUMNS).source(*written(20, 150)) for _ in range(3)}
    assert len(sources) == 1


def test_why_there_is_no_source_is_said():
    law = (
        f"{WORLD}\nruleset law\n  in force from 1900-01-01\nrule edge\n  when (P holds O) begins\n  require O != Vice\n"
    )
    loaded = govrules.ensure(govrules.load_rules(govrules.Source("law.gov", law)))
    timeline = govrules.Source("a.timeline", 'timeline "A"\n  under law\n2001-01-01: Adams takes Vice\n')
    source = govrules.Judge(loaded, "law").source(timeline)
    assert source == "# `edge`: the beginning or end of a fact sets it going\n"


# ---- explanations ----------------------------------------------------------------------------------------------------


def test_every_verdict_can_be_put_into_words_and_explained():
    scenario = written(20, 150)[5]
    found = govrules.Judge(workload(), *COLUMNS).verdicts(scenario)
    check = govrules.check(scenario, rules=workload(), under=COLUMNS, explain="tenure")
    for verdict in found:
        finding = found.finding(verdict)
        assert said_by(finding) == said_by(verdict)
        assert finding.message
    one = next(each for each in found if each.rule == "tenure" and each.status == "violated")
    explained = found.finding(one, why=True)
    assert explained.why is not None
    assert explained in [each for column in check.timelines[0].columns for each in column.findings]


def test_a_verdict_of_others_is_not_explained():
    first, second = (govrules.Judge(workload(), *COLUMNS).verdicts(each) for each in written(20, 150)[:2])
    some = next(iter(first))
    known = {said_by(each) for each in second}
    assert said_by(some) not in known
    with pytest.raises(LookupError, match="is not among these verdicts"):
        second.finding(some)


# ---- cost, counted ---------------------------------------------------------------------------------------------------


def lines_run(timelines):
    """How many lines of generated source are run for timelines."""
    judge = govrules.Judge(workload(), *COLUMNS)
    ready = [judge.ready(each) for each in timelines]
    judge.verdicts(*ready)
    lines = 0

    def trace(frame, event, argument):
        if frame.f_code.co_filename != "<generated>":
            return None

        def local(frame, event, argument):
            nonlocal lines
            lines += event == "line"
            return local

        return local

    sys.settrace(trace)
    try:
        judge.verdicts(*ready)
    finally:
        sys.settrace(None)
    return lines


def test_an_event_costs_the_same_in_a_long_timeline():
    short, long = written(10, 200), written(1, 4_000)
    per_event = lines_run(short) / 2_000, lines_run(long) / 4_000
    assert per_event[1] <= 1.3 * per_event[0]
    assert per_event[0] < 25


def test_rules_that_look_at_nothing_cost_nothing():
    sources = []
    for law in (WORKLOAD.read_text("utf-8"), scaling.law_with_sleepers(50)):
        loaded = govrules.ensure(govrules.load_rules(govrules.Source("law.gov", law)))
        text = govrules.Source("a.timeline", writing.text(generator.story(1, 100)))
        source = govrules.Judge(loaded, *COLUMNS).source(text)
        sources.append(len(source.splitlines()))
    assert sources[0] == sources[1]


def test_many_rules_are_one_function_that_grows_with_them():
    lines = []
    for count in (40, 400):
        loaded = govrules.ensure(govrules.load_rules(govrules.Source("law.gov", scaling.law_with_rules(count))))
        text = govrules.Source("a.timeline", writing.text(generator.story(1, 100)))
        judge = govrules.Judge(loaded, *COLUMNS)
        ready = judge.ready(text)
        assert not judge.verdicts(ready).left_out
        lines.append(len(judge.source(ready).splitlines()))
    assert lines[1] <= 10 * lines[0]


def test_versions_that_ask_the_same_are_asked_once():
    text = written(20, 150)
    one = govrules.Judge(workload(), COLUMNS[0]).source(*text)
    twice = govrules.Judge(workload(), COLUMNS[0], COLUMNS[0]).source(*text)
    assert twice.splitlines() == one.splitlines()


def test_rule_sets_are_named_rightly():
    with pytest.raises(ValueError, match="there is no rule set `lore`"):
        govrules.Judge(workload(), "lore")
    assert set(RULES) <= {each.rule for each in govrules.Judge(workload(), *COLUMNS).verdicts(*written(20, 150))}
