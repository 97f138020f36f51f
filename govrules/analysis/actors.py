"""Actors: what each office, chamber, court or other body gained, lost or saw changed between two versions.

In: a library and the names of two versions. Out: an `ActorChange` for each actor to whom something happened, with its
moves, and counts by sort. Nothing is weighed: a count says how many, not how much.
"""

from collections import Counter
from typing import Literal

from msgspec import Struct

from govrules.analysis.compare import article
from govrules.analysis.roles import SORTS, Role, Sort, roles
from govrules.law.library import Library

Move = Literal["gained", "lost", "changed"]
MOVES: tuple[Move, ...] = ("gained", "lost", "changed")


class RoleChange(Struct, frozen=True):
    """Something that an actor gained, lost, or has otherwise than before."""

    move: Move
    before: Role | None
    after: Role | None

    @property
    def role(self) -> Role:
        """The role as it is afterwards, or as it was."""
        role = self.after or self.before
        assert role is not None
        return role


class ActorChange(Struct, frozen=True):
    """What happened to one actor, or to all of a kind together."""

    actor: str
    kind: str
    changes: tuple[RoleChange, ...]

    def count(self, sort: Sort, move: Move) -> int:
        """How many roles of a sort it gained, lost or saw changed."""
        return sum(1 for change in self.changes if change.role.sort == sort and change.move == move)


class Balance(Struct, frozen=True):
    """What happened to every actor, and to the kinds of which more than one is concerned."""

    actors: tuple[ActorChange, ...]
    kinds: tuple[ActorChange, ...]
    """A kind's changes are those of all its actors, each norm once."""


def balance(library: Library, before: str, after: str) -> Balance:
    """What each actor gained, lost or saw changed between two versions."""
    old = roles(library.rulesets[before], library.vocabulary)
    new = roles(library.rulesets[after], library.vocabulary)
    names = dict.fromkeys((role.actor, role.kind) for role in (*old, *new))
    actors: list[ActorChange] = []
    for actor, kind in sorted(names, key=lambda name: (name[0].startswith("any "), name[0])):
        mine = [[role for role in each if role.actor == actor] for each in (old, new)]
        changes = _changes(*mine)
        if changes:
            actors.append(ActorChange(actor, kind, changes))
    kinds: list[ActorChange] = []
    by_kind = Counter(actor.kind for actor in actors)
    for kind in sorted(kind for kind, number in by_kind.items() if number > 1):
        once: dict[tuple[str, ...], RoleChange] = {}
        for each in actors:
            for change in each.changes if each.kind == kind else ():
                once.setdefault((change.move, *change.role.key[1:]), change)
        kinds.append(ActorChange(kind, kind, tuple(once.values())))
    return Balance(tuple(actors), tuple(kinds))


def _changes(old: list[Role], new: list[Role]) -> tuple[RoleChange, ...]:
    before, after = _by_key(old), _by_key(new)
    changes: list[RoleChange] = []
    for key in dict.fromkeys([*before, *after]):
        left, right = before.get(key, []), after.get(key, [])
        contents = [{role.content for role in each} for each in (left, right)]
        gone = [role for role in left if role.content not in contents[1]]
        came = [role for role in right if role.content not in contents[0]]
        for at in range(max(len(gone), len(came))):
            one = gone[at] if at < len(gone) else None
            two = came[at] if at < len(came) else None
            move: Move = "changed" if one is not None and two is not None else "gained" if two is not None else "lost"
            changes.append(RoleChange(move, one, two))
    whole: set[tuple[Sort, str, Move]] = {
        (change.role.sort, change.role.norm, change.move) for change in changes if change.role.label == ""
    }
    kept = [change for change in changes if not _follows(change, whole)]
    return tuple(
        sorted(
            kept,
            key=lambda c: (MOVES.index(c.move), SORTS.index(c.role.sort), article(c.role.citation), c.role.norm),
        )
    )


def _follows(change: RoleChange, whole: set[tuple[Sort, str, Move]]) -> bool:
    """Whether it only goes with what becomes of the whole power: a limit of the power, or whom it reaches."""
    role = change.role
    if role.sort == "bar" and ("power", role.norm, change.move) in whole:
        return True
    return role.sort in ("power", "part") and role.label != "" and (role.sort, role.norm, change.move) in whole


def _by_key(given: list[Role]) -> dict[tuple[str, str, str, str], list[Role]]:
    by_key: dict[tuple[str, str, str, str], list[Role]] = {}
    for role in given:
        by_key.setdefault(role.key, []).append(role)
    return by_key
