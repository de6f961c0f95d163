"""The pages before one is signed in, in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsing import Visitor
from django.urls import reverse

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password", "api_docs"])
def test_the_entrance_is_accessible(visit: Callable[..., Visitor], name: str) -> None:
    visitor = visit()
    visitor.open(reverse(name))
    visitor.is_accessible()
