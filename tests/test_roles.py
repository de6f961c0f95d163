"""Who gets what: every URL of the project x role x method -> status, as one table.

A row is the URL's name and one word per method (GET, POST; for the API also PATCH and DELETE). The letters of a word stand for
owner, manager, editor, reviewer, client, outsider (owner of another agency) and nobody (signed out), in this order:

    o 200   c 201   d 204   > redirect   l to sign in   b 400   u 401   x 403   n 404   - 405   k 409   g 410   v 422

Each call is a real one: tests/house.py gives every parameter something that exists, and what the call did is undone. A POST has no
body, so whoever may write gets 400 or 422 or a redirect. To add a URL: run this file, which shows the row as it is now, and put it
under its noun once you have read it letter by letter. A new parameter gets its thing in house.fill.
"""

from __future__ import annotations

import pytest
from house import ROLES, House, urls

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

TABLE = """
# entrance and account (django-allauth)
account_login                         >>>>>>o >>>>>>o
account_logout                        oooooo> >>>>>>>
account_inactive                      ooooooo -------
account_signup                        >>>>>>o >>>>>>o
account_reauthenticate                ooooool ooooool
account_email                         ooooool >>>>>>l
account_email_verification_sent       ooooooo -------
account_change_password               ooooool ooooool
account_set_password                  >>>>>>l >>>>>>l
account_reset_password                ooooooo ooooooo
account_confirm_login_code            >>>>>>l >>>>>>l
account_confirm_email                 ooooooo nnnnnnn
account_reset_password_from_key_done  ooooooo -------
account_reset_password_from_key       ooooooo ooooooo
account_reset_password_done           ooooooo -------
mfa_index                             ooooool ------l
mfa_authenticate                      >>>>>>l >>>>>>l
mfa_reauthenticate                    >>>>>>l >>>>>>l
mfa_activate_totp                     >>>>>>l >>>>>>l
mfa_deactivate_totp                   nnnnnnl nnnnnnl
mfa_view_recovery_codes               nnnnnnl ------l
mfa_generate_recovery_codes           >>>>>>l >>>>>>l
mfa_download_recovery_codes           nnnnnnl nnnnnnl
mfa_list_webauthn                     ooooool ------l
mfa_add_webauthn                      >>>>>>l >>>>>>l
mfa_reauthenticate_webauthn           >>>>>>l >>>>>>l
mfa_remove_webauthn                   >>>>>>l >>>>>>l
mfa_edit_webauthn                     >>>>>>l >>>>>>l
mfa_login_webauthn                    >>>>>>l >>>>>>l
usersessions_list                     ooooool >>>>>>l
home                                  >>>>>>l -------
welcome                               ooooool vvvvvvl
workspace_restore                     ------- >nnnnnl
me                                    ooooool vvvvvvl
me_notices                            ------- >>>>>>l
language                              ------- >>>>>>>
theme                                 ------- >>>>>>l
zone                                  ------- ddddddl
invitation_mine                       nnnnnnl nnnnnnl
invitation                            ggggggg ggggggg
# try-out and operators
tryout_mail                           ooooooo -------
tryout_mail_one                       ooooooo -------
healthz                               ooooooo -------
# API
api_docs                              ooooooo ------- ------- -------
api_schema                            ooooooo ------- ------- -------
api_brands                            ooooxnu ----xnu ----xnu ----xnu
api_drafts                            ooooxnu bbbxxnu ----xnu ----xnu
api_draft                             ooooxnu ----xnu bbbxxnu ----xnu
api_variant_add                       ----xnu bbbxxnu ----xnu ----xnu
api_variant                           ooooxnu ----xnu bbbxxnu dddxxnu
api_calendar                          bbbbxnu ----xnu ----xnu ----xnu
api_check                             ----xnu bbbbxnu ----xnu ----xnu
# desk and drafts
desk                                  ooooxnl -------
drafts                                ooooxnl -------
draft_new                             oooxxnl oooxxnl
draft                                 ooooxnl >>>xxnl
draft_field                           ------- >>>xxnl
draft_changes                         ooooxnl -------
draft_duplicate                       ------- >>>xxnl
draft_archive                         ------- >>>xxnl
draft_restore                         ------- >>>xxnl
draft_history                         ooooxnl -------
draft_differences                     ooooxnl -------
revision_restore                      ------- >>>xxnl
variant_add                           ------- >>>xxnl
variant_field                         ------- >>>xxnl
variant_remove                        ------- >>>xxnl
variant_plan                          ------- >>>xxnl
check                                 ------- ooooxnl
fix                                   ------- ooooxnl
rule_notes                            ooooxnl -------
compare                               ooooxnl ooooxnl
# media
media                                 ooooxnl -------
media_upload                          ------- vvvxxnl
asset_file                            ooooonl -------
asset_thumb                           ooooonl -------
asset_tile                            ooooxnl -------
asset_archive                         ------- >>>xxnl
media_tray                            ooooxnl -------
media_place                           ------- nnnxxnl
media_alt                             ------- oooxxnl
media_picker                          oooxxnl -------
# rulebook
rulebook                              ooooxnl -------
rulebook_print                        ooooxnl -------
rulebook_differences                  ooooxnl -------
rule                                  ooooxnl -------
edition                               ooooxnl -------
edition_try                           ------- >>xxxnl
edition_switch                        ------- >>xxxnl
# gates
gate_new                              ooxxxnl vvxxxnl
gate                                  ooxxxnl vvxxxnl
gate_archive                          ------- >>xxxnl
gate_restore                          ------- >>xxxnl
gate_waive                            ooxxxnl vvxxxnl
waiver_end                            ------- >>xxxnl
# calendar, results, recommendations
calendar                              ooooxnl -------
calendar_day                          ooooxnl -------
calendar_unplanned                    ooooxnl -------
calendar_move                         >>>xxnl >>>xxnl
calendar_undo                         ------- >>>xxnl
imports                               ooooxnl vvvxxnl
import                                ooooxnl -------
import_again                          ------- >>>xxnl
import_columns                        ------- >>>xxnl
posts                                 ooooxnl -------
posts_csv                             ooooxnl -------
recommendation_accept                 ------- >>>xxnl
recommendation_dismiss                ------- >>>xxnl
recommendation_reopen                 ------- >>>xxnl
progress                              >>>>xnl -------
# review, hand-off, comments
review                                ooooxnl -------
review_submit                         ------- >>>xxnl
review_decide                         ------- vvvvxnl
review_withdraw                       ------- >>>xxnl
review_look                           ------- dddddnl
receipt                               ooooonl -------
handoff                               oooxxnl -------
handoff_package                       vvvxxnl -------
handoff_mark                          ------- vvvxxnl
handoff_undo                          ------- >>>xxnl
publish_mark                          ------- vvvxxnl
comment_add                           ------- vvvvxnl
comment_resolve                       ------- >>>>xnl
# the client's pages
client_home                           >>>>onl -------
client_draft                          >>>>onl -------
client_decide                         ------- vvvvvnl
client_comment                        ------- vvvvvnl
# brands
brands                                ooooxnl -------
brand_new                             ooxxxnl vvxxxnl
brand                                 ooooxnl vvxxxnl
brand_workflow                        ------- >>xxxnl
brand_archive                         ------- >>xxxnl
brand_restore                         ------- >>xxxnl
channel_new                           ooxxxnl vvxxxnl
channel                               ooxxxnl vvxxxnl
channel_archive                       ------- >>xxxnl
channel_restore                       ------- >>xxxnl
pillar_new                            ooxxxnl vvxxxnl
pillar                                ooxxxnl vvxxxnl
pillar_archive                        ------- >>xxxnl
pillar_restore                        ------- >>xxxnl
pillar_move                           ------- >>xxxnl
# workspace, members, tokens
workspace_settings                    ooooxnl vxxxxnl
workspace_archive                     ------- vxxxxnl
workspace_leave                       ooooonl x>>>>nl
members                               ooxxxnl -------
invite                                ooxxxnl vvxxxnl
member                                ooxxxnl vvxxxnl
member_archive                        ------- >>xxxnl
member_restore                        ------- >>xxxnl
invitation_resend                     ------- >>xxxnl
invitation_revoke                     ------- >>xxxnl
tokens                                ooxxxnl vvxxxnl
token_revoke                          ------- >>xxxnl
# notices and log
notices                               ooooonl -------
notices_read_all                      ------- >>>>>nl
notice_read                           ------- >>>>>nl
audit                                 ooxxxnl -------
audit_csv                             ooxxxnl -------
"""
ROWS = {line.split()[0]: line.split()[1:] for line in TABLE.splitlines() if line and line[0] != "#"}
LETTERS = {
    200: "o",
    201: "c",
    204: "d",
    302: ">",
    400: "b",
    401: "u",
    403: "x",
    404: "n",
    405: "-",
    409: "k",
    410: "g",
    422: "v",
}


def methods(name: str) -> tuple[str, ...]:
    return ("GET", "POST", "PATCH", "DELETE") if urls()[name][0].startswith("api/") else ("GET", "POST")


def letter(house: House, who: str, method: str, name: str) -> str:
    answer = house.ask(who, method, house.address(name, who))
    if answer.status == 302 and answer.headers["Location"].startswith("/accounts/login/"):
        return "l"
    return LETTERS.get(answer.status, f"({answer.status})")


def test_the_table_has_one_row_for_each_url() -> None:
    stale, missing = set(ROWS) - set(urls()), set(urls()) - set(ROWS)
    assert not stale, "rows of URLs that are no more"
    assert not missing, "URLs without a row"
    for name, words in ROWS.items():
        assert [len(word) for word in words] == [len(ROLES)] * len(methods(name)), name


@pytest.mark.parametrize("half", [0, 1])
def test_everybody_gets_what_the_table_says(house: House, half: int) -> None:
    wrong = []
    for name in list(urls())[half::2]:
        found = ["".join(letter(house, who, method, name) for who in ROLES) for method in methods(name)]
        if found != ROWS.get(name):
            wrong.append(f"{name:<38}{' '.join(found)}   in the table: {' '.join(ROWS.get(name, []))}")
    assert not wrong, "\n" + "\n".join(wrong)


def with_ids() -> list[str]:
    """URLs below a workspace that name a thing in it. A rule of the rulebook is everybody's."""
    return [
        name
        for name, (_where, wanted) in urls().items()
        if "workspace" in wanted and wanted - {"workspace", "rule", "edition"}
    ]


def test_ids_of_another_workspace_are_not_found(house: House) -> None:
    """An owner, in their own workspace, with the ids of somebody else's things."""
    for name in with_ids():
        for method in methods(name):
            found = house.ask("outsider", method, house.address(name, workspace="elsewhere"))
            assert found.status in {404, 405}, f"{method} {name}: {found.status}"
            assert "Le four" not in found.text


@pytest.mark.parametrize("number", [0, 10**9, 10**30])
def test_unknown_ids_are_not_found(house: House, number: int) -> None:
    for name in with_ids():
        ids = dict.fromkeys(urls()[name][1] - {"workspace"}, number)
        for method in methods(name):
            found = house.ask("owner", method, house.address(name, **ids))
            assert found.status in {404, 405}, f"{method} {name}: {found.status}"


def test_other_methods_are_refused(house: House) -> None:
    """HEAD answers as GET does. Django's form views, on which allauth stands, take PUT for POST."""
    wrong = []
    for name, (where, _wanted) in urls().items():
        url = house.address(name)
        if house.ask("owner", "HEAD", url).status != house.ask("owner", "GET", url).status:
            wrong.append(f"HEAD {name}")
        for method in {"PUT", "PATCH", "DELETE", "OPTIONS"} - set(methods(name)):
            status = house.ask("owner", method, url).status
            if status >= 500 or (status < 300 and not where.startswith("accounts/")):
                wrong.append(f"{method} {name}: {status}")
    assert not wrong
