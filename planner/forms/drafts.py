"""The fields of the draft page: what each shows, how it is sent back, and what was wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from planner.models import Acquaintance, AiUse, Draft, FunnelStage, Objective, Placement, Variant
from planner.queries import surfaces
from planner.queries.diffs import label, products_as_text
from planner.queries.drafts import Choices

Option = tuple[str, str]
YES_NO = ("yes", "no")


@dataclass(slots=True)
class Cell:
    """One field. ``key`` names it over the whole page ("draft.text", "variant.12.title"); ``value`` is what is shown, ``base``
    what is stored; they differ only when the form came back with an error."""

    key: str
    url: str
    label: str
    value: str
    kind: str = "line"  # line, area, select
    options: list[Option] = field(default_factory=list)
    hint: str = ""
    placeholder: str = ""
    check: str = ""  # what the live check calls it
    most: int = 0
    base: str = ""
    error: str = ""
    theirs: str = ""  # what somebody else wrote, when both changed the same words
    input_type: str = "text"

    @property
    def name(self) -> str:
        return self.key.rpartition(".")[2] if "settings." not in self.key else self.key.split(".", 2)[2]

    @property
    def id(self) -> str:
        return self.key.replace(".", "-")


def as_text(value: Any) -> str:
    """A stored value as a field shows it and sends it back."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return products_as_text(value) if value and isinstance(value[0], dict) else ", ".join(value)
    if isinstance(value, tuple):
        return _pair(*value)
    return str(value)


def _pair(first: date, second: date | time | None) -> str:
    if isinstance(second, time):
        return f"{first.isoformat()}T{second.strftime('%H:%M')}"
    return f"{first.isoformat()}/{second.isoformat()}" if second else ""


def _blank(choices: Iterable[tuple[Any, Any]], words: str) -> list[Option]:
    return [("", words), *((str(value), str(name)) for value, name in choices)]


def draft_cells(draft: Draft, choices: Choices) -> dict[str, Cell]:
    """The draft's own fields by name."""
    url = reverse("draft_field", args=[draft.workspace.slug, draft.pk])

    def cell(name: str, value: Any, **rest: Any) -> Cell:
        shown = as_text(value)
        return Cell(f"draft.{name}", url, rest.pop("words", label(name)), shown, base=shown, **rest)

    pillars = _blank(((pillar.pk, pillar.name) for pillar in choices.pillars), _("No pillar"))
    people = _blank(((member.user_id, member.user.label) for member in choices.people), _("Nobody yet"))
    cells = [
        cell("title", draft.title, most=160),
        cell("text", draft.text, kind="area", words=_("Base text"), check="text"),
        cell(
            "brief",
            draft.brief,
            kind="area",
            hint=_("What this post is for, for those who write and review it."),
        ),
        cell(
            "objective",
            draft.objective,
            kind="select",
            options=_blank(Objective.choices, _("As the format does")),
        ),
        cell("pillar", draft.pillar_id, kind="select", options=pillars),
        cell("ai_use", draft.ai_use, kind="select", options=_blank(AiUse.choices, _("Not answered"))),
        cell(
            "funnel_stage", draft.funnel_stage, kind="select", options=_blank(FunnelStage.choices, _("None"))
        ),
        cell("reply_owner", draft.reply_owner_id, kind="select", options=people),
        cell("campaign", draft.campaign, most=80),
        cell(
            "products",
            draft.products,
            hint=_("Separated by commas. “Rye loaf = loaf.jpg” also says which file shows it."),
        ),
        cell("audience", draft.audience, most=120, hint=_("Whom it is for, such as: new bakers.")),
        cell(
            "audience_knows",
            draft.audience_knows,
            kind="select",
            options=_blank(Acquaintance.choices, _("Not told")),
        ),
        cell("labels", draft.labels, hint=_("Separated by commas.")),
    ]
    return {one.name: one for one in cells}


FILM = ("video", "reel", "short", "story", "long")
PICTURE = ("image", "images", "carousel", "photo", "post", "pin")


def _answers() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Questions about disclosure by setting: the words, and the formats that are asked (none given: all)."""
    return {
        "paid_partnership": (_("Paid partnership"), ()),
        "ai_label": (_("The platform's AI label is on"), ()),
        "commercial_music": (_("Music cleared for commercial use"), FILM),
        "voice_clone": (_("A cloned voice is heard"), FILM),
        "voice_consent": (_("The person of the cloned voice agreed"), FILM),
        "retouched_body": (_("A face or body was retouched"), PICTURE),
    }


def variant_cells(variant: Variant) -> dict[str, Cell]:
    """The fields that this variant's format has, by name."""
    slug, platform = variant.draft.workspace.slug, variant.channel.platform
    url = reverse("variant_field", args=[slug, variant.pk])
    form = surfaces.format_of(platform, variant.format)

    def cell(name: str, value: Any, **rest: Any) -> Cell:
        shown = as_text(value)
        words = rest.pop("words", "") or label(name)
        return Cell(f"variant.{variant.pk}.{name}", url, words, shown, base=shown, **rest)

    formats = list(surfaces.format_labels(platform).items())
    languages = [("", _("Found by itself")), ("en", _("English")), ("fr", _("French"))]
    if variant.language and variant.language not in dict(languages):
        languages.append((variant.language, variant.language))
    cells = [
        cell("text", variant.full_text, kind="area", check="text"),
        cell("format", variant.format, kind="select", options=formats),
        cell("language", variant.language, kind="select", options=languages, check="language"),
    ]
    if (form and form.has_title) or variant.title:
        cells.append(cell("title", variant.title, most=(form and form.title_limit) or 400, check="title"))
    if (form and form.has_first_comment) or variant.first_comment:
        cells.append(cell("first_comment", variant.first_comment, kind="area", check="first_comment"))
    if (form and form.has_link) or variant.link:
        cells.append(cell("link", variant.link, most=2048, check="link", input_type="url"))
    cells += _settings_cells(variant, cell)
    return {one.name: one for one in cells}


def _settings_cells(variant: Variant, cell: Any) -> list[Cell]:
    cells = []
    if variant.channel.platform == "threads":
        cells.append(cell("settings.topic", variant.settings.get("topic"), words=_("Topic"), most=120))
    if variant.channel.platform == "bluesky":
        hint = _("Codes such as en, fr, separated by commas.")
        cells.append(
            cell("settings.langs", variant.settings.get("langs"), words=_("Languages of the post"), hint=hint)
        )
    answers = _blank(zip(YES_NO, (_("Yes"), _("No")), strict=True), _("Not answered"))
    for name, (words, formats) in _answers().items():
        if not formats or variant.format in formats or name in variant.settings:
            cells.append(
                cell(
                    f"settings.{name}",
                    variant.settings.get(name),
                    words=words,
                    kind="select",
                    options=answers,
                )
            )
    return cells


def alt_cells(draft: Draft, variant: Variant | None, media: Iterable[Placement]) -> dict[int, Cell]:
    """The alt texts of the pictures shown there, by asset."""
    slug, place = draft.workspace.slug, variant.pk if variant else "base"
    query = f"?variant={variant.pk}" if variant else ""
    return {
        one.asset_id: Cell(
            f"alt.{place}.{one.asset_id}",
            reverse("media_alt", args=[slug, draft.pk, one.asset_id]) + query,
            label("alt"),
            one.alt,
            kind="area",
            placeholder=_("What the picture shows, for those who cannot see it"),
            base=one.alt,
        )
        for one in media
        if one.asset.kind == one.asset.Kind.IMAGE
    }


def typed(cells: Iterable[Cell], data: Mapping[str, str], problems: Mapping[str, tuple[str, str]]) -> None:
    """Put back what was typed where it could not be saved: ``problems`` holds (sentence, what somebody else wrote)."""
    for cell in cells:
        if cell.key in problems:
            cell.value = data.get(cell.key, cell.value)
            cell.error, cell.theirs = problems[cell.key]


def words() -> dict[str, str]:
    """What the autosave says, for its script."""
    return {
        "saving": _("Saving…"),
        "saved": _("Saved"),
        "offline": _("Not saved: connection lost, your text is kept here"),
        "refused": _("Not saved: please look at the field that is marked"),
        "conflict": _("Not saved: two versions, please choose"),
        "out": _(
            "Not saved: you are signed out. Your text is kept here; sign in again in another tab, then try again."
        ),
        "broken": _("Not saved: the server had a problem. Your text is kept here."),
        "large": _("This text is larger than 1 MB. It is not saved: please shorten it."),
        "retry": _("Try again"),
        "kept": _("Words typed here earlier were never saved. This browser still has them."),
        "restore": _("Put them back"),
        "discard": _("Throw them away"),
        "moved": _("Somebody changed the channels of this draft."),
        "show": _("Show"),
    }
