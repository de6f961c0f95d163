from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from planner.forms.fields import ZoneField
from planner.models import Channel
from planner.queries import imports, surfaces


class ImportForm(forms.Form):
    """Which channel, which file, and whose clock its times were written by."""

    channel = forms.TypedChoiceField(label=_("Channel"), coerce=int)
    file = forms.FileField(
        label=_("Export"),
        allow_empty_file=True,  # the service says it in the same words as everything else
        max_length=200,
        widget=forms.FileInput({"accept": ".csv,.xlsx,.tsv,.txt"}),
    )
    time_zone = ZoneField(
        label=_("Time zone of the file"),
        required=False,
        empty=_("The brand’s own"),
        help_text=_("Only where the platform shows times of another zone than the brand’s."),
    )

    def __init__(self, *args: Any, groups: list[tuple[str, list[Channel]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            (brand, [(row.pk, _name(row)) for row in rows]) for brand, rows in groups
        ]
        self.fields["file"].widget.attrs |= {
            "data-max": settings.IMPORT_MAX_BYTES,
            "data-too-large": imports.too_large(),
        }

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > settings.IMPORT_MAX_BYTES:
            raise forms.ValidationError(imports.too_large())
        return file


def _name(channel: Channel) -> str:
    return f"{surfaces.platform_label(channel.platform)} · {channel.name}"
