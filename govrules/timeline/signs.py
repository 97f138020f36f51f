"""Signs of sentences: by one short text it is known that a sentence of a known form is said of things that there are.

In: the words of sentences, and the things of a timeline. Out: for each word a mark, one letter; the marks of a
sentence are its sign. Marks tell all that can matter: which word of a phrase it is, or of what kind the thing of this
name is, or whether it is a figure that fits wherever one stands. So sentences of the same sign are all right, or none.
"""

import re
from collections.abc import Callable, Mapping

from govrules.law import model as m
from govrules.law.types import Type
from govrules.text import limits
from govrules.timeline.forms import Shape, kind_of_things

_FIRST = 0x100
_LETTERS = 0xD000
"""All of them below those that are halves of others."""
_UNSIGNED = "\0"
"""The mark of words of which more has to be known than a mark can tell."""
LINE_END = "\n"
"""The mark of itself."""
_LONGEST_VARIABLE = 2
_LONGEST_FIGURE = 15
_SHARE = re.compile(r"[0-9]{1,2}(\.[0-9]{1,9})?%")
_PERHAPS_A_LIMIT = re.compile(r" (from|to|within) [0-9]")
OPEN = frozenset(("any", "nobody"))


class Alphabet:
    """The marks and signs that are known of a book of phrases: they mean the same in every timeline."""

    __slots__ = ("_class_of", "_letters", "_literal", "signs", "words")

    def __init__(self, class_of: Callable[[str], str], literal: frozenset[str]) -> None:
        """`class_of` gives the sort of a word, which is the word itself if it is of none."""
        self._class_of = class_of
        self._literal = literal
        self._letters: dict[object, str] = {}
        self.words: dict[str, str] = {}
        """The marks of words that name nothing."""
        self.signs: dict[str, Shape] = {}

    @property
    def full(self) -> bool:
        """Whether so much is known that it is time to forget it."""
        return max(len(self._letters), len(self.signs)) > limits.SENTENCES_KNOWN

    def of_no_name(self, word: str) -> str:
        """The mark of a word that names nothing."""
        sort = self._class_of(word)
        if sort == "\0figure":
            mark = self._letter((sort, len(word) <= _LONGEST_FIGURE))
        elif sort == "\0share":
            mark = self._letter((sort, _SHARE.fullmatch(word) is not None))
        else:
            mark = self._letter(sort) if self._is_told(word, sort) else _UNSIGNED
        if len(self.words) < limits.SENTENCES_KNOWN:
            self.words[word] = mark
        return mark

    def of_name(self, word: str, kind: str, longer: tuple[tuple[str, str], ...], is_rest: bool) -> str:
        """The mark of a word that names something of a kind, begins longer names, or is another part of a name."""
        sort = self._class_of(word)
        if not self._is_told(word, sort):
            return _UNSIGNED
        return self._letter((sort, kind, longer, word if is_rest else ""))

    def _is_told(self, word: str, sort: str) -> bool:
        """Whether the sort of a word tells all of it: it has one, or is a word of a phrase."""
        return sort != word or word in self._literal or word.lower() in self._literal

    def _letter(self, key: object) -> str:
        """The letter for what is known of a word."""
        letter = self._letters.get(key)
        if letter is None:
            if len(self._letters) >= _LETTERS:
                return _UNSIGNED
            letter = self._letters[key] = chr(_FIRST + len(self._letters))
        return letter


class Marks(dict[str, str]):
    """The marks of the words of one timeline, by what its things are called."""

    def __init__(self, alphabet: Alphabet, vocabulary: m.Vocabulary) -> None:
        super().__init__({LINE_END: LINE_END})
        self._alphabet = alphabet
        self._vocabulary = vocabulary
        self._entities: Mapping[str, m.Entity] = vocabulary.entities
        self._longer: dict[str, tuple[tuple[str, str], ...]] = {}
        """By the first words of names, how those go on, and what they are."""
        self._vain: set[str] = set()
        """Signs that do not tell enough."""
        self.known = alphabet.signs.get
        self._rests: set[str] = set()
        """The words in names that are not the first ones."""
        for name, entity in vocabulary.entities.items():
            if " " in name:
                first, _, rest = name.partition(" ")
                self._longer[first] = (*self._longer.get(first, ()), (rest, entity.kind))
                self._rests.add(rest)
        for rest in [rest for rest in self._rests if " " in rest]:
            self._rests.update(rest.split(" "))

    def __missing__(self, word: str) -> str:
        entity, longer, is_rest = self._entities.get(word), self._longer.get(word), word in self._rests
        if entity is None and longer is None and not is_rest:
            mark = self._alphabet.words.get(word) or self._alphabet.of_no_name(word)
        else:
            kind = entity.kind if entity is not None else ""
            longer = () if longer is None else tuple(sorted(longer)) if len(longer) > 1 else longer
            mark = self._alphabet.of_name(word, kind, longer, is_rest)
        self[word] = mark
        return mark

    def learn(self, sign: str, said: str, shape: Shape) -> None:
        """Note the sign of a sentence with which nothing is wrong, if all of that sign say as much."""
        if _UNSIGNED in sign or sign in self._vain:
            return
        words = said.split(" ")
        fit = (self._fits(words[gap.start : gap.end], gap.slot.type) for gap in shape.gaps if gap.end)
        if not _PERHAPS_A_LIMIT.search(said) and all(fit):
            self._alphabet.signs[sign] = shape
        else:
            self._vain.add(sign)

    def _fits(self, words: list[str], type: Type) -> bool:
        """Whether the marks of these words tell that what they stand for fits into a slot."""
        text = " ".join(words)
        if text in OPEN:
            return True
        if type.name == "Number":
            return text.isdigit() and len(text) <= _LONGEST_FIGURE
        if type.name == "Percent":
            return _SHARE.fullmatch(text) is not None
        entity, kind = self._entities.get(text), kind_of_things(type)
        if entity is None or len(text) <= _LONGEST_VARIABLE or not kind:
            return False
        return self._vocabulary.kinds.is_a(entity.kind, kind)
