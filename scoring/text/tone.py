"""How a text speaks: warm or cold, casual or formal, tu or vous. A list of words that says so and shows them.

Every word of the lists that stands in the text is a ``Cue`` with its place and value. "Not good" and « ne plus jamais
déçu » turn the value round, "very" and « un peu » move it by one; set phrases ("pas mal", "can't wait") come first. Nothing
is inferred beyond the words: sarcasm, irony and what is left unsaid are not guessed at.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scoring.text.normalise import fold, merge, overlaps
from scoring.types import Span

LANGUAGES = ("en", "fr")
STRONGEST = 4
_REACH = 3  # words before a cue in which a negation or intensifier still means it
_BREAK = re.compile(r"[.!?;:,\n…()«»\"]|\b(?:but|mais|car|because)\b")
_QUOTED = re.compile(r"«[^«»\n]{1,400}»|\"[^\"\n]{1,400}\"|“[^“”\n]{1,400}”")
_SHOUT = re.compile(r"!+")
_EXPANSIONS = {"en": ("", "s"), "fr": ("", "e", "s", "es")}
_NOT_A_CLAUSE = " -–—•\"'«(*"


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing that was heard. ``kind``: word, emoji, shout, casual, formal, tu, vous; ``value`` of a word from -4 to 4."""

    span: Span
    kind: str
    value: int
    negated: bool = False


@dataclass(frozen=True)
class Tone:
    """What the cues say together. ``words``: how many words the text has."""

    cues: tuple[Cue, ...]
    words: int

    def without(self, spans: Iterable[Span]) -> Tone:
        """The same text as if nothing had been said there."""
        gone = merge(spans)
        return (
            Tone(tuple(cue for cue in self.cues if not overlaps(gone, cue.span)), self.words)
            if gone
            else self
        )

    def of(self, *kinds: str) -> list[Cue]:
        return [cue for cue in self.cues if cue.kind in kinds]

    @cached_property
    def sentiment(self) -> str:
        """warm, cold, mixed (both, neither less than half of the other) or neutral."""
        values = [cue.value for cue in self.of("word", "emoji")]
        warm, cold = sum(v for v in values if v > 0), -sum(v for v in values if v < 0)
        if min(warm, cold) >= 2 and 2 * min(warm, cold) >= max(warm, cold):
            return "mixed"
        return "warm" if warm - cold >= 2 else "cold" if cold - warm >= 2 else "neutral"

    @cached_property
    def address(self) -> str:
        """tu, vous, both, or "" where the reader is not spoken to (always so in English)."""
        tu, vous = bool(self.of("tu")), bool(self.of("vous"))
        return "both" if tu and vous else "tu" if tu else "vous" if vous else ""

    @cached_property
    def register(self) -> str:
        """casual, formal or neutral: what speaks for one must outweigh the other by two."""
        casual = sum(cue.value for cue in self.of("casual")) + bool(self.of("tu"))
        casual += min(3, len(self.of("emoji"))) // 2 + (len(self.of("shout")) > 2)
        formal = sum(cue.value for cue in self.of("formal")) + bool(self.of("vous"))
        return "casual" if casual - formal >= 2 else "formal" if formal - casual >= 2 else "neutral"

    @cached_property
    def lively(self) -> bool:
        """Exclamation marks or capitals in numbers: two, and one for every forty words."""
        return len(self.of("shout")) >= max(2, self.words / 40)


class ToneLists:
    """An edition's tone.json. A list is words with spaces between; ``_`` joins a phrase, ``+`` adds the regular endings."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.emoji: Mapping[str, int] = {
            picture: int(value) for value, some in data.get("emoji", {}).items() for picture in some.split()
        }
        self._data = data
        self._made: dict[str, _Words] = {}

    def of(self, lang: str) -> _Words | None:
        if lang not in LANGUAGES or lang not in self._data:
            return None
        if lang not in self._made:
            self._made[lang] = _Words(self._data[lang], lang)
        return self._made[lang]


class _Words:
    """The lists of one language, each word under its folded form."""

    def __init__(self, data: Mapping[str, Any], lang: str) -> None:
        self.french = lang == "fr"
        self.single: dict[str, list[tuple[str, str, int]]] = {}
        self.phrases: dict[str, dict[str, list[tuple[tuple[str, ...], str, int]]]] = {}
        for value, some in data["values"].items():
            self._add(some, "word", int(value), lang)
        for kind in ("casual", "formal"):
            for value, some in data[kind].items():
                self._add(some, kind, int(value), lang)
        for by_second in self.phrases.values():
            for rows in by_second.values():
                rows.sort(key=lambda row: -len(row[0]))
        sets = {name: frozenset(map(fold, data[name].split())) for name in ("negators", "stronger", "weaker")}
        self.negators, self.stronger, self.weaker = sets["negators"], sets["stronger"], sets["weaker"]
        self.not_negating = frozenset(data["not_negating"].split())
        self.pronouns: Mapping[str, str] = {
            word: kind for kind, some in data.get("address", {}).items() for word in some.split()
        }
        self.orders = frozenset(data.get("orders", "").split())
        self.no_orders = frozenset(data.get("no_orders", "").split())
        self.known = frozenset([*self.single, *self.phrases, *self.pronouns, *self.orders])

    def _add(self, some: str, kind: str, value: int, lang: str) -> None:
        for entry in some.split():
            for ending in _EXPANSIONS[lang] if entry.endswith("+") else ("",):
                words = tuple(re.findall(r"[^\W_]+", fold(entry.rstrip("+") + ending)))
                if len(words) == 1:
                    self.single.setdefault(words[0], []).append((entry.rstrip("+") + ending, kind, value))
                else:
                    rows = self.phrases.setdefault(words[0], {}).setdefault(words[1], [])
                    rows.append((words, kind, value))


def read(
    clean: str, plain: str, tokens: Sequence[Span], pictures: Sequence[Span], lists: ToneLists, lang: str
) -> Tone | None:
    """One pass over the words of a text; None where there are no lists for its language. Spans are those of ``clean``."""
    words = lists.of(lang)
    if words is None:
        return None
    hearer = _Hearer(clean, plain, tokens, words)
    cues = [*hearer.hear(), *_pictures(clean, pictures, lists.emoji), *_shouts(clean, tokens)]
    return Tone(tuple(sorted(cues, key=lambda cue: (cue.span, cue.kind))), len(tokens))


def _pictures(clean: str, pictures: Sequence[Span], values: Mapping[str, int]) -> Iterator[Cue]:
    for start, end in pictures:
        yield Cue((start, end), "emoji", values.get(clean[start], 0))


def _shouts(clean: str, tokens: Sequence[Span]) -> Iterator[Cue]:
    """Exclamation marks, and words of four letters or more in capitals (shorter ones are mostly names)."""
    for match in _SHOUT.finditer(clean):
        yield Cue(match.span(), "shout", 1)
    for start, end in tokens:
        if end - start > 3 and (word := clean[start:end]).isupper() and word.isalpha():
            yield Cue((start, end), "shout", 1)


class _Hearer:
    def __init__(self, clean: str, plain: str, tokens: Sequence[Span], words: _Words) -> None:
        self.clean, self.plain, self.tokens, self.lists = clean, plain, tokens, words
        self.words = [plain[start:end] for start, end in tokens]
        self.quoted = [match.span() for match in _QUOTED.finditer(clean)] if words.french else []

    def hear(self) -> Iterator[Cue]:
        lists, done = self.lists, 0
        for index, word in enumerate(self.words):
            if index < done or not (word in lists.known or (lists.french and word[-2:] == "ez")):
                continue
            if self._after(index) in lists.phrases.get(word, ()) and (phrase := self._phrase(index)):
                length, kind, value = phrase
                done = index + length
                if value:
                    yield self._cue(index, done, kind, value)
                continue
            if word in lists.single:
                yield from self._single(index, lists.single[word])
            if lists.french and (kind := self._address(index, word)):
                yield Cue(self.tokens[index], kind, 1)

    def _single(self, index: int, rows: list[tuple[str, str, int]]) -> Iterator[Cue]:
        """Accents may be left out; but « salé » is not « sale »."""
        seen = self.clean[slice(*self.tokens[index])].lower()
        exact = [row for row in rows if row[0] == seen] or (rows if seen.isascii() else [])
        for kind, value in {row[1]: row[2] for row in reversed(exact)}.items():
            yield self._cue(index, index + 1, kind, value)

    def _phrase(self, index: int) -> tuple[int, str, int] | None:
        for words, kind, value in self.lists.phrases[self.words[index]][self._after(index)]:
            if tuple(self.words[index : index + len(words)]) == words:
                last = self.tokens[index + len(words) - 1]
                if "\n" not in self.plain[self.tokens[index][0] : last[1]]:
                    return len(words), kind, value
        return None

    def _cue(self, first: int, end: int, kind: str, value: int) -> Cue:
        span = (self.tokens[first][0], self.tokens[end - 1][1])
        if kind != "word":
            return Cue(span, kind, value)
        before = self._before(first)
        strength = abs(value) + self._moved(before)
        if end - first == 1 and span[1] - span[0] > 3 and self.clean[slice(*span)].isupper():
            strength += 1
        strength = max(1, min(STRONGEST, strength))
        sign = 1 if value > 0 else -1
        if self._negated(before, end):
            return Cue(span, kind, -sign * max(1, strength - 1), negated=True)
        return Cue(span, kind, sign * strength)

    def _before(self, first: int) -> range:
        """The words of the same clause that stand right before a cue."""
        start = first
        while start > max(0, first - _REACH):
            if _BREAK.search(self.plain, self.tokens[start - 1][0], self.tokens[start][0]):
                break
            start -= 1
        return range(start, first)

    def _moved(self, before: range) -> int:
        near = self.words[before[-1]] if before else ""
        return (near in self.lists.stronger) - (near in self.lists.weaker)

    def _negated(self, before: range, end: int) -> bool:
        """Two negations do not undo each other: « ne … jamais » is one."""
        for index in before:
            word = self.words[index]
            if self._after(index) in self.lists.not_negating:  # "not only", « pas seulement »
                continue
            if word in self.lists.negators or self._contracted(index, word):
                return True
            if self.lists.french and word in ("ne", "n") and self._completed(index, end):
                return True
        return False

    def _after(self, index: int) -> str:
        return self.words[index + 1] if index + 1 < len(self.words) else ""

    def _contracted(self, index: int, word: str) -> bool:
        """The "t" of "isn't"."""
        start = self.tokens[index][0]
        return word == "t" and index > 0 and self.plain[start - 1] == "'" and self.words[index - 1][-1] == "n"

    def _completed(self, index: int, end: int) -> bool:
        """« n'aime pas »: whether the second half of a negation follows; « n'aime que » is none."""
        following = self.words[index + 1 : end + 2]
        return any(word in self.lists.negators or word in ("plus", "rien", "personne") for word in following)

    # -- tu and vous --------------------------------------------------------------------------------------------------
    def _address(self, index: int, word: str) -> str:
        """tu, vous or "": pronouns, and imperatives where a clause begins. What others are quoted with does not count."""
        kind = self.lists.pronouns.get(word, "")
        if kind:
            kind = kind if self._is_pronoun(index, word) else ""
        elif word.endswith("ez"):
            kind = "vous" if self._is_verb(index, word) else ""
        elif word in self.lists.orders and self._starts_clause(index):
            kind = "tu"
        return kind if kind and not self._is_quoted(index) else ""

    def _is_pronoun(self, index: int, word: str) -> bool:
        start, end = self.tokens[index]
        before = self.words[index - 1] if index else ""
        if word == "t":  # "t'as", but not "parle-t-on" or "isn't"
            return self.plain[end : end + 1] == "'" and self.plain[start - 1 : start] not in ("'", "-")
        if word == "ton":  # the tone is no "your"
            return before not in (
                "le",
                "un",
                "du",
                "ce",
                "son",
                "de",
                "au",
                "quel",
                "bon",
                "notre",
                "votre",
                "mon",
            )
        return not (word == "vous" and before == "rendez" and self.plain[start - 1] == "-")

    def _is_verb(self, index: int, word: str) -> bool:
        """ "-ez" is the ending of vous, but for a few nouns, « rendez-vous » and names."""
        if (
            len(word) < 4
            or word in self.lists.no_orders
            or (word == "rendez" and self._after(index) == "vous")
        ):
            return False
        return self.clean[self.tokens[index][0]].islower() or self._starts_clause(index)

    def _starts_clause(self, index: int) -> bool:
        before = self.clean[max(0, self.tokens[index][0] - 6) : self.tokens[index][0]].rstrip(_NOT_A_CLAUSE)
        return not before or not (before[-1].isalnum() or before[-1] in ",%€$'’_@#/")

    def _is_quoted(self, index: int) -> bool:
        start = self.tokens[index][0]
        at = bisect_right(self.quoted, (start, len(self.clean)))
        return at > 0 and start < self.quoted[at - 1][1]
