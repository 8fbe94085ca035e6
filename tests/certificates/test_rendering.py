"""The sheet, read back from the PDF: its text, its fonts, its QR code."""

import unicodedata
from datetime import date
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from certificates import checks, rendering
from certificates.rendering import fitted, html_of, locked_fetcher, pdf_of, width
from certificates.wording import CertificateWords, document_date, hours_text, period

TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
LOWER = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES]
LETTERS = [case for letter in [*LOWER, *"bcdđghklmnpqrstvx"] for case in (letter, letter.upper())]
SIXTY = "Nguyễn Phước Tôn Nữ Công Tằng Quỳnh Trường Thị Diễm Phượng Mẫn"[:60]
DEMO = "MẪU - KHÔNG CÓ GIÁ TRỊ"


def words(**changes: Any) -> CertificateWords:
    usual: dict[str, Any] = {
        "issuer_parent": "ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN",
        "issuer": "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
        "full_name": "Hoàng Thị Mỵ",
        "birth_year": 1985,
        "position": "Cộng tác viên công tác xã hội",
        "unit": "Ủy ban nhân dân xã Phú Lạc",
        "course_title": "Phòng ngừa và ứng phó với bạo lực trên cơ sở giới",
        "hours": "4",
        "started_on": "2026-01-03",
        "completed_on": "2026-01-05",
        "issued_on": "2026-01-05",
        "number": "0012/2026/GCN-SLĐTBXH",
        "code": "7K3M-Q9TX-2W4E-8HZP-5NRA",
        "verify_url": "https://hocan.example.org/xac-minh/7K3M-Q9TX-2W4E-8HZP-5NRA/",
    }
    return CertificateWords(**usual | changes)


def pages_of(pdf: bytes) -> list[str]:
    return [unicodedata.normalize("NFC", page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    """Without spaces: a reader finds them by distance, which is not what is tested here."""
    return "".join("".join(pages_of(pdf)).split())


def fonts_of(pdf: bytes) -> set[str]:
    reader = PdfReader(BytesIO(pdf))
    count: Any = reader.trailer["/Size"]
    objects = (reader.get_object(number) for number in range(1, count))
    return {str(o["/BaseFont"]) for o in objects if isinstance(o, DictionaryObject) and "/BaseFont" in o}


def test_the_alphabet_of_these_tests_is_whole() -> None:
    assert len(set(LETTERS)) == 2 * (12 * 6 + 17)
    assert all(len(letter) == 1 for letter in LETTERS)


def printed_by_others(pdf: bytes, caplog: pytest.LogCaptureFixture) -> list[str]:
    """Fonts that are not ours, and letters for which no font was found."""
    fonts = fonts_of(pdf)
    assert fonts
    missing = [record.getMessage() for record in caplog.records if ".notdef" in record.getMessage()]
    return [name for name in fonts if "Be-Vietnam-Pro" not in name] + missing


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("field", ["unit", "course_title", "full_name"])  # weights 400, 600 and 700
def test_every_vietnamese_letter_is_printed_in_our_font(form: Any, field: str, caplog: pytest.LogCaptureFixture) -> None:
    pdf = pdf_of(words(**{field: unicodedata.normalize(form, " ".join(LETTERS))}))
    assert "".join(LETTERS) in text_of(pdf)
    assert printed_by_others(pdf, caplog) == []


def test_a_letter_outside_the_font_would_be_noticed(caplog: pytest.LogCaptureFixture) -> None:
    """The test above can fail."""
    assert printed_by_others(pdf_of(words(unit="中")), caplog)


def test_words_are_nfc_and_come_back_from_json() -> None:
    given_in_nfd = words(full_name=unicodedata.normalize("NFD", "Nguyễn Đức Ưởng"))
    assert given_in_nfd.full_name == "Nguyễn Đức Ưởng"
    assert CertificateWords.from_dict(given_in_nfd.as_dict()) == given_in_nfd


def test_long_texts_stay_on_one_page_and_nothing_is_lost() -> None:
    course = "Kỹ năng tiếp nhận, sàng lọc, hỗ trợ và chuyển tuyến người bị bạo lực trên cơ sở giới cho cộng tác viên ở cơ sở"
    unit = "Phòng Lao động - Thương binh và Xã hội, Ủy ban nhân dân huyện Võ Nhai, tỉnh Thái Nguyên"
    pdf = pdf_of(words(full_name=SIXTY, course_title=course, unit=unit))
    assert len(SIXTY) == 60
    assert len(pages_of(pdf)) == 1
    for text in (SIXTY, course, unit):
        assert "".join(text.split()) in text_of(pdf)
    assert len(pdf) < 60_000


def test_what_stands_in_the_middle_keeps_clear_of_the_foot() -> None:
    """The longest usual texts: every line of the middle ends above the place and date of the signer."""
    course = "Kỹ năng tiếp nhận, sàng lọc, hỗ trợ và chuyển tuyến người bị bạo lực trên cơ sở giới cho cộng tác viên ở cơ sở"
    tops = lines_from_the_top(pdf_of(words(full_name=SIXTY.upper(), course_title=course)))
    order = ["Sinh năm", "Đã hoàn thành", "Kỹ năng", "Từ ngày", "Thái Nguyên, ngày"]
    places = [next(top for top, line in tops if line.startswith(start)) for start in order]
    gaps = [after - before for before, after in zip(places, places[1:], strict=False)]
    assert min(gaps) > 12
    assert gaps[2] > 2 * 16  # the course title has two lines


def lines_from_the_top(pdf: bytes) -> list[tuple[float, str]]:
    document = pypdfium2.PdfDocument(pdf)
    text, height = document[0].get_textpage(), document[0].get_height()
    boxes = [text.get_rect(n) for n in range(text.count_rects())]
    lines = [(height - box[1], text.get_text_bounded(*box)) for box in boxes]
    return [(top, unicodedata.normalize("NFC", line).strip()) for top, line in lines]


def test_a_name_is_as_large_as_it_fits() -> None:
    assert fitted("Lý A") == (["Lý A"], rendering.NAME_SIZES[1])
    [line], size = fitted("Nguyễn Phước Tôn Nữ Quỳnh Trường")
    assert size < rendering.NAME_SIZES[1]
    assert width(line) * size == pytest.approx(rendering.NAME_WIDTH)
    lines, size = fitted(SIXTY.upper())
    assert " ".join(lines) == SIXTY.upper()
    assert len(lines) == 2
    assert size > rendering.NAME_SIZES[0]


@given(st.lists(st.text(alphabet=LETTERS, min_size=1, max_size=30), min_size=1, max_size=9))
def test_no_name_is_wider_than_its_line(parts: list[str]) -> None:
    lines, size = fitted(" ".join(parts))
    assert " ".join(lines) == " ".join(parts)
    assert max(map(width, lines)) * size <= rendering.NAME_WIDTH + 0.01


def test_the_same_words_give_the_same_bytes() -> None:
    first = pdf_of(words())
    assert pdf_of(words(full_name="Lò Văn Páo")) != first
    assert pdf_of(words()) == first


def test_the_pdf_says_what_it_is_and_tells_nothing_in_its_title() -> None:
    reader = PdfReader(BytesIO(pdf_of(words())))
    assert reader.metadata is not None
    assert reader.metadata.title == "Giấy chứng nhận 0012/2026/GCN-SLĐTBXH"
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == date(2026, 1, 5)
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/Lang"] == "vi"
    assert catalog["/MarkInfo"]["/Marked"]
    assert b'pdfuaid:part="1"' in catalog["/Metadata"].get_data()


def test_the_qr_code_leads_to_the_verification_page() -> None:
    sheet = words()
    picture = pypdfium2.PdfDocument(pdf_of(sheet))[0].render(scale=150 / 72).to_pil()
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [sheet.verify_url]


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "http://example.org/a.png", "https://example.org/", "data:,a", "app:../a", "app:"]
)
def test_a_sheet_loads_only_its_own_files(address: str) -> None:
    from weasyprint.urls import FatalURLFetchingError

    with pytest.raises(FatalURLFetchingError):
        locked_fetcher().fetch(address)


def test_a_sheet_finds_all_its_own_files() -> None:
    assert all(locked_fetcher().fetch(f"app:{name}").read() for name in rendering.FILES)


def test_a_foreign_address_in_the_html_stops_the_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "html_of", lambda _words: '<img alt="" src="file:///etc/hostname">')
    with pytest.raises(RuntimeError, match="etc/hostname"):
        pdf_of(words())


def test_a_file_that_the_style_sheet_may_not_have_stops_the_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(rendering.FILES, "semibold.woff2")
    rendering._press.cache_clear()
    with pytest.raises(RuntimeError, match="semibold"):
        pdf_of(words())


def test_html_in_a_name_is_text() -> None:
    name = "<img src=x onerror=alert(1)> & Bình"
    assert "<img" not in html_of(words(full_name=name))
    assert "".join(name.split()) in text_of(pdf_of(words(full_name=name)))


def test_only_a_demonstration_says_that_it_is_worth_nothing() -> None:
    wanted = "".join(DEMO.split())
    assert wanted in text_of(pdf_of(words(demo=True)))
    assert wanted not in text_of(pdf_of(words(demo=False)))


def test_years_and_sizes_are_not_written_as_amounts() -> None:
    """In Vietnamese with thousand separators a template writes 1.985, and a size with a comma is no CSS."""
    with override_settings(USE_THOUSAND_SEPARATOR=True, LANGUAGE_CODE="vi"):
        html = html_of(words(full_name=SIXTY))
    assert "Sinh năm 1985" in html
    assert f"font-size: {fitted(SIXTY)[1]:.1f}pt" in html


def test_empty_words_leave_no_empty_lines() -> None:
    html = html_of(words(birth_year=None, position="", unit="", signer_authority="", issuer_parent=""))
    assert "Sinh năm" not in html
    assert " · " not in html
    assert html.count("<p></p>") == 0


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 9), "ngày 09 tháng 02 năm 2026"),
        (date(2026, 3, 1), "ngày 01 tháng 3 năm 2026"),
        (date(2026, 9, 10), "ngày 10 tháng 9 năm 2026"),
        (date(2026, 10, 31), "ngày 31 tháng 10 năm 2026"),
        (date(2026, 12, 11), "ngày 11 tháng 12 năm 2026"),
    ],
)
def test_document_date(day: date, written: str) -> None:
    assert document_date(day) == written


def test_period_and_hours() -> None:
    assert period(date(2026, 1, 5), date(2026, 1, 5)) == "Ngày 05/01/2026"
    assert period(date(2025, 12, 30), date(2026, 1, 5)) == "Từ ngày 30/12/2025 đến ngày 05/01/2026"
    assert [hours_text(hours) for hours in ("4", "4.0", "4.50", "40", "0.75")] == [
        "4 giờ",
        "4 giờ",
        "4,5 giờ",
        "40 giờ",
        "0,75 giờ",
    ]


@pytest.mark.parametrize("failure", [OSError("cannot load library 'libpango-1.0-0'"), ImportError("no weasyprint")])
def test_a_missing_library_is_told_with_the_command_that_brings_it(failure: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def without_weasyprint(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "weasyprint":
            raise failure
        return real(name, *args, **kwargs)

    assert checks.weasyprint_can_print() == []
    monkeypatch.setattr(builtins, "__import__", without_weasyprint)
    [message] = checks.weasyprint_can_print()
    assert message.hint is not None
    assert message.hint.startswith("sudo apt-get install -y libpango-1.0-0 ")
    assert str(failure) in message.msg
