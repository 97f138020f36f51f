"""Checking many timelines in one call gives for each exactly what checking it alone gives, in whatever order they come:
for `check`, for a `Judge` and for the command line; for generated cases and for all that is shipped.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from govrules import GovrulesError, Judge, check, load_rules, report_json
from govrules.doors import cli
from govrules.pipeline import Check
from govrules.report.text import render
from govrules.text.source import Source
from tests.helpers import Texts
from tests.properties.agreement import STEPS
from tests.properties.plain import Said, said_by
from tests.properties.strategies import Case, drawn

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted(f"{path.relative_to(ROOT)}" for path in (ROOT / "scenarios").rglob("*.timeline"))
MISTAKES = ("2001-01-01: nobody says this\n", "timeline again\n", "2001-02-30: Adams dies\n")

laws = st.randoms(use_true_random=False).map(lambda random: drawn(random, 3))


@contextmanager
def soon() -> Iterator[None]:
    """With less patience than a check has: a thousand ways in which dates can fall take minutes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("govrules.text.limits.STEPS", STEPS)
        patch.setattr("govrules.text.limits.POSSIBLE_DAYS", 20)
        yield


def sources(cases: list[Case]) -> list[Source]:
    return [Source(f"told-{at}.timeline", case.timeline) for at, case in enumerate(cases)]


def one_by_one(made: Check) -> dict[str, tuple[str, Any]]:
    """What is reported of each timeline: as text with all reasons, and as data."""
    data = {each["path"]: each for each in json.loads(report_json(made))["timelines"]}
    texts = {
        each.timeline.path: render(replace(made, timelines=(each,), diagnostics=(), rule_files=()), why=True)
        for each in made.timelines
    }
    assert list(data) == list(texts)
    return {path: (texts[path], data[path]) for path in data}


def mistakes(made: Check) -> set[str]:
    """The diagnostics, each with its place."""
    return {f"{each}" for each in made.diagnostics}


# ---- the library -----------------------------------------------------------------------------------------------------


@given(laws, st.permutations(range(3)), st.none() | st.tuples(st.integers(0, 2), st.sampled_from(MISTAKES)))
@settings(max_examples=25, deadline=None)
def test_timelines_are_checked_together_as_they_are_alone(
    cases: list[Case], order: list[int], mistake: tuple[int, str] | None
) -> None:
    with soon():
        told = sources(cases)
        if mistake is not None:
            at, line = mistake
            told[at] = Source(told[at].path, told[at].text + line)
        alone = [check(each, finder=Texts(cases[0].rules)) for each in told]
        together = check(*(told[at] for at in order), finder=Texts(cases[0].rules))
    apart = {path: said for each in alone for path, said in one_by_one(each).items()}
    assert one_by_one(together) == apart
    assert list(one_by_one(together)) == [told[at].path for at in order if told[at].path in apart]
    assert [f"{each}" for each in together.findings] == [f"{each}" for at in order for each in alone[at].findings]
    assert mistakes(together) == set().union(*map(mistakes, alone))
    assert together.failures() == sum(each.failures() for each in alone)
    assert together.exit_code() == max(each.exit_code() for each in alone)


@given(laws, st.permutations(range(3)))
@settings(max_examples=12, deadline=None)
def test_a_judge_says_of_timelines_together_what_it_says_of_each(cases: list[Case], order: list[int]) -> None:
    rules = load_rules(Source("law.gov", cases[0].rules), finder=Texts(cases[0].rules))
    if not rules.ok or rules.library is None:
        return
    names = list(rules.library.rulesets)
    told = sources(cases)

    def said(*timelines: Source) -> list[list[list[Said]]] | None:
        try:
            with soon():
                verdicts = Judge(rules, *names).verdicts(*timelines)
        except GovrulesError:
            return None
        made = [
            [[said_by(each) for each in verdicts.of(at, version)] for version in range(len(names))]
            for at in range(len(timelines))
        ]
        assert sum(verdicts.counts().values()) == len(verdicts) == sum(len(each) for one in made for each in one)
        return made

    alone = [said(each) for each in told]
    if any(each is None for each in alone):
        assert said(*told) is None
        return
    assert said(*(told[at] for at in order)) == [each for at in order for each in alone[at] or ()]


def test_all_that_is_shipped_is_checked_together_as_it_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    together = check(*SHIPPED)
    assert [each.timeline.path for each in together.timelines] == SHIPPED
    alone = [check(path) for path in SHIPPED]
    assert one_by_one(together) == {path: said for each in alone for path, said in one_by_one(each).items()}
    assert mistakes(together) == set().union(*map(mistakes, alone))
    assert one_by_one(check(*reversed(SHIPPED))) == one_by_one(together)


# ---- the command line ------------------------------------------------------------------------------------------------


def printed(*words: str) -> tuple[int, str]:
    """What `govrules check` prints, and its exit code."""
    done = CliRunner().invoke(cli.main, ["check", *words])
    assert "Traceback" not in done.output
    return done.exit_code, done.stdout


def parts(report: str) -> tuple[str, str]:
    """What a report says of its timelines, and the last line, which sums up."""
    said, _, verdict = report.rstrip("\n").rpartition("\n")
    return said.strip("\n"), verdict


@given(
    st.lists(st.sampled_from(SHIPPED), min_size=2, max_size=4, unique=True),
    st.sampled_from([[], ["--why"], ["--notes"]]),
)
@settings(max_examples=6, deadline=None)
def test_files_are_reported_together_as_they_are_alone(paths: list[str], options: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        code, report = printed(*paths, *options)
        alone = [printed(path, *options) for path in paths]
        data = json.loads(printed(*paths, "--format", "json")[1])
        data_alone = [json.loads(printed(path, "--format", "json")[1]) for path in paths]
    assert code == max(each for each, _ in alone)
    if not any(re.match(r"[✗!i] \w+\[GR", each) for _, each in alone):
        assert parts(report)[0] == "\n\n".join(parts(each)[0] for _, each in alone)
    assert data["timelines"] == [each for one in data_alone for each in one["timelines"]]
    assert data["ok"] == all(each["ok"] for each in data_alone)


def test_the_program_itself_reports_files_together_as_it_does_alone() -> None:
    def run(*words: str) -> str:
        command = [sys.executable, "-m", "govrules", "check", *words]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        assert done.returncode in (0, 1)
        return done.stdout.decode("utf-8")

    some = SHIPPED[::20]
    assert len(some) > 2
    assert parts(run(*some))[0] == "\n\n".join(parts(run(each))[0] for each in some)
