"""The report that programs read: its fields, its exactness, and that the published schema is the current one."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import govrules
from govrules.report.json import Report, report, schema

ROOT = Path(__file__).parent.parent
LAW = """\
use "elections"
source K23 "The constitution"
ruleset law
  title "The law"
  in force from 2000-01-01
  timezone Asia/Almaty
office President
let needed = 50% [K23 Art. 9, computed]
rule majority [K23 Art. 1, secondary]
  "More than half is needed."
  when P is elected President with S
  require S > needed
rule oath [Art. 2]
  when P is elected President
  then P takes the oath as President
    within 1 month
"""
TIMELINE = """\
timeline "One election"
  use "./law.gov"
  under law
  until 2010-01-20
person Ada
2010-01-01 07:30: Ada is elected President with 49.995% [K23 Art. 3]
expect majority violated
expect oath satisfied
"""


def check(timeline: str = TIMELINE) -> govrules.Check:
    finder = govrules.TextFinder({"law.gov": LAW})
    return govrules.check(govrules.Source("t.timeline", timeline), finder=finder)


@pytest.fixture(scope="module")
def data() -> Any:
    return json.loads(govrules.report_json(check()))


def test_head(data: Any) -> None:
    assert {key: data[key] for key in ("version", "ok", "exit_code", "rule_files", "diagnostics")} == {
        "version": "1",
        "ok": False,
        "exit_code": 1,
        "rule_files": [],
        "diagnostics": [],
    }
    (timeline,) = data["timelines"]
    assert (timeline["path"], timeline["title"], timeline["until"]) == ("t.timeline", "One election", "2010-01-20")


def test_column(data: Any) -> None:
    (column,) = data["timelines"][0]["columns"]
    assert (column["role"], column["ruleset"], column["title"]) == ("under", "law", "The law")
    assert {status: n for status, n in column["counts"].items() if n} == {"violated": 1, "pending": 1}
    assert len(column["counts"]) == 9


def test_finding(data: Any) -> None:
    finding = next(f for f in data["timelines"][0]["findings"] if f["rule"] == "majority")
    assert finding["status"] == "violated"
    assert finding["column"] == "law"
    assert finding["bindings"] == {"P": "Ada", "S": "49.995%"}
    assert finding["citation"] == {"text": "K23 Art. 1", "source": "K23", "confidence": "secondary"}
    assert finding["sentence"] == "More than half is needed."
    assert finding["expected"] is True
    assert finding["location"]["path"] == "law.gov"
    assert finding["location"]["line"] == 9
    trigger = finding["trigger"]
    assert (trigger["date"], trigger["time"]) == ("2010-01-01", "07:30")
    assert trigger["location"] == {
        "path": "t.timeline",
        "line": 6,
        "column": 1,
        "end_line": 6,
        "end_column": 56,
    }
    assert trigger["citation"]["text"] == "K23 Art. 3"
    assert any("needed" in h["sentence"] for reason in finding["reasons"] for h in reason["rests_on"])


def test_duty(data: Any) -> None:
    finding = next(f for f in data["timelines"][0]["findings"] if f["rule"] == "oath")
    assert (finding["status"], finding["due"], finding["expected"]) == ("pending", "2010-02-01", False)


def test_expectations(data: Any) -> None:
    met, unmet = data["timelines"][0]["expectations"]
    assert (met["rule"], met["status"], met["met"], met["found"]) == ("majority", "violated", True, [])
    assert unmet["met"] is False
    assert unmet["found"]
    assert unmet["location"]["line"] == 8


def test_diagnostics() -> None:
    made = report(check(TIMELINE.replace("Ada is", "Adda is")))
    assert (made.ok, made.exit_code, made.timelines) == (False, 2, ())
    (diagnostic,) = made.diagnostics
    assert (diagnostic.code, diagnostic.severity, diagnostic.help) == ("GR202", "error", "did you mean `Ada`?")
    assert diagnostic.location is not None
    assert (diagnostic.location.line, diagnostic.location.column) == (6, 19)


def test_fail_on_and_exit_zero() -> None:
    kept = TIMELINE.replace("expect oath satisfied\n", "")
    assert report(check(kept)).exit_code == 0
    failed = report(check(kept), fail_on=("pending",))
    assert (failed.ok, failed.exit_code) == (False, 1)
    told = report(check(kept), fail_on=("pending",), exit_zero=True)
    assert (told.ok, told.exit_code) == (False, 0)


def test_nothing_to_check_is_no_success() -> None:
    assert report(govrules.check()).exit_code == 2


def test_same_bytes() -> None:
    assert govrules.report_json(check()) == govrules.report_json(check())


def test_the_model_reads_its_own_report() -> None:
    text = govrules.report_json(check())
    assert Report.model_validate_json(text) == report(check())
    with pytest.raises(ValidationError):
        Report.model_validate_json(text.replace('"version": "1"', '"version": "2"'))
    with pytest.raises(ValidationError):
        Report.model_validate_json(text.replace('"ok"', '"okay": true, "ok"'))


def test_the_published_schema_is_current() -> None:
    published = ROOT / "docs" / "report.schema.json"
    assert json.loads(published.read_text("utf-8")) == json.loads(schema()), "write it: govrules schema > docs/…"


def test_every_field_is_required_in_the_schema() -> None:
    described = json.loads(schema())
    for model in [described, *described["$defs"].values()]:
        if "properties" in model:
            assert set(model["required"]) == set(model["properties"])
