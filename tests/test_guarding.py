"""Texts of strangers: a check ends within the time and memory that it was given, and says so."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import govrules

pytest.importorskip("resource", reason="this system cannot limit a process")

LAW = """
kind Person
event seen "{person: Person} is seen"
person Ada
ruleset law
  in force from 2000-01-01
rule once
  when P is seen
  require no earlier (P is seen)
"""
HEAD = 'timeline "x"\n  use "./law.gov"\n  under law\n'
SHORT = f"{HEAD}2001-01-01: Ada is seen\n"
LONG = HEAD + "".join(
    f"{2001 + day // 300}-{1 + day % 12:02}-{1 + day % 28:02}: Ada is seen\n" for day in range(30_000)
)


def codes(report: str) -> list[str]:
    made: dict[str, Any] = json.loads(report)
    return [diagnostic["code"] for diagnostic in made["diagnostics"]]


def run(folder: Path, text: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "law.gov").write_text(LAW)
    (folder / "x.timeline").write_text(text)
    command = [sys.executable, "-m", "govrules", "check", *options, "x.timeline"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_check_within_its_limits_is_a_check_like_any_other(tmp_path: Path) -> None:
    plain, limited = run(tmp_path, SHORT), run(tmp_path, SHORT, "--seconds", "30", "--megabytes", "1000")
    assert (limited.returncode, limited.stdout, limited.stderr) == (0, plain.stdout, "")


def test_a_check_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    begin = time.monotonic()
    done = run(tmp_path, LONG, "--seconds", "0.5")
    assert time.monotonic() - begin < 60  # it would not end by itself for much longer on a slow machine
    assert done.returncode == 2
    assert "error[GR910]: the check takes longer than 0.5 seconds" in done.stdout + done.stderr


def test_a_check_that_needs_too_much_memory_is_ended(tmp_path: Path) -> None:
    done = run(tmp_path, LONG, "--megabytes", "128", "--format", "json")
    assert done.returncode == 2
    assert codes(done.stdout) == ["GR911"]


def test_another_process_checks_the_texts_of_strangers() -> None:
    report = govrules.check_untrusted({"a/law.gov": LAW, "a/x.timeline": SHORT})
    assert codes(report) == []
    assert json.loads(report)["timelines"][0]["findings"][0]["status"] == "satisfied"
    assert codes(govrules.check_untrusted({"law.gov": LAW, "x.timeline": LONG}, seconds=0.5)) == ["GR910"]
    assert codes(govrules.check_untrusted({"law.gov": LAW, "x.timeline": LONG}, seconds=200, megabytes=128)) == [
        "GR911"
    ]


def test_strangers_read_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "secret.gov").write_text(LAW)
    used = SHORT.replace("./law.gov", f"..{tmp_path}/secret.gov")
    assert "secret" not in govrules.check_untrusted({"x.timeline": used}).replace(f"..{tmp_path}/secret.gov", "")
    assert codes(govrules.check_untrusted({"x.timeline": used})) != []


@pytest.mark.parametrize("name", ["../law.gov", "/etc/law.gov", "a/../../law.gov", "."])
def test_a_path_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="leads out of the files that are given"):
        govrules.check_untrusted({name: LAW})
