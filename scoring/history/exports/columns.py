"""Which column is what: headers as seen in real files, in any order, case, accent, apostrophe or spacing.

A header gets in here only when a real file showed it. A column nobody named is still recognised when its cells are
addresses of posts, and the caller may name columns (``columns`` of ``read_export``).
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.history.exports.addresses import post_key
from scoring.history.exports.model import ExportError, ExportKind

MOST_COLUMNS = 500
_SHOWN_HEADERS = 40

# kind -> field -> language -> headers. The first English one is how a message names the column.
_HEADERS: Mapping[ExportKind, Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    ExportKind.META_INSTAGRAM: {
        "permalink": {"en": ("Permalink",)},
        "post_id": {"en": ("Post ID",)},
        "published": {"en": ("Publish time",)},
        "text": {"en": ("Description",)},
        "format": {"en": ("Post type",)},
        "period": {"en": ("Date",)},
        "views": {"en": ("Views",)},
        "impressions": {"en": ("Impressions",)},
        "reach": {"en": ("Reach",)},
        "likes": {"en": ("Likes",)},
        "comments": {"en": ("Comments",)},
        "shares": {"en": ("Shares",)},
        "saves": {"en": ("Saves",)},
        "follows": {"en": ("Follows",)},
        "duration_seconds": {"en": ("Duration (sec)",)},
    },
    ExportKind.TIKTOK_STUDIO: {
        "permalink": {"en": ("Video link",), "es": ("Enlace del video",)},
        "published": {"en": ("Post time",), "es": ("Hora de publicación",)},
        "text": {"en": ("Video title",), "es": ("Título del video",)},
        "views": {"en": ("Total views", "Views"), "es": ("Visualizaciones totales",)},
        "reach": {"en": ("Reach",)},
        "likes": {"en": ("Total likes", "Likes"), "es": ("Me gusta totales",)},
        "comments": {"en": ("Total comments", "Comments"), "es": ("Comentarios totales",)},
        "shares": {"en": ("Total shares", "Shares"), "es": ("Veces compartido",)},
        "saves": {"en": ("Add to favorites",)},
        "completion": {"en": ("Watched full video",)},
        "watch_seconds": {"en": ("Average watch time",), "es": ("Tiempo promedio de visualización",)},
    },
    ExportKind.LINKEDIN_MEMBER: {
        "permalink": {"en": ("Post URL",)},
        "published": {"en": ("Post publish date",), "fr": ("Date de publication",)},
        "engagements": {"en": ("Engagements",), "fr": ("Interactions",)},
        "impressions": {"en": ("Impressions",), "fr": ("Impressions",)},
    },
}
# Exports that are no list of posts of ours; recognised to say which file it is and which one to fetch.
_OTHERS: Mapping[str, tuple[str, ...]] = {
    "meta_chart": ("Date", "Primary"),
    "meta_facebook": ("Page ID", "Page name"),
    "tiktok_overview": ("Date", "Video Views", "Profile Views"),
    "tiktok_followers": ("Date", "Followers"),
    "tiktok_viewers": ("Date", "Total Viewers"),
    "linkedin_page": ("Post title", "Post link", "Created date"),
    "linkedin_post": ("Post URL", "Post Date", "Impressions"),
    "youtube_studio": ("Content", "Video title", "Video publish time"),
}
_NOT_METRICS = frozenset(
    {"permalink", "post_id", "published", "text", "format", "period", "duration_seconds"}
)


def fold(header: object) -> str:
    """A header without what files vary in: case, accents, spaces, apostrophes and other marks."""
    text = unicodedata.normalize("NFKD", "" if header is None else str(header)[:200])
    return "".join(c for c in text.lower() if c.isalnum())


_KNOWN: dict[ExportKind, dict[str, tuple[str, frozenset[str]]]] = {kind: {} for kind in ExportKind}
for _kind, _fields in _HEADERS.items():
    for _field, _languages in _fields.items():
        for _language, _names in _languages.items():
            for _name in _names:
                _, _seen = _KNOWN[_kind].get(fold(_name), ("", frozenset()))
                _KNOWN[_kind][fold(_name)] = (_field, _seen | {_language})
_FOLDED_OTHERS = {name: {fold(header) for header in headers} for name, headers in _OTHERS.items()}
FIELDS = frozenset(field for fields in _HEADERS.values() for field in fields)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the header stands and what its columns mean. ``blocks``: side-by-side tables, each field -> column."""

    kind: ExportKind
    header_row: int  # 0-based
    names: tuple[str, ...]
    blocks: tuple[Mapping[str, int], ...]
    language: str

    @property
    def size(self) -> int:
        return sum(len(block) for block in self.blocks)

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(field for block in self.blocks for field in block)

    @property
    def understood(self) -> dict[str, str]:
        return {self.names[column]: field for block in self.blocks for field, column in block.items()}

    @property
    def unknown(self) -> tuple[str, ...]:
        understood = self.understood
        return tuple(name for name in self.names if name and name not in understood)

    @property
    def rank(self) -> tuple[bool, int, int]:
        """The better layout has posts to join on, then more columns, then stands higher."""
        return bool(self.fields & {"permalink", "post_id"}), self.size, -self.header_row


def require_columns(kind: ExportKind, fields: frozenset[str], names: Sequence[object]) -> None:
    """Raise missing_columns unless a post, its date and at least one result can be read."""
    called = {field: next(iter(languages.values()))[0] for field, languages in _HEADERS[kind].items()}
    results = [name for field, name in called.items() if field not in _NOT_METRICS]
    missing = [] if fields & {"permalink", "post_id"} else [called["permalink"]]
    missing += [] if "published" in fields else [called["published"]]
    missing += [] if fields - _NOT_METRICS else [" / ".join(results)]
    if missing:
        wanted = [called["permalink"], called["published"], *results]
        raise ExportError(
            "missing_columns", kind=str(kind), missing=missing, wanted=wanted, found=shown(names)
        )


def find_layout(
    head: Sequence[Sequence[object]], kind: ExportKind, named: Mapping[str, str]
) -> Layout | None:
    """The best header row for this kind among the first rows; None when no column is understood."""
    layouts = [
        _layout(kind, index, row, head[index + 1 : index + 6], named)
        for index, row in enumerate(head)
        if len(row) <= MOST_COLUMNS and any(fold(cell) for cell in row)
    ]
    return max((layout for layout in layouts if layout.size), key=lambda layout: layout.rank, default=None)


def other_export(head: Sequence[Sequence[object]]) -> str:
    """The name of a known export that this reader does not take, or ""."""
    upright = [row[0] for row in head if row]  # LinkedIn's export of one post names its values downwards
    for row in (*head, upright):
        cells = {fold(cell) for cell in row[:MOST_COLUMNS]}
        for name, headers in _FOLDED_OTHERS.items():
            if headers <= cells:
                return name
    return ""


def shown(names: Sequence[object]) -> list[str]:
    """Headers as a message shows them: no empty ones, none endless, not too many."""
    return [str(name).strip()[:60] for name in names if name is not None and str(name).strip()][
        :_SHOWN_HEADERS
    ]


def _layout(
    kind: ExportKind,
    index: int,
    row: Sequence[object],
    below: Sequence[Sequence[object]],
    named: Mapping[str, str],
) -> Layout:
    fields: list[str] = []
    languages: Counter[str] = Counter()
    for column, cell in enumerate(row):
        field, spoken = _KNOWN[kind].get(fold(cell), ("", frozenset()))
        field = named.get(str(cell).strip(), field) if cell is not None else field
        if len(spoken) == 1:
            languages.update(spoken)
        fields.append(field or ("permalink" if _addresses(below, column, kind) else ""))
    top = languages.most_common(2)
    language = top[0][0] if top and (len(top) == 1 or top[0][1] > top[1][1]) else ""
    names = tuple("" if cell is None else str(cell).strip() for cell in row)
    return Layout(kind, index, names, _blocks(fields), language)


def _addresses(below: Sequence[Sequence[object]], column: int, kind: ExportKind) -> bool:
    """Whether the cells under a header nobody knows are addresses of posts of this kind's platform."""
    cells = [str(row[column]) for row in below if column < len(row) and row[column] not in (None, "")]
    platform = {"linkedin_member": "linkedin", "tiktok_studio": "tiktok", "meta_instagram": "instagram"}[kind]
    return bool(cells) and all((post_key(cell) or "").startswith(platform + ":") for cell in cells)


def _blocks(fields: Sequence[str]) -> tuple[Mapping[str, int], ...]:
    """Side-by-side tables begin where the post's address comes again; another repeated field stays in raw."""
    blocks: list[dict[str, int]] = [{}]
    for column, field in enumerate(fields):
        if field == "permalink" and field in blocks[-1]:
            blocks.append({})
        if field:
            blocks[-1].setdefault(field, column)
    return tuple(blocks)
