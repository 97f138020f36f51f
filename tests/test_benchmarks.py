"""The benchmark compares like with like: everyone who checks its workload finds the same, and it is always the same."""

import hashlib
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1]))

import benchmarks.__main__ as benchmark
from benchmarks import counting, generator, loop, peers, writing
from benchmarks.events import COLUMNS, RULES
from benchmarks.loads import Size
from benchmarks.subject import Subject

SUBJECT = Subject()
STORIES = [*generator.stories(6, 60), generator.story(6, 150), generator.story(7, 20)]


def test_the_generator_makes_the_same_stories_everywhere():
    made = repr([tuple(story) for story in generator.stories(20, 200)])
    assert (
        hashlib.sha256(made.encode()).hexdigest() == "38525ac2b5320da33a6fb122aa4288b2cdf9154cebf688002d2098bddfcaac6c"
    )


def test_every_rule_is_often_kept_and_often_broken():
    counts = counting.of_records(loop.records(generator.stories(100, 200)))
    for rule in RULES:
        for column in COLUMNS:
            kept, broken = (counts[rule, column, status] for status in ("satisfied", "violated"))
            assert kept > 100
            assert broken > 50
    assert sum(counts.get(("veto_deadline", column, "pending"), 0) for column in COLUMNS) > 5


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"story {story.number}")
def test_govrules_finds_what_the_loop_finds(story):
    check = SUBJECT.before_and_after([SUBJECT.read(story)])
    found = Counter(
        (finding.rule, column.ruleset, finding.status, finding.date.toordinal(), finding.anchor.toordinal())
        for column in check.timelines[0].columns
        for finding in column.findings
    )
    expected = Counter()
    for rule, column, status, day, trigger, *_ in loop.records([story]):
        anchor = day if (rule, status) == (loop.TENURE, "violated") else trigger
        expected[RULES[rule], COLUMNS[column], status, day, anchor] += 1
    assert found == expected
    assert counting.of_check(check) == counting.of_records(loop.records([story]))


def test_the_loop_counts_what_it_records():
    stories = generator.stories(50, 200)
    found = loop.violations(stories)
    assert counting.violations(counting.of_records(loop.records(stories))) == found
    assert counting.violations(counting.of_records(loop.records(stories, every=False))) == found


@pytest.mark.parametrize("name", peers.NAMES)
def test_the_peers_that_are_installed_find_what_the_loop_finds(name):
    peer = peers.peer(name)
    if (lacking := peer.available()) is not None:
        pytest.skip(f"to run it: {lacking}")
    assert peer.violations(peer.prepare(STORIES)) == loop.violations(STORIES)


def test_a_story_as_json_is_the_story_as_text():
    story = generator.story(3, 60)
    read, written = SUBJECT.read_json(writing.as_json(story)).timeline, SUBJECT.read(story).timeline
    assert read is not None
    assert written is not None
    assert [(event.day, event.what.name, event.values) for event in read.events] == [
        (event.day, event.what.name, event.values) for event in written.events
    ]


SIZE = Size(events=100, length=20, rounds=1, budget=0.01, quick=True)
TABLES = dict(benchmark.tables(SUBJECT, SIZE, None))


@pytest.mark.parametrize("title", [title for title in TABLES if title != "everyone"])
def test_every_table_can_be_made(title):
    table = TABLES[title]()
    assert table.rows
    assert {len(row) for row in table.rows} == {len(table.header)}


def test_the_quick_run_says_who_agrees(capsys):
    assert benchmark.main(["--quick"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "govrules, every finding: the same counts" in said
    assert "govrules.Judge, every verdict as figures, counted: the same counts" in said
    assert len(said) == 5 + len(peers.NAMES)


def test_one_who_counts_otherwise_is_noticed(monkeypatch, capsys):
    monkeypatch.setattr(loop, "violations", lambda stories: [(0, 0)] * len(RULES))
    monkeypatch.setattr(loop, "records", lambda stories, every=True: [])
    assert benchmark.main(["--quick"]) == 1
    assert "not the same counts: govrules and the loop" in capsys.readouterr().err
