"""Reading ease: Flesch for English, Kandel and Moles' adaptation for French. Higher is easier; 100 is very easy."""

from __future__ import annotations

import re
from functools import lru_cache

_VOWELS = {"en": re.compile(r"[aeiouy]+"), "fr": re.compile(r"[aeiouyœæ]+")}
_EN_SILENT = re.compile(r"(?:[^laeiouy]es|[^aeiouytd]ed|[^laeiouy]e)$")
_FR_SILENT = re.compile(r"(?:[^aeiouy]|[qg]u)(?:e|es|ent)$")
_HIATUS = {
    "en": re.compile(r"ia|io(?!u|n)|eo|ua(?!r)|[aeiou]ing$"),
    "fr": re.compile(r"ea|eo|oa|ao|ya|yo|ie(?=[rzu])"),
}


@lru_cache(maxsize=8192)
def syllables(word: str, lang: str) -> int:
    """An estimate from vowel groups; ``word`` is folded."""
    groups = len(_VOWELS[lang].findall(word))
    if lang == "en":
        groups += len(_HIATUS["en"].findall(word)) - bool(_EN_SILENT.search(word))
    else:
        # Third persons in -ent are silent, nouns are not (moment): three groups or more tell them apart well enough.
        silent = _FR_SILENT.search(word)
        if silent and (not word.endswith("ent") or word.endswith(("aient", "oient"))):
            groups -= 1
        groups += len(_HIATUS["fr"].findall(word))
    return max(1, groups)


def ease(words: list[str], sentence_count: int, lang: str) -> float:
    """Reading ease of folded words in so many sentences, 0 to 100."""
    per_sentence = len(words) / max(1, sentence_count)
    per_word = sum(syllables(word, lang) for word in words) / max(1, len(words))
    if lang == "fr":
        score = 207 - 1.015 * per_sentence - 73.6 * per_word
    else:
        score = 206.835 - 1.015 * per_sentence - 84.6 * per_word
    return max(0.0, min(100.0, score))
