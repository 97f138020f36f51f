"""Phrases: sentences with typed slots, how a sentence is matched against them, and how they are said again.

In: the text of phrases and of sentences. Out: matches with the text and place of every slot. A slot stands for a name
(a run of capitalised words), a quoted text, a figure, a variable, `any` or `nobody`; everything else is a literal word.
What a slot's text means is the resolver's business.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from govrules.text import limits

_TOKEN = re.compile(
    r'"[^"]*"'
    r"|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}:\d{2}"
    r"|\d[\d,]*(?:\.\d+)?%?(?:/\d+)?"
    r"|[A-Z]\w+/[A-Z][\w/+-]*"
    r"|[^\W_](?:['.-]*[\w’]+)*"
    r"|\S"
)
_TEMPLATE = r"\{(?P<slot>[^{}]*)\}|(?P<open>\[)|(?P<close>\])|(?P<word>[^\s{}\[\]]+)"
_SLOT = r"(?P<name>[a-z][a-z0-9_]*)\s*(?::\s*(?P<kind>[^\W\d_]\w*)(?:\s+of\s+(?P<base>[\w ]+?))?)?$"
_UNITS = frozenset(["year", "years", "month", "months", "week", "weeks", "day", "days", "hour", "hours"])
_NEVER_KEYED = _UNITS | {"any", "nobody", "yes", "no"}
_REFORM_NAME = re.compile(r"[a-z][a-z0-9_]*$")


class Slot(Struct, frozen=True):
    """A slot of a phrase: its name, its kind, and for percentages what they are percentages of."""

    name: str
    kind: str
    base: str | None = None


class Part(Struct, frozen=True):
    """A stretch of a phrase: literal words and slot names in order, all of it optional or none of it."""

    elements: tuple[str | Slot, ...]
    optional: bool


class Phrase(Struct, frozen=True):
    """One way to say an event, act or fact."""

    text: str
    parts: tuple[Part, ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The slots in order."""
        return tuple(e for part in self.parts for e in part.elements if isinstance(e, Slot))

    @property
    def needed(self) -> frozenset[str]:
        """The names of the slots outside the optional parts."""
        return frozenset(e.name for p in self.parts if not p.optional for e in p.elements if isinstance(e, Slot))

    def say(self, values: dict[str, str]) -> str:
        """The sentence with these values in its slots; an optional part without all its values is left out."""
        words: list[str] = []
        for part in self.parts:
            if part.optional and any(isinstance(e, Slot) and e.name not in values for e in part.elements):
                continue
            words += [e if isinstance(e, str) else values.get(e.name, "any") for e in part.elements]
        return " ".join(words).replace(" ,", ",")

    def variants(self) -> Iterator[tuple[str | Slot, ...]]:
        """The phrase with every choice of its optional parts, longest first."""
        choices: list[tuple[str | Slot, ...]] = [()]
        for part in self.parts:
            with_it = [variant + part.elements for variant in choices]
            choices = with_it + choices if part.optional else with_it
        yield from choices


class Term(Struct, frozen=True):
    """What stands in a slot: its text, and where in the sentence."""

    text: str
    start: int
    end: int


class Found(Struct, frozen=True):
    """A sentence that a phrase matched."""

    name: str
    """The event, act or fact declared with the phrase."""
    terms: dict[str, Term]


class _Variant(Struct, frozen=True):
    name: str
    elements: tuple[str | Slot, ...]
    phrase: Phrase
    words: frozenset[str]
    """The literal words, all of which a matching sentence has."""


class Clash(Struct, frozen=True):
    """Two phrases that one sentence could both match."""

    name: str
    other: str
    sentence: str | None
    """Such a sentence; None when there are too many phrases of the same words to look for one."""


def read_phrase(text: str, known: dict[str, Slot] | None = None) -> Phrase | str:
    """A phrase from its text, or what is wrong with it.

    `known` are the slots of the declaration's first phrase; a further phrase may name them without their kinds.
    """
    parts: list[Part] = []
    elements: list[str | Slot] = []
    optional = False
    seen: set[str] = set()
    position = 0
    for match in re.finditer(_TEMPLATE, text):
        if text[position : match.start()].strip():
            return f"`{text[position : match.start()].strip()}` is neither a word nor a slot"
        position = match.end()
        if match["open"] or match["close"]:
            if bool(match["open"]) == optional:
                return "optional parts open with `[`, close with `]` and do not nest"
            if elements:
                parts.append(Part(tuple(elements), optional))
            elif optional:
                return "an optional part is empty"
            elements, optional = [], bool(match["open"])
        elif match["word"]:
            elements += _TOKEN.findall(match["word"])
        else:
            slot = _read_slot(match["slot"], known)
            if isinstance(slot, str):
                return slot
            if slot.name in seen:
                return f"the slot `{slot.name}` stands twice"
            seen.add(slot.name)
            elements.append(slot)
    if text[position:].strip():
        return f"`{text[position:].strip()}` is neither a word nor a slot"
    if optional:
        return "an optional part is not closed with `]`"
    if elements:
        parts.append(Part(tuple(elements), False))
    phrase = Phrase(text, tuple(parts))
    if sum(len(part.elements) for part in parts) > limits.PHRASE_WORDS:
        return f"a phrase has at most {limits.PHRASE_WORDS} words and slots"
    if sum(part.optional for part in parts) > limits.PHRASE_OPTIONS:
        return f"a phrase has at most {limits.PHRASE_OPTIONS} optional parts"
    if known is not None:
        missing = sorted(set(known) - seen)
        extra = sorted(seen - set(known))
        if missing or extra:
            return f"a further phrase has the same slots; here `{(missing or extra)[0]}` is not in both"
    for variant in phrase.variants():
        if not any(isinstance(e, str) for e in variant):
            return "a phrase needs a literal word"
        for one, two in pairwise(variant):
            if isinstance(one, Slot) and isinstance(two, Slot):
                return f"a literal word has to stand between `{{{one.name}}}` and `{{{two.name}}}`"
    return phrase


def _read_slot(text: str, known: dict[str, Slot] | None) -> Slot | str:
    match = re.match(_SLOT, text.strip())
    if match is None:
        return f"`{{{text}}}` is no slot; write `{{name: Kind}}`"
    name = match["name"]
    if match["kind"] is None:
        if known is None or name not in known:
            return f"the slot `{name}` has no kind; write `{{{name}: Kind}}`"
        return known[name]
    if known is not None and name in known:
        return known[name]
    return Slot(name, match["kind"], match["base"])


class PhraseBook:
    """All phrases of a vocabulary, and the sentences they match."""

    __slots__ = ("__weakref__", "_by_words", "_crowded", "_known", "_phrases", "_variants")

    def __init__(self) -> None:
        self._by_words: dict[tuple[str, ...], list[_Variant]] = {}
        self._crowded: set[tuple[str, ...]] = set()
        """Words of which too many phrases are made, which was said once."""
        self._variants: list[_Variant] = []
        self._phrases: dict[str, list[Phrase]] = {}
        self._known: dict[str, Found | None] = {}
        """Sentences that were looked at: rules say many of them more than once."""

    def add(self, name: str, phrase: Phrase) -> Clash | None:
        """Add a phrase of the declaration `name`; gives back an earlier phrase that it could be confused with."""
        clash: Clash | None = None
        self._known.clear()
        for elements in phrase.variants():
            words = [e for e in elements if isinstance(e, str)]
            key = _key(words)
            group = self._by_words.setdefault(key, [])
            if len(group) >= limits.PHRASES_ALIKE:
                if clash is None and key not in self._crowded:
                    clash = Clash(name, group[0].name, None)
                self._crowded.add(key)
                return clash
            for other in group:
                if clash is None and (other.name != name or _slots(other.elements) != _slots(elements)):
                    sentence = _common_sentence(elements, other.elements)
                    if sentence is not None:
                        clash = Clash(name, other.name, sentence)
            variant = _Variant(name, elements, phrase, frozenset(words))
            group.append(variant)
            self._variants.append(variant)
        self._phrases.setdefault(name, []).append(phrase)
        return clash

    def phrase(self, name: str) -> Phrase:
        """The first phrase of a declaration."""
        return self._phrases[name][0]

    def all_of(self, name: str) -> tuple[Phrase, ...]:
        """The phrases of a declaration."""
        return tuple(self._phrases[name])

    def literal_words(self) -> frozenset[str]:
        """The words that phrases are made of."""
        return frozenset().union(*(variant.words for variant in self._variants))

    def match(self, sentence: str) -> Found | None:
        """The declaration whose phrase the sentence is, with the terms in its slots."""
        if sentence not in self._known:
            if len(self._known) >= limits.SENTENCES_KNOWN:
                self._known.clear()
            self._known[sentence] = self._match(sentence)
        return self._known[sentence]

    def _match(self, sentence: str) -> Found | None:
        if len(sentence) > limits.SENTENCE_LETTERS:
            return None
        tokens = [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(sentence)]
        if len(tokens) > limits.SENTENCE_WORDS:
            return None
        words = [token[0] for token in tokens]
        for variant in self._by_words.get(_key(words), ()):
            terms = _fit(variant.elements, tokens)
            if terms is not None:
                return Found(variant.name, terms)
        said = {*words, words[0].lower()} if words else set()
        for variant in self._variants:
            if variant.words <= said and len(variant.elements) <= len(tokens):
                terms = _fit(variant.elements, tokens)
                if terms is not None:
                    return Found(variant.name, terms)
        return None

    def gaps(self, sentence: str) -> str | None:
        """A phrase that has the words of a sentence that no phrase matches, so that only its slots can be wrong."""
        words = [m[0] for m in _TOKEN.finditer(sentence[:1_000])]
        for key in (_key(words), _key(words[1:])):
            for variant in self._by_words.get(key, ()) if key else ():
                return variant.phrase.text
        return None

    def nearest(self, sentence: str, count: int = 3, among: Collection[str] | None = None) -> list[str]:
        """The phrases most like a sentence that none matches: the best, and those nearly as good.

        With `among`, only those of the events or facts of these names, however unlike.
        """
        import difflib  # only a text with a mistake needs it
        import heapq  # likewise

        said = _plain(m[0] for m in _TOKEN.finditer(sentence[:1_000]))
        phrases: dict[str, str] = {}
        for variant in self._variants:
            if among is not None and variant.name not in among:
                continue
            phrases.setdefault(" ".join(e for e in variant.elements if isinstance(e, str)), variant.phrase.text)
        shared = {plain: _shared(set(plain.split()), set(said.split())) for plain in phrases}
        matcher = difflib.SequenceMatcher(b=said)
        likeness: dict[str, float] = {}
        least = _ALIKE if among is None else 0.0
        for plain in heapq.nlargest(_COMPARED, phrases, key=lambda plain: shared[plain]):
            matcher.set_seq1(plain)
            for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio):  # ever closer from above
                alike = _LETTERS * ratio() + (1 - _LETTERS) * shared[plain]
                if alike < least:
                    break
            else:
                text = phrases[plain]
                likeness[text] = max(alike, likeness.get(text, 0))
        best = max(likeness.values(), default=0)
        near = [text for text, alike in likeness.items() if alike >= best - _NEARLY]
        return sorted(near, key=lambda text: (-likeness[text], text))[:count]


# Chosen on misspelt, shortened and lengthened sentences of the prelude and the starter rule sets: for 722 of 756 the
# phrase that was meant is named, and 1.2 phrases on average.
_COMPARED = 2_000
_LETTERS = 0.7
"""How much the letters count for likeness; the rest is for the words."""
_ALIKE = 0.425
_NEARLY = 0.1
_SMALL = {"the", "of", "a", "an", "is", "as", "in", "to", "for", "with", "and"}


def _shared(one: set[str], two: set[str]) -> float:
    """The share of words in both among the words in either; small words count little."""
    return _weight(one & two) / max(_weight(one | two), 0.01)


def _weight(words: set[str]) -> float:
    return sum(0.2 if word in _SMALL else 1.0 for word in words)


def _plain(words: Iterable[str]) -> str:
    return " ".join(w for w in words if w[:1].islower())


def _slots(elements: tuple[str | Slot, ...]) -> tuple[str, ...]:
    return tuple(e.name for e in elements if isinstance(e, Slot))


def _key(words: Iterable[str]) -> tuple[str, ...]:
    """The lower-case words of a sentence that no slot can hold."""
    return tuple(filter(_is_keyed, words))


@lru_cache(maxsize=10_000)
def _is_keyed(word: str) -> bool:
    return word[:1].islower() and "_" not in word and word not in _NEVER_KEYED and not _has_digit(word)


def _has_digit(word: str) -> bool:
    return not word.isalpha() and any(c.isdigit() for c in word)


def _fit(elements: tuple[str | Slot, ...], tokens: list[tuple[str, int, int]]) -> dict[str, Term] | None:
    """The terms with which a variant reads exactly as the tokens, taking the shortest terms that fit."""

    hopeless: set[tuple[int, int]] = set()

    def fit(element: int, token: int) -> dict[str, Term] | None:
        if (element, token) in hopeless:
            return None
        found = attempt(element, token)
        if found is None:
            hopeless.add((element, token))
        return found

    def attempt(element: int, token: int) -> dict[str, Term] | None:
        if element == len(elements):
            return {} if token == len(tokens) else None
        if token == len(tokens):
            return None
        expected = elements[element]
        if isinstance(expected, str):
            text = tokens[token][0]
            same = text == expected or (token == 0 and text.lower() == expected)
            return fit(element + 1, token + 1) if same else None
        for length in _term_lengths(tokens, token, expected):
            rest = fit(element + 1, token + length)
            if rest is not None:
                start, end = tokens[token][1], tokens[token + length - 1][2]
                text = " ".join(t[0] for t in tokens[token : token + length])
                return {expected.name: Term(text, start, end), **rest}
        return None

    return fit(0, 0)


def _term_lengths(tokens: list[tuple[str, int, int]], at: int, slot: Slot) -> Iterator[int]:
    """The numbers of tokens that a term starting here may take."""
    text = tokens[at][0]
    first = text[0]
    following = tokens[at + 1][0] if at + 1 < len(tokens) else ""
    if first == '"' or text in ("any", "nobody"):
        yield 1
    elif first.isdigit():
        if (
            following in _UNITS
            or (len(following) == 3 and following.isupper() and following.isalpha())
            or (":" in following and "-" in text)
        ):
            yield 2
        yield 1
    elif is_capitalised(text):
        length = 0
        while at + length < len(tokens) and is_capitalised(tokens[at + length][0]):
            length += 1
            yield length
    elif (slot.kind == "Reform" and _REFORM_NAME.match(text)) or (slot.kind == "YesNo" and text in ("yes", "no")):
        yield 1


def is_capitalised(word: str) -> bool:
    """Whether a word can belong to a name: it starts with a letter that is not lower case, in any script."""
    return word[:1].isalpha() and not word[:1].islower()


def _common_sentence(one: tuple[str | Slot, ...], two: tuple[str | Slot, ...]) -> str | None:
    """A sentence that both variants match, if there is one.

    A search through the pairs of places in both: a slot takes one or more capitalised words, or one figure.
    """
    start = (0, False, 0, False)
    reached: dict[tuple[int, bool, int, bool], tuple[str, ...]] = {start: ()}
    queue = [start]
    capitals = {e for e in (*one, *two) if isinstance(e, str) and is_capitalised(e)} | {"X"}
    while queue:
        state = queue.pop(0)
        i, in_one, j, in_two = state
        said = reached[state]
        if _done(one, i, in_one) and _done(two, j, in_two):
            return " ".join(said)
        symbols = {e for e in _next_words(one, i, in_one) | _next_words(two, j, in_two) if not is_capitalised(e)}
        for symbol in [*sorted(symbols | capitals), "1"]:
            for a in _step(one, i, in_one, symbol):
                for b in _step(two, j, in_two, symbol):
                    following = (*a, *b)
                    if following not in reached:
                        reached[following] = (*said, symbol)
                        queue.append(following)
    return None


def _done(elements: tuple[str | Slot, ...], at: int, inside: bool) -> bool:
    return at + inside == len(elements)


def _next_words(elements: tuple[str | Slot, ...], at: int, inside: bool) -> set[str]:
    at += inside
    element = elements[at] if at < len(elements) else None
    return {element} if isinstance(element, str) else set()


def _step(elements: tuple[str | Slot, ...], at: int, inside: bool, symbol: str) -> list[tuple[int, bool]]:
    steps: list[tuple[int, bool]] = []
    if inside:
        if is_capitalised(symbol):
            steps.append((at, True))
        at += 1
    if at < len(elements):
        element = elements[at]
        if isinstance(element, str):
            if element == symbol:
                steps.append((at + 1, False))
        elif symbol == "1":
            steps.append((at + 1, False))
        elif is_capitalised(symbol):
            steps.append((at, True))
    return steps
