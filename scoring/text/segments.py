"""Where words, sentences, lines, paragraphs, tags, links and emoji stand. Every pattern is linear and bounded."""

from __future__ import annotations

import re

from scoring.types import Span

WORD = re.compile(r"[^\W_]+")
_SPOKEN_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+){0,6}")
_STOP = re.compile(r"[.!?…]{1,20}[\"»')\]]{0,3}(?=\s|$)|\n+")
_ABBREVIATIONS = frozenset("m mme mlle dr pr mr mrs ms st vs etc ex fig env p cf art no av approx".split())  # noqa: SIM905
_NUMERAL = re.compile(r"\s*\d{1,2}")  # of a list: "2. Say no"
_LINE = re.compile(r"[^\n]+")
HASHTAG = re.compile(r"(?<![\w&/#])[#＃](?=\w{0,100}[^\W\d_])\w{1,150}")
MENTION = re.compile(r"(?<![\w.@/])@[A-Za-z0-9_](?:[\w.]{0,48}[\w])?")
CASHTAG = re.compile(r"(?<![\w$])\$[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?(?!\w)")
_TLD = "com|fr|org|net|io|co|be|ch|ca|eu|uk|us|info|me|app|dev|ly|gl|shop|store|paris|xyz|ai|tv|link|to"
_MAYBE_URL = re.compile(rf"://|\.(?:{_TLD})(?![\w-])", re.IGNORECASE)
URL = re.compile(
    r"https?://[^\s<>\"«»]{1,2048}"
    r"|(?<![\w@./-])(?:www\.)?[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,3}"
    rf"\.(?:{_TLD})"
    r"(?![\w-])(?:/[^\s<>\"«»]{0,2048})?",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d(?:\d{0,2}(?:[ .,]\d{3}(?!\d)){1,5}(?:[.,]\d{1,4})?|\d{0,14}(?:[.,]\d{1,6})?)")
_PICTURE = (
    "[\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf\u2934\u2935"
    "\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}|[0-9#*]\ufe0f?\u20e3"
    f"|{_PICTURE}[\ufe0f\U0001f3fb-\U0001f3ff]{{0,2}}(?:\u200d{_PICTURE}[\ufe0f\U0001f3fb-\U0001f3ff]{{0,2}}){{0,6}}"
)
ITEM = re.compile(
    r"^[^\S\n]*(?:[-–—•·▪◦*✓✔✅☑→➡👉🔹🔸]️?|\d{1,2}️?⃣|\d{1,2}[.)/°-](?!\d)|[a-h][.)])[^\S\n]*[^\s]",
    re.MULTILINE,
)
_TRAIL = ".,;:!?)]}'\"…"


def words(clean: str) -> list[Span]:
    """Words as a reader counts them: "l'idée" and "rendez-vous" are one each."""
    return [match.span() for match in _SPOKEN_WORD.finditer(clean)]


def sentences(clean: str) -> list[Span]:
    """Sentences end at a stop before a space or at a line break; common abbreviations and numerals of lists do not end one."""
    found: list[Span] = []
    start = 0
    for match in _STOP.finditer(clean):
        if match.group() == "." and _abbreviated(clean, match.start()):
            continue
        end = match.start() if clean[match.start()] == "\n" else match.end()
        _add_trimmed(found, clean, start, end)
        start = match.end()
    _add_trimmed(found, clean, start, len(clean))
    return found


def _abbreviated(clean: str, stop: int) -> bool:
    if _NUMERAL.fullmatch(clean, clean.rfind("\n", max(0, stop - 12), stop) + 1 or max(0, stop - 12), stop):
        return True
    word = re.search(r"[^\W\d_]{1,7}$", clean[max(0, stop - 8) : stop])
    return word is not None and word.group().lower() in _ABBREVIATIONS and stop + 1 < len(clean)


def _add_trimmed(found: list[Span], clean: str, start: int, end: int) -> None:
    piece = clean[start:end]
    left = len(piece) - len(piece.lstrip())
    length = len(piece.strip())
    if length:
        found.append((start + left, start + left + length))


def lines(clean: str) -> list[Span]:
    return [match.span() for match in _LINE.finditer(clean) if match.group().strip()]


def paragraphs(clean: str) -> list[Span]:
    """Blocks between blank lines."""
    found: list[Span] = []
    start = end = -1
    for match in _LINE.finditer(clean):
        if not match.group().strip():
            continue
        if start >= 0 and clean.count("\n", end, match.start()) > 1:
            found.append((start, end))
            start = -1
        start = match.start() if start < 0 else start
        end = match.end()
    return [*found, (start, end)] if start >= 0 else found


def urls(clean: str) -> list[Span]:
    """Links as people write them, without the full stop that ends their sentence."""
    if not _MAYBE_URL.search(clean):
        return []
    found = []
    for match in URL.finditer(clean):
        start, end = match.span()
        while end > start and clean[end - 1] in _TRAIL:
            if clean[end - 1] == ")" and "(" in clean[start:end]:
                break
            end -= 1
        found.append((start, end))
    return found


def items(clean: str) -> list[Span]:
    """The lines of a list: bullets, dashes, numbers."""
    found = []
    for match in ITEM.finditer(clean):
        end = clean.find("\n", match.end())
        found.append((match.start(), len(clean) if end < 0 else end))
    return found
