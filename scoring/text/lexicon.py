"""Word lists and small phrase grammars of an edition, compiled into one pass over the words of a text.

A phrase is words with spaces between: ``commentez|commente [avec] [le_mot] <caps>``.
``a|b`` either; ``[a]`` may be missing; ``_`` a space inside; ``*`` at a word's end any ending; ``~4`` up to four words of
the same sentence; ``#`` a number; ``<caps>`` a word in capitals; ``<quoted>`` up to 24 characters in quotes;
``<react>`` a reaction emoji; ``<mention>`` an @name; ``=`` an equals sign or arrow; ``<end>`` (English) and ``<fin>`` (French) only where
the order ends ("comment YES if", "commentez OUI !"), ``<sep>`` only before a stop, colon, bar or line end; ``^`` in front: only where a
clause starts; `` ?`` at the end: the sentence must be a question. Phrases and texts are folded, so case, apostrophes and
missing accents do not matter; but an accent that the phrase does not have ("commenté") does.

Each phrase becomes one bounded pattern, tried only where one of its first words stands: time grows with the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from scoring.text.normalise import fold
from scoring.text.segments import WORD
from scoring.text.tone import ToneLists
from scoring.types import Span

OPENING = (
    600  # characters in which the lists of openings are read: more than any platform shows before "see more"
)
_GAP = "[ ]?:?[ ]{1,3}"
_LOOSE_GAP = "[ ]?[,:]?[ ]{1,3}"  # where words may stand between, so may a comma
_PICTURE = "[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?"
_SLOTS = {
    "#": r"\d{1,9}(?:[ .,]\d{3}){0,2}(?:[ ]?%)?",
    "<caps>": r"(?P<caps>[^\W_][\w-]{1,14})",
    "<quoted>": r"[\"'«] {0,2}(?P<quoted>[^\"«»\n]{1,24}?) {0,2}[\"'»]",
    "<react>": _PICTURE,
    "<mention>": r"@[\w.]{1,50}",
    "=": r"(?:=|:|->|→|➡️?)",
}
_ENDS = r"(?=[ ]{0,3}(?:$|[^\w\s'-]|\n|(?:%s)(?!\w)))"
_LOOKAHEADS = {
    "<end>": _ENDS % "if|to|and|for|when|or|below|so|as|i|we",
    "<fin>": _ENDS % "pour|si|et|en|dans|ci|sous|ou|avec|je|on|nous",
    "<sep>": r"(?=[ ]{0,2}(?:[.:|)\]–—-]|\n|$))",
}
_QUESTION = re.compile(r"[^.!?\n]{0,400}\?")
_OPENERS = "\"'«([{*#-–—•→>…~|"


class _Phrase:
    """One phrase of a list; its pattern is compiled when a text first comes near it."""

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.clause_start = source.startswith("^")
        self.question = source.endswith(" ?")
        self.caps = "<caps>" in source
        self._slots = source.removeprefix("^").removesuffix(" ?").split()
        self.keys, self.accented = _first_words(name, self._slots[0])

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        slots = [fold(slot) for slot in self._slots]
        first = "(?:" + "|".join(map(_word, slots[0].split("|"))) + ")"
        ends_open = slots[-1][-1] in ">=" and "<caps>" not in slots[-1]
        return re.compile(first + "".join(map(_slot, slots[1:], slots)) + ("" if ends_open else r"(?!\w)"))

    def next_words(self, key: str) -> set[str] | None:
        """The words of which one must follow ``key``; None where any may."""
        found: set[str] = set()
        for first in (fold(word) for word in self._slots[0].split("|")):
            own = WORD.findall(first)
            if first != key and (not own or own[0] != key):
                continue
            words = [first.removeprefix(own[0])] if len(own) > 1 else _required(self._slots[1:])
            if not words or any(not WORD.search(word) or word[0] == "<" or word[-1] == "*" for word in words):
                return None
            found |= {WORD.findall(word)[0] for word in words}
        return found or None


class _Bucket:
    """The phrases that begin with one word, by the word that must come next where there is one."""

    def __init__(self) -> None:
        self.any_next: list[_Phrase] = []
        self.by_next: dict[str, list[_Phrase]] = {}

    def add(self, phrase: _Phrase, key: str) -> None:
        following = phrase.next_words(key)
        if following is None:
            self.any_next.append(phrase)
        else:
            for word in sorted(following):
                self.by_next.setdefault(word, []).append(phrase)

    def candidates(self, following: str) -> list[_Phrase]:
        more = self.by_next.get(following)
        return self.any_next + more if more else self.any_next


def _required(slots: list[str]) -> list[str]:
    """The alternatives of the slot that must come next, none where it may be missing."""
    if not slots or slots[0][0] in "[~<":
        return []
    return [fold(word) for word in slots[0].split("|")]


def _word(word: str) -> str:
    """One alternative of a slot as a pattern."""
    if word in _SLOTS:
        return _SLOTS[word]
    stem, star = (word[:-1], r"\w{0,12}") if word.endswith("*") else (word, "")
    return re.escape(stem).replace(r"\-", "[- ]?").replace("_", "[ ]{1,3}") + star


def _slot(slot: str, after: str) -> str:
    """A slot with the space before it; ``after`` is the slot that precedes it."""
    if slot in _LOOKAHEADS:
        return _LOOKAHEADS[slot]
    if re.fullmatch(r"~\d", slot):
        return rf"(?:{_LOOSE_GAP}[^\s.!?;:]{{1,30}}){{0,{slot[1]}}}?"
    body = "|".join(_word(word) for word in slot.strip("[]").split("|"))
    before = r"[ ]{0,3}" if slot == "=" else _LOOSE_GAP if after.startswith("~") else _GAP
    if "'" in after or after[0] == "~":  # "je t'envoie"
        before = f"(?:(?<=')|{before})"
    return f"(?:{before}(?:{body}))" + ("?" if slot.startswith("[") else "")


def _first_words(name: str, slot: str) -> tuple[list[str], frozenset[str]]:
    """Folded words that may begin a phrase, and the same as the list writes them."""
    keys, accented = [], set()
    for word in slot.split("|"):
        begin = WORD.match(word)
        if word in ("#", "<react>"):
            keys.append(word)
        elif begin is None or begin.group() + "*" == word:
            raise ValueError(f"{name}: a phrase must begin with a whole word: {slot!r}")
        else:
            keys.append(fold(begin.group()))
            accented.add(begin.group().lower())
    return list(dict.fromkeys(keys)), frozenset(accented)


_NOTHING = _Bucket()


class Lexicon:
    """``lists``: {list: {language: [phrases]}}; those named in ``everywhere`` are read whatever the text's
    language, those in ``opening`` only where a text begins."""

    def __init__(self, data: Mapping[str, Any], tone: ToneLists | None = None) -> None:
        self.tone = tone or ToneLists({})
        self.everywhere: frozenset[str] = frozenset(data.get("everywhere", ()))
        self.words: Mapping[str, frozenset[str]] = {
            name: frozenset(map(fold, words)) for name, words in data.get("words", {}).items()
        }
        self._not_keywords = self.words.get("NOT_KEYWORDS", frozenset())
        self._lists: Mapping[str, Mapping[str, Sequence[str]]] = data["lists"]
        self._parts: Mapping[str, str] = data.get("parts", {})
        self._opening: frozenset[str] = frozenset(data.get("opening", ()))
        self._compiled: dict[tuple[str, bool], dict[str, _Bucket]] = {}
        self._phrases: dict[tuple[str, str], _Phrase] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted({lang for lists in self._lists.values() for lang in lists}))

    def _index(self, lang: str, opening: bool) -> dict[str, _Bucket]:
        """First word -> phrases, for one language and the lists read everywhere; made at first use."""
        if (lang, opening) not in self._compiled:
            index: dict[str, _Bucket] = {}
            for name, by_lang in self._lists.items():
                if name in self._opening and not opening:
                    continue
                for known, sources in by_lang.items():
                    if known == lang or name in self.everywhere:
                        for source in dict.fromkeys(sources):
                            self._add(index, name, source)
            self._compiled[lang, opening] = index
        return self._compiled[lang, opening]

    def _add(self, index: dict[str, _Bucket], name: str, source: str) -> None:
        phrase = self._phrases.get((name, source)) or _Phrase(name, source.format_map(self._parts))
        self._phrases[name, source] = phrase
        for key in phrase.keys:
            index.setdefault(key, _Bucket()).add(phrase, key)

    def find(
        self, clean: str, plain: str, tokens: Sequence[Span], pictures: Sequence[Span], lang: str
    ) -> dict[str, list[Span]]:
        """All hits per list, in order, spans of ``plain``. ``tokens`` are its words, ``pictures`` its emoji."""
        hits: dict[str, list[Span]] = {}
        opens = bisect_left(tokens, (OPENING, 0))
        index = self._index(lang, True)
        self._read(index, clean, plain, tokens[:opens], tokens[opens : opens + 1], hits)
        index = self._index(lang, False)
        self._read(index, clean, plain, tokens[opens:], (), hits)
        picture = index.get("<react>", _NOTHING)
        for start, end in pictures:
            self._try(picture.candidates(""), clean, plain, (start, end), hits)
        return hits

    def _read(
        self,
        index: Mapping[str, _Bucket],
        clean: str,
        plain: str,
        tokens: Sequence[Span],
        beyond: Sequence[Span],
        hits: dict[str, list[Span]],
    ) -> None:
        """Every phrase of an index that begins with one of ``tokens``; ``beyond`` is the token after them, if any."""
        number = index.get("#", _NOTHING)
        words = [plain[start:end] for start, end in tokens]
        following = [*words[1:], *(plain[start:end] for start, end in beyond), ""]
        for (start, end), word, after in zip(tokens, words, following, strict=False):
            bucket = index.get(word)
            if bucket is not None and (phrases := bucket.candidates(after)):
                self._try(phrases, clean, plain, (start, end), hits)
            if word[0] <= "9" and (phrases := number.candidates(after)):
                self._try(phrases, clean, plain, (start, end), hits)

    def _try(
        self, phrases: Sequence[_Phrase], clean: str, plain: str, first: Span, hits: dict[str, list[Span]]
    ) -> None:
        start, end = first
        seen = clean[start:end].lower()
        accented = not seen.isascii()
        for phrase in phrases:
            if accented and phrase.accented and seen not in phrase.accented:
                continue
            match = phrase.pattern.match(plain, start)
            if match is None or (phrase.clause_start and not starts_clause(plain, start)):
                continue
            if phrase.caps and match["caps"] and not self._keyword(clean[slice(*match.span("caps"))]):
                continue
            if phrase.question and not _QUESTION.match(plain, match.end()):
                continue
            found = hits.setdefault(phrase.name, [])
            if found and start < found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], match.end()))
            else:
                found.append(match.span())

    def _keyword(self, word: str) -> bool:
        return word.isupper() and fold(word) not in self._not_keywords


def starts_clause(plain: str, start: int) -> bool:
    """Whether nothing of the same clause stands before ``start``."""
    before = plain[max(0, start - 8) : start].rstrip(" " + _OPENERS)
    return not before or not (before[-1].isalnum() or before[-1] in "%€$")
