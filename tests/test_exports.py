"""Exports of results as people send them: other encodings, delimiters, languages, broken, hostile, very long."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from exported import INSTAGRAM as META
from exported import TIKTOK
from hypothesis import given
from hypothesis import strategies as st

from scoring.history.cells import safe_cell
from scoring.history.exports import Export, ExportError, MeasuredPost, post_key, read_export
from scoring.history.exports.dates import as_instant, read_when
from scoring.history.exports.values import read_count, read_seconds, read_share

PARIS = "Europe/Paris"


def meta_row(number: int = 1, **cells: object) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(META, "")
    row |= {
        "Post ID": 1000 + number,
        "Publish time": "03/27/2026 06:08",
        "Post type": "IG reel",
        "Date": "Lifetime",
    }
    row |= {"Permalink": f"https://www.instagram.com/reel/AAbb{number:06d}/", "Views": 120, "Likes": 4}
    return row | cells


def tiktok_row(number: int = 1, when: datetime = datetime(2026, 3, 27, 6, 8, tzinfo=UTC), **cells: object):
    video = (int(when.timestamp()) << 32) + number
    row: dict[str, object] = dict.fromkeys(TIKTOK, 0)
    row |= {"Video title": "Levain", "Video link": f"https://www.tiktok.com/@pain/video/{video}"}
    return (
        row | {"Post time": "2026-03-27", "Total play time": "1h:2m:3s", "Average watch time": "4.5s"} | cells
    )


def table(headers: list[str], rows: list[dict[str, object]], mark: str = ",", banner: str = "") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, headers, delimiter=mark, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return banner + out.getvalue()


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def linkedin_url(when: datetime, low: int = 5) -> str:
    return (
        f"https://www.linkedin.com/feed/update/urn:li:activity:{(int(when.timestamp() * 1000) << 22) + low}"
    )


def read(data: bytes | str, *args: object, **named: object) -> tuple[Export, list[MeasuredPost]]:
    export = read_export(
        data.encode() if isinstance(data, str) else data, "results.csv", PARIS, *args, **named
    )  # type: ignore[arg-type]
    return export, list(export.posts)


def by_day(posts: list[MeasuredPost]) -> list[MeasuredPost]:
    return sorted(posts, key=lambda post: post.published_on)


def refused(data: bytes | str | Path, *args: object) -> ExportError:
    with pytest.raises(ExportError) as caught:
        list(read_export(data.encode() if isinstance(data, str) else data, "results.csv", PARIS, *args).posts)  # type: ignore[arg-type]
    assert caught.value.facts.pop("name") == "results.csv"
    return caught.value


# --- what the three kinds say -------------------------------------------------------------------------------------


def test_meta_export_gives_typed_posts_and_keeps_what_it_does_not_know() -> None:
    row = meta_row(Views="15,000", Reach="9 100", Saves="1.2K", Description="Ligne 1\nLigne 2", Shares="--")
    export, [post] = read(table(META, [row]))
    assert export.kind == "meta_instagram"
    assert post.key == "instagram:AAbb000001"
    assert (post.format, post.text) == ("reel", "Ligne 1\nLigne 2")
    assert post.published_at == datetime(2026, 3, 27, 5, 8, tzinfo=UTC)  # Paris is one hour ahead
    assert (post.published_on, post.time_origin, post.time_known) == (date(2026, 3, 27), "file", True)
    assert (post.metrics.views, post.metrics.reach, post.metrics.saves) == (15_000, 9_100, 1_200)
    assert post.metrics.shares is None  # not said is not zero
    assert post.metrics.impressions is None  # views are not impressions
    assert post.raw["Views"] == "15,000"
    assert "Account name" in export.unknown
    assert not export.problems


def test_column_order_case_accents_and_spacing_do_not_matter() -> None:
    headers = ["SAVES", "permalink ", "  Publish  Time", "Post-type", "réach", "Views"]
    row = ["3", "https://instagram.com/p/ABCDEF1/", "27.03.2026 06:08", "IG carousel", "10", "12"]
    _, [post] = read(";".join(headers) + "\n" + ";".join(row))
    assert (post.metrics.saves, post.metrics.reach, post.metrics.views, post.format) == (
        3,
        10,
        12,
        "carousel",
    )


def test_tiktok_export_has_completion_and_the_time_from_the_address() -> None:
    row = tiktok_row(**{"Watched full video": "0.31", "Add to favorites": 7, "Total views": "18,400"})
    export, [post] = read(table(TIKTOK, [row]))
    assert export.kind == "tiktok_studio"
    assert (post.metrics.completion, post.metrics.saves, post.metrics.watch_seconds) == (0.31, 7, 4.5)
    assert (post.published_at, post.time_origin) == (datetime(2026, 3, 27, 6, 8, tzinfo=UTC), "address")
    assert export.counts["time_from_address"] == 1


def test_tiktok_dates_without_a_year_take_it_from_the_address_or_are_left_out() -> None:
    newyear = datetime(2025, 12, 31, 12, tzinfo=UTC)
    rows = [
        tiktok_row(1, newyear, **{"Post time": "December 31"}),
        tiktok_row(2, **{"Post time": "August 31"}),
    ]
    export, [post] = read(table(TIKTOK, rows))
    assert post.published_on == date(2025, 12, 31)
    assert [(p.row, p.code, p.value) for p in export.problems] == [(3, "date_without_year", "August 31")]


def test_tiktok_headers_in_spanish_with_decimal_commas() -> None:
    headers = (
        "Título del video,Hora de publicación,Enlace del video,Visualizaciones totales,Me gusta totales,"
    )
    headers += "Comentarios totales,Veces compartido,Tiempo promedio de visualización"
    row = 'Pan,2026-03-27 06:08,https://www.tiktok.com/@pan/video/7412345678901234567,1.234,12,1,0,"4,25"'
    export, [post] = read(headers + "\n" + row)
    assert (export.language, post.metrics.views, post.metrics.watch_seconds) == ("es", 1234, 4.25)


def linkedin_sheets(days: list[datetime], form: str, titles: tuple[str, ...]) -> list[list[object]]:
    """Two tables side by side, sorted apart, with the banner rows of the real file."""
    url, when, engaged, seen = titles
    left = [[linkedin_url(day), day.strftime(form), 10 + n] for n, day in enumerate(days)]
    right = [[linkedin_url(day), day.strftime(form), 100 + n] for n, day in enumerate(days)][::-1]
    rows: list[list[object]] = [["Maximum of 50 posts"], [], [url, when, engaged, None, url, when, seen]]
    return rows + [[*a, None, *b] for a, b in zip(left, right, strict=True)]


def test_linkedin_tables_are_joined_by_address_and_the_time_is_read_from_it() -> None:
    days = [datetime(2026, 3, 2 + n, 7, 30, tzinfo=UTC) for n in range(4)]
    titles = ("Post URL", "Post publish date", "Engagements", "Impressions")
    rows = linkedin_sheets(days, "%-m/%-d/%Y", titles)
    rows[-1][4:] = [rows[-1][4], None, None]  # the real file names posts without a number, too
    data = workbook(DISCOVERY=[["Overall Performance", "x"]], ENGAGEMENT=[["Date", "Impressions", "Engagements"]],
                    **{"TOP POSTS": rows})  # fmt: skip
    export, posts = read(data)
    assert (export.kind, export.total, len(posts)) == ("linkedin_member", 4, 4)
    assert [(p.metrics.engagements, p.metrics.impressions) for p in by_day(posts)] == [
        (10, None),
        (11, 101),
        (12, 102),
        (13, 103),
    ]
    assert [p.published_at for p in by_day(posts)] == days
    assert {p.time_origin for p in posts} == {"address"}
    assert (export.date_order, export.date_basis) == ("mdy", "evidence")  # the addresses settle 3/2, 3/3, 3/4


def test_linkedin_in_french_needs_no_known_name_for_the_address() -> None:
    days = [datetime(2026, 4, 3 + n, 7, 30, tzinfo=UTC) for n in range(3)]
    rows = linkedin_sheets(days, "%d/%m/%Y", ("Lien", "Date de publication ", "Interactions", "Impressions"))
    data = workbook(**{"ABONNÉS": [["x", 1], [], ["Date ", "Nouveaux abonnés"]], "MEILLEURS POSTS": rows})
    export, posts = read(data, "linkedin_member")
    assert (export.language, export.date_order) == ("fr", "dmy")
    assert [p.published_on for p in by_day(posts)] == [day.date() for day in days]


def test_a_day_that_a_spreadsheet_turned_into_a_date_has_no_time_of_its_own() -> None:
    when = datetime(2026, 3, 9, 12, 30, tzinfo=UTC)
    day = datetime(2026, 3, 9)  # noqa: DTZ001
    rows = [["Post URL", "Post publish date", "Engagements"], [linkedin_url(when), day, 5]]
    _, [post] = read(workbook(A=rows))
    assert (post.published_at, post.time_origin) == (when, "address")
    other = [
        meta_row(1, **{"Publish time": "2026-03-09T00:00:00"}),
        meta_row(2, **{"Publish time": "03/09/2026 00:00"}),
    ]
    _, [unknown, midnight] = read(table(META, other))
    assert (unknown.time_known, unknown.published_on) == (False, date(2026, 3, 9))
    assert midnight.time_known


def test_an_address_that_disagrees_with_the_date_is_not_believed() -> None:
    url = linkedin_url(datetime(2026, 3, 9, 12, tzinfo=UTC))
    data = workbook(A=[["Post URL", "Post publish date", "Engagements"], [url, "3/20/2026", 5]])
    export, [post] = read(data)
    assert (post.published_at, post.time_known, post.published_on) == (None, False, date(2026, 3, 20))
    assert export.counts["address_time_differs"] == 1


# --- encodings, delimiters, banners -------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_any_encoding_and_delimiter(encoding: str, mark: str) -> None:
    text = table(META, [meta_row(Description="Pâte à « choux » – l’été, voilà ; bien | sûr")], mark)
    export, [post] = read(text.encode(encoding))
    assert post.text == "Pâte à « choux » – l’été, voilà ; bien | sûr"
    assert export.total == 1


def test_separator_line_and_banner_rows_are_skipped_and_rows_are_numbered_as_seen() -> None:
    text = table(META, [meta_row(1), meta_row(2, Views="many")], ";", "sep=;\nInstagram content\n\n")
    export, posts = read(text.encode("utf-16"))
    assert [post.row for post in posts] == [5, 6]
    assert [(p.row, p.code, p.column, p.value) for p in export.problems] == [
        (6, "not_a_number", "views", "many")
    ]
    assert posts[1].metrics.views is None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_table"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" * 40, "not_a_table"),
        (b"%PDF-1.7\n1 0 obj", "not_a_table"),
        (b"just a few words\nand no table\n", "not_a_table"),
        (b"<!doctype html><html><body>a, b</body></html>", "not_an_export"),
        (b"name,colour\npain,brun\n", "not_an_export"),
        (b"Permalink,Publish time,Views\n\x81\x8d\x8f,1,2\n", "wrong_encoding"),
        (b"\xff\xfeP\x00e\x00\x00\xd8", "wrong_encoding"),
        (",".join(META).encode(), "no_rows"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"PK\x03\x04 broken", "corrupt_workbook"),
        (b"Permalink,Publish time,Views\n\"" + b"x" * 200_000, "cell_too_long"),
    ],
)  # fmt: skip
def test_what_is_no_export_is_refused_with_its_reason(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_missing_columns_are_named() -> None:
    headers = [h for h in META if h not in ("Publish time", "Permalink", "Post ID")]
    error = refused(table(headers, [meta_row()]))
    assert error.code == "missing_columns"
    assert error.facts["missing"] == ["Permalink", "Publish time"]
    assert "Views" in error.facts["wanted"]
    assert "Account name" in error.facts["found"]
    assert refused("a,b\n1,2\n", "tiktok_studio").facts["missing"][:2] == ["Video link", "Post time"]
    no_results = refused("Permalink,Publish time,Description,Post type\nx,y,z,w\n")
    assert no_results.facts["missing"][0].startswith("Views / Impressions")


def test_the_wrong_choice_and_related_files_are_told_apart() -> None:
    error = refused(table(TIKTOK, [tiktok_row()]), "meta_instagram")
    assert (error.code, error.facts) == ("other_kind", {"chosen": "meta_instagram", "found": "tiktok_studio"})
    chart = 'sep=,\n"Views"\n"Date","Primary"\n"2026-08-22T00:00:00","8226"\n'.encode("utf-16")
    assert refused(chart).facts == {"found": "meta_chart"}
    facebook = (
        "Post ID,Page ID,Page name,Publish time,Permalink,Reach,Comments\n1,2,x,03/27/2026 06:08,u,1,2\n"
    )
    assert refused(facebook).facts == {"found": "meta_facebook"}
    single = workbook(A=[["Post URL", linkedin_url(datetime(2026, 3, 9, tzinfo=UTC))], ["Post Date", "Sep 30, 2025"],
                         ["Impressions", "5,537"]])  # fmt: skip
    assert refused(single).facts == {"found": "linkedin_post"}
    overview = "Date,Video Views,Profile Views,Likes,Comments,Shares\nAugust 31,1,2,3,4,5\n"
    assert refused(overview, "tiktok_studio").facts == {"found": "tiktok_overview"}


def test_a_person_can_say_what_columns_are() -> None:
    text = "Lien;Le jour;Vues;Notes\nhttps://www.instagram.com/p/ABCDEF1/;27/03/2026 06:08;1 200;x\n"
    assert refused(text, "meta_instagram").code == "missing_columns"
    export, [post] = read(
        text, "meta_instagram", {"Le jour": "published", "Vues": "views", "Notes": "nonsense"}
    )
    assert (post.metrics.views, export.unknown) == (1200, ("Notes",))


def test_unknown_timezone_is_named() -> None:
    for name in ("Mars/Olympus", "../../etc/passwd", "Europe", ""):
        with pytest.raises(ExportError, match="unknown_timezone"):
            read_export(b"x", "x.csv", name)


# --- rows that go wrong -------------------------------------------------------------------------------------------


def test_each_bad_row_is_reported_and_the_others_are_read() -> None:
    rows = [
        meta_row(1),
        meta_row(1),
        meta_row(2, **{"Publish time": "02/30/2026 10:00"}),
        meta_row(3, **{"Publish time": ""}),
        meta_row(4, Permalink="javascript:alert(1)"),
        meta_row(5, **{"Permalink": "", "Post ID": "1.80111E+16"}),
        meta_row(6, **{"Permalink": "", "Post ID": ""}),
        meta_row(7, Date="03/28/2026"),
        meta_row(8, Likes="=1+1", Reach="-5"),
        meta_row(9, **{"Publish time": "12/31/9999 23:59"}),
    ]
    export, posts = read(table(META, rows))
    codes = [(p.row, p.code) for p in export.problems]
    assert codes == [
        (3, "repeated_post"), (4, "bad_date"), (5, "no_date"), (6, "bad_link"), (7, "id_rounded"), (8, "no_address"),
        (9, "daily_row"), (10, "not_a_number"), (10, "not_a_number"), (11, "bad_date"),
    ]  # fmt: skip
    assert [post.key for post in posts] == [
        "instagram:AAbb000001",
        "instagram:id:1004",
        "instagram:AAbb000008",
    ]
    assert posts[1].permalink == ""  # never a link that runs
    assert posts[2].raw["Likes"] == "=1+1"
    assert export.counts["posts"] == 3


def test_times_in_the_gap_and_in_the_fold_are_settled_and_reported() -> None:
    rows = [
        meta_row(1, **{"Publish time": "03/29/2026 02:30"}),
        meta_row(2, **{"Publish time": "10/25/2026 02:30"}),
    ]
    export, [gap, twice] = read(table(META, rows))
    assert gap.published_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 03:30 in Paris
    assert twice.published_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # the first of the two
    assert [p.code for p in export.problems] == ["time_in_gap", "time_twice"]


def test_day_and_month_are_told_apart_by_evidence_then_by_language_and_it_says_so() -> None:
    def order(*dates: str) -> tuple[str, str]:
        rows = [meta_row(n, **{"Publish time": when}) for n, when in enumerate(dates)]
        export, _ = read(table(META, rows))
        return export.date_order, export.date_basis

    assert order("03/04/2026 10:00", "03/27/2026 10:00") == ("mdy", "evidence")
    assert order("03/04/2026 10:00", "27/03/2026 10:00") == ("dmy", "evidence")
    assert order("03/04/2026 10:00") == ("mdy", "language")
    assert order("27/03/2026 10:00", "28/03/2026 10:00", "03/27/2026 10:00") == ("dmy", "mixed")
    assert order("2026-03-04 10:00") == ("mdy", "")


def test_formulas_in_a_workbook_stay_text() -> None:
    rows = [META, list(meta_row(Description='=HYPERLINK("http://x")', Views="=2+2").values())]
    export, [post] = read(workbook(A=rows))
    assert post.text == '=HYPERLINK("http://x")'
    assert (post.metrics.views, [p.code for p in export.problems]) == (None, ["not_a_number"])


@pytest.mark.walk
def test_hundred_thousand_rows_are_read_and_one_more_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    line = "{0},https://www.instagram.com/p/Q{0:08d}/,03/27/2026 06:08,{0},7\n".format
    path.write_text("Post ID,Permalink,Publish time,Views,Likes\n" + "".join(map(line, range(100_000))))
    export = read_export(path, path.name, PARIS)
    assert export.total == 100_000
    assert sum(post.metrics.views or 0 for post in export.posts) == sum(range(100_000))
    with path.open("a") as file:
        file.write(line(100_000))
    error = refused(path)
    assert (error.code, error.facts) == ("too_many_rows", {"limit": 100_000})


@given(st.binary(max_size=300), st.integers(0, 600), st.integers(0, 40))
def test_a_damaged_file_is_read_or_refused_but_never_crashes(junk: bytes, place: int, cut: int) -> None:
    for whole in (
        table(META, [meta_row()]).encode(),
        table(TIKTOK, [tiktok_row()], ";").encode("utf-16"),
        b"",
    ):
        damaged = whole[:place] + junk + whole[place + cut :]
        with suppress(ExportError):
            list(read_export(damaged, "x", PARIS).posts)


def test_problems_are_counted_but_not_all_kept() -> None:
    export, _ = read(table(META, [meta_row(n, Views="x" * 30) for n in range(500)]))
    assert (export.counts["not_a_number"], len(export.problems)) == (500, 200)


def test_workbooks_that_would_burst_are_refused_before_they_are_opened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", "<x/>")
        for number in range(1, 4):
            bomb.writestr(f"xl/worksheets/sheet{number}.xml", b"\0" * (50 * 2**20))
    assert len(out.getvalue()) < 2**20
    assert refused(out.getvalue()).code == "zip_bomb"
    good = workbook(A=[META, list(meta_row().values())])
    assert refused(good[:2000]).code == "corrupt_workbook"
    plain_zip = io.BytesIO()
    with zipfile.ZipFile(plain_zip, "w") as archive:
        archive.writestr("a.csv", "x")
    assert refused(plain_zip.getvalue()).code == "not_a_table"


def test_a_sheet_that_lies_about_its_size_or_breaks_midway_is_refused_not_crashed() -> None:
    source = io.BytesIO(workbook(A=[META, list(meta_row().values())]))
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, content[: len(content) // 2] if "sheet1" in part else content)
    assert refused(out.getvalue()).code == "corrupt_workbook"


# --- numbers, dates, addresses ------------------------------------------------------------------------------------


@given(st.integers(0, 10**12), st.sampled_from([",", ".", " ", "\u00a0", "\u202f", "'", "’", ""]))
def test_a_count_is_read_back_whatever_groups_its_digits(number: int, mark: str) -> None:
    assert read_count(f"{number:,}".replace(",", mark)) == number
    assert read_count(f" {number:,}\u00a0".replace(",", mark), ",") == number


@given(st.integers(0, 99_999), st.integers(0, 99))
def test_decimals_are_read_with_either_mark(whole: int, cents: int) -> None:
    for written in (f"{whole}.{cents:02d}", f"{whole},{cents:02d}", f"{whole:,}.{cents:02d}"):
        assert read_seconds(written) == pytest.approx(whole + cents / 100)
    assert read_seconds(f"{whole:,}.{cents:02d}".replace(",", " ").replace(".", ","), ",") == pytest.approx(
        whole + cents / 100
    )


@given(st.one_of(st.text(max_size=60), st.floats(), st.integers(), st.booleans(), st.none()))
def test_any_cell_is_a_number_nothing_or_a_value_error(cell: object) -> None:
    for reader in (read_count, read_share, read_seconds):
        for mark in ".,":
            try:
                value = reader(cell, mark)
            except ValueError:
                continue
            assert value is None or value >= 0


def test_numbers_as_people_write_them() -> None:
    assert [read_count(t) for t in ("1.2K", "1,2k", "3M", "15,000", "1.234.567", "0", "undefined", "")] == [
        1200, 1200, 3_000_000, 15_000, 1_234_567, 0, None, None
    ]  # fmt: skip
    assert [read_share(t) for t in ("31%", "31,5 %", 0.31, "0,314", "100%")] == [
        0.31,
        0.315,
        0.31,
        0.314,
        1.0,
    ]
    assert [read_seconds(t) for t in ("0:20", "1:02:03", "1h:2m:3s", "4.5s", "1,234")] == [
        20,
        3723,
        3723,
        4.5,
        1234,
    ]
    for wrong in ("12.5", "1,23,4", "-3", "=1", "1e5", "١٢", True, float("inf"), "1.2.3"):
        with pytest.raises(ValueError):  # noqa: PT011 the value says enough
            read_count(wrong)


@given(st.datetimes(datetime(2004, 1, 1), datetime(2099, 12, 30)))  # noqa: DTZ001 local times are meant
def test_a_date_is_read_back_in_every_form(when: datetime) -> None:
    when = when.replace(second=0, microsecond=0)
    for form, order in (
        ("%Y-%m-%dT%H:%M:%S", "mdy"), ("%m/%d/%Y %H:%M", "mdy"), ("%d/%m/%Y %H:%M", "dmy"), ("%d.%m.%Y %H:%M", "mdy"),
        ("%b %d, %Y, %I:%M %p", "mdy"), ("%d %B %Y at %H:%M", "dmy"), ("%m/%d/%Y, %I:%M:%S %p", "mdy"),
    ):  # fmt: skip
        found = read_when(when.strftime(form), order)
        assert found is not None, form
        assert found.on == when.date(), form
        midnight = "%S" in form and when.time() == time()  # how spreadsheets write a day without a time
        assert found.clock == (None if midnight else when.time()), form


@given(st.text(max_size=70))
def test_any_text_is_a_date_nothing_or_a_value_error(text: str) -> None:
    try:
        read_when(text, "dmy")
    except ValueError:
        return


def test_dates_in_french_and_with_zones() -> None:
    for text in (
        "30 septembre 2025",
        "30 sept. 2025",
        "1er août 2025",
        "14 févr. 2025 à 18h30",
        "31 décembre 2025",
    ):
        assert read_when(text, "dmy") is not None
    zoned = read_when("2026-03-27T06:08:00-0700", "mdy")
    assert zoned is not None
    assert zoned.zone is not None
    assert zoned.zone.utcoffset(None) == timedelta(hours=-7)
    for wrong in ("29 février 2025", "2025-13-01", "99/99/2026", "tomorrow", "12", "25:61", "1/2/3/4"):
        with pytest.raises(ValueError):  # noqa: PT011
            read_when(wrong, "dmy")


@given(
    st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001
    st.sampled_from(
        [PARIS, "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu", "UTC"]
    ),
)
def test_every_local_time_has_one_instant(naive: datetime, zone: str) -> None:
    instant, odd = as_instant(naive, ZoneInfo(zone))
    back = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert (back == naive) == (odd != "time_in_gap")
    assert back >= naive


def test_one_post_has_one_key_however_its_address_is_written() -> None:
    number = "7204703086211198976"
    for address in (
        f"https://www.linkedin.com/feed/update/urn:li:activity:{number}",
        f"https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A{number}/?utm=1",
        f"https://fr.linkedin.com/posts/ana_pain-activity-{number}-AbCd",
    ):
        assert post_key(address) == f"linkedin:{number}"
    assert post_key("https://instagram.com/ana/reel/AbC-_123/?igsh=1") == "instagram:AbC-_123"
    for address in (
        "https://evil.example/www.linkedin.com/urn:li:activity:" + number,
        "javascript:1",
        "",
        "x" * 9999,
    ):
        assert post_key(address) is None


def test_cells_that_a_spreadsheet_would_run_are_disarmed() -> None:
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\u200b=1", "＝1"):
        assert safe_cell(text) == "'" + text
    for text in ("", "1 = 1", "Pain", "#levain", "'=1"):
        assert safe_cell(text) == text


def test_readers_load_neither_django_nor_openpyxl_until_needed() -> None:
    code = "import sys, scoring.history.exports as _; print([m for m in ('django', 'openpyxl', 'numpy') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
