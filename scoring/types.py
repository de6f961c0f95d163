"""The shapes that cross the door of scoring: a Snapshot goes in, a Report of Findings comes out.

Everything is immutable and free of clocks, models and settings, so that the same snapshot under the same edition and
engine gives the same report byte for byte. ``None`` in a snapshot always means "we were not told", which makes the rules
that need it report ``not_assessed``; an empty value means "there is none".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

ENGINE_VERSION = "1"


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105 - an outcome, no password
    WARN = "warn"
    FAIL = "fail"
    NOT_ASSESSED = "not_assessed"
    NOT_APPLICABLE = "not_applicable"
    BROKEN = "broken"


class Severity(StrEnum):
    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    BLOCKER = "blocker"


class Family(StrEnum):
    VALIDITY = "validity"
    SIGNALS = "signals"
    RISK = "risk"
    DISCLOSURE = "disclosure"


class Objective(StrEnum):
    REACH = "reach"
    SEND = "send"
    SAVE = "save"
    COMMENT = "comment"
    CLICK = "click"


class AiUse(StrEnum):
    """What the writer answered about AI (signals.md B5)."""

    NONE = "none"
    ASSISTED_TEXT = "assisted_text"
    EDITED_MEDIA = "edited_media"
    GENERATED_MEDIA = "generated_media"
    REALISTIC_PERSON = "realistic_person"


@dataclass(frozen=True, slots=True)
class MediaItem:
    """One picture, video or document in its order. Sizes in pixels, bytes and seconds; None where not measured."""

    kind: str  # "image" | "video" | "document"
    mime: str = ""
    name: str = ""
    size: int | None = None
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    fps: float | None = None
    has_audio: bool | None = None
    alt: str = ""
    digital_source: str = ""  # IPTC DigitalSourceType found in the file, if any


@dataclass(frozen=True, slots=True)
class Schedule:
    """When the variant would go out. All instants are aware UTC; ``now`` is an input, scoring has no clock."""

    planned_at: datetime | None
    now: datetime
    approved: bool = False


@dataclass(frozen=True, slots=True)
class PastPost:
    """One earlier (or neighbouring planned) publication of the same channel."""

    at: datetime
    text: str = ""
    format: str = ""
    value: float | None = None  # main metric per its own channel median, where measured


@dataclass(frozen=True, slots=True)
class Slot:
    """One recommended weekly hour of the channel, from the brand's own results. weekday 0 = Monday, brand's local time."""

    weekday: int
    hour: int
    rank: int


@dataclass(frozen=True, slots=True)
class History:
    """What this channel published or plans around this variant, newest first, the variant itself left out."""

    posts: tuple[PastPost, ...] = ()
    slots: tuple[Slot, ...] | None = None  # None: not enough data for slots yet
    utc_offset_minutes: int = 0  # of the brand's zone at planned_at, to compare with slots


@dataclass(frozen=True, slots=True)
class Pillar:
    name: str
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brand:
    """The brand's own settings that rules read."""

    name: str = ""
    markets: tuple[str, ...] = ()  # ISO country codes, e.g. ("FR",)
    pillars: tuple[Pillar, ...] = ()
    words_to_use: tuple[str, ...] = ()
    words_to_avoid: tuple[str, ...] = ()
    required_hashtags: tuple[str, ...] = ()  # without their sign
    required_disclosures: tuple[str, ...] = ()  # wordings that every post carries
    address: str = ""  # "tu" | "vous"; empty: either
    register: str = ""  # "formal" | "casual"; empty: either


@dataclass(frozen=True, slots=True)
class Product:
    """What the post shows or sells. ``file`` is the name of the media that shows it, empty for none in particular."""

    name: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom the post is for, as the writer says it; ``knows_us`` None where that is not told."""

    name: str
    knows_us: bool | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A variant as it will appear on one channel: the only input of the engine.

    ``text`` is the whole caption or body with its hashtags. ``settings`` carries platform answers such as
    ``{"topic": "bread", "langs": ["fr"], "paid_partnership": True}``.
    """

    platform: str
    format: str
    text: str
    lang: str | None = None  # None: detect
    objective: Objective | None = None  # None: the pack's default
    title: str | None = None
    first_comment: str | None = None
    link: str | None = None
    media: tuple[MediaItem, ...] | None = None
    ai_use: AiUse | None = None
    answered: bool = (
        False  # True when disclosure answers come from a draft (an unanswered question then fails)
    )
    reply_owner: bool | None = None
    schedule: Schedule | None = None
    history: History | None = None
    brand: Brand | None = None
    products: tuple[Product, ...] | None = None
    audience: Audience | None = None
    settings: Mapping[str, object] | None = None

    @property
    def surface(self) -> str:
        return f"{self.platform}.{self.format}"


@dataclass(frozen=True, slots=True)
class Measure:
    value: float | int | str | bool
    unit: str


Span = tuple[int, int]  # start, end in Unicode code points of Snapshot.text, half-open


@dataclass(frozen=True, slots=True)
class Result:
    """What one rule answers: data only, words come later. ``facts`` fill the wording; ``case`` picks its sentence."""

    outcome: Outcome
    measured: Measure | None = None
    wanted: Measure | None = None
    spans: tuple[Span, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    case: str = ""  # key under wording[outcome], e.g. "wall"; "" = the default sentence
    severity: Severity | None = None  # None: the edition's default for this rule and platform
    missing: tuple[str, ...] = ()  # inputs whose absence made it not_assessed


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's result on a snapshot, weighed. ``weight`` is weight x evidence factor; ``gain`` in points of the score."""

    rule: str
    family: Family
    result: Result
    severity: Severity
    signal: str = ""  # stop | hold | send | save | talk | find (signals family only)
    weight: float = 0.0
    gain: int | None = None

    @property
    def outcome(self) -> Outcome:
        return self.result.outcome


@dataclass(frozen=True, slots=True)
class Report:
    """The four outputs, never blended. ``score`` is None when nothing could be assessed or the format has no pack."""

    platform: str
    format: str
    lang: str
    edition: str
    engine: str
    pack: str | None
    objective: Objective | None
    fits: bool
    score: int | None
    score_untimed: int | None  # without schedule rules: what thresholds compare
    assessed: int
    total: int
    validity: tuple[Finding, ...] = ()
    signals: tuple[Finding, ...] = ()
    risk: tuple[Finding, ...] = ()
    disclosure: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.validity + self.signals + self.risk + self.disclosure


@dataclass(frozen=True, slots=True)
class Evidence:
    title: str
    source: str
    date: str
    strength: str  # FP | law | FPp | PR | DOC | VS | FOLK | MEM | BRAND
    says: Mapping[str, str]  # words in en and fr


@dataclass(frozen=True, slots=True)
class EditionInfo:
    """One edition of the list. ``sha256`` over its files makes it released; empty while it is still being written."""

    name: str
    released: date
    sha256: str


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of post of a platform and what it takes. ``limits`` holds the groups of limits.json, each with its source."""

    platform: str
    name: str
    labels: Mapping[str, str]  # words in en and fr
    limits: Mapping[str, Mapping[str, object]]
    pack: str | None = None  # None: no signals score yet
    text_limit: int | None = None  # None: the format carries no text
    counter: str | None = None  # key of scoring.counting.COUNTERS
    fold: int | None = None  # characters seen before "see more"
    media_kinds: tuple[str, ...] = ()
    media_min: int = 0
    media_max: int = 0
    has_title: bool = False
    title_required: bool = False
    title_limit: int | None = None
    has_first_comment: bool = False
    has_link: bool = False

    @property
    def surface(self) -> str:
        return f"{self.platform}.{self.name}"


@dataclass(frozen=True, slots=True)
class Platform:
    name: str
    label: str
    formats: Mapping[str, Format]
