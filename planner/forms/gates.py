from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planner.models import Gate
from planner.queries import surfaces


class GateForm(forms.ModelForm):  # type: ignore[type-arg]
    """``rules`` are the rulebook's, in groups. Fields that the chosen condition does not use keep their defaults."""

    platform = forms.ChoiceField(label=_("Platform"), required=False)
    rule = forms.ChoiceField(label=_("Rule"), required=False)
    least = forms.IntegerField(
        label=_("Signals at least"), min_value=1, max_value=100, required=False, help_text=_("Of 100.")
    )

    class Meta:
        model = Gate
        fields = ("what", "rule", "outcome", "severity", "least", "platform", "campaign", "mode")
        widgets = {"what": forms.RadioSelect, "mode": forms.RadioSelect}
        labels = {
            "what": _("Condition"),
            "outcome": _("From this outcome"),
            "severity": _("Severity from"),
            "campaign": _("Campaign"),
            "mode": _("What it does"),
        }
        help_texts = {
            "campaign": _("Only for drafts of this campaign; empty for all."),
            "mode": _("Watch first: what it would have stopped in the last 90 days is shown beside it."),
        }

    def __init__(self, *args: Any, rules: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everywhere = [("", _("All platforms"))]
        self.fields["platform"].choices = everywhere + [  # type: ignore[attr-defined]
            (key, platform.label) for key, platform in surfaces.platforms().items()
        ]
        self.fields["rule"].choices = [("", _("Choose a rule")), *rules]  # type: ignore[attr-defined]
        for name in ("outcome", "severity"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("what") == Gate.What.RULE and not data.get("rule") and "rule" not in self.errors:
            self.add_error("rule", _("Choose the rule that this is about."))
        if data.get("what") == Gate.What.SCORE and not data.get("least") and "least" not in self.errors:
            self.add_error("least", _("Say how many points of 100 a draft must have."))
        kept = Gate()
        for name in ("outcome", "severity", "least"):
            data[name] = data.get(name) or getattr(kept, name)
        return data


class WaiverForm(forms.Form):
    """Who may answer for it is chosen among ``people``: (user id, name)."""

    reason = forms.CharField(
        label=_("Why may this draft pass?"), max_length=1000, widget=forms.Textarea({"rows": 2})
    )
    owner = forms.TypedChoiceField(label=_("Who answers for it"), coerce=int)
    until = forms.DateField(label=_("Until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = people  # type: ignore[attr-defined]
