from __future__ import annotations

from django import forms

from planner.queries.events import LogFilter

MOST = 2**63 - 1


class LogForm(forms.Form):
    """Filters of the log; nonsense in one of them leaves that one out."""

    person = forms.IntegerField(required=False, min_value=1, max_value=MOST)
    action = forms.CharField(required=False, max_length=40)
    brand = forms.IntegerField(required=False, min_value=1, max_value=MOST)
    first = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    last = forms.DateField(required=False, input_formats=["%Y-%m-%d"])

    def wanted(self) -> LogFilter:
        self.full_clean()
        return LogFilter(**{name: value for name, value in self.cleaned_data.items() if value})
