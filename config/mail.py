"""Mail as files, for a try-out and until EMAIL_URL is set."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

from django.core.mail.backends import filebased


class EmailBackend(filebased.EmailBackend):
    """One file for each mail. Django's own names them by second and memory address, so that two mails of one second may
    end up in one file, and the mailbox would show the first only."""

    def _get_filename(self) -> str:
        if self._fname is None:
            name = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}.log"
            self._fname = str(Path(self.file_path) / name)
        return self._fname
