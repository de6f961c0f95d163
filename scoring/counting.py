"""How each platform counts a text and finds its hashtags, mentions, cashtags and links.

Never ``len()``: a platform counts code units, bytes, graphemes or weighted characters, and its limit means nothing in
any other unit. Spans are half-open code point offsets of the text as given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from scoring.types import Span

if TYPE_CHECKING:
    import regex

X_URL = 23  # every link is shortened to this many characters, whatever its length
X_LIGHT, X_HEAVY = 1, 2
# Each needs a backslash in the "little text" that LinkedIn's API takes.
_LINKEDIN_RESERVED = re.compile(r"[\\|{}@\[\]()<>#*_~]")


def graphemes(text: str) -> int:
    """User-perceived characters (extended grapheme clusters)."""
    if _SINGLE.fullmatch(text):
        return len(text) - text.count("\r\n")
    return len(_unicode(r"\X").findall(text))


def utf16(text: str) -> int:
    """UTF-16 code units, what JavaScript and Java call length."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8_bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def threads_units(text: str) -> int:
    """Threads: a character each, but an emoji costs its UTF-8 bytes."""
    if _MAYBE_EMOJI.search(text) is None:
        return graphemes(text)
    emoji = _unicode(EMOJI).findall(text)
    return graphemes(text) + sum(utf8_bytes(one) - graphemes(one) for one in emoji)


def x_weighted(text: str) -> int:
    """The published 280 scheme: NFC, a link is 23, an emoji sequence 2, the listed ranges 1 and all else 2."""
    text = unicodedata.normalize("NFC", text)
    found = links(text, "x")
    total = X_URL * len(found)
    plain = _without(text, found)
    if _MAYBE_EMOJI.search(plain):
        plain, emoji = _unicode(EMOJI).subn("", plain)
        total += X_HEAVY * emoji
    return total + X_LIGHT * len(plain) + (X_HEAVY - X_LIGHT) * len(_X_HEAVY_CHARACTER.findall(plain))


def linkedin_escaped(text: str) -> int:
    """UTF-16 units plus one for each reserved character, which LinkedIn's API wants escaped."""
    return utf16(text) + len(_LINKEDIN_RESERVED.findall(text))


COUNTERS: dict[str, Callable[[str], int]] = {
    "graphemes": graphemes,
    "utf16": utf16,
    "utf8_bytes": utf8_bytes,
    "threads_units": threads_units,
    "x_weighted": x_weighted,
    "linkedin_escaped": linkedin_escaped,
}


def hashtags(text: str, platform: str) -> tuple[Span, ...]:
    """Spans of the hashtags, sign included, as the platform would link them."""
    if "#" not in text and "＃" not in text:
        return ()
    pattern = _compiled(_HASHTAG.get(platform, _HASHTAG_WITH_LETTER))
    return tuple(match.span(1) for match in pattern.finditer(text))


def mentions(text: str, platform: str) -> tuple[Span, ...]:
    if "@" not in text:
        return ()
    return tuple(match.span() for match in _compiled(_MENTION.get(platform, _MENTION_ANY)).finditer(text))


def cashtags(text: str) -> tuple[Span, ...]:
    """``$ABC``; only X has them."""
    if "$" not in text:
        return ()
    return tuple(match.span() for match in _compiled(_CASHTAG).finditer(text))


def links(text: str, platform: str = "") -> tuple[Span, ...]:
    """Web addresses with or without scheme. X links any known domain, the others only lower-case ones."""
    pattern = _compiled(_LINK_X if platform == "x" else _LINK)
    return tuple(
        (match.start(), _end_of_link(text, *match.span()))
        for place in _dotted(text)
        for match in pattern.finditer(text, *place)
    )


def _dotted(text: str) -> Iterator[Span]:
    """The runs between white space with a dot inside: nearly always none, and all that a link pattern need look at."""
    if _DOT_INSIDE.search(text):
        for run in _RUN.finditer(text):
            if _DOT_INSIDE.search(run.group()):
                yield run.span()


def _end_of_link(text: str, start: int, end: int) -> int:
    """Punctuation after a link is the sentence's; a closing bracket is the link's only when it was opened in it."""
    while end > start:
        last = text[end - 1]
        if last in ")]":
            opening = "(" if last == ")" else "["
            if text.count(opening, start, end) >= text.count(last, start, end):
                break
        elif last.isalnum() or last in "/+-=_#&%~":
            break
        end -= 1
    return end


def _without(text: str, spans: tuple[Span, ...]) -> str:
    kept, position = [], 0
    for start, end in spans:
        kept.append(text[position:start])
        position = end
    return "".join((*kept, text[position:]))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@cache
def _unicode(pattern: str) -> regex.Pattern[str]:
    """For Unicode properties. The library is slow to import, and few texts need it."""
    import regex

    return regex.compile(pattern)


# Characters that are one grapheme each and no emoji: Latin letters, general punctuation, currency signs.
_SINGLE = re.compile("[\x00-\u02ff\u2010-\u2027\u2030-\u203b\u20a0-\u20bf\u00a0\u202f]*")
_MAYBE_EMOJI = re.compile("[\u00a9\u00ae\u20e3\u203c-\U0010ffff]")

# One visible emoji: flag, keycap, subdivision flag, or pictographs joined by ZWJ with modifiers. The signs (c), (r), TM
# and the chess pawn are text unless the variation selector makes them emoji; a text selector makes any of them text.
_PICTOGRAPH = (
    r"(?:[\u00a9\u00ae\u2122\u265f]\ufe0f"
    r"|(?![\u00a9\u00ae\u2122\u265f])\p{Extended_Pictographic}(?!\ufe0e)\ufe0f?\p{EMod}?)"
)
EMOJI = (
    r"\p{RI}\p{RI}|[0-9#*]\ufe0f?\u20e3|\U0001F3F4[\U000E0020-\U000E007E]+\U000E007F"
    rf"|{_PICTOGRAPH}(?:\u200d(?:{_PICTOGRAPH}|[\u2640\u2642\u2695]\ufe0f?))*"
)
_X_HEAVY_CHARACTER = re.compile("[^\x00-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")

# The endings of X's list that posts use: the common generic ones and every country's. A rarer ending without a scheme is
# counted as text, at most a few characters off.
_TLD = (
    r"(?:com|net|org|info|biz|edu|gov|mil|int|app|dev|blog|shop|store|online|site|tech|agency|studio|design|media|news"
    r"|live|video|photo|social|network|digital|marketing|consulting|academy|school|events|tickets|travel|tours|restaurant"
    r"|cafe|bar|wine|beer|coffee|pizza|bio|eco|earth|energy|health|care|clinic|fitness|yoga|fashion|beauty|salon|boutique"
    r"|art|gallery|music|band|film|movie|games|fun|cool|link|click|page|pages|website|space|world|global|international"
    r"|group|company|team|work|works|jobs|careers|finance|bank|money|capital|ventures|fund|legal|law|email|chat|cloud"
    r"|host|systems|software|codes|tools|plus|pro|name|mobi|museum|aero|coop|tel|cat|asia|paris|bzh|alsace|corsica"
    r"|london|berlin|nyc|tokyo|africa|top|xyz|club|vip|one|today|life|style|guide|tips|wiki|zone|city|house|home|garden"
    r"|farm|bike|auto|cars|photography"
    r"|a[cdefgilmoqrstuwxz]|b[abdefghijmnorstvwyz]|c[acdfghiklmnoruvwxyz]|d[ejkmoz]|e[cegrstu]|f[ijkmor]"
    r"|g[abdefghilmnpqrstuwy]|h[kmnrtu]|i[delmnoqrst]|j[emop]|k[eghimnprwyz]|l[abcikrstuvy]|m[acdeghklmnopqrstuvwxyz]"
    r"|n[acefgilopruz]|om|p[aefghklmnrstwy]|qa|r[eosuw]|s[abcdeghijklmnorstvxyz]|t[cdfghjklmnortvwz]|u[agksyz]"
    r"|v[aceginu]|w[fs]|y[et]|z[amw])"
)
_LABELS = r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}"
_PATH = r"(?::\d{1,5})?(?:[/?#][\w\-.~!*';:=+,$/%#\[\]&|@()?]{0,2000})?"
_DOT_INSIDE = re.compile(r"\.\w")
_RUN = re.compile(r"\S+")
_BEFORE = r"(?<![\w@$#.＠＃/-])"
_AFTER = r"(?![\w@-]|\.[^\W_])"
_LINK_X = rf"{_BEFORE}(?:https?://)?{_LABELS}{_TLD}{_AFTER}{_PATH}"
_LINK = rf"{_BEFORE}(?:https?://[^\s<>\"«»“”.]{{1,63}}\.[^\s<>\"«»“”]{{1,2000}}|(?-i:{_LABELS}{_TLD}){_AFTER}{_PATH})"

# Letters may carry marks that are code points of their own: combining accents, Hebrew, Arabic, Indic and Thai vowels.
_MARKS = (
    r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0dff\u0e31-\u0e4e\u200c"
)
_TAG = rf"[\w{_MARKS}]"
# Digits alone are a tag where the app links them (from memory: Instagram, TikTok, YouTube, Pinterest), not elsewhere.
_SIGN = r"(?<![\w&/#])([#＃](?!\d\ufe0f?\u20e3)"
_HASHTAG_WITH_LETTER = rf"{_SIGN}(?={_TAG}*[^\W\d_]){_TAG}++)(?!://|#)"
_HASHTAG_ANY = rf"{_SIGN}{_TAG}++)"
_HASHTAG = {
    # Instagram links emoji too.
    "instagram": rf"{_SIGN}(?:{_TAG}|[\u2600-\u27bf\U0001f1e6-\U0001faff][\ufe0f\u200d]*+)++)",
    "tiktok": _HASHTAG_ANY,
    "youtube": _HASHTAG_ANY,
    "pinterest": _HASHTAG_ANY,
    # Bluesky takes anything up to the next space, without closing punctuation.
    "bluesky": (
        r"(?<!\S)([#＃](?!\ufe0f)(?!\d+(?!\S))[^\s\u00ad\u2060\u200a-\u200d]*"
        rf"(?:[\w{_MARKS}\u20e3\u2600-\u27bf\ufe0f\U0001f1e6-\U0001faff]))"
    ),
}
_MENTION_ANY = r"(?<![\w.@/])@[\w](?:[\w.-]{0,48}\w)?"
_MENTION = {
    "instagram": r"(?<![\w.@/])@[a-z0-9_](?:[a-z0-9_.]{0,28}[a-z0-9_])?",
    "threads": r"(?<![\w.@/])@[a-z0-9_](?:[a-z0-9_.]{0,28}[a-z0-9_])?",
    "tiktok": r"(?<![\w.@/])@[a-z0-9_](?:[a-z0-9_.]{0,22}[a-z0-9_])?",
    "x": r"(?<![\w!#$%&*@＠])[@＠][a-z0-9_]{1,15}(?![\w@＠])",
    "bluesky": r"(?<![\w.@/])@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z][a-z0-9-]*[a-z0-9]",
}
_CASHTAG = r"(?<!\S)\$[a-z]{1,6}(?:[._][a-z]{1,2})?(?![\w$])"
