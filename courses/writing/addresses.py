"""Where a shelter is must not stand on a page: people who look for somebody read this site, too.

A sentence is stopped at that names a shelter and holds something like an address; so is an address in the sentence after.
"""

import re
from collections.abc import Iterator

from courses.writing.text import sentences

_SHELTERS = re.compile(
    r"\b(?:tạm lánh|lánh nạn|nhà bình yên|nhà an toàn|nhà ánh dương|mái ấm|địa chỉ tin cậy"
    r"|cơ sở (?:trợ giúp|bảo trợ|lưu trú)|shelters?)\b",
    re.IGNORECASE,
)


def _not_after(*words: str) -> str:
    return "".join(rf"(?<!\b{word} )" for word in words)


_UPPER = "".join(filter(str.isalpha, filter(str.isupper, map(chr, range(0x41, 0x1F00)))))
_NAME = rf"(?-i:[{_UPPER}]\w*)"
_HOUSE = r"\d{1,4}[a-z]?(?:/\d{1,3}[a-z]?){0,3}"
_PEOPLE = r"(?!\s+(?:người|thành viên|chị|anh|em|bạn|học viên))"
_PAPERS = _not_after("luật", "định", "hoạch", "văn", "tư", "quyết", "thị", "lệnh", "mẫu", "biểu", "lục", "bài", "điều", "khoản")
_DATES = _not_after("ngày", "từ", "đến", "tháng", "hôm", "dịp")
_COPIES = _not_after("văn", "kịch", "biên", "cơ", "phiên", "ấn", "nhật", "căn")
_LANDMARKS = r"chợ|trường|trạm|[uủ][yỷ] ban|ubnd|nhà văn ho[aá]|bưu điện|chùa|đình|cầu|bệnh viện|công an|ngã (?:ba|tư)"

_ADDRESSES = re.compile(
    "|".join(
        [
            r"\b(?:số nhà|nhà số)\s*\d",
            rf"\bsố\s+{_HOUSE}[\s,]+(?:ngõ|ngách|hẻm|kiệt|đường|phố|tổ|xóm|thôn|bản|ấp|khu|quốc lộ|tỉnh lộ)\b",
            rf"{_not_after('cửa')}\b(?:ngõ|ngách|hẻm)\s+(?:số\s+)?(?:\d|{_NAME})",
            rf"{_not_after('thành', 'tiểu')}\b(?:đường|phố)\s+(?!dây|link|bộ|sắt|truyền|tình)(?:số\s+)?(?:\d|{_NAME})",
            rf"\b(?:tổ dân phố|tổ|tdp|xóm|thôn|ấp|khu phố|tiểu khu)\s+(?:số\s+)?\d{{1,3}}\b{_PEOPLE}",
            rf"{_not_after('nông')}\b(?:tổ dân phố|tdp|xóm|thôn|ấp)\s+{_NAME}",
            rf"{_COPIES}\bbản\s+(?!cam|kế|quy|luật|nghị|báo){_NAME}",
            rf"{_PAPERS}\bsố\s+{_HOUSE},?\s+{_NAME}\s+{_NAME}",
            rf"{_DATES}\b(?!24/7)\d{{1,4}}[a-z]?(?:/\d{{1,3}}[a-z]?){{1,3}},?\s+{_NAME}\s+{_NAME}",
            rf"\b(?:tại|ở|là|tới)\s+{_HOUSE},?\s+{_NAME}\s+{_NAME}",
            rf"\b(?:địa chỉ|đ/c)\s*:?\s+{_HOUSE},?\s+{_NAME}",
            rf"\b(?:cạnh|đối diện|gần|sau lưng)\s+(?:cổng\s+)?(?:{_LANDMARKS})(?:\s+\w+){{0,3}}?\s+{_NAME}",
            r"\bkm\s?\d+\b",
            r"\b(?:quốc lộ|tỉnh lộ)\s+\d",
            r"\b\d{1,2}[.,]\d{4,}\s*°?\s*[NB]?\s*[,;\s]\s*\d{2,3}[.,]\d{4,}",
            r"\b\d{1,3}\s*°\s*\d{1,2}\s*['′’]",
            r"maps\.app\.goo\.gl|goo\.gl/maps|google\.[a-z.]{2,6}/maps|maps\.google\.|openstreetmap\.org|maps\.apple\.com",
        ]
    ),
    re.IGNORECASE,
)


def names_shelter(text: str) -> bool:
    return bool(_SHELTERS.search(text))


def has_address(text: str) -> bool:
    """Where all letters are capitals they tell no names."""
    return bool(_ADDRESSES.search(text.lower() if text.isupper() else text))


def told_places(text: str) -> Iterator[str]:
    """The sentences that tell where a shelter is."""
    before, named_before = "", False
    for _start, sentence in sentences(text):
        named = names_shelter(sentence)
        if (named or named_before) and has_address(sentence):
            yield sentence if named else f"{before} {sentence}"
        before, named_before = sentence, named
