"""Checks that may take no more than so much time and memory, for texts of strangers.

In: what to do, or files as texts. Out: its result, or that a limit was reached. Within a process a clock interrupts the
work, and the system refuses memory; where the work does not listen to the clock, the system ends the process a little
later. A program that must go on whatever happens lets another process make the check.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from govrules.text.diagnostics import Diagnostic, Diagnostics
from govrules.text.source import Span

GRACE = 5
"""The seconds after which a process that does not listen to the clock is ended."""
_MEGABYTE = 1024 * 1024


class OverLimitError(BaseException):
    """The work takes more time or memory than it may. Nothing that catches mistakes catches this."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic
        super().__init__(diagnostic.message)


class CannotGuardError(Exception):
    """This system has no such limits."""


@contextmanager
def guarded(seconds: float | None = None, megabytes: int | None = None) -> Iterator[None]:
    """Do something within limits of time and of memory, of the process as a whole. Only in the main thread.

    Raises `OverLimitError` when one is reached, and `CannotGuardError` on a system that has none.
    """
    if seconds is None and megabytes is None:
        yield
        return
    try:
        import resource
        import signal
    except ImportError:
        raise CannotGuardError("this system cannot limit the time and memory of a process") from None

    def too_long(_signal: int, _frame: FrameType | None) -> None:
        raise OverLimitError(_too_long(seconds or 0))

    before = resource.getrlimit(resource.RLIMIT_AS)
    handler = signal.signal(signal.SIGALRM, too_long)
    try:
        if megabytes is not None:
            wanted = megabytes * _MEGABYTE
            hard = before[1] if before[1] != resource.RLIM_INFINITY else wanted
            resource.setrlimit(resource.RLIMIT_AS, (min(wanted, hard), before[1]))
        if seconds is not None:
            signal.setitimer(signal.ITIMER_REAL, seconds)
            used = resource.getrusage(resource.RUSAGE_SELF)
            spent = int(used.ru_utime + used.ru_stime)
            _, most = resource.getrlimit(resource.RLIMIT_CPU)
            ends = spent + int(seconds) + GRACE
            if most == resource.RLIM_INFINITY or ends < most:
                resource.setrlimit(resource.RLIMIT_CPU, (ends, most))
        yield
    except MemoryError:
        resource.setrlimit(resource.RLIMIT_AS, before)
        raise OverLimitError(_too_large(megabytes)) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        resource.setrlimit(resource.RLIMIT_AS, before)


def check_untrusted(
    files: Mapping[str, str], *names: str, seconds: float = 10, megabytes: int = 1024, why: bool = False
) -> str:
    """The report, as JSON, of a check that another process makes within limits of time and memory.

    `files` are texts by path, such as `laws/my.gov`; nothing else is read but what the package ships. `names` are the
    paths of those to check; without any, every timeline among them. A check that reaches a limit is a report with the
    diagnostic GR910 or GR911. Raises `ValueError` for a path that leads elsewhere.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for name, text in files.items():
            path = (root / name).resolve()
            if not path.is_relative_to(root) or path == root:
                raise ValueError(f"`{name}` leads out of the files that are given")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        asked = names or tuple(name for name in files if name.endswith((".timeline", ".json")))
        limits = ["--seconds", f"{seconds}", "--megabytes", f"{megabytes}"]
        options = ["--format", "json", "--root", ".", *limits, *(["--why"] if why else [])]
        command = [sys.executable, "-P", "-m", "govrules", "check", *options, "--", *asked]
        done = subprocess.run(command, cwd=root, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode in (0, 1, 2) and done.stdout:
        return done.stdout.decode("utf-8")
    return _report(_too_long(seconds) if done.returncode < 0 else _too_large(megabytes))


def _report(diagnostic: Diagnostic) -> str:
    from govrules.pipeline import Check
    from govrules.report import json
    from govrules.text.source import Sources

    return json.render(Check((), (), (diagnostic,), Sources()))


def _too_long(seconds: float) -> Diagnostic:
    return _diagnostic("GR910", f"the check takes longer than {seconds:g} seconds", "give it more time: `--seconds`")


def _too_large(megabytes: int | None) -> Diagnostic:
    asked = f"more than {megabytes:,} megabytes of" if megabytes is not None else "more"
    message = f"the check needs {asked} memory"
    return _diagnostic("GR911", message, "give it more memory: `--megabytes`")


def _diagnostic(code: str, message: str, help: str) -> Diagnostic:
    found = Diagnostics()
    found.error(code, message, Span("", 0, 0), help=help)
    return found.sorted()[0]
