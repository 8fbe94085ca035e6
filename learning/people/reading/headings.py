"""What a column means, by its heading and, where the heading is silent, by what stands in it."""

import re
from collections.abc import Callable, Sequence

from learning.people.reading import values
from learning.people.reading.rows import Field
from learning.people.reading.workbook import Cell
from learning.people.text import fold

EXACT = {
    Field.NUMBER: "stt|tt|so tt|so thu tu|no|so|thu tu|so tu",
    Field.FULL_NAME: "ho va ten|ho ten|ho & ten|hoten|ten|fullname|full name|name|ho va ten khai sinh|ho, ten|ho - ten|ho ten khai sinh",
    Field.FAMILY_NAME: "ho|ho dem|ho va dem|ho lot|ho va ten dem|ho va chu dem|ho, dem|ho va ten lot|ho chu dem",
    Field.SEX: "gioi tinh|gioi|phai|gt|nam/nu|nam nu|nam, nu|nu/nam|nam - nu|sex",
    Field.BIRTH: "nam sinh|ngay sinh|sinh nam|ns|ngay thang nam sinh|ngay, thang, nam sinh|sinh ngay|date of birth|dob|ngay/thang/nam sinh",
    Field.CITIZEN_NUMBER: "cccd|cmnd|cmt|cmtnd|so dinh danh|ma dinh danh",
    Field.PHONE: "sdt|so dt|dt|dien thoai|so dien thoai|di dong|so di dong|dtdd|tel|phone|mobile|dt di dong|lien he",
    Field.EMAIL: "email|e-mail|mail|thu dien tu|hop thu|hop thu dien tu|gmail",
    Field.POSITION: "chuc vu|chuc danh|cv|vi tri|nghe nghiep|cong viec|nhiem vu|vi tri cong tac|chuc vu cong tac|chuc vu, chuc danh",
    Field.UNIT: "don vi|co quan|don vi cong tac|noi cong tac|noi lam viec|dia chi|co quan, don vi|co quan cong tac|don vi (xa)",
    Field.COMMUNE: "xa|phuong|xa/phuong|xa, phuong|xa phuong|xa/phuong/thi tran|xa, phuong, thi tran|xa/tt|xa/p/tt|cap xa|ten xa",
    Field.DISTRICT: "huyen|huyen/tp|huyen/thanh pho|quan/huyen|huyen, thanh pho|huyen/tp/tx|huyen, thi xa, thanh pho|cap huyen|ten huyen",
    Field.SIGNATURE: "ky|ky ten|ky nhan|chu ky|ky nhan tai lieu",
    Field.NOTE: "ghi chu|gc|note|luu y|ghi chu khac",
    Field.ETHNIC_ORIGIN: "dan toc|dt thieu so|thanh phan dan toc",
}
CONTAINS: list[tuple[Field, str]] = [
    (Field.SIGNATURE, r"\bky (ten|nhan|xac)|chu ky"),
    (Field.NOTE, r"ghi chu"),
    (Field.ETHNIC_ORIGIN, r"dan toc"),
    (Field.PRE_SCORE, r"(diem|test|kiem tra|danh gia|ket qua).*(truoc|dau vao|dau khoa)|pre.?test|^truoc (lop|tap huan|khoa)"),
    (Field.POST_SCORE, r"(diem|test|kiem tra|danh gia|ket qua).*(sau|dau ra|cuoi khoa)|post.?test|^sau (lop|tap huan|khoa)|^(tong )?diem$"),
    (Field.CITIZEN_NUMBER, r"cccd|cmnd|can cuoc|chung minh|dinh danh|cmtnd"),
    (Field.EMAIL, r"e-?mail|thu dien tu"),
    (Field.PHONE, r"dien thoai|di dong|\bsdt\b|\bdt\b"),
    (Field.IGNORED, r"noi sinh|que quan|noi o|trinh do|nganh|ton giao|ngay vao"),
    (Field.BIRTH, r"nam sinh|ngay sinh|sinh nam|thang sinh|^sinh\b"),
    (Field.SEX, r"gioi tinh"),
    (Field.POSITION_AND_UNIT, r"(chuc vu|chuc danh|nghe nghiep).*(don vi|co quan|noi (cong tac|lam viec)|dia chi)"),
    (Field.POSITION, r"chuc vu|chuc danh|nghe nghiep|vi tri (viec|cong)"),
    (Field.FAMILY_NAME, r"^ho (va )?(dem|lot|chu dem|ten dem)"),
    (Field.FULL_NAME, r"ho (va |, ?)?ten|ten (hoc vien|hoc sinh|dai bieu|can bo|nguoi|thanh vien)|^(hoc vien|dai bieu|nguoi tham du)"),
    (Field.COMMUNE, r"^(xa|phuong|ubnd xa)\b"),
    (Field.DISTRICT, r"^(huyen|quan|thanh pho)\b"),
    (Field.UNIT, r"don vi|co quan|noi cong tac|noi lam viec|dia chi|to chuc"),
    (Field.NUMBER, r"^(so )?(stt|tt)\b"),
]
_EXACT = {heading: field for field, words in EXACT.items() for heading in words.split("|")}
_CONTAINS = [(field, re.compile(pattern)) for field, pattern in CONTAINS]
_UNDER_BIRTH = {"nam": Field.BIRTH_MALE, "nu": Field.BIRTH_FEMALE}
_UNDER_SEX = {"nam": Field.MALE_MARK, "nu": Field.FEMALE_MARK}


def plain(heading: str) -> str:
    return re.sub(r"\s*/\s*", "/", re.sub(r"[.:*()]+", " ", fold(heading))).strip() if heading else ""


def is_exact(heading: str) -> bool:
    """A heading and nothing but: no sentence that happens to hold its words."""
    return plain(heading) in _EXACT


def meaning(heading: str) -> Field | None:
    """By the words of one heading; None where they say nothing."""
    text = " ".join(plain(heading).split())
    if not text or len(text) > 70:
        return None
    if text in _EXACT:
        return _EXACT[text]
    return next((field for field, pattern in _CONTAINS if pattern.search(text)), None)


def field_of(levels: Sequence[str], cells: Sequence[Cell]) -> Field | None:
    """By the headings above a column, from the top down, and its cells for "Nam | Nữ", which may stand over years or marks."""
    own = plain(levels[-1]) if levels else ""
    above = [meaning(level) for level in levels[:-1]]
    if own in {"nam", "nu"}:
        years = any(values.birth(cell)[1] for cell in cells if values.as_text(cell))
        under_birth = Field.BIRTH in above or (years and Field.SEX not in above)
        return (_UNDER_BIRTH if under_birth else _UNDER_SEX)[own]
    if own == "ten" and Field.FAMILY_NAME in above + [None]:
        return Field.FULL_NAME
    found = meaning(levels[-1]) if levels else None
    return found or next((field for field in reversed(above) if field), None)


# --- by content ------------------------------------------------------------------------------------------------


def guess(cells: Sequence[Cell]) -> Field | None:
    """What a column without a telling heading holds, where most of its cells agree."""
    texts = [values.as_text(cell) for cell in cells]
    filled = [(cell, text) for cell, text in zip(cells, texts, strict=True) if text]
    if len(filled) < 2:
        return None
    tests: list[tuple[Field, Callable[[Cell, str], object]]] = [
        (Field.SEX, lambda _cell, text: fold(text).strip() in {"nam", "nu"}),
        (Field.EMAIL, lambda _cell, text: "@" in text),
        (Field.CITIZEN_NUMBER, lambda _cell, text: text.isdecimal() and len(text) in {11, 12} and values.citizen_number(text)[0]),
        (Field.PHONE, lambda _cell, text: len(re.sub(r"\D", "", text)) >= 9 and values.phone(text)[0]),
        (Field.BIRTH, lambda cell, text: any(c.isdecimal() for c in text) and values.birth(cell)[1]),
        (Field.NUMBER, lambda _cell, text: text.isdecimal() and len(text) <= 4),
        (Field.FULL_NAME, lambda _cell, text: _is_full_name(text)),
    ]  # fmt: skip
    for field, test in tests:
        if sum(bool(test(cell, text)) for cell, text in filled) > 0.7 * len(filled):
            return field
    return None


FAMILY_NAMES = set(
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh doan trinh mai dao nong trieu luong ma chu luc loc lam "
    "ha cao to ta tang la quach thai vi vuong lo luu truong kieu be dam be hua mong giang sung vang thao ban dan phung tong ton".split()
)


def _is_full_name(text: str) -> bool:
    words = fold(text).split()
    return 2 <= len(words) <= 6 and words[0] in FAMILY_NAMES and values.looks_like_a_name(text)
