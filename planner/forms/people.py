from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from planner.forms.fields import ZoneField, known_zone
from planner.models import NoticeKind, User


class SignupForm(forms.Form):
    """The field that sign-up asks for besides address and password, and first: there the cursor waits."""

    field_order = ("name", "email", "password1")

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name", "autofocus": True}),
    )
    # The device's, filled in by js/zone.js; what is not a zone is nobody's fault and left open.
    time_zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput({"data-zone": True}))

    def clean_time_zone(self) -> str:
        return known_zone(self.cleaned_data["time_zone"])

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.language = getattr(request, "LANGUAGE_CODE", "en")
        user.time_zone = self.cleaned_data["time_zone"]
        user.save(update_fields=["name", "language", "time_zone"])


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    name = forms.CharField(label=_("Your name"), max_length=120)
    time_zone = ZoneField(
        label=_("Time zone"),
        required=False,
        empty=_("As the device"),
        help_text=_("For the log and notices. Plans are always shown in the brand's own time."),
    )

    class Meta:
        model = User
        fields = ("name", "language", "theme", "time_zone")


class NoticesForm(forms.Form):
    """Two boxes for each kind of notice: in the app, by mail."""

    def __init__(self, *args: Any, chosen: dict[str, tuple[bool, bool]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in NoticeKind.choices:
            in_app, by_mail = chosen[kind]
            for name, words, on in (("app", _("in the app"), in_app), ("mail", _("by mail"), by_mail)):
                box = forms.CheckboxInput({"aria-label": f"{label}, {words}"})
                self.fields[f"{kind}_{name}"] = forms.BooleanField(
                    label=words, required=False, initial=on, widget=box
                )

    def lines(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        return [(label, self[f"{kind}_app"], self[f"{kind}_mail"]) for kind, label in NoticeKind.choices]

    def chosen(self) -> dict[NoticeKind, tuple[bool, bool]]:
        data = self.cleaned_data
        return {kind: (data[f"{kind}_app"], data[f"{kind}_mail"]) for kind in NoticeKind}
