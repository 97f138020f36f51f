"""Sentences that no phrase says: what is nearly said, and what to write instead.

In: the text of a sentence, a vocabulary and the names of the rule sets. Out: the help line of a diagnostic. Each guess
is tried against the phrases, so that what is advised is read.
"""

import re
from collections.abc import Iterable, Iterator

from govrules.law import model as m
from govrules.law.types import keyword
from govrules.syntax.naming import CAPITALISED, MIXED, declaration, short_name
from govrules.syntax.phrases import PhraseBook
from govrules.syntax.words import MODAL, WRITTEN_OUT, figures, third_person

_COMPARED = 2_000
_NAME_WORDS = 12
_LETTERS = 500
"""The length of a sentence beyond which only the nearest phrases are looked for."""
_ARTICLE = re.compile(r"\b(?:[Tt]he|[Aa]n?) (?=[^\W\d_a-z])")
_ANY_ARTICLE = re.compile(r"\b(?:[Tt]he|[Aa]n?) ")
_LEADING = re.compile(
    r"(?:when|whenever|if|while|then|provided|require|where|that|any|none of|no earlier) (?P<said>.+)"
)
_REWORDED = (
    (
        re.compile(r"\b(?:was|were|has been|have been|had been|are|will be)\b"),
        "is",
        "a sentence is in the present",
    ),
    (
        re.compile(r"\b(?:some|any)(?:body|one)(?: else)?\b|\ban? (?:person|candidate|citizen)\b"),
        "any",
        "`any` stands for anybody",
    ),
)
_DROPPED = ("as", "to", "for", "of", "by", "in", "on", "at", "with", "from", "that", "the", "a", "an", "into", "out")
_WORDS = 25
_JOINED = re.compile(r" (?P<word>or|and) ")


def meant(sentence: str, vocabulary: m.Vocabulary, rulesets: Iterable[str]) -> str | None:
    """What to write instead of a sentence that no phrase says; None where nothing near it is said either."""
    if len(sentence) > _LETTERS:
        return None
    book = vocabulary.phrases
    return (
        _respelt(sentence, vocabulary)
        or _without_articles(sentence, book)
        or _of_a_reform(sentence, book, rulesets)
        or _modal(sentence, book)
        or _led(sentence, book)
        or _joined(sentence, vocabulary)
        or _named_in_full(sentence, vocabulary)
        or _reworded(sentence, book)
        or _in_figures(sentence, book)
    )


def plainer(sentence: str) -> list[str]:
    """A sentence, and what it is without articles before names and without small words in them."""
    bare = _ARTICLE.sub("", sentence)
    return list(dict.fromkeys((sentence, bare, MIXED.sub("Xx", bare[:_LETTERS]))))


def _respelt(sentence: str, vocabulary: m.Vocabulary) -> str | None:
    """The sentence with its capitals set right."""
    if len(vocabulary.entities) > _COMPARED:
        return None
    names = {word.casefold(): word for name in vocabulary.entities for word in name.split()}
    words = sentence.split()
    capitalised = [names.get(word, word.upper() if len(word) == 1 and word != "a" else word) for word in words]
    lowered = [word if word in names.values() or len(word) <= 2 else word.lower() for word in words]
    for respelt in (" ".join(capitalised), " ".join(lowered)):
        said = vocabulary.phrases.match(respelt) if respelt != sentence else None
        if said is not None and all(
            term.text in vocabulary.entities or len(term.text) == 1
            for term in said.terms.values()
            if term.text not in sentence
        ):
            return f"names and variables are capitalised and all other words are not: `{respelt}`"
    return None


def _without_articles(sentence: str, book: PhraseBook) -> str | None:
    """The sentence without the articles before its names, or with the article that its phrase has."""
    bare = _ARTICLE.sub("", sentence)
    if bare != sentence and book.match(bare) is not None:
        return f"no article stands before a name: `{bare}`"
    for match in _ANY_ARTICLE.finditer(sentence):
        for article in ("", "the ", "an ", "a "):
            said = sentence[: match.start()] + article + sentence[match.end() :]
            for tried in (said, _ARTICLE.sub("", said)):
                if book.match(tried) is not None:
                    return f"the phrase has other articles: write `{tried}`"
    words = bare.split()
    for at in range(len(words)):
        for article in ("an", "a", "the") if len(words) <= _WORDS else ():
            tried = " ".join([*words[:at], article, *words[at:]])
            if book.match(tried) is not None:
                return f"the phrase has an article more: write `{tried}`"
    return None


def _reworded(sentence: str, book: PhraseBook) -> str | None:
    """The sentence in the present, with `any` for anybody, or without a small word that its phrase does not have."""
    for pattern, right, help in _REWORDED:
        said = _ARTICLE.sub("", pattern.sub(right, sentence))
        if said != sentence and book.match(said) is not None:
            return f"{help}: `{said}`"
    words = sentence.split()
    for at, word in enumerate(words if len(words) <= _WORDS else ()):
        said = _ARTICLE.sub("", " ".join([*words[:at], *words[at + 1 :]]))
        if word in _DROPPED and book.match(said) is not None:
            return f"the phrase has no `{word}`: write `{said}`"
    return None


def _in_figures(sentence: str, book: PhraseBook) -> str | None:
    """The sentence with its numbers in figures."""
    said = WRITTEN_OUT.sub(lambda match: str(figures(match[0]) or match[0]), sentence)
    said = re.sub(r"(?<=\d) per ?cent\b", "%", said).replace(" %", "%")
    said = re.sub(r"(?<=\d),(?=\d{3}\b)", "", said)
    if said != sentence and book.match(said) is not None:
        return f"numbers are written in figures: `{said}`"
    return None


def _of_a_reform(sentence: str, book: PhraseBook, rulesets: Iterable[str]) -> str | None:
    """The sentence with the word `reform` before the name of one."""
    known = set(rulesets)
    for word in sentence.split():
        if word in known:
            said = re.sub(rf"\b(?:the )?(?:reform )?{re.escape(word)}\b", f"reform {word}", sentence, count=1)
            if book.match(said) is not None:
                return f"the word `reform` stands before its name: write `{said}`"
    return None


def _modal(sentence: str, book: PhraseBook) -> str | None:
    """The sentence without `must` and its like: a sentence says what happens."""
    match = MODAL.search(sentence)
    if match is None:
        return None
    verb = match["verb"] or match["never"]
    said = _ARTICLE.sub("", sentence[: match.start()] + third_person(verb) + sentence[match.end() :])
    if book.match(said) is None:
        return None
    if match["no"] or match["never"]:
        return f"what must not happen is said with `require none of ({said})`"
    word = match[0].removesuffix(f" {verb}")
    return f"a sentence says what happens, without `{word}`: `{said}`"


def _led(sentence: str, book: PhraseBook) -> str | None:
    """The sentence without a word of the language before it."""
    match = _LEADING.fullmatch(sentence)
    if match is None:
        return None
    word = sentence[: -len(match["said"])].strip()
    if book.match(match["said"]) is not None:
        return f"leave out `{word}`: `{match['said']}`"
    if word == "require":
        return f"start the line with `require`: `require {match['said']}`"
    return None


def _joined(sentence: str, vocabulary: m.Vocabulary) -> str | None:
    """Several sentences in one, joined by `and` or `or`."""
    words = {match["word"] for match in _JOINED.finditer(sentence)}
    parts = re.split(r" (?:or|and) ", sentence)
    found = [vocabulary.phrases.match(part) for part in parts]
    if len(parts) < 2 or len(words) != 1 or any(each is None for each in found):
        return None
    word = words.pop()
    sorts = [vocabulary.occurrences[each.name].sort for each in found if each is not None]
    asked = [f"({part})" if sort == "fact" else f"any ({part})" for part, sort in zip(parts, sorts, strict=True)]
    help = f"each has brackets of its own: `{f' {word} '.join(asked)}`"
    if "fact" not in sorts and word == "or":
        help += "; after `when`, each `or …` has a line of its own"
    return help


def _named_in_full(sentence: str, vocabulary: m.Vocabulary) -> str | None:
    """What to do about a sentence that is right but for a name with small words in it, such as `State of Siege`."""
    short = {title: name for name, title in vocabulary.titles.items()}
    for match in MIXED.finditer(sentence):
        for full in _parts(match[0]):
            found = vocabulary.phrases.match(sentence.replace(full, "Xx", 1))
            if found is None:
                continue
            if full in short:
                return f'write `{short[full]}`, or the full name in quotation marks: `"{full}"`'
            known = next((run for run in CAPITALISED.findall(full) if run in vocabulary.entities), None)
            if known is not None:
                return f"the name `{known}` is declared; write it alone"
            slot = next((name for name, term in found.terms.items() if "Xx" in term.text), None)
            fields = vocabulary.occurrences[found.name].fields
            kind = next((keyword(each.type.name) for each in fields if each.name == slot), "name")
            new = short_name(kind, full)
            return f"small words stand in no name: declare `{declaration(kind, full)}`, and write `{new}` here"
    return None


def _parts(name: str) -> Iterator[str]:
    """A name with small words in it, and what it is without its first words or its last ones, the longest first."""
    words = name.split()[:_NAME_WORDS]
    for length in range(len(words), 2, -1):
        for start in range(len(words) - length + 1):
            part = " ".join(words[start : start + length])
            if MIXED.fullmatch(part):
                yield part
