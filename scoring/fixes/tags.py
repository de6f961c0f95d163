"""Fixes of hashtags: fewer of them, none that is generic, and capitals where a tag is several known words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from scoring import counting
from scoring.fixes.base import Case, Edit, deletions, with_space
from scoring.text.normalise import fold, inside, merge
from scoring.types import Span

_SPACES = " \t\u00a0"
CLOSED = re.compile(r"(?:^|[\n.!?…:;)\]»\"\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\s*$")
_MOST_WORDS = 5


def fewer(case: Case) -> Iterator[tuple[Edit, ...]]:
    """As many as are wanted, the most specific ones; where a generic one would be left, a second way leaves none."""
    wanted = case.finding.result.wanted
    tags = _tags(case)
    gone = set(_least_specific(case, tags)[: max(0, len(tags) - int(wanted.value))]) if wanted else set()
    if not gone:
        return
    yield _without(case.text, tags, gone)
    if not _generic(case, tags) <= gone:
        yield _without(case.text, tags, gone | _generic(case, tags))


def without_generic(case: Case) -> Iterator[tuple[Edit, ...]]:
    """The generic ones go; where too many are left, a second way keeps as many as the rule takes."""
    tags = _tags(case)
    gone = _generic(case, tags)
    if not gone:
        return
    yield _without(case.text, tags, gone)
    most = case.params.get("most", case.params.get("tags", len(tags)))
    if len(tags) - len(gone) > most:
        yield _without(case.text, tags, gone | set(_least_specific(case, tags)[: len(tags) - most]))


def _least_specific(case: Case, tags: list[Span]) -> list[Span]:
    """Those said twice first, then generic ones, then the shortest; what says advertising or what the brand demands last."""
    words, brand = case.reading.lexicon.words, case.reading.snapshot.brand
    demanded = words["AD_TAGS"] | {fold(tag) for tag in (brand.required_hashtags if brand else ())}
    names = [fold(case.text[start + 1 : end]) for start, end in tags]

    def order(index: int) -> tuple[bool, bool, bool, int, int]:
        name = names[index]
        is_first = name not in names[:index]
        return name in demanded, is_first, name not in words["GENERIC_TAGS"], len(name), -index

    return [tags[index] for index in sorted(range(len(tags)), key=order)]


def _generic(case: Case, tags: list[Span]) -> set[Span]:
    names = case.reading.lexicon.words["GENERIC_TAGS"]
    return {tag for tag in tags if fold(case.text[tag[0] + 1 : tag[1]]) in names}


def _tags(case: Case) -> list[Span]:
    return list(counting.hashtags(case.text, case.reading.snapshot.platform))


def _without(text: str, tags: list[Span], gone: set[Span]) -> tuple[Edit, ...]:
    """A tag that stands apart goes with its space, and a line of tags with its break; one inside a sentence stays as a word."""
    out: list[Span] = []
    for span in gone:
        line = _line(text, span[0])
        on_line = [tag for tag in tags if line[0] <= tag[0] < line[1]]
        if not _apart(text, tags, span, line):
            out.append((span[0], span[0] + 1))
        elif gone.issuperset(on_line) and not re.search(r"\w", _around(text, on_line, line)):
            out.append(with_space(text, *line))
        else:
            out.append(_with_spaces(text, span, line))
    return deletions(_no_indent(text, merge(out)))


def _line(text: str, at: int) -> Span:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return start, end - (text[end - 1 : end] == "\r")


def _around(text: str, tags: Iterable[Span], area: Span) -> str:
    """The text of an area but for its tags."""
    edges = [area[0], *(edge for tag in tags for edge in tag), area[1]]
    return "".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))


def _apart(text: str, tags: list[Span], span: Span, line: Span) -> bool:
    """In a row of tags that begins after a finished sentence and ends with the line."""
    after = [tag for tag in tags if span[1] <= tag[0] < line[1]]
    if _around(text, after, (span[1], line[1])).strip():
        return False
    start = span[0]
    for tag in reversed([tag for tag in tags if line[0] <= tag[0] < span[0]]):
        if text[tag[1] : start].strip():
            break
        start = tag[0]
    return CLOSED.search(text[line[0] : start]) is not None


def _with_spaces(text: str, span: Span, line: Span) -> Span:
    start, end = span
    while start > line[0] and text[start - 1] in _SPACES:
        start -= 1
    return start, end


def _no_indent(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """What goes from the start of a line goes with the spaces that would indent the rest."""
    for start, end in spans:
        while (start == 0 or text[start - 1] == "\n") and text[end : end + 1] in tuple(_SPACES):
            end += 1
        yield start, end


def cased(case: Case) -> Iterator[tuple[Edit, ...]]:
    """A capital for each word, where the words stand in the text, in the brand's own words or in the rule's list."""
    found: list[Edit] = []
    for start, end in case.finding.result.spans:
        name = case.text[start + 1 : end]
        cuts = _cuts(case, fold(name))
        if cuts and len(fold(name)) == len(name):
            parts = [name[a:b] for a, b in pairwise([0, *cuts, len(name)])]
            found.append((start + 1, end, "".join(part[0].upper() + part[1:] for part in parts)))
    yield tuple(found)


def _cuts(case: Case, name: str) -> tuple[int, ...]:
    """Where the words of a tag meet; empty where that is not known or could be told in two ways."""
    known = {cut for phrase in _phrases(case) if (cut := _matching(name, phrase))}
    if not known:
        known = set(_splits(name, case.reading.lexicon.words["TAG_PARTS"]))
    return known.pop() if len(known) == 1 else ()


def _phrases(case: Case) -> Iterator[list[str]]:
    """Runs of words that stand together: in the text, and in the names and keywords of the brand."""
    reading, brand = case.reading, case.reading.snapshot.brand
    tokens = [span for span in reading.tokens if not inside(reading.hashtags, span[0])]
    words = [reading.plain[slice(*span)] for span in tokens]
    for first in range(len(tokens)):
        last = first + 1
        while last < min(len(tokens), first + _MOST_WORDS) and tokens[last][0] - tokens[last - 1][1] == 1:
            if reading.plain[tokens[last - 1][1]] == "\n":
                break
            last += 1
            yield words[first:last]
    if brand:
        names = [
            brand.name,
            *brand.words_to_use,
            *(name for one in brand.pillars for name in (one.name, *one.keywords)),
        ]
        yield from (re.findall(r"[^\W_]+", fold(name)) for name in names)


def _matching(name: str, phrase: list[str]) -> tuple[int, ...]:
    if len(phrase) < 2 or "".join(phrase) != name:
        return ()
    lengths = [len(word) for word in phrase]
    return tuple(sum(lengths[:count]) for count in range(1, len(lengths)))


def _splits(name: str, known: frozenset[str], start: int = 0, words: int = 1) -> Iterator[tuple[int, ...]]:
    """All ways to read the rest of a name as two to five known words."""
    if words > 1 and name[start:] in known:
        yield ()
    if words < _MOST_WORDS:
        for cut in range(start + 2, len(name) - 1):
            if name[start:cut] in known:
                yield from ((cut, *rest) for rest in _splits(name, known, cut, words + 1))
