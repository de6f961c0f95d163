"""The draft page in a real Chromium: writing with the check beside it, channels, media, two people, a lost connection."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import PHONE, Visitor
from cast import Cast, make_cast
from pictures import film, picture, sent
from playwright.sync_api import FilePayload, Page, expect
from pytest_django.fixtures import Settings

from planner import tasks
from planner.models import Asset, Draft, Placement, Variant
from planner.services import drafts, media

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Visitor]
TEXTS = Path(__file__).parent / "texts"
STRONG, WEAK = (
    (TEXTS / f"linkedin_fr_{name}.txt").read_text(encoding="utf-8") for name in ("strong", "weak")
)
TEXT, SAVED = ".pane-text .editor textarea", "#saved[data-state=saved]"


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def path(draft: Draft, tab: int | None = None) -> str:
    return f"/w/{draft.workspace.slug}/drafts/{draft.pk}/" + (f"?tab={tab}" if tab else "")


def finding(page: Page, rule: str) -> object:
    return page.locator(f'#check-panel details[data-rule="{rule}"]')


def image(name: str, size: tuple[int, int] = (80, 100)) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture(size=size)}


def variants_of(draft: Draft) -> list[Variant]:
    return list(draft.variants.order_by("pk"))


def test_findings_follow_the_typing_and_leave_caret_and_scroll_alone(cast: Cast, visit: Visit) -> None:
    draft = cast.draft(text=STRONG, objective="comment")
    page = visit(cast.user("editor")).open(path(draft))
    expect(page.locator("#check-panel .score")).to_be_visible()
    before = int(page.locator("#check-panel .score").inner_text())
    box, pane = page.locator(TEXT), page.locator(".pane-panel")
    assert page.evaluate(
        "document.documentElement.scrollHeight <= innerHeight"
    )  # the columns scroll, not the page
    pane.evaluate("it => it.scrollTop = 120")
    box.evaluate("it => { it.focus(); it.setSelectionRange(0, 0); }")
    page.keyboard.type("Commentez OUI pour la recette. ")
    expect(page.locator(".twin mark", has_text="OUI").first).to_be_attached()
    expect(page.locator("#check-panel .block", has_text="Risk")).not_to_contain_text("None found")
    assert box.evaluate("it => [it.selectionStart, document.activeElement === it]") == [31, True]
    assert abs(pane.evaluate("it => it.scrollTop") - 120) <= 2
    assert page.locator(".twin").text_content() == box.input_value()
    box.fill(WEAK)
    expect(page.locator("#check-panel .score")).not_to_have_text(str(before))
    assert int(page.locator("#check-panel .score").inner_text()) < before
    expect(page.locator(".pane-preview .words").first).to_contain_text("Bonjour à toutes")
    expect(page.locator(SAVED)).to_contain_text("Saved")
    draft.refresh_from_db()
    assert draft.text == WEAK


def test_the_panel_answers_within_300_ms_and_old_answers_are_thrown_away(cast: Cast, visit: Visit) -> None:
    draft = cast.draft(text="Un pain.")
    page = visit(cast.user("editor")).open(path(draft))
    page.evaluate(
        """() => {
            window.times = [];
            let typed = 0;
            document.addEventListener("input", () => { typed = performance.now(); });
            new MutationObserver(() => window.times.push(performance.now() - typed))
                .observe(document.getElementById("check-panel"), { childList: true });
        }"""
    )
    for words in (" Commentez", " OUI", " si vous voulez", " la recette", " complète"):
        page.locator(TEXT).press_sequentially(words, delay=15)
        page.wait_for_timeout(320)
    times = sorted(page.evaluate("window.times"))
    assert len(times) >= 5
    assert times[len(times) // 2] < 300

    first = True

    def slow(route: object) -> None:
        nonlocal first
        if first:
            first = False
            page.wait_for_timeout(500)
        route.continue_()  # type: ignore[attr-defined]

    page.route("**/check/*/", slow)
    page.locator(TEXT).fill("Vieux mots")
    page.wait_for_timeout(200)
    page.locator(TEXT).fill("Mots nouveaux")
    expect(page.locator("#preview .words").first).to_contain_text("Mots nouveaux")
    page.wait_for_timeout(500)
    expect(page.locator("#preview .words").first).to_contain_text("Mots nouveaux")


def test_a_finding_opens_and_lights_its_words(cast: Cast, visit: Visit) -> None:
    draft = cast.draft(text=WEAK)
    page = visit(cast.user("editor")).open(path(draft))
    line = page.locator("#check-panel details.finding", has_text="greets or announces").first
    line.locator("summary").focus()
    expect(page.locator(".twin mark[data-lit]").first).to_contain_text("Bonjour")
    page.keyboard.press("Enter")
    expect(line.locator(".more")).to_contain_text("Fix:")
    expect(line.locator(".evidence")).to_be_visible()
    page.locator(TEXT).press_sequentially("é")  # the next reading keeps it open
    page.wait_for_timeout(500)
    expect(page.locator("#check-panel details.finding[open]")).to_have_count(1)
    expect(page.locator("#check-panel details.finding[open] .evidence")).to_be_visible()
    page.locator("#check-panel h2").first.hover()
    expect(page.locator(".twin mark[data-lit]")).to_have_count(0)


def test_a_channel_inherits_is_edited_and_goes_back(cast: Cast, visit: Visit) -> None:
    draft = cast.draft(surfaces=("linkedin.text", "instagram.image"))
    linkedin, _instagram = variants_of(draft)
    page = visit(cast.user("editor")).open(path(draft))
    page.get_by_role("link", name="LinkedIn inherits").click()
    expect(page.locator(".editor.inherited")).to_be_visible()
    expect(page.locator(TEXT)).to_have_js_property("readOnly", True)
    page.get_by_role("link", name="Edit here").click()
    expect(page.locator(TEXT)).to_be_focused()
    page.locator(TEXT).fill("Seulement ici.")
    expect(page.locator("#preview .words").first).to_contain_text("Seulement ici.")
    expect(page.locator(SAVED)).to_be_attached()
    page.reload()
    expect(page.locator(TEXT)).to_have_value("Seulement ici.")
    page.locator("[data-base-of] button", has_text="Back to base").click()
    expect(page.locator(".editor.inherited")).to_be_visible()
    linkedin.refresh_from_db()
    assert linkedin.text is None


def test_opening_looking_around_and_leaving_changes_nothing(cast: Cast, visit: Visit) -> None:
    draft = cast.draft(surfaces=("linkedin.text", "instagram.image"))
    linkedin, _instagram = variants_of(draft)
    was, revisions = draft.updated_at, draft.revisions.count()
    page = visit(cast.user("editor")).open(path(draft))
    posts: list[str] = []
    page.on(
        "request",
        lambda it: posts.append(it.url) if it.method == "POST" and "/check/" not in it.url else None,
    )
    page.locator(TEXT).focus()
    page.keyboard.press("Control+s")
    page.get_by_role("link", name="LinkedIn inherits").click()
    page.get_by_role("link", name="Edit here").click()
    page.locator("select[name$='.format']").focus()
    page.reload()
    draft.refresh_from_db()
    linkedin.refresh_from_db()
    assert posts == []
    assert (draft.updated_at, draft.revisions.count(), linkedin.text) == (was, revisions, None)


def test_files_are_sent_described_and_put_in_order(cast: Cast, visit: Visit) -> None:
    draft = cast.draft(surfaces=("instagram.carousel",))
    page = visit(cast.user("editor")).open(path(draft))
    fake: FilePayload = {"name": "fake.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)>"}
    page.locator(".drop input").set_input_files([image("one.jpg"), fake, image("two.jpg")])
    expect(page.locator(".uploads [data-failed]")).to_contain_text("fake.png: This is no JPEG, PNG")
    expect(page.locator(".media-item")).to_have_count(2)
    expect(page.locator("#preview .pv-media img")).to_have_count(2)
    expect(page.get_by_text("Thumbnail waits")).to_have_count(2)
    tasks.make_thumbnails(list(Asset.objects.values_list("pk", flat=True)))
    expect(page.locator(".media-item .thumb img")).to_have_count(2)  # without a reload

    alt = page.get_by_label("Alt text").first
    alt.fill("Un pain rond et doré sur une table en bois")
    expect(page.locator(SAVED)).to_be_attached()
    names = page.locator(".media-item bdi").all_inner_texts()
    page.locator(".media-item").first.get_by_role("button", name="later").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".media-item bdi")).to_have_text(names[::-1])
    expect(page.get_by_label("Alt text").nth(1)).to_have_value("Un pain rond et doré sur une table en bois")
    low = {"x": 60, "y": 100}  # the lower half of the second: behind it
    with page.expect_response("**/media/change/"):
        page.locator(".media-item").first.locator("bdi").drag_to(
            page.locator(".media-item").nth(1), target_position=low
        )
    expect(page.locator(".media-item bdi")).to_have_text(names)
    page.locator(".media-item").nth(1).get_by_role("button", name="Remove").click()
    expect(page.locator(".media-item")).to_have_count(1)
    page.get_by_role("button", name="From the library").click()
    page.get_by_role("button", name=f"Add {names[1]}").click()
    expect(page.locator(".media-item")).to_have_count(2)
    expect(page.locator("dialog[open]")).to_have_count(0)
    placed = list(Placement.objects.order_by("position").values_list("asset__name", "alt"))
    assert placed == [(names[0], "Un pain rond et doré sur une table en bois"), (names[1], "")]


def test_a_file_too_large_is_refused_before_it_is_sent(cast: Cast, visit: Visit, settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    page = visit(cast.user("editor")).open(path(cast.draft(surfaces=("instagram.image",))))
    sent: list[str] = []
    page.on("request", lambda it: sent.append(it.url) if "upload" in it.url and it.method == "POST" else None)
    large: FilePayload = {"name": "long.mp4", "mimeType": "video/mp4", "buffer": b"0" * (1024 * 1024 + 1)}
    page.locator(".drop input").set_input_files([large])
    expect(page.locator(".uploads")).to_contain_text("long.mp4 is larger than the limit of 1 MB")
    assert sent == []


def test_two_people_merge_and_a_true_conflict_is_a_choice(cast: Cast, visit: Visit) -> None:
    draft = cast.draft(text="Le pain du lundi est bon.")
    page = visit(cast.user("editor")).open(path(draft))
    writer = cast.members["writer"]
    drafts.save_field(draft.pk, "text", "Le gros pain du lundi est bon.", draft.text, member=writer)
    page.locator(TEXT).fill("Le pain du lundi est très bon.")
    expect(page.locator(TEXT)).to_have_value("Le gros pain du lundi est très bon.")

    merged = "Le gros pain du lundi est très bon."
    drafts.save_field(draft.pk, "text", merged.replace("lundi", "mardi"), merged, member=writer)
    page.locator(TEXT).fill(merged.replace("lundi", "jeudi"))
    box = page.locator("[data-conflict]")
    expect(box).to_contain_text("mardi")
    expect(box).to_contain_text("jeudi")
    expect(page.locator("#saved[data-state=conflict]")).to_contain_text("two versions")
    draft.refresh_from_db()
    assert "mardi" in draft.text
    box.get_by_role("button", name="Keep mine").click()
    expect(page.locator(SAVED)).to_contain_text("Saved")
    expect(box).to_have_count(0)
    draft.refresh_from_db()
    assert "jeudi" in draft.text


def test_a_lost_connection_keeps_the_words_and_saves_them_on_return(cast: Cast, visit: Visit) -> None:
    draft = cast.draft(text="Un pain.")
    visitor = visit(cast.user("editor"))
    page = visitor.open(path(draft))
    visitor.context.set_offline(True)
    page.locator(TEXT).fill("Un pain, écrit dans le train.")
    expect(page.locator("#saved[data-state=failed]")).to_contain_text(
        "connection lost, your text is kept here"
    )
    expect(page.locator("#offline")).to_be_visible()
    draft.refresh_from_db()
    assert draft.text == "Un pain."
    visitor.context.set_offline(False)
    expect(page.locator(SAVED)).to_contain_text("Saved")
    expect(page.locator("#offline")).to_be_hidden()
    draft.refresh_from_db()
    assert draft.text == "Un pain, écrit dans le train."


def test_words_of_a_closed_tab_are_offered_again(cast: Cast, visit: Visit) -> None:
    draft = cast.draft(text="Un pain.")
    visitor = visit(cast.user("editor"))
    page = visitor.open(path(draft))
    visitor.context.set_offline(True)
    page.locator(TEXT).fill("Un pain jamais enregistré.")
    expect(page.locator("#saved[data-state=failed]")).to_be_attached()
    page.close()  # without a word to the person: the browser crashed
    visitor.context.set_offline(False)
    again = visitor.context.new_page()
    again.goto(visitor.origin + path(draft))
    expect(again.locator(TEXT)).to_have_value("Un pain.")
    expect(again.locator("#kept")).to_contain_text("Un pain jamais enregistré.")
    again.get_by_role("button", name="Put them back").click()
    expect(again.locator(TEXT)).to_have_value("Un pain jamais enregistré.")
    expect(again.locator(SAVED)).to_be_attached()
    expect(again.locator("#kept")).to_be_empty()
    again.wait_for_timeout(300)
    draft.refresh_from_db()
    assert draft.text == "Un pain jamais enregistré."


def test_an_idle_tab_hears_of_others_and_says_who_is_there(cast: Cast, visit: Visit) -> None:
    draft = cast.draft(text="Un pain.")
    ines, tom = visit(cast.user("editor")).open(path(draft)), visit(cast.user("writer")).open(path(draft))
    expect(tom.locator("#presence")).to_contain_text("Inès Carpentier is here", timeout=9000)
    tom.locator(TEXT).fill("Un pain, dit Tom.")
    tom.get_by_label("Pillar").select_option(label="Craft")
    expect(ines.locator(TEXT)).to_have_value("Un pain, dit Tom.", timeout=9000)
    expect(ines.get_by_label("Pillar").locator("option:checked")).to_have_text("Craft")
    expect(ines.locator("#preview .words").first).to_contain_text("dit Tom")


def test_other_fields_save_by_themselves_and_move_the_check(cast: Cast, visit: Visit) -> None:
    draft = cast.draft(text=STRONG)
    page = visit(cast.user("editor")).open(path(draft))
    page.get_by_label("Objective").select_option("send")
    expect(page.locator(".scoreline")).to_contain_text("of 100 for sends")
    page.get_by_label("Use of AI").select_option("none")
    expect(page.locator(SAVED)).to_be_attached()
    page.locator(".about summary").click()
    page.get_by_label("Labels").fill("noël, pain")
    page.get_by_label("Labels").blur()
    expect(page.locator(SAVED)).to_be_attached()
    page.wait_for_timeout(200)
    draft.refresh_from_db()
    assert (draft.objective, draft.ai_use, draft.labels) == ("send", "none", ["noël", "pain"])


def test_the_history_is_read_and_a_revision_comes_back(cast: Cast, visit: Visit) -> None:
    draft = cast.draft(text="")
    drafts.save_field(draft.pk, "text", "Premier.", "", member=cast.members["editor"])
    drafts.save_field(draft.pk, "text", "Second.", "Premier.", member=cast.members["writer"])
    page = visit(cast.user("editor")).open(path(draft))
    page.get_by_role("tab", name="History").click()
    page.get_by_role("link", name="Revision 2").click()
    expect(page.locator("#history .diff del")).to_contain_text("Premier")
    page.get_by_role("button", name="Go back to this").click()
    expect(page.locator(TEXT)).to_have_value("Premier.")


def test_all_of_the_page_is_reached_by_keyboard(cast: Cast, visit: Visit) -> None:
    draft = cast.draft(text=WEAK, surfaces=("linkedin.text", "instagram.image"))
    page = visit(cast.user("editor")).open(path(draft))
    reached: set[str] = set()
    for _press in range(90):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                """() => { const it = document.activeElement;
                return it.id || it.name || it.getAttribute("aria-label") || it.closest("[data-rule]")?.dataset.rule
                    || it.textContent.trim().slice(0, 30); }"""
            )
        )
    for one in (
        "draft-title",
        "draft-text",
        "plan-day",
        "draft-objective",
        "tab-preview",
        "tab-check",
        "file",
    ):
        assert one in reached
    assert any(name.startswith(("S-", "R-", "V-")) for name in reached)
    page.locator("#tab-check").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-review")).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desk", "phone"])
def test_the_page_is_accessible(cast: Cast, visit: Visit, viewport: dict[str, int] | None) -> None:
    draft = cast.draft(text=WEAK, surfaces=("linkedin.text", "instagram.carousel"), planned=True)
    instagram = variants_of(draft)[1]
    for number in range(2):
        kept = media.upload(cast.members["editor"], cast.malo.pk, sent(picture(), f"pain-{number}.jpg"))
        media.place(cast.members["editor"], draft.pk, kept.pk)
    visitor = visit(cast.user("editor"), **({"viewport": viewport} if viewport else {}))
    page = visitor.open(path(draft, instagram.pk))
    if viewport:
        page.locator(".panes input[value=panel]").check()
    page.locator("#check-panel details.finding summary").first.click()
    page.locator("#check-panel details.rest summary").first.click()
    visitor.is_accessible()
    if viewport:
        page.locator(".panes input[value=text]").check()
        visitor.is_accessible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert re.search(r"\d+ of \d+ assessed", page.locator("#check-panel").text_content() or "")


@pytest.mark.parametrize("page_path", ["media/", "drafts/", "drafts/{}/history/?number=1", "drafts/new/"])
def test_the_pages_around_it_are_accessible(cast: Cast, visit: Visit, page_path: str) -> None:
    draft = cast.draft(text="", planned=True)
    drafts.save_field(draft.pk, "text", "Un pain.", "", member=cast.members["editor"])
    media.upload(cast.members["editor"], cast.malo.pk, sent(picture(), "pain.jpg"))
    visitor = visit(cast.user("editor"))
    visitor.open(f"/w/{draft.workspace.slug}/" + page_path.format(draft.pk))
    visitor.is_accessible()


def test_a_film_on_tiktok_is_shown_whole(cast: Cast, visit: Visit) -> None:
    draft = cast.draft(text=WEAK, surfaces=("tiktok.video",))
    kept = media.upload(cast.members["editor"], cast.malo.pk, sent(film(), "film.mp4"))
    media.place(cast.members["editor"], draft.pk, kept.pk)
    tasks.make_thumbnails([kept.pk])
    visitor = visit(cast.user("editor"))
    page = visitor.open(path(draft))
    shown = page.locator("#preview video")
    expect(shown).to_have_attribute("poster", re.compile(r"/thumb/"))
    expect(page.locator(".pv.tall .fold")).to_contain_text("TikTok folds here")
    expect(page.locator(".media-item .length")).to_contain_text("s")
    visitor.is_accessible()
