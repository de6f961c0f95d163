"""How each platform counts a text and finds its hashtags, mentions, cashtags and links.

Never ``len()``: a platform counts code units, bytes, graphemes or weighted characters, and its limit means nothing in
any other unit. Spans are half-open code point offsets of the text as given.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache

import regex

from scoring.types import Span

X_URL = 23  # every link is shortened to this many characters, whatever its length
X_LIGHT, X_HEAVY = 1, 2
LINKEDIN_RESERVED = frozenset(
    "\\|{}@[]()<>#*_~"
)  # each needs a backslash in the "little text" that the API takes


def graphemes(text: str) -> int:
    """User-perceived characters (extended grapheme clusters)."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    return sum(1 for _ in _compiled(r"\X").finditer(text))


def utf16(text: str) -> int:
    """UTF-16 code units, what JavaScript and Java call length."""
    return len(text) + _above_bmp(text)


def utf8_bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def threads_units(text: str) -> int:
    """Threads: a character each, but an emoji costs its UTF-8 bytes."""
    if text.isascii():
        return graphemes(text)
    emoji = _compiled(EMOJI).findall(text)
    return graphemes(text) + sum(utf8_bytes(one) - graphemes(one) for one in emoji)


def x_weighted(text: str) -> int:
    """The published 280 scheme: NFC, a link is 23, an emoji sequence 2, the listed ranges 1 and all else 2."""
    text = unicodedata.normalize("NFC", text)
    found = links(text, "x")
    total = X_URL * len(found)
    plain = _without(text, found)
    if not plain.isascii():
        plain, emoji = _compiled(EMOJI).subn("", plain)
        total += X_HEAVY * emoji + len(_compiled(_X_HEAVY_CHARACTER).findall(plain)) * (X_HEAVY - X_LIGHT)
    return total + len(plain) * X_LIGHT


def linkedin_escaped(text: str) -> int:
    """UTF-16 units plus one for each reserved character, which LinkedIn's API wants escaped."""
    return utf16(text) + sum(text.count(character) for character in LINKEDIN_RESERVED)


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
    if "." not in text:
        return ()
    pattern = _compiled(_LINK_X if platform == "x" else _LINK)
    return tuple((match.start(), _end_of_link(text, *match.span())) for match in pattern.finditer(text))


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


def _above_bmp(text: str) -> int:
    return 0 if text.isascii() else sum(1 for character in text if character > "\uffff")


def _without(text: str, spans: tuple[Span, ...]) -> str:
    kept, position = [], 0
    for start, end in spans:
        kept.append(text[position:start])
        position = end
    return "".join((*kept, text[position:]))


@cache
def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern, regex.VERSION0 | regex.IGNORECASE | regex.MULTILINE)


# One visible emoji: flag, keycap, subdivision flag, or pictographs joined by ZWJ with modifiers. The signs (c), (r), TM
# and the chess pawn are text unless the variation selector makes them emoji; a text selector makes any of them text.
_PICTOGRAPH = r"(?:[\u00a9\u00ae\u2122\u265f]\ufe0f|(?![\u00a9\u00ae\u2122\u265f])\p{Extended_Pictographic}(?!\ufe0e)\ufe0f?\p{EMod}?)"
EMOJI = (
    r"\p{RI}\p{RI}|[0-9\#*]\ufe0f?\u20e3|\U0001F3F4[\U000E0020-\U000E007E]+\U000E007F"
    rf"|{_PICTOGRAPH}(?:\u200d(?:{_PICTOGRAPH}|[\u2640\u2642\u2695]\ufe0f?))*"
)
_X_HEAVY_CHARACTER = r"[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]"

# The endings of X's list that posts use: the common generic ones and every country's. A rarer ending without a scheme is
# counted as text, at most a few characters off.
_TLD = (
    r"(?:com|net|org|info|biz|edu|gov|mil|int|app|dev|blog|shop|store|online|site|tech|agency|studio|design|media|news|live"
    r"|video|photo|social|network|digital|marketing|consulting|academy|school|events|tickets|travel|tours|restaurant|cafe|bar"
    r"|wine|beer|coffee|pizza|bio|eco|earth|energy|health|care|clinic|fitness|yoga|fashion|beauty|salon|boutique|art|gallery"
    r"|music|band|film|movie|games|fun|cool|link|click|page|pages|website|space|world|global|international|group|company|team"
    r"|work|works|jobs|careers|finance|bank|money|capital|ventures|fund|legal|law|email|chat|cloud|host|systems|software|codes"
    r"|tools|plus|pro|name|mobi|museum|aero|coop|jobs|tel|cat|asia|paris|bzh|alsace|corsica|london|berlin|nyc|tokyo|africa|top"
    r"|xyz|club|vip|one|today|life|style|guide|tips|wiki|zone|city|house|home|garden|farm|bike|auto|cars|photography"
    r"|a[cdefgilmoqrstuwxz]|b[abdefghijmnorstvwyz]|c[acdfghiklmnoruvwxyz]|d[ejkmoz]|e[cegrstu]|f[ijkmor]|g[abdefghilmnpqrstuwy]"
    r"|h[kmnrtu]|i[delmnoqrst]|j[emop]|k[eghimnprwyz]|l[abcikrstuvy]|m[acdeghklmnopqrstuvwxyz]|n[acefgilopruz]|om"
    r"|p[aefghklmnrstwy]|qa|r[eosuw]|s[abcdeghijklmnorstvxyz]|t[cdfghjklmnortvwz]|u[agksyz]|v[aceginu]|w[fs]|y[et]|z[amw])"
)
_LABELS = r"(?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}])?\.)+"
_PATH = r"(?::\d{1,5})?(?:[/?\#][\w\-.~!*';:=+,$/%\#\[\]&|@()?]{0,2000})?"
_BEFORE = r"(?<![\p{L}\p{N}_@$\#.＠＃/-])"
_AFTER = r"(?![\p{L}\p{N}_@-]|\.[\p{L}\p{N}])"
_LINK_X = rf"{_BEFORE}(?:https?://)?{_LABELS}{_TLD}{_AFTER}{_PATH}"
_LINK = rf"{_BEFORE}(?:https?://[^\s<>\"«»“”.]{1, 63}\.[^\s<>\"«»“”]{1, 2000}|(?-i:{_LABELS}{_TLD}){_AFTER}{_PATH})"

# Digits alone are a tag where the app links them (from memory: Instagram, TikTok, YouTube, Pinterest), not elsewhere.
_SIGN = r"(?<![\w&/\#])([\#＃](?!\ufe0f|\u20e3|\d\ufe0f?\u20e3)"
_HASHTAG_WITH_LETTER = rf"{_SIGN}(?=[\w\p{{M}}]*\p{{L}})[\w\p{{M}}]++)(?!://|\#)"
_HASHTAG_ANY = rf"{_SIGN}[\w\p{{M}}]++)"
_HASHTAG = {
    "instagram": rf"{_SIGN}(?:[\w\p{{M}}]|(?![\u00a9\u00ae\u2122])\p{{Extended_Pictographic}}[\ufe0f\u200d]*+)++)",
    "tiktok": _HASHTAG_ANY,
    "youtube": _HASHTAG_ANY,
    "pinterest": _HASHTAG_ANY,
    # Bluesky takes anything up to the next space, without closing punctuation.
    "bluesky": r"(?<!\S)([\#＃](?!\ufe0f)(?!\d+(?!\S))[^\s\u00ad\u2060\u200a-\u200d]*[^\s\p{P}\u00ad\u2060\u200a-\u200d])",
}
_MENTION_ANY = r"(?<![\w.@/])@[\w](?:[\w.-]{0,48}\w)?"
_MENTION = {
    "instagram": r"(?<![\w.@/])@[a-z0-9_](?:[a-z0-9_.]{0,28}[a-z0-9_])?",
    "threads": r"(?<![\w.@/])@[a-z0-9_](?:[a-z0-9_.]{0,28}[a-z0-9_])?",
    "tiktok": r"(?<![\w.@/])@[a-z0-9_](?:[a-z0-9_.]{0,22}[a-z0-9_])?",
    "x": r"(?<![\w!\#$%&*@＠])[@＠][a-z0-9_]{1,15}(?![\w@＠])",
    "bluesky": r"(?<!\S|[(])@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]",
}
_CASHTAG = r"(?<!\S)\$[a-z]{1,6}(?:[._][a-z]{1,2})?(?=$|\s|\p{P})"
