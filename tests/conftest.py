from __future__ import annotations

import pytest
from cast import Cast, make_cast, make_person

from planner.models import Member, User, Workspace


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def outsider(db: None) -> User:
    """An owner of another agency."""
    user = make_person("otto@elsewhere.example.org", "Otto Elsewhere")
    workspace = Workspace.objects.create(name="Elsewhere", slug="elsewhere")
    Member.objects.create(workspace=workspace, user=user, role="owner")
    return user
