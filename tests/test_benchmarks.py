"""The benchmark compares like with like: everyone who checks its workload finds the same, and it is always the same."""

import hashlib
import sys
from pathlib import Path

import pytest

import govrules

sys.path.append(str(Path(__file__).parents[1]))

from benchmarks import counting, generator, loop, peers, writing
from benchmarks.events import COLUMNS, RULES

FINDER = govrules.TextFinder({"workload.gov": writing.WORKLOAD.read_text()})
STORIES = [*generator.stories(6, 60), generator.story(6, 150), generator.story(7, 20)]


def test_the_generator_makes_the_same_stories_everywhere():
    text = "".join(writing.text(story) for story in generator.stories(20, 200))
    assert (
        hashlib.sha256(text.encode()).hexdigest() == "b9ed9c6631832264d3dbda7c20e270400d8c61c55236b2dfda6e2357306059c3"
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
    scenario = writing.read(story, FINDER)
    check = govrules.ensure(govrules.check(scenario, finder=FINDER, under=COLUMNS))
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
    prepared = peer.prepare(STORIES)
    found = peer.violations(prepared)
    if hasattr(peer, "close"):
        peer.close(prepared)
    assert found == loop.violations(STORIES)


def test_a_story_as_json_is_the_story_as_text():
    story = generator.story(3, 60)
    as_json = govrules.Source("story-3.json", writing.as_json(story))
    read = govrules.ensure(govrules.read_timeline(as_json, finder=FINDER)).timeline
    written = writing.read(story, FINDER).timeline
    assert read is not None
    assert written is not None
    assert [(e.day, e.what.name, e.values) for e in read.events] == [
        (e.day, e.what.name, e.values) for e in written.events
    ]
