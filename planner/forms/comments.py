from __future__ import annotations

from django import forms

MOST = 2**63 - 1


class CommentForm(forms.Form):
    """``body`` may be empty here: the service says in words that it may not."""

    body = forms.CharField(required=False)
    client_sees = forms.BooleanField(required=False)
    quote = forms.CharField(required=False)
    variant = forms.IntegerField(required=False, min_value=1, max_value=MOST)
    content_hash = forms.CharField(required=False, max_length=64)
