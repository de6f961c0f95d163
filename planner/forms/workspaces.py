from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planner import access, policy
from planner.models import ApiToken, Brand, Member, Role, Workspace


class WorkspaceForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Workspace
        fields = ("name",)
        labels = {"name": _("Name of the workspace")}
        help_texts = {"name": _("Usually the name of your agency or team.")}


class ArchiveForm(forms.Form):
    """Asks once: the name typed again."""

    name = forms.CharField(
        label=_("Type the name of the workspace to archive it"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workspace = workspace

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if name.casefold() != self.workspace.name.strip().casefold():
            raise ValidationError(_("This is not its name. Nothing was archived."))
        return name


ROLE_HINTS = {
    Role.OWNER: _("Everything, and the workspace itself."),
    Role.MANAGER: _("Brands, members, workflow and tokens; writes and decides."),
    Role.EDITOR: _("Writes drafts and plans them."),
    Role.REVIEWER: _("Reads, comments and decides on reviews."),
    Role.CLIENT: _("Sees and approves what is sent to them, nothing else."),
}


class RoleForm(forms.Form):
    """A role not above the giver's, and brands the giver sees."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect, initial=Role.EDITOR)
    scope = forms.ChoiceField(
        label=_("Brands"),
        widget=forms.RadioSelect,
        choices=[("all", _("All brands, new ones too")), ("some", _("Only these:"))],
        initial="all",
        required=False,
    )
    brands = forms.ModelMultipleChoiceField(
        Brand.objects.none(), label=_("Which brands"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, role.label) for role in Role if policy.can_give_role(member.role, role)
        ]
        self.fields["brands"].queryset = access.brands_of(member).order_by("name")  # type: ignore[attr-defined]
        if not member.all_brands:
            self.fields["scope"].choices = [("some", _("Only these:"))]  # type: ignore[attr-defined]
            self.fields["scope"].initial = "some"

    def roles(self) -> list[tuple[Any, Any]]:
        """(radio button, what the role may do) for the page."""
        return [(option, ROLE_HINTS[Role(option.data["value"])]) for option in self["role"]]

    def chosen(self) -> list[Brand] | None:
        """None: all brands."""
        return None if self.cleaned_data["scope"] == "all" else list(self.cleaned_data["brands"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("role") == Role.OWNER:
            data["scope"] = "all"
        elif data.get("role") == Role.CLIENT:
            data["scope"] = "some"
        if "brands" in data and data.get("scope") != "all" and not data["brands"]:
            self.add_error("brands", _("Choose at least one brand."))
        elif data.get("scope") == "all" and data.get("role") != Role.OWNER and data.get("brands"):
            self.add_error(
                "brands", _("Either all brands, or only those that are ticked: please choose one.")
            )
        return data


class InviteForm(RoleForm):
    email = forms.EmailField(
        label=_("Email"), max_length=254, widget=forms.EmailInput({"autocomplete": "off", "autofocus": True})
    )
    field_order = ("email", "role", "scope", "brands")


LIVES = {
    "30": (_("30 days"), timedelta(days=30)),
    "90": (_("90 days"), timedelta(days=90)),
    "365": (_("One year"), timedelta(days=365)),
    "0": (_("Until revoked"), None),
}


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=ApiToken.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[ApiToken.Scope.READ],
    )
    life = forms.ChoiceField(
        label=_("Valid for"), choices=[(key, words) for key, (words, _life) in LIVES.items()], initial="90"
    )

    class Meta:
        model = ApiToken
        fields = ("name",)
        help_texts = {"name": _("What uses it, for example “Website import”.")}

    def expires_at(self) -> datetime | None:
        life = LIVES[self.cleaned_data["life"]][1]
        return timezone.now() + life if life else None
