"""One form to store, one key to search by, one key to sort by (design, rule 9)."""

import random
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from cms.text import fold as site_fold
from learning.people.text import fold, name_sort_key, nfc

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
WORDS = st.text(LETTERS + LETTERS.upper() + "  ", min_size=1, max_size=30)

IN_ORDER = [
    "Nguyễn Văn An",
    "Trần Văn An",
    "Lê Ân",
    "Nguyễn Thị Bình",
    "Nguyễn Văn Cường",
    "Lê Dũng",
    "Nguyễn Văn Đạt",
    "Trần Thị Em",
    "Lường Thị Ễn",
    "Ma Thị Hoa",
    "Ma Thị Hòa",
    "Ma Thị Hoá",
    "Ma Thị Hoạ",
    "Đặng Minh",
    "Nông Văn Ngọc",
    "Hoàng Thị Oanh",
    "Phạm Thị Ơn",
    "Vũ Quang",
    "Dương Hữu Tiến",
    "Đỗ Hữu Tiến",
    "Bùi Thị Uyên",
    "Bùi Thị Ước",
    "Triệu Thị Yến",
]


def test_names_sort_by_given_name_in_vietnamese_order() -> None:
    shuffled = random.Random(5).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(shuffled, key=name_sort_key) == IN_ORDER


def test_the_key_is_ascii_so_that_both_databases_sort_alike() -> None:
    assert all(name_sort_key(name).isascii() for name in IN_ORDER)


@given(WORDS)
def test_composed_and_decomposed_text_are_the_same(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert nfc(decomposed) == nfc(text)
    assert fold(decomposed) == fold(text)
    assert name_sort_key(decomposed) == name_sort_key(text)


@given(WORDS)
def test_folded_text_is_plain_small_letters(text: str) -> None:
    folded = fold(text)
    assert folded.isascii()
    assert folded == folded.lower() == fold(folded)
    assert len(folded.replace(" ", "")) == len(text.replace(" ", ""))


@given(st.text(max_size=40))
def test_any_text_is_stored_as_nfc_with_single_spaces(text: str) -> None:
    stored = nfc(text)
    assert unicodedata.is_normalized("NFC", stored)
    assert "  " not in stored
    assert stored == stored.strip()


@given(st.text(max_size=40))
def test_people_and_site_fold_alike(text: str) -> None:
    assert fold(text) == site_fold(text)


def test_old_and_new_placing_of_a_tone_sort_alike() -> None:
    assert name_sort_key("Lê Thị Hòa") == name_sort_key("Lê Thị Hoà")


def test_barred_d_is_d() -> None:
    assert fold("Đường đi ĐÓ") == "duong di do"
