"""The sheet of paper: every letter, every name, the same bytes, a code that a phone can read."""

import io
import unicodedata
from dataclasses import replace
from datetime import date

import pypdf
import pypdfium2
import pytest
import zxingcpp

from certificates.rendering import html_of, locked_fetcher, pdf_of
from certificates.wording import CertificateWords, document_date

BARE = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
LETTERS = [unicodedata.normalize("NFC", letter + tone) for letter in BARE for tone in TONES] + ["đ"]
WORDS = CertificateWords(
    issuer_parent="ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN", issuer="SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", full_name="Lường Thị Ngọc Ễn",
    birth_year=1985, position="Chuyên viên", unit="Sở Y tế", course_title="Kiến thức chung", hours="4", started_on="2026-11-01",
    completed_on="2026-11-23", place="Thái Nguyên", issued_on="2026-11-23", signer_authority="KT. GIÁM ĐỐC",
    signer_position="PHÓ GIÁM ĐỐC", signer_name="Nguyễn Văn Mẫu", number="0001/2026/GCN-SLĐTBXH",
    code="AAAA-BBBB-CCCC-DDDD-EEEE", verify_url="https://hoc-an.example/xac-minh/AAAA-BBBB-CCCC-DDDD-EEEE/", demo=False,
)  # fmt: skip


def read(pdf: bytes) -> tuple[str, list[str], int]:
    """Text in one line (NFC), names of the fonts, number of pages."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    text = " ".join(page.extract_text() for page in reader.pages)
    fonts = [str(font.get_object()["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    return " ".join(unicodedata.normalize("NFC", text).split()), fonts, len(reader.pages)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_vietnamese_letter_is_printed_in_our_own_fonts(form: str) -> None:
    for case in (str.lower, str.upper):
        letters = "".join(case(letter) for letter in LETTERS)
        pdf = pdf_of(replace(WORDS, unit=unicodedata.normalize(form, letters[:37]), position=unicodedata.normalize(form, letters[37:])))
        text, fonts, _pages = read(pdf)
        missing = [case(letter) for letter in LETTERS if case(letter) not in text]
        assert missing == []
        assert all("Be-Vietnam-Pro" in name or "BeVietnamPro" in name for name in fonts), fonts


@pytest.mark.parametrize(
    "name",
    ["Ễn", "Lường Thị Ngọc Ễn", "Nguyễn Hoàng Phương Thảo Thị Ngọc Bích Trâm Anh Khánh Huyền Mỹ", "Ng" * 30],
)
def test_a_name_of_up_to_sixty_letters_is_whole_and_the_sheet_is_one_page(name: str) -> None:
    text, _fonts, pages = read(pdf_of(replace(WORDS, full_name=name, course_title="Kiến thức, kỹ năng " * 6)))
    assert name.replace(" ", "") in text.replace(" ", "")
    assert pages == 1


def test_the_same_words_give_the_same_bytes() -> None:
    assert pdf_of(WORDS) == pdf_of(CertificateWords.from_dict(WORDS.as_dict()))


def test_other_words_give_other_bytes() -> None:
    assert pdf_of(WORDS) != pdf_of(replace(WORDS, full_name="Lường Thị Ngọc Én"))


def test_a_phone_reads_the_address_of_the_verification_page() -> None:
    picture = pypdfium2.PdfDocument(pdf_of(WORDS))[0].render(scale=3).to_pil()
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [WORDS.verify_url]


def test_the_sheet_is_small_enough_for_a_weak_line() -> None:
    assert len(pdf_of(WORDS)) < 150 * 1024


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1/x.png", "app:../settings.py"])
def test_a_sheet_loads_nothing_but_its_own_files(address: str) -> None:
    with pytest.raises(BaseException, match=r".+"):  # FatalURLFetchingError is a BaseException
        locked_fetcher().fetch(address)


def test_markup_in_a_name_is_only_text() -> None:
    assert "<b>An</b>" not in html_of(replace(WORDS, full_name="<b>An</b>"))


@pytest.mark.parametrize("demo", [True, False])
def test_a_demonstration_sheet_says_so_and_no_other_does(demo: bool) -> None:
    text, _fonts, _pages = read(pdf_of(replace(WORDS, demo=demo)))
    assert ("KHÔNG CÓ GIÁ TRỊ" in text) is demo


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 10), "ngày 10 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_days_below_10_and_months_1_and_2_get_a_zero(day: date, written: str) -> None:
    assert document_date(day) == written
