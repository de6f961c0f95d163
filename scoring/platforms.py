"""The platforms of the current edition, for whoever offers them: labels, formats, what each takes."""

from __future__ import annotations

from collections.abc import Mapping

from scoring import rulebook
from scoring.types import Format, Platform

PLATFORMS: Mapping[str, Platform] = rulebook.current().platforms
FORMATS: Mapping[str, Format] = {
    form.surface: form for platform in PLATFORMS.values() for form in platform.formats.values()
}
