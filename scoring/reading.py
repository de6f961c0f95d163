"""A snapshot as the rules read it: normalised once, segmented once, every list matched in one pass; all lazy and cached.

All spans inside are positions in ``clean`` (and ``plain``, of the same length); ``at`` leads to the original text.
Risk rules and Validity read the whole text; Signals rules read ``blanked``, without hashtags and without the sentences
that risk rules hold against the draft, so that manipulation never pays.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from copy import copy
from functools import cached_property

from scoring.text import bait, language, segments
from scoring.text.lexicon import Lexicon
from scoring.text.normalise import HIDDEN, Normalised, complement, merge, overlaps
from scoring.text.tone import Tone
from scoring.text.tone import read as read_tone
from scoring.types import Snapshot, Span

_TELLING = 300  # words from the start that tell the language
_READ_BY_INIT = ("snapshot", "lexicon", "text", "_normalised", "clean", "plain")
_NUDGE = 25  # characters of "Join us." after a lure


class Reading:
    def __init__(
        self,
        snapshot: Snapshot,
        lexicon: Lexicon,
        *,
        dropped: Iterable[Span] = (),
        whole: Reading | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.lexicon = lexicon
        self.text = snapshot.text
        self.whole: Reading = whole or self  # the reading with nothing blanked
        self._normalised = Normalised(snapshot.text, dropped)
        self.clean = self._normalised.clean  # as seen: case and accents kept
        self.plain = self._normalised.plain  # folded: lower case, no accents

    # -- language -----------------------------------------------------------------------------------------------------
    @cached_property
    def lang(self) -> str:
        """The language given, else detected: ``en``, ``fr``, another code, or ``und``."""
        if self.whole is not self:
            return self.whole.lang
        given = (self.snapshot.lang or "").split("-")[0].split("_")[0].lower()
        return given or self._detected()

    def _detected(self) -> str:
        """Tags and links have no say, nor has bait: an English lure must not make a French text unread."""
        silent = [*self.hashtags, *self.mentions, *self.urls]
        guess = self._vote(merge(silent))
        draft = copy(self)
        draft.__dict__["lang"] = guess
        if lures := draft.baited:
            lang = self._vote(merge([*silent, *(self.sentence_of(lure) for lure in lures)]))
            if lang not in (language.UNKNOWN, guess):
                return lang
        self.__dict__ |= {"_hits": draft._hits, "baited": lures}  # read in this very language
        return guess

    def _vote(self, silent: list[Span]) -> str:
        tokens: list[Span] = []
        spoken = 0
        for start, end in [*silent, (len(self.clean), len(self.clean))]:
            tokens += self.tokens[spoken : bisect_left(self.tokens, (start, 0))]
            spoken = bisect_left(self.tokens, (end, 0))
        heard = complement(silent, len(self.clean))
        plain, clean = (
            " ".join(text[start:end] for start, end in heard) for text in (self.plain, self.clean)
        )
        return language.detect(
            [self.plain[start:end] for start, end in tokens[:_TELLING]], f" {plain} ", clean
        )

    @cached_property
    def passages(self) -> list[tuple[Span, str]]:
        """The whole text cut where its lines turn from one known language to another, each with its language."""
        cuts: list[tuple[int, str]] = [(0, self.lang)]
        others = [lang for lang in self.lexicon.languages if lang != self.lang]
        if self.lang not in self.lexicon.languages:
            return [((0, len(self.clean)), self.lang)]
        for start, end in self.lines:
            tokens = self.tokens[bisect_left(self.tokens, (start, 0)) : bisect_left(self.tokens, (end, 0))]
            words = [self.plain[a:b] for a, b in tokens]
            lang = next((one for one in others if language.turns(words, self.lang, one)), self.lang)
            if lang != cuts[-1][1]:
                cuts.append((start, lang))
        ends = [*(start for start, _ in cuts[1:]), len(self.clean)]
        return [((start, end), lang) for (start, lang), end in zip(cuts, ends, strict=True) if end > start]

    def lang_at(self, position: int) -> str:
        """The language of the passage in which a position stands."""
        return next((lang for (_, end), lang in self.passages if position < end), self.lang)

    # -- segments -----------------------------------------------------------------------------------------------------
    @cached_property
    def tokens(self) -> list[Span]:
        """Runs of letters and digits: what lists are matched on."""
        return [match.span() for match in segments.WORD.finditer(self.plain)]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The folded words that stand in the text."""
        return frozenset([self.plain[start:end] for start, end in self.tokens])

    @cached_property
    def words(self) -> list[Span]:
        """Words as a reader counts them."""
        return segments.words(self.clean)

    @cached_property
    def sentences(self) -> list[Span]:
        return segments.sentences(self.clean)

    @cached_property
    def lines(self) -> list[Span]:
        """Lines with something on them."""
        return segments.lines(self.clean)

    @cached_property
    def paragraphs(self) -> list[Span]:
        return segments.paragraphs(self.clean)

    @cached_property
    def items(self) -> list[Span]:
        """Lines of lists."""
        return segments.items(self.clean)

    @cached_property
    def hashtags(self) -> list[Span]:
        return self._all(segments.HASHTAG) if "#" in self.clean or "＃" in self.clean else []

    @cached_property
    def mentions(self) -> list[Span]:
        return self._all(segments.MENTION) if "@" in self.clean else []

    @cached_property
    def cashtags(self) -> list[Span]:
        return self._all(segments.CASHTAG) if "$" in self.clean else []

    @cached_property
    def urls(self) -> list[Span]:
        return segments.urls(self.clean)

    @cached_property
    def emoji(self) -> list[Span]:
        return self._all(segments.EMOJI) if max(self.clean, default="") > "\u203b" else []

    @cached_property
    def numbers(self) -> list[Span]:
        return self._all(segments.NUMBER)

    def _all(self, pattern: re.Pattern[str]) -> list[Span]:
        return [match.span() for match in pattern.finditer(self.clean)]

    def sentence_of(self, span: Span) -> Span:
        """The sentence in which a span begins, grown to hold all of it."""
        index = max(0, bisect_right(self.sentences, (span[0], len(self.clean) + 1)) - 1)
        if not self.sentences:
            return span
        start, end = self.sentences[index]
        return min(start, span[0]), max(end, span[1])

    # -- lists --------------------------------------------------------------------------------------------------------
    @cached_property
    def _hits(self) -> dict[str, list[Span]]:
        """Each passage is matched against the lists of its own language."""
        hits: dict[str, list[Span]] = {}
        for (start, end), lang in self.passages:
            tokens, pictures = (
                spans[bisect_left(spans, (start, 0)) : bisect_left(spans, (end, 0))]
                for spans in (self.tokens, self.emoji)
            )
            found = self.lexicon.find(self.clean, self.plain, tokens, pictures, lang)
            for name, spans in found.items():
                hits.setdefault(name, []).extend(spans)
        return hits

    def matches(self, name: str) -> list[Span]:
        """Where the phrases of a list of the edition stand, in order."""
        return self._hits.get(name, [])

    @cached_property
    def baited(self) -> list[Span]:
        """Where the text asks for engagement instead of earning it."""
        return bait.found(self, bait.LISTS)

    @cached_property
    def tone(self) -> Tone | None:
        """How the text speaks, by lists of words; None in a language that has none."""
        return read_tone(self.clean, self.plain, self.tokens, self.emoji, self.lexicon.tone, self.lang)

    def tag_names(self) -> list[str]:
        """Folded hashtags without their sign."""
        return [self.plain[start + 1 : end] for start, end in self.hashtags]

    # -- fold ---------------------------------------------------------------------------------------------------------
    def fold(self, limit: int) -> Span:
        """What stands before "see more": from the first visible character, at most ``limit`` characters."""
        start = len(self.clean) - len(self.clean.lstrip())
        return start, max(start, min(len(self.clean.rstrip()), start + limit))

    @cached_property
    def opening(self) -> Span:
        """The first sentence, or the first line where that is shorter."""
        if not self.sentences:
            return (0, 0)
        start, end = self.sentences[0]
        return start, min(end, self.lines[0][1])

    # -- edges --------------------------------------------------------------------------------------------------------
    def at(self, *spans: Span) -> tuple[Span, ...]:
        """Spans of the original text for findings."""
        return tuple(self._normalised.original(span) for span in spans)

    def said(self, span: Span) -> str:
        """The words of a span as they stand in the original text."""
        start, end = self._normalised.original(span)
        return self.text[start:end]

    def blanked(self, spans: Iterable[Span]) -> Reading:
        """The same snapshot as Signals read it: without hashtags and without what risk rules hold against it.

        Bait and mass mentions take their whole sentence with them; a regulated word or a bold claim only itself.
        """
        held = [span for span in spans if not HIDDEN.fullmatch(self.text, *span)]
        gone = [*self.at(*self.hashtags), *held, *self._sentences_of_manipulation(held)]
        if not gone:
            return self
        gone = merge(self._with_space_before(gone))
        if len(gone) == 1 and not self.text[gone[0][1] :].strip():
            return self._beginning(gone[0][0])
        return Reading(self.snapshot, self.lexicon, dropped=gone, whole=self)

    def _beginning(self, end: int) -> Reading:
        """What stands before ``end`` of the text: mostly all that is left, as tags stand last, and read already."""
        begun = copy(self)
        cut = self._normalised.position(end)
        begun.clean, begun.plain = self.clean[:cut], self.plain[:cut]
        begun.__dict__ = {key: begun.__dict__[key] for key in _READ_BY_INIT} | {
            "whole": self,
            "tokens": self.tokens[: bisect_right(self.tokens, (cut, cut))],
            "_hits": {name: [span for span in spans if span[1] <= cut] for name, spans in self._hits.items()},
        }
        return begun

    def _sentences_of_manipulation(self, held: list[Span]) -> Iterator[Span]:
        blamed = merge(self.at(*self.baited, *self.mentions)) if held else []
        sentences = self.at(*self.sentences) if blamed else ()
        ends = [end for _, end in sentences]
        for start, end in held:
            if overlaps(blamed, (start, end)):
                index = bisect_right(ends, start)
                while index < len(sentences) and sentences[index][0] < end:
                    yield from self._with_its_neighbours(sentences, index)
                    index += 1

    def _with_its_neighbours(self, sentences: tuple[Span, ...], index: int) -> Iterator[Span]:
        """A sentence with the question that leads to it ("Who agrees? Give me a like.") and the nudge after it."""
        yield sentences[index]
        lead, nudge = sentences[max(0, index - 1)], sentences[min(index + 1, len(sentences) - 1)]
        if "?" in self.text[lead[1] - 3 : lead[1]] and "\n" not in self.text[lead[1] : sentences[index][0]]:
            yield lead
        if nudge[1] - nudge[0] <= _NUDGE and "\n" not in self.text[sentences[index][1] : nudge[0]]:
            yield nudge

    def _with_space_before(self, spans: list[Span]) -> list[Span]:
        """What leads to a dropped span (spaces, line breaks) goes with it, so that it leaves no trace."""
        grown = []
        for start, end in spans:
            while start > 0 and self.text[start - 1].isspace():
                start -= 1
            grown.append((start, end))
        return grown
