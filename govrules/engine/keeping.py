"""What goes on under the law of an earlier day: `keep RULE for (F) begun before D`.

In: the name of a norm or fact, and the values of its variables. Out: the version of the law that governs it.
"""

from govrules.calendar import Moment
from govrules.engine.past import Past
from govrules.engine.record import At, Stretch
from govrules.engine.values import Env, Truth, both, either
from govrules.law import model as m
from govrules.law.model import UNKNOWN


class Keeping(Past):
    """Finds the version that governs."""

    def versions_of(self, name: str, at: At) -> list[m.RuleSet]:
        """The versions by which a norm of this name may judge: that at hand, and those that may be kept for it."""
        versions = [at.law]
        if not at.law.transitions:
            return versions
        for transition, keep in self._keeps(name, at):
            for stretch in self.record.stretches:
                if stretch.fact == keep.match.pattern.what.name:
                    old = self.law.of_stretch(stretch, transition)
                    if not any(old is version for version in versions):
                        versions.append(old)
        return versions

    def governs(self, version: m.RuleSet, name: str, env: Env, at: At) -> Truth:
        """Whether a version, and no other, governs a norm for these values."""
        keeps = self._keeps(name, at)
        if not keeps:
            return version is at.law
        kept: Truth = False
        by_this: Truth = False
        for transition, keep in keeps:
            for stretch in self.record.stretches:
                sure = self._is_kept(keep, stretch, env, at)
                kept = either(kept, sure)
                if sure is not False and self.law.of_stretch(stretch, transition) is version:
                    by_this = either(by_this, sure)
        if version is not at.law:
            return by_this
        if kept is False:
            return True
        return by_this if kept is True else UNKNOWN

    def law_of_stretch(self, stretch: Stretch, at: At) -> m.RuleSet:
        """The version that says how a running fact ends."""
        for transition, keep in self._keeps(stretch.fact, at):
            if self._is_kept(keep, stretch, {}, at) is True:
                return self.law.of_stretch(stretch, transition)
        return at.law

    def _keeps(self, name: str, at: At) -> list[tuple[str, m.Keep]]:
        known = self.kept.get(id(at.law))
        if known is None:
            known = self.kept[id(at.law)] = {}
            for transition in at.law.transitions.values():
                for keep in transition.keeps:
                    for each in keep.names:
                        known.setdefault(each, []).append((transition.name, keep))
        return known.get(name, [])

    def _is_kept(self, keep: m.Keep, stretch: Stretch, env: Env, at: At) -> Truth:
        """Whether a stretch is one that began early enough, and still holds."""
        if stretch.fact != keep.match.pattern.what.name:
            return False
        holds = stretch.holds(at.place)
        if holds is False:
            return False
        before = self.value(keep.before, {}, at)
        early: Truth = UNKNOWN
        if stretch.start is None:
            early = True  # it has held all along
        elif isinstance(before, Moment):
            early = stretch.start.day < before.day
        result: Truth = False
        for _, sure in self.match(keep.match, stretch.values, env, at):
            result = either(result, both(sure, both(early, UNKNOWN if holds is None else True)))
        return result
