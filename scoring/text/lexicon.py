"""Word lists and small phrase grammars of an edition, compiled into one pass over the words of a text.

A phrase is words with spaces between: ``commentez|commente [avec] [le_mot] <caps>``.
``a|b`` either; ``[a]`` may be missing; ``_`` a space inside; ``*`` at a word's end any ending; ``~4`` up to four words of
the same sentence; ``#`` a number; ``<caps>`` a word in capitals; ``<quoted>`` up to 24 characters in quotes;
``<react>`` a reaction emoji; ``=`` an equals or arrow sign; ``^`` in front: only where a clause starts; ``?`` at the end:
the sentence must be a question. Phrases are folded, so accents and apostrophes do not matter.

Each phrase becomes one bounded pattern, tried only where one of its first words stands: time grows with the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.text.normalise import fold
from scoring.text.segments import WORD
from scoring.types import Span

_GAP = r"[ ]{1,3}"
_SLOTS = {
    "#": r"\d{1,9}",
    "<caps>": r"(?P<caps>[^\W_][\w-]{1,14})",
    "<quoted>": r"[\"'«] {0,2}[^\"«»\n]{1,24}?[\"'»]",
    "<react>": "[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?",
    "=": r"(?:=|:|->|→|➡️?)",
}
_QUESTION = re.compile(r"[^.!?\n]{0,400}\?")
_OPENERS = "\"'«([{*#-–—•→>…~|"


@dataclass(frozen=True, slots=True)
class _Phrase:
    name: str
    pattern: re.Pattern[str]
    clause_start: bool
    question: bool
    caps: bool


def _word(word: str) -> str:
    """One alternative of a slot as a pattern."""
    if word in _SLOTS:
        return _SLOTS[word]
    stem, star = (word[:-1], r"\w{0,12}") if word.endswith("*") else (word, "")
    return re.escape(stem).replace(r"\-", "[- ]?").replace("_", _GAP) + star


def _slot(slot: str) -> str:
    if re.fullmatch(r"~\d", slot):
        return rf"(?:{_GAP}[^\s.!?;:]{{1,30}}){{0,{slot[1]}}}?"
    optional = slot.startswith("[")
    body = "|".join(_word(word) for word in slot.strip("[]").split("|"))
    before = r"[ ]{0,3}" if slot == "=" else _GAP
    return f"(?:{before}(?:{body}))" + ("?" if optional else "")


def _phrase(name: str, source: str) -> tuple[list[str], _Phrase]:
    """The words that may begin a phrase, and its pattern."""
    slots = fold(source.removeprefix("^").removesuffix(" ?")).replace("<CAPS>", "<caps>").split()
    if not slots or slots[0][0] in "[~":
        raise ValueError(f"{name}: a phrase must begin with a word: {source!r}")
    first = slots[0].split("|")
    keys = []
    for word in first:
        begin = WORD.match(word)
        if word not in ("#", "<react>") and (begin is None or begin.group() + "*" == word):
            raise ValueError(f"{name}: a phrase must begin with a whole word: {source!r}")
        keys.append(word if begin is None else begin.group())
    pattern = "(?:" + "|".join(map(_word, first)) + ")" + "".join(map(_slot, slots[1:]))
    ending = r"" if slots[-1] in ("=", "<quoted>", "<react>") else r"(?!\w)"
    return keys, _Phrase(
        name, re.compile(pattern + ending), source.startswith("^"), source.endswith(" ?"), "<caps>" in slots
    )


class Lexicon:
    """``lists``: {list: {language: [phrases]}}; lists named in ``everywhere`` are read in every language at once."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.everywhere: frozenset[str] = frozenset(data.get("everywhere", ()))
        self.words: Mapping[str, frozenset[str]] = {
            name: frozenset(map(fold, words)) for name, words in data.get("words", {}).items()
        }
        self._lists: Mapping[str, Mapping[str, Sequence[str]]] = data["lists"]
        self._compiled: dict[str, dict[str, list[_Phrase]]] = {}
        for lang in self.languages:
            self._index(lang)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted({lang for lists in self._lists.values() for lang in lists}))

    def _index(self, lang: str) -> dict[str, list[_Phrase]]:
        if lang not in self._compiled:
            index: dict[str, list[_Phrase]] = {}
            for name, by_lang in self._lists.items():
                langs = list(by_lang) if name in self.everywhere else [lang]
                for source in (source for known in langs for source in by_lang.get(known, ())):
                    keys, phrase = _phrase(name, source)
                    for key in dict.fromkeys(keys):
                        index.setdefault(key, []).append(phrase)
            self._compiled[lang] = index
        return self._compiled[lang]

    def find(self, clean: str, plain: str, tokens: Sequence[Span], pictures: Sequence[Span], lang: str) -> dict[str, list[Span]]:
        """All hits per list, in order, spans of ``plain``. ``tokens`` are its words, ``pictures`` its emoji."""
        index = self._index(lang)
        hits: dict[str, list[Span]] = {}
        numbers = index.get("#", ())
        for start, end in tokens:
            phrases = index.get(plain[start:end], ())
            if numbers and "0" <= plain[start] <= "9":
                phrases = [*phrases, *numbers]
            if phrases:
                _try(phrases, clean, plain, start, hits)
        for start, _ in pictures:
            _try(index.get("<react>", ()), clean, plain, start, hits)
        return hits


def _try(
    phrases: Sequence[_Phrase], clean: str, plain: str, start: int, hits: dict[str, list[Span]]
) -> None:
    for phrase in phrases:
        match = phrase.pattern.match(plain, start)
        if match is None or (phrase.clause_start and not starts_clause(plain, start)):
            continue
        if phrase.caps and not clean[slice(*match.span("caps"))].isupper():
            continue
        if phrase.question and not _QUESTION.match(plain, match.end()) and not match.group().endswith("?"):
            continue
        found = hits.setdefault(phrase.name, [])
        if not found or found[-1] != match.span():
            found.append(match.span())


def starts_clause(plain: str, start: int) -> bool:
    """Whether nothing of the same clause stands before ``start``."""
    before = plain[max(0, start - 8) : start].rstrip(" " + _OPENERS)
    if not before:
        return True
    return not (before[-1].isalnum() or before[-1] in "%€$")
