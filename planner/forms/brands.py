from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planner.forms.fields import LinesField, ListField, ZoneField, colour, country, hashtag
from planner.models import Address, Brand, Channel, Pillar, Register
from planner.queries import surfaces


class BrandNewForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a brand needs to begin with; everything else has a good default."""

    time_zone = ZoneField(label=_("Time zone"), help_text=_("Plans are made and shown in this zone."))

    class Meta:
        model = Brand
        fields = ("name", "language", "time_zone")

    def validate_unique(self) -> None:
        """The service says it, together with what an archived brand keeps."""


class BrandForm(BrandNewForm):
    """The kit."""

    markets = ListField(
        label=_("Markets"),
        required=False,
        most=30,
        check=country,
        help_text=_("Country codes, such as FR, BE, CH."),
    )
    voice = forms.CharField(
        label=_("Voice"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("How the brand speaks: two or three sentences that a new writer understands."),
    )
    palette = ListField(
        label=_("Palette"),
        required=False,
        most=12,
        check=colour,
        help_text=_("Colours, such as #b4532a, #f2e8dc."),
    )
    words_to_use = ListField(
        label=_("Words to use"), required=False, most=200, help_text=_("Separated by commas.")
    )
    words_to_avoid = ListField(
        label=_("Words to avoid"),
        required=False,
        most=200,
        help_text=_("Separated by commas. The check marks them in drafts."),
    )
    required_hashtags = ListField(
        label=_("Hashtags that every post carries"),
        required=False,
        most=30,
        check=hashtag,
        help_text=_("Separated by commas. In the text or in the first comment."),
    )
    required_disclosures = LinesField(
        label=_("Wordings that every post carries"),
        required=False,
        most=10,
        help_text=_("One on each line, such as “Pub” or “Photo retouchée”. The law may ask for more."),
    )
    address = forms.ChoiceField(
        label=_("Speaks to the reader with"),
        required=False,
        choices=[("", _("Either")), *Address.choices],
        help_text=_("In French texts. The check marks what says the other."),
    )
    register = forms.ChoiceField(
        label=_("Register"),
        required=False,
        choices=[("", _("Either")), *Register.choices],
        help_text=_("Heard by lists of words; neutral texts pass."),
    )
    monthly_posts = forms.IntegerField(
        label=_("Posts wanted a month"),
        min_value=0,
        max_value=1000,
        help_text=_("What calendar gaps are measured by."),
    )

    class Meta:
        model = Brand
        fields = (
            "name", "language", "time_zone", "monthly_posts", "markets", "voice", "palette", "words_to_use", "words_to_avoid",
            "required_hashtags", "required_disclosures", "address", "register",
        )  # fmt: skip


class WorkflowForm(forms.ModelForm):  # type: ignore[type-arg]
    """How drafts of the brand are approved."""

    class Meta:
        model = Brand
        fields = ("reviewer_step", "client_step", "allow_own_work", "allow_for_client")
        labels = {
            "reviewer_step": _("A reviewer approves"),
            "client_step": _("The client approves"),
            "allow_own_work": _("Members may decide on their own work"),
            "allow_for_client": _("Owners and managers may decide for the client"),
        }
        help_texts = {
            "reviewer_step": _("First step of every round."),
            "client_step": _("Second step. Clients see a draft only once it reaches them."),
            "allow_own_work": _(
                "Otherwise whoever wrote a part of it cannot approve it. Each time is recorded."
            ),
            "allow_for_client": _("For clients who answer by phone. Each time is recorded."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "switch"


class PillarForm(forms.ModelForm):  # type: ignore[type-arg]
    share = forms.IntegerField(
        label=_("Target share, %"),
        min_value=0,
        max_value=100,
        initial=25,
        help_text=_("Of all posts of the brand."),
    )
    keywords = ListField(
        label=_("Words that show it"),
        required=False,
        most=60,
        help_text=_("Separated by commas. They help the check to see whether a text is on topic."),
    )

    class Meta:
        model = Pillar
        fields = ("name", "share", "keywords")

    def validate_unique(self) -> None:
        """The service says it."""


class ChannelForm(forms.ModelForm):  # type: ignore[type-arg]
    """``default_format`` offers the formats of all platforms in groups; the script shows those of the one chosen."""

    platform = forms.ChoiceField(label=_("Platform"), widget=forms.RadioSelect)
    default_format = forms.CharField(label=_("Usual format"), required=False)
    url = forms.URLField(label=_("Address"), required=False, max_length=200, assume_scheme="https")

    class Meta:
        model = Channel
        fields = ("platform", "name", "handle", "default_format", "url")
        help_texts = {
            "name": _("As the page is called there."),
            "handle": _("With or without @."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["platform"]
        else:
            choices = [(key, platform.label) for key, platform in surfaces.platforms().items()]
            self.fields["platform"].choices = choices  # type: ignore[attr-defined]
        self.fields["default_format"].widget = forms.Select(choices=self._formats())

    def _formats(self) -> list[tuple[str, Any]]:
        """With a platform: its formats. Without: "linkedin.text" and so on, in groups named after their platforms."""
        first: list[tuple[str, Any]] = [("", _("The first that fits"))]
        if self.instance.pk:
            return [*first, *surfaces.format_labels(self.instance.platform).items()]
        return first + [
            (
                platform.label,
                [(f"{key}.{name}", label) for name, label in surfaces.format_labels(key).items()],
            )
            for key, platform in surfaces.platforms().items()
        ]

    def clean_handle(self) -> str:
        return str(self.cleaned_data["handle"]).strip().removeprefix("@")

    def clean_default_format(self) -> str:
        """The bare format. One of another platform, left over from a change of mind, counts as none."""
        platform = self.instance.platform or self.cleaned_data.get("platform", "")
        chosen = str(self.cleaned_data["default_format"]).removeprefix(f"{platform}.")
        return chosen if surfaces.format_of(platform, chosen) else ""

    def validate_unique(self) -> None:
        """The service says it."""
