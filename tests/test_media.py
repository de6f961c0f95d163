"""Media: what is taken and what is refused, where it is used, and who may see it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from cast import Cast
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.test import Client
from pictures import SOURCE, XMP, bomb, film, moving, picture, sent
from PIL import Image
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from planner import tasks
from planner.models import Asset, AuditEvent, Draft, Job, Placement, Revision, User, Variant
from planner.services import media, uploads

JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def asset(cast: Cast, name: str = "pain.jpg", data: bytes | None = None, who: str = "editor") -> Asset:
    return media.upload(cast.members[who], cast.malo.pk, sent(data or picture(), name))


def placed(cast: Cast, draft: Draft, count: int = 2) -> list[Asset]:
    found = [asset(cast, f"pain-{number}.jpg") for number in range(count)]
    for one in found:
        media.place(cast.members["editor"], draft.pk, one.pk)
    return found


def order(draft: Draft, variant: Variant | None = None) -> list[int]:
    rows = Placement.objects.filter(draft=draft, variant=variant).order_by("position", "pk")
    return list(rows.values_list("asset", flat=True))


def first(draft: Draft) -> Variant:
    variant = draft.variants.first()
    assert variant is not None
    return variant


def change(browser: Client, draft: Draft, **data: object) -> HttpResponse:
    url = f"/w/{draft.workspace.slug}/drafts/{draft.pk}/media/change/"
    return browser.post(url, {key: str(value) for key, value in data.items()}, headers=HTMX)  # type: ignore[return-value]


def read(response: HttpResponse) -> bytes:
    """The whole of a streamed answer; the test client closes it then."""
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def upload(browser: Client, cast: Cast, data: bytes, name: str, **more: object) -> HttpResponse:
    fields = {"brand": str(cast.malo.pk), "file": sent(data, name)} | {k: str(v) for k, v in more.items()}
    return browser.post(f"/w/{cast.workspace.slug}/media/upload/", fields, headers=JSON)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("kind", "mime"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("AVIF", "image/avif")],
)
def test_a_picture_is_known_by_its_content_and_cleaned(kind: str, mime: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret camera of Malo"
    found = uploads.decode(BytesIO(picture(kind, exif=exif)))
    assert (found.kind, found.mime, found.width, found.height) == ("image", mime, 80, 60)
    assert found.data is not None
    assert b"Secret camera" not in found.data
    again = Image.open(BytesIO(found.data))
    assert (again.format, again.size) == (kind, (80, 60))


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF"])
def test_only_what_disclosure_needs_of_the_metadata_survives(kind: str) -> None:
    found = uploads.decode(BytesIO(picture(kind, xmp=XMP.encode())))
    assert found.digital_source == "trainedAlgorithmicMedia"
    assert found.data is not None
    assert SOURCE.encode() in found.data
    assert b"Brest" not in found.data
    assert uploads.decode(BytesIO(found.data)).digital_source == "trainedAlgorithmicMedia"


def test_a_picture_is_turned_as_the_camera_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    found = uploads.decode(BytesIO(picture("JPEG", (80, 60), exif=exif)))
    assert (found.width, found.height) == (60, 80)


def test_a_phone_picture_with_a_second_one_behind_it_is_taken() -> None:
    out = BytesIO()
    pair = [Image.new("RGB", (80, 60), shade) for shade in ("red", "blue")]
    pair[0].save(out, "MPO", save_all=True, append_images=pair[1:])
    found = uploads.decode(out)
    assert (found.mime, found.width) == ("image/jpeg", 80)


@pytest.mark.parametrize(
    ("kind", "mime"), [("mp4", "video/mp4"), ("mov", "video/quicktime"), ("webm", "video/webm")]
)
def test_a_film_is_decoded_before_it_is_kept(kind: str, mime: str) -> None:
    found = uploads.decode(BytesIO(film(kind)))
    assert (found.kind, found.mime, found.width, found.height) == ("video", mime, 64, 48)
    assert found.duration == pytest.approx(0.6, abs=0.11)
    assert found.has_audio is False
    assert found.data is None  # kept as it came


PRETENDERS: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "svg.png": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "no JPEG, PNG"),
    "page.jpg": (b"<!doctype html><script>alert(1)</script>", "no JPEG, PNG"),
    "gif.png": (lambda: picture("GIF"), "no JPEG, PNG"),
    "tiff.jpg": (lambda: picture("TIFF"), "no JPEG, PNG"),
    "empty.jpg": (b"\n", "no JPEG, PNG"),
    "bomb.png": (bomb, "100 million pixels"),
    "bigger.png": (lambda: bomb(12_000, 12_000), "100 million pixels"),
    "moving.webp": (moving, "Moving images"),
    "half.jpg": (lambda: picture(size=(900, 900))[:2000], "damaged"),
    "half.mp4": (lambda: film()[:300], "damaged"),
    "film.webm": (lambda: film("matroska"), "Matroska"),
    "playlist.mp4": (b"\0\0\0\x18ftypmp42file:///etc/passwd\n" * 20, "damaged"),
}


@pytest.mark.parametrize("name", PRETENDERS)
def test_what_only_pretends_is_refused_in_a_sentence_and_leaves_nothing(
    cast: Cast, store: Path, name: str
) -> None:
    data, sentence = PRETENDERS[name]
    browser = cast.browser("editor")
    refused = upload(browser, cast, data if isinstance(data, bytes) else data(), name)
    assert refused.status_code == 422
    assert sentence in refused.json()["error"]  # type: ignore[attr-defined]
    assert not Asset.objects.exists()
    assert not [path for path in store.rglob("*") if path.is_file()]
    assert upload(browser, cast, picture(), "good.jpg").status_code == 201  # the others still go through


def test_a_name_is_for_reading_only(cast: Cast) -> None:
    kept = asset(cast, "pain\u202egpj.exe\u200b.jpg")
    assert kept.name == "paingpj.exe.jpg"
    assert str(kept.file.name).endswith(".jpg")
    assert "pain" not in str(kept.file.name)


def test_an_upload_on_a_draft_is_placed_and_shown(cast: Cast) -> None:
    draft = cast.draft(surfaces=("instagram.image",))
    browser = cast.browser("editor")
    answer = upload(browser, cast, picture("PNG"), "four <b>.png", draft=draft.pk)
    assert answer.status_code == 201
    kept = Asset.objects.get()
    assert order(draft) == [kept.pk]
    assert Job.objects.filter(kind=Job.Kind.THUMBNAIL, subject=kept.pk).exists()
    assert AuditEvent.objects.filter(action="media.uploaded", actor=cast.user("editor")).count() == 1
    page = browser.get(f"/w/{cast.workspace.slug}/drafts/{draft.pk}/").content.decode()
    assert "four &lt;b&gt;.png" in page
    assert "Thumbnail waits" in page
    assert f"/media/{kept.pk}/file/" in page


def test_a_draft_that_cannot_be_written_takes_no_upload(cast: Cast, outsider: User) -> None:
    draft = cast.draft(surfaces=("instagram.image",))
    for who, status in (("reviewer", 403), ("client", 403), ("nobody", 302)):
        assert upload(cast.browser(who), cast, picture(), "a.jpg", draft=draft.pk).status_code == status
    stranger = Client()
    stranger.force_login(outsider)
    assert upload(stranger, cast, picture(), "a.jpg").status_code == 404
    Draft.objects.filter(pk=draft.pk).update(archived_at=draft.updated_at)
    refused = upload(cast.browser("editor"), cast, picture(), "a.jpg", draft=draft.pk)
    assert refused.status_code == 422
    assert "archived" in refused.json()["error"]  # type: ignore[attr-defined]
    assert not Asset.objects.exists()
    nothing = cast.browser("editor").post(f"/w/{cast.workspace.slug}/media/upload/", {"brand": "x"})
    assert nothing.status_code == 422
    assert "Choose a file first." in nothing.content.decode()


def test_a_declared_size_over_the_limit_is_refused_before_it_is_read(cast: Cast, settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 0
    answer = upload(cast.browser("editor"), cast, b"x" * (2 * 1024 * 1024), "long.mp4")
    assert answer.status_code == 413
    assert "too large" in answer.json()["error"]  # type: ignore[attr-defined]


def test_the_order_moves_by_buttons_and_by_dragging(cast: Cast) -> None:
    draft = cast.draft(surfaces=("instagram.carousel",))
    one, two, three = (row.pk for row in placed(cast, draft, 3))
    browser = cast.browser("editor")
    tray = change(browser, draft, do="later", asset=one)
    assert order(draft) == [two, one, three]
    assert tray["HX-Trigger"] == "signet:recheck"
    assert tray.content.decode().index("pain-1.jpg") < tray.content.decode().index("pain-0.jpg")
    change(browser, draft, do="earlier", asset=one)
    change(browser, draft, do="earlier", asset=one)  # already the first
    assert order(draft) == [one, two, three]
    change(browser, draft, do="order", order=f"{three},{one},nonsense")
    assert order(draft) == [three, one, two]
    revisions = draft.revisions.count()
    change(browser, draft, do="order", order=f"{three},{one},{two}")
    assert draft.revisions.count() == revisions
    assert change(browser, draft, do="dance").status_code == 404
    assert change(cast.browser("reviewer"), draft, do="later", asset=one).status_code == 403
    plain = browser.post(
        f"/w/{cast.workspace.slug}/drafts/{draft.pk}/media/change/", {"do": "remove", "asset": str(one)}
    )
    assert plain["Location"] == f"/w/{cast.workspace.slug}/drafts/{draft.pk}/"
    assert order(draft) == [three, two]


def test_media_are_inherited_until_a_channel_has_its_own(cast: Cast) -> None:
    draft = cast.draft(surfaces=("instagram.carousel", "linkedin.document"))
    one, two = placed(cast, draft)
    variant, browser = first(draft), cast.browser("editor")
    url = f"/w/{cast.workspace.slug}/drafts/{draft.pk}/media/?variant={variant.pk}"
    assert "Media from the base" in browser.get(url, headers=HTMX).content.decode()

    media.place(cast.members["editor"], draft.pk, one.pk, variant.pk)  # is there already
    variant.refresh_from_db()
    assert not variant.own_media
    tray = change(browser, draft, do="remove", asset=one.pk, variant=variant.pk).content.decode()
    assert "Own media" in tray
    assert order(draft, variant) == [two.pk]
    assert order(draft) == [one.pk, two.pk]

    change(browser, draft, do="base", variant=variant.pk)
    variant.refresh_from_db()
    assert not variant.own_media
    assert order(draft, variant) == []
    other = first(cast.draft(title="Another", surfaces=("instagram.image",)))
    refused = change(browser, draft, do="remove", asset=one.pk, variant=other.pk)
    assert refused.status_code == 422
    assert "another draft" in refused.content.decode()


def say(browser: Client, draft: Draft, asset: Asset, value: str, base: str, query: str = "") -> HttpResponse:
    url = f"/w/{draft.workspace.slug}/drafts/{draft.pk}/media/{asset.pk}/alt/{query}"
    return browser.post(url, {"field": "alt", "value": value, "base": base}, headers=JSON)  # type: ignore[return-value]


def test_an_alt_text_is_a_field_like_any_other(cast: Cast) -> None:
    draft = cast.draft(surfaces=("instagram.image",))
    (one,) = placed(cast, draft, 1)
    ines, tom = cast.browser("editor"), cast.browser("writer")
    assert say(ines, draft, one, "Un pain rond", "").json()["state"] == "saved"  # type: ignore[attr-defined]
    revisions = Revision.objects.count()
    assert say(ines, draft, one, "", "").json()["value"] == "Un pain rond"  # type: ignore[attr-defined]
    assert Revision.objects.count() == revisions  # an idle tab writes nothing
    merged = say(tom, draft, one, "Un pain rond, doré", "Un pain rond")
    assert merged.json()["value"] == "Un pain rond, doré"  # type: ignore[attr-defined]
    clash = say(ines, draft, one, "Un pain carré", "Un pain rond")
    assert clash.status_code in {200, 409}
    fight = say(ines, draft, one, "Une tarte", "Autre chose")
    assert fight.status_code == 409
    assert "Alt text" in fight.content.decode()
    assert say(ines, draft, one, "x" * 4001, Placement.objects.get().alt).status_code == 422
    change(ines, draft, do="remove", asset=one.pk)
    gone = say(tom, draft, one, "Trop tard", "")
    assert gone.status_code == 422
    assert "taken out" in gone.content.decode()


def test_an_alt_text_on_a_channel_makes_its_media_its_own(cast: Cast) -> None:
    draft = cast.draft(surfaces=("instagram.image",))
    (one,) = placed(cast, draft, 1)
    variant = first(draft)
    say(cast.browser("editor"), draft, one, "Ici seulement", "", f"?variant={variant.pk}")
    assert Placement.objects.get(variant=variant).alt == "Ici seulement"
    assert Placement.objects.get(variant=None).alt == ""
    page = cast.browser("editor").get(f"/w/{cast.workspace.slug}/drafts/{draft.pk}/?tab={variant.pk}")
    assert f'name="alt.{variant.pk}.{one.pk}"' in page.content.decode()


def test_alt_texts_are_saved_without_a_script(cast: Cast) -> None:
    draft = cast.draft(surfaces=("instagram.image",))
    (one,) = placed(cast, draft, 1)
    url, key = f"/w/{cast.workspace.slug}/drafts/{draft.pk}/", f"alt.base.{one.pk}"
    browser = cast.browser("editor")
    assert browser.post(url, {key: "Un pain", f"base:{key}": ""}).status_code == 302
    assert Placement.objects.get().alt == "Un pain"
    back = browser.post(url, {key: "Une tarte", f"base:{key}": "Une brioche"})
    assert back.status_code == 422
    assert "Une tarte" in back.content.decode()
    assert Placement.objects.get().alt == "Un pain"


def test_the_worker_makes_thumbnails_and_the_tile_shows_them(cast: Cast) -> None:
    still, moving_one = asset(cast), asset(cast, "film.mp4", film())
    browser = cast.browser("editor")
    tile = f"/w/{cast.workspace.slug}/media/{still.pk}/tile/?wait="
    waiting = browser.get(tile + "4", headers=HTMX)
    assert "delay:8s" in waiting.content.decode()
    assert "delay:60s" in browser.get(tile + "9999", headers=HTMX).content.decode()
    assert "delay:2s" in browser.get(tile + "x", headers=HTMX).content.decode()
    tasks.make_thumbnails([still.pk, moving_one.pk])
    tasks.make_thumbnails([still.pk])  # twice is once
    ready = browser.get(tile, headers=HTMX)
    assert "hx-trigger" not in ready.content.decode()
    assert ready["HX-Trigger"] == "signet:recheck"
    for one in (still, moving_one):
        thumb = browser.get(f"/w/{cast.workspace.slug}/media/{one.pk}/thumb/")
        assert Image.open(BytesIO(read(thumb))).format == "WEBP"


def test_files_are_served_safely_in_parts_and_to_those_who_may_see_them(cast: Cast, outsider: User) -> None:
    kept = asset(cast, "film.mp4", film())
    url = f"/w/{cast.workspace.slug}/media/{kept.pk}/file/"
    browser = cast.browser("reviewer")
    whole = browser.get(url)
    data = read(whole)
    assert whole["Content-Type"] == "video/mp4"
    assert "sandbox" in whole["Content-Security-Policy"]
    assert whole["X-Content-Type-Options"] == "nosniff"
    part = browser.get(url, headers={"Range": "bytes=4-11"})
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 4-11/{len(data)}")
    assert read(part) == data[4:12]
    tail = browser.get(url, headers={"Range": "bytes=-5"})
    assert read(tail) == data[-5:]
    assert browser.get(url, headers={"Range": "bytes=999999999-"}).status_code == 416
    assert read(browser.get(url, headers={"Range": "bytes=lots"})) == data
    saved = browser.get(url + "?download")
    assert "attachment" in saved["Content-Disposition"]
    assert read(saved) == data
    assert cast.browser("client").get(url).status_code == 404  # nothing was sent to them
    stranger = Client()
    stranger.force_login(outsider)
    assert stranger.get(url).status_code == 404


def test_the_library_finds_archives_and_survives_nonsense(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    kept = asset(cast, "levain.jpg")
    for number in range(50):
        Asset.objects.create(
            workspace=cast.workspace,
            brand=cast.kiln,
            kind="image",
            name=f"bowl-{number}.jpg",
            file="x",
            size=1,
        )
    browser, url = cast.browser("editor"), f"/w/{cast.workspace.slug}/media/"
    browser.get(url)
    with django_assert_max_num_queries(12):
        assert "bowl-49.jpg" in browser.get(url).content.decode()
    assert "levain.jpg" in browser.get(url, {"q": "LEVAIN", "brand": str(cast.malo.pk)}).content.decode()
    for query in (
        {"page": "-1"},
        {"page": "x"},
        {"brand": "x", "kind": "x"},
        {"q": "\x00"},
        {"archived": "7"},
    ):
        assert browser.get(url, query).status_code == 200
    draft = cast.draft(surfaces=("instagram.image",))
    media.place(cast.members["editor"], draft.pk, kept.pk)
    browser.post(f"{url}{kept.pk}/archive/")
    assert "levain.jpg" not in browser.get(url, {"q": "levain"}, headers=HTMX).content.decode()
    assert order(draft) == [kept.pk]  # drafts that use it keep it
    assert "levain.jpg" in browser.get(url, {"archived": "1"}).content.decode()
    browser.post(f"{url}{kept.pk}/archive/?restore=1")
    kept.refresh_from_db()
    assert kept.archived_at is None
    assert cast.browser("reviewer").post(f"{url}{kept.pk}/archive/").status_code == 403


def test_the_picker_offers_the_brands_media_only(cast: Cast) -> None:
    mine = asset(cast, "pain.jpg")
    other = media.upload(cast.members["editor"], cast.kiln.pk, sent(picture(), "bowl.jpg"))
    draft = cast.draft(surfaces=("instagram.image",))
    browser = cast.browser("editor")
    url = f"/w/{cast.workspace.slug}/drafts/{draft.pk}/media/library/?variant=nonsense"
    page = browser.get(url, headers=HTMX).content.decode()
    assert "Add pain.jpg" in page
    assert "bowl.jpg" not in page
    assert "pain.jpg" in change(browser, draft, do="add", asset=mine.pk).content.decode()
    refused = change(browser, draft, do="add", asset=other.pk)
    assert refused.status_code == 422
    assert "another brand" in refused.content.decode()
    with pytest.raises(Http404):
        media.place(cast.members["editor"], draft.pk, 999_999)
    assert cast.browser("reviewer").get(url, headers=HTMX).status_code == 403


def test_an_archived_draft_keeps_its_media(cast: Cast) -> None:
    draft = cast.draft(surfaces=("instagram.image",))
    (one,) = placed(cast, draft, 1)
    Draft.objects.filter(pk=draft.pk).update(archived_at=draft.updated_at)
    with pytest.raises(ValidationError, match="archived"):
        media.remove(cast.members["editor"], draft.pk, one.pk)
    assert order(draft) == [one.pk]
