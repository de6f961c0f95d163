from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from planner.models import Decision
from planner.services.reviews import NOTE_MAX


class DecisionForm(forms.Form):
    """One of the three answers. ``step`` and ``content_hash`` are what was on the screen."""

    ANSWERS = (("approved", ""), ("noted", ""), ("changes", ""))

    step = forms.IntegerField(min_value=1)
    content_hash = forms.CharField(max_length=64)
    answer = forms.ChoiceField(choices=ANSWERS)
    note = forms.CharField(required=False, max_length=NOTE_MAX)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("note") and "note" not in self.errors:
            if data.get("answer") == "changes":
                raise ValidationError(_("Please say what should change."))
            if data.get("answer") == "noted":
                raise ValidationError(_("Please write the note that goes with your approval."))
        return data

    @property
    def verdict(self) -> Decision.Verdict:
        changes = self.cleaned_data["answer"] == "changes"
        return Decision.Verdict.CHANGES if changes else Decision.Verdict.APPROVED
