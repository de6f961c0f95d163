from __future__ import annotations

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from rounds import again, answer, send

from planner import access
from planner.models import Comment, Draft, Notice, User
from planner.services import comments


def at_client(cast: Cast) -> Draft:
    draft = cast.draft()
    send(cast, draft)
    answer(cast, draft, "reviewer")
    return draft


def say(cast: Cast, draft: Draft, who: str, body: str, **more: object) -> Comment:
    return comments.add(draft, member=cast.members[who], body=body, **more)  # type: ignore[arg-type]


def test_internal_by_default_and_a_clients_words_are_for_everybody(cast: Cast) -> None:
    draft = at_client(cast)
    inside = say(cast, draft, "editor", "Entre nous")
    shown = say(cast, draft, "editor", "Pour Malo", client_sees=True)
    theirs = say(cast, draft, "client", "Bonjour")
    assert (inside.visibility, shown.visibility, theirs.visibility) == ("internal", "client", "client")
    assert set(access.comments_of(cast.members["client"], draft)) == {shown, theirs}
    assert access.comments_of(cast.members["reviewer"], draft).count() == 3
    with pytest.raises(Http404):
        access.comment_for(cast.members["client"], inside.pk)


def test_who_may_not_write(cast: Cast, outsider: User) -> None:
    draft = cast.draft()
    for member in (
        cast.members["client"],
        outsider.memberships.get(),
    ):  # not at the client's step; of another agency
        with pytest.raises(Http404):
            comments.add(draft, member=member, body="Bonjour")
    with pytest.raises(ValidationError, match="write something"):
        say(cast, draft, "editor", "  \n ")
    with pytest.raises(ValidationError, match="at most"):
        say(cast, draft, "editor", "x" * 4001)
    with pytest.raises(Http404):
        say(cast, draft, "editor", "x", variant_id=cast.draft().variants.get().pk)
    assert not Comment.objects.exists()


def test_mentions_tell_those_who_may_read_it(cast: Cast) -> None:
    draft = at_client(cast)
    Notice.objects.all().delete()
    inside = say(
        cast, draft, "editor", "@Nadia Benali, @malo kerdraon et @Personne : regardez. mail@Hugo Martin"
    )
    assert [user.label for user in inside.mentions.all()] == ["Nadia Benali"]
    shown = say(cast, draft, "editor", "@Malo Kerdraon, d’accord ? @Inès Carpentier", client_sees=True)
    assert {user.label for user in shown.mentions.all()} == {"Malo Kerdraon", "Inès Carpentier"}
    told = Notice.objects.filter(kind="mention")
    assert {notice.user.label for notice in told} == {
        "Nadia Benali",
        "Malo Kerdraon",
    }  # not the writer herself
    assert "/client/" in told.get(user=cast.user("client")).url


def test_a_client_is_not_told_of_a_draft_that_never_reached_them(cast: Cast) -> None:
    draft = cast.draft()
    comment = say(cast, draft, "editor", "@Malo Kerdraon bientôt", client_sees=True)
    assert not comment.mentions.exists()
    assert not Notice.objects.exists()


def test_settling_a_comment_is_the_teams(cast: Cast) -> None:
    draft = at_client(cast)
    comment = say(cast, draft, "client", "Le prix est faux")
    with pytest.raises(PermissionDenied):
        comments.resolve(comment.pk, member=cast.members["client"], resolved=True)
    for _press in range(2):
        comments.resolve(comment.pk, member=cast.members["reviewer"], resolved=True)
    comment.refresh_from_db()
    assert comment.resolved_by == cast.user("reviewer")
    comments.resolve(comment.pk, member=cast.members["editor"], resolved=False)
    comment.refresh_from_db()
    assert comment.resolved_at is None
    again(draft)


def test_comments_on_the_page(cast: Cast, outsider: User) -> None:
    draft = cast.draft()
    url = f"/w/atelier-nord/drafts/{draft.pk}/comments/"
    editor = cast.browser("editor")
    answered = editor.post(
        url, {"body": "Plus <b>court</b>", "quote": "11 000 €"}, headers={"HX-Request": "true"}
    )
    assert answered.status_code == 200
    page = answered.content.decode()
    assert 'id="review-panel"' in page
    assert "Plus &lt;b&gt;court&lt;/b&gt;" in page
    assert "<html" not in page
    assert editor.post(url, {"body": ""}, headers={"HX-Request": "true"}).status_code == 422
    assert editor.post(url, {"body": "Encore", "variant": "no number"}).status_code == 302
    assert cast.browser("client").post(url, {"body": "x"}).status_code == 403
    stranger = cast.browser("nobody")
    stranger.force_login(outsider)
    assert stranger.post(url, {"body": "x"}).status_code == 404
    comment = Comment.objects.first()
    assert comment
    resolve = f"/w/atelier-nord/comments/{comment.pk}/resolve/"
    assert stranger.post(resolve).status_code == 404
    assert "Open again" in editor.post(resolve, headers={"HX-Request": "true"}).content.decode()
    assert Comment.objects.count() == 2
