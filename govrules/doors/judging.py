"""The door for long histories: rule sets compiled once, and verdicts on any number of timelines.

In: rules that are loaded, and timelines as `check` takes them. Out: `Verdicts`, the same as those of a check under the
same rule sets, without messages and reasons; `Verdicts.finding` makes those of one verdict when it is asked for.
"""

from collections.abc import Callable

from govrules.doors.embedding import TimelineLike, ensure, read_timeline
from govrules.engine import readings
from govrules.engine.compiled.compact import Compact
from govrules.engine.compiled.generate import Generated
from govrules.engine.compiled.generate_text import NotPlainError
from govrules.engine.compiled.verdicts import Program, Verdicts
from govrules.engine.engines import Engine
from govrules.engine.verdict import Judgement
from govrules.law.library import Library
from govrules.pipeline import Rules
from govrules.timeline.model import Timeline


class Judge:
    """Rule sets that judge timelines, each taken as given. Not for two threads at once."""

    def __init__(self, rules: Rules, *rulesets: str) -> None:
        """Raises `GovrulesError` if the rules have mistakes, `ValueError` if they have no rule set of a name."""
        self._rules = ensure(rules)
        assert rules.library is not None
        for name in rulesets:
            if name not in rules.library.rulesets:
                raise ValueError(f"there is no rule set `{name}`")
        self._program = Program(rules.library, rulesets)
        self._judge = _judge()

    def ready(self, timeline: TimelineLike) -> Compact:
        """A timeline, read and made ready; it can be judged any number of times, by this judge alone."""
        scenario = ensure(read_timeline(timeline, rules=self._rules))
        assert scenario.timeline is not None
        return self._program.compact(scenario.timeline, scenario.library)

    def verdicts(self, *timelines: TimelineLike | Compact) -> Verdicts:
        """The verdicts on timelines. Raises `GovrulesError` if one of them has mistakes."""
        ready = [each if isinstance(each, Compact) else self.ready(each) for each in timelines]
        return self._program.verdicts(ready, self._judge)

    def function(self, *timelines: TimelineLike | Compact) -> Generated:
        """The generated function that judges these timelines. Raises `NotPlainError` if there is none."""
        made = self._program.function([each if isinstance(each, Compact) else self.ready(each) for each in timelines])
        if isinstance(made, str):
            raise NotPlainError(made)
        return made

    def source(self, *timelines: TimelineLike | Compact) -> str:
        """The Python that judges these timelines, or what keeps it from being made, as a comment."""
        try:
            return self.function(*timelines).source
        except NotPlainError as error:
            return f"# {error}\n"


def _judge() -> Callable[[Library, str, Timeline, str | None], Judgement]:
    """The ordinary engine; it remembers what it worked out about the library that it was asked about last."""
    engines: dict[int, Engine] = {}

    def judge(library: Library, name: str, timeline: Timeline, explain: str | None) -> Judgement:
        engine = engines.get(id(library))
        if engine is None:
            engines.clear()
            engine = engines[id(library)] = Engine(library)
        return readings.judge(library, name, timeline, explain=explain, causes=False, engine=engine)

    return judge
