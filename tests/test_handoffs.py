from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
import time_machine
from cast import Cast
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.http import Http404
from django.utils import timezone
from PIL import Image
from rounds import again, approve, edit
from test_approvals import picture, place

from planner import bridge
from planner.models import Draft, User, Variant
from planner.queries import handoffs as queries
from planner.services import handoffs

HERE = "/w/atelier-nord"


def approved(cast: Cast, **fields: object) -> Draft:
    draft = cast.draft(planned=True, **fields)  # type: ignore[arg-type]
    approve(cast, draft)
    return draft


def only(draft: Draft) -> Variant:
    return draft.variants.select_related("channel", "draft").get()


def test_approved_content_is_handed_off_once(cast: Cast) -> None:
    draft = approved(cast)
    first = handoffs.hand_off(only(draft), member=cast.members["editor"]).handed_off_at
    assert handoffs.hand_off(only(draft), member=cast.members["editor"]).handed_off_at == first
    assert handoffs.take_back(only(draft), member=cast.members["editor"]).handed_off_at is None
    with pytest.raises(PermissionDenied):
        handoffs.hand_off(only(draft), member=cast.members["reviewer"])


def test_what_is_due_is_handed_off_and_what_is_proposed_too_late_is_not_valid(cast: Cast) -> None:
    due = approved(cast)
    late = cast.draft(planned=True)
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        assert bridge.check(bridge.snapshot_of(only(due)), cast.workspace).fits
        assert not bridge.check(bridge.snapshot_of(only(late)), cast.workspace).fits
        assert handoffs.hand_off(only(due), member=cast.members["editor"]).handed_off_at


def test_unapproved_stale_and_unfit_content_is_refused_in_words(cast: Cast, outsider: User) -> None:
    member = cast.members["editor"]
    draft = cast.draft(planned=True)
    with pytest.raises(ValidationError, match="Not approved yet"):
        handoffs.hand_off(only(draft), member=member)
    approve(cast, draft)
    text = draft.text
    edit(cast, draft, text="Une lettre")
    with pytest.raises(ValidationError, match="Changed since it was approved"):
        handoffs.hand_off(only(draft), member=member)
    edit(cast, draft, text=text)
    # a write that went past every service is caught as well
    Draft.objects.filter(pk=draft.pk).update(text="In secret")
    with pytest.raises(ValidationError, match="Changed since it was approved"):
        handoffs.mark_published(only(draft), member=member, url="https://www.linkedin.com/posts/1")
    long = approved(cast, text="x" * 3500)
    with pytest.raises(ValidationError, match="Does not fit the platform"):
        handoffs.hand_off(only(long), member=member)
    with pytest.raises(Http404):
        handoffs.hand_off(only(long), member=outsider.memberships.get())
    assert not Variant.objects.exclude(handed_off_at=None).exists()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "linkedin.com/posts/1",
        "http://www.linkedin.com/1",
        "javascript:alert(1)",
        "https://",
        "https://x/" + "a" * 2100,
    ],
)
def test_a_link_must_be_a_whole_https_address(cast: Cast, url: str) -> None:
    draft = approved(cast)
    with pytest.raises(ValidationError, match="address"):
        handoffs.mark_published(only(draft), member=cast.members["editor"], url=url)
    assert only(draft).published_at is None


def test_a_link_to_elsewhere_asks_once(cast: Cast) -> None:
    draft, member = approved(cast), cast.members["editor"]
    for url in ("https://evil-linkedin.com/1", "https://linkedin.com.evil.org/1"):
        with pytest.raises(handoffs.OtherHost, match="right one"):
            handoffs.mark_published(only(draft), member=member, url=url)
    handoffs.mark_published(only(draft), member=member, url="https://intranet.example.org/1", sure=True)
    again(draft)
    variant = handoffs.mark_published(only(draft), member=member, url="https://fr.linkedin.com/posts/1")
    assert variant.published_url == "https://fr.linkedin.com/posts/1"
    assert variant.handed_off_at
    assert variant.published_at


def test_every_platform_has_its_hosts() -> None:
    from scoring.platforms import PLATFORMS

    assert set(queries.HOSTS) == set(PLATFORMS)


def test_the_package_holds_the_approved_texts_and_files(cast: Cast) -> None:
    draft = cast.draft(surfaces=("linkedin.image",), title="Été : ../le guide", text="Bonjour à tous")
    asset = picture(cast, "../../four à pain.jpg")
    asset.file.save("oven.jpg", ContentFile(b"\xff\xd8 picture " * 1000))
    place(draft, asset, alt="Un four")
    draft.variants.update(first_comment="Le lien", link="https://malo.example.org/")
    again(draft)
    approve(cast, draft)
    answered = cast.browser("editor").get(f"{HERE}/drafts/{draft.pk}/handoff/package/")
    assert answered["Content-Disposition"] == 'attachment; filename="ete-le-guide.zip"'
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answered.streaming_content)))  # type: ignore[attr-defined]
    assert archive.testzip() is None
    folder = "1-linkedin-image-boulangerie-malo-linkedin"
    media = f"{folder}/media/01-four-a-pain.jpg"
    assert sorted(archive.namelist()) == sorted(
        [media, *(f"{folder}/{name}.txt" for name in ("text", "first-comment", "link", "alt-texts"))]
    )
    assert archive.read(f"{folder}/text.txt").decode() == "Bonjour à tous"
    assert archive.read(media) == b"\xff\xd8 picture " * 1000
    assert "Un four" in archive.read(f"{folder}/alt-texts.txt").decode()


def test_pictures_of_a_document_become_the_pages_of_one_pdf(cast: Cast) -> None:
    draft = cast.draft(surfaces=("linkedin.document",), title="Le guide")
    draft.variants.update(title="Cinq gestes du levain")
    for number in range(3):
        asset = picture(cast, f"page-{number}.png")
        drawn = io.BytesIO()
        Image.new("RGBA", (1080, 1350), (180, 83, 42, 255)).save(drawn, "PNG")
        asset.file.save(f"page-{number}.png", ContentFile(drawn.getvalue()))
        place(draft, asset)
    again(draft)
    approve(cast, draft)
    assert handoffs.gate(draft, only(draft), cast.members["editor"]), "a document of pictures fits LinkedIn"
    answered = cast.browser("editor").get(f"{HERE}/drafts/{draft.pk}/handoff/package/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answered.streaming_content)))  # type: ignore[attr-defined]
    (name,) = (name for name in archive.namelist() if name.endswith(".pdf"))
    document = archive.read(name)
    assert document.startswith(b"%PDF")
    assert document.count(b"/Type /Page\n") == 3 or b"/Count 3" in document


def test_the_page_and_its_refusals(cast: Cast, outsider: User) -> None:
    draft = approved(cast)
    editor = cast.browser("editor")
    page = editor.get(f"{HERE}/drafts/{draft.pk}/handoff/").content.decode()
    assert "Mark as handed off" in page
    variant = only(draft)
    marked = editor.post(f"{HERE}/variants/{variant.pk}/published/", {"url": "https://evil.example.org/1"})
    assert marked.status_code == 422
    assert 'value="https://evil.example.org/1"' in marked.content.decode()
    sure = {"url": "https://evil.example.org/1", "sure": "1"}
    assert editor.post(f"{HERE}/variants/{variant.pk}/published/", sure).status_code == 302
    edit(cast, draft, text="Autre")
    for url in (f"drafts/{draft.pk}/handoff/package/", f"drafts/{draft.pk}/handoff/package/?variant=x"):
        assert editor.get(f"{HERE}/{url}").status_code == 422
    refused = editor.post(f"{HERE}/variants/{variant.pk}/handoff/")
    assert refused.status_code == 422
    assert "Changed since it was approved" in refused.content.decode()
    assert cast.browser("reviewer").get(f"{HERE}/drafts/{draft.pk}/handoff/").status_code == 403
    assert cast.browser("client").get(f"{HERE}/drafts/{draft.pk}/handoff/").status_code == 403
    stranger = cast.browser("nobody")
    stranger.force_login(outsider)
    for url in (f"drafts/{draft.pk}/handoff/", f"drafts/{draft.pk}/handoff/package/"):
        assert stranger.get(f"{HERE}/{url}").status_code == 404
    assert stranger.post(f"{HERE}/variants/{variant.pk}/handoff/").status_code == 404
