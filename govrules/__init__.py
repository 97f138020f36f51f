"""Govrules: the rules engine for constitutional reform.

The names below are the public interface, described in `docs/embedding.md`; everything else may change. They are
imported when first used, so that `import govrules` costs next to nothing.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govrules.doors.building import TimelineBuilder
    from govrules.doors.embedding import (
        GovrulesError,
        TextFinder,
        check,
        ensure,
        load_rules,
        read_timeline,
        report_json,
        report_text,
    )
    from govrules.doors.guarding import check_untrusted
    from govrules.doors.judging import Judge
    from govrules.doors.monitoring import Checker, Monitor
    from govrules.engine.compiled.verdicts import Verdict, Verdicts
    from govrules.engine.verdict import Finding
    from govrules.files import FileFinder
    from govrules.law.modules import Finder, Missing
    from govrules.pipeline import Check, Rules, Scenario
    from govrules.text.diagnostics import Diagnostic
    from govrules.text.source import Source

    __version__: str

__all__ = [
    "Check",
    "Checker",
    "Diagnostic",
    "FileFinder",
    "Finder",
    "Finding",
    "GovrulesError",
    "Judge",
    "Missing",
    "Monitor",
    "Rules",
    "Scenario",
    "Source",
    "TextFinder",
    "TimelineBuilder",
    "Verdict",
    "Verdicts",
    "__version__",
    "check",
    "check_untrusted",
    "ensure",
    "load_rules",
    "read_timeline",
    "report_json",
    "report_text",
]

_HOMES = {
    "Check": "pipeline",
    "Checker": "doors.monitoring",
    "check_untrusted": "doors.guarding",
    "Diagnostic": "text.diagnostics",
    "FileFinder": "files",
    "Finder": "law.modules",
    "Finding": "engine.verdict",
    "Judge": "doors.judging",
    "Missing": "law.modules",
    "Monitor": "doors.monitoring",
    "Rules": "pipeline",
    "Scenario": "pipeline",
    "Source": "text.source",
    "TimelineBuilder": "doors.building",
    "Verdict": "engine.compiled.verdicts",
    "Verdicts": "engine.compiled.verdicts",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'govrules' has no attribute {name!r}")
    if name == "__version__":
        from importlib.metadata import version

        value: object = version("govrules")
    else:
        from importlib import import_module

        value = getattr(import_module(f"govrules.{_HOMES.get(name, 'doors.embedding')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
