"""One cell as what it means. Each reader gives the value and, where there is something to say, a sentence."""

import datetime
import re
import unicodedata
from decimal import Decimal, InvalidOperation

import phonenumbers
from django.utils import timezone
from django.utils.translation import gettext as _

from learning.people.reading.workbook import Cell
from learning.people.text import fold, nfc

OLD_MOBILES = {
    **{f"016{n}": f"03{n}" for n in "23456789"},
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
"""Mobile numbers lost a digit on 15 September 2018 (Ministry of Information and Communications)."""
EXCEL_EPOCH = datetime.date(1899, 12, 30)
YOUNGEST, OLDEST = 10, 110
FIRST_BIRTH = 1910
HONORIFICS = {
    "ong": "male", "anh": "male", "mr": "male", "ba": "female", "chi": "female", "co": "female", "mrs": "female", "ms": "female",
    "dc": "", "dong chi": "", "d/c": "", "ong/ba": "", "ong (ba)": "",
}  # fmt: skip
_HONORIFIC = re.compile(
    r"^(?:(Ông/Bà|Ông \(Bà\)|Ông|Bà|Anh|Chị|Cô|Đồng chí|Đ/c|Đc|Mrs|Mr|Ms)\b[.:]?)\s+(?=\S+\s+\S)", re.IGNORECASE
)
_TITLE = r"(?:PGS|GS|TS|ThS|BS\s?CK\s?(?:II|I|1|2)|CK\s?(?:II|I|1|2)|BS|DS|ĐD|CN|YS|KTV|GV|LS)"
_TITLES = re.compile(rf"^(?:{_TITLE}(?:\s*[.:,/–-]\s*|\s+))+(?=\S+\s+\S)", re.IGNORECASE)
"""Degrees and trades before a name: "ThS.BS Nguyễn Văn An", "BSCKII. Lê Thị Tư"."""
_MIDDLE_WORDS = {"thi", "van"}
_NUMBERING = re.compile(r"^\s*\d{1,5}\s*[.)\-/]\s*(?=\D)")
_REMARK = re.compile(r"\s*[(\[].*?[)\]]\s*$")
MARKS = {"x", "+", "v", "1", "co", "✓", "✔", "√", "*", "nu", "nam"}


def as_text(value: Cell) -> str:
    """A cell as text: 1979.0 is 1979, a date is day/month/year."""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime | datetime.date):
        return value.strftime("%d/%m/%Y")
    return nfc(str(value).replace("\xa0", " ").replace("\u200b", ""))


def name(text: str) -> tuple[str, str, str]:
    """(name, sex that an honorific tells or "", remark). CAPITALS and lower case become Name Case; marks stay."""
    text = nfc(_NUMBERING.sub("", text)).strip(" .,;:-–_*")
    remark = ""
    found = _REMARK.search(text)
    told = ""
    if found and found.start() > 0:
        remark, text = nfc(found.group()).strip("()[] "), text[: found.start()]
        told = {"nam": "male", "nu": "female"}.get(fold(remark), "")
    text, sex = _without_honorific(_TITLES.sub("", text))
    text = _TITLES.sub("", text)
    return _name_case(text.strip(" .,;:-–")), sex or told, "" if told else remark


def _without_honorific(text: str) -> tuple[str, str]:
    """ "Bà Lý Thị Hoa" is Lý Thị Hoa, a woman; but in "Ông Thị Mai" Ông is the family name."""
    found = _HONORIFIC.match(text)
    if not found:
        return text, ""
    rest = text[found.end() :]
    if fold(rest.split()[0]) in _MIDDLE_WORDS:
        return text, ""
    return rest, HONORIFICS.get(fold(found.group(1)).strip(". "), "")


def _name_case(text: str) -> str:
    letters = [c for c in text if c.isalpha()]
    plain = [c for c in letters if c.isascii()] or letters
    shouted = bool(plain) and sum(c.isupper() for c in plain) > 0.6 * len(plain) and len(letters) > 1
    if not shouted and not text.islower():
        return " ".join(_proper(word) for word in text.split())
    return " ".join("'".join(part[:1].upper() + part[1:].lower() for part in word.split("'")) for word in text.split())


def _proper(word: str) -> str:
    """ "NGuyễn" is Nguyễn: the finger stayed on the key. "H'Hen" and "K'Đông" are names as they are."""
    slipped = word[:2].isupper() and word[2:].islower() and len(word) > 2 and word.isalpha()
    return word[:1].upper() + (word[1:].lower() if slipped else word[1:])


def looks_like_a_name(text: str) -> bool:
    words = text.split()
    return 1 <= len(words) <= 8 and all(any(c.isalpha() for c in w) for w in words) and not any(c.isdecimal() for c in text)


def sex(text: str) -> tuple[str, str]:
    """ "Nam", "NỮ", "nữ ", "F", "x" of neither: (word of choices.Sex, sentence or "")."""
    word = fold(text).strip(" .")
    if not word:
        return "not_stated", ""
    if word in {"nam", "m", "male", "trai"}:
        return "male", ""
    if word in {"nu", "f", "female", "gai", "n"}:
        return "female", ""
    return "not_stated", _("“%(text)s” is neither “Nam” nor “Nữ”, so the sex is not stated.") % {"text": text}


def is_mark(text: str) -> bool:
    return fold(text).strip(" .") in MARKS


# --- birth -----------------------------------------------------------------------------------------------------

Birth = tuple[datetime.date | None, int | None, str]
_DMY = re.compile(r"(?<!\d)(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})(?!\d)")
_YMD = re.compile(r"(?<!\d)(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?!\d)")
_WORDS = re.compile(r"(\d{1,2})\s+thang\s+(\d{1,2})\s+nam\s+(\d{4})")
_MY = re.compile(r"(?<!\d)(\d{1,2})\s*[/.\-]\s*(\d{4})(?!\d)")
_Y = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")


def birth(value: Cell) -> Birth:
    """(date, year, sentence). Day before month, always: that is how Vietnam writes."""
    if isinstance(value, datetime.date):
        day = value.date() if isinstance(value, datetime.datetime) else value
        if day.year < FIRST_BIRTH:  # a bare year under a date format: 1978 shows as 31/05/1905
            return _year((day - EXCEL_EPOCH).days, as_text(value))
        return _checked(day, as_text(value))
    text = as_text(value)
    if not text:
        return None, None, ""
    if text.isdecimal():
        return _from_digits(text)
    return _from_words(text)


def _from_digits(text: str) -> Birth:
    number = int(text)
    if len(text) == 4:
        return _year(number, text)
    if len(text) == 2:
        return _year(_full_year(number), text)
    if len(text) == 5:  # a date that lost its format in Excel
        return _checked(EXCEL_EPOCH + datetime.timedelta(days=number), text)
    if len(text) == 6:  # 260492 is a day, 071991 a month and a year
        if 1900 <= int(text[2:]) <= timezone.localdate().year and int(text[:2]) <= 12:
            return _year(int(text[2:]), text)
        return _date(int(text[:2]), int(text[2:4]), _full_year(int(text[4:])), text)
    if len(text) in {7, 8}:
        return _date(int(text[-8:-6] or text[:1]), int(text[-6:-4]), int(text[-4:]), text)
    return None, None, _unreadable(text)


def _from_words(text: str) -> Birth:
    plain = fold(text)
    if found := _YMD.search(plain):
        return _date(int(found[3]), int(found[2]), int(found[1]), text)
    if found := _DMY.search(plain) or _WORDS.search(plain):
        year = int(found[3]) if len(found[3]) == 4 else _full_year(int(found[3]))
        return _date(int(found[1]), int(found[2]), year, text)
    if found := _MY.search(plain):
        return _year(int(found[2]), text)
    if found := _Y.search(plain):
        return _year(int(found[1]), text)
    return None, None, _unreadable(text)


def _date(day: int, month: int, year: int, text: str) -> Birth:
    try:
        return _checked(datetime.date(year, month, day), text)
    except ValueError:
        _none, plausible, _sentence = _year(year, text)
        message = _("The day “%(text)s” does not exist, so only the year is taken. Please correct it, for example 26/04/1985.")
        return None, plausible, message % {"text": text} if plausible else _unreadable(text)


def _checked(day: datetime.date, text: str) -> Birth:
    _none, year, sentence = _year(day.year, text)
    return (day if year else None), year, sentence


def _year(year: int, text: str) -> Birth:
    age = timezone.localdate().year - year
    if YOUNGEST <= age <= OLDEST:
        return None, year, ""
    return None, None, _("The year of birth “%(text)s” cannot be right, so it is left out. Please correct it.") % {"text": text}


def _full_year(two_digits: int) -> int:
    """85 is 1985, 04 is 2004: the latest year that gives a plausible age."""
    this_year = timezone.localdate().year
    century = this_year // 100 * 100
    return century + two_digits if century + two_digits <= this_year - YOUNGEST else century - 100 + two_digits


def _unreadable(text: str) -> str:
    return _("The date of birth “%(text)s” could not be read. Please write it like 26/04/1985 or 1985.") % {"text": text}


# --- numbers of people -----------------------------------------------------------------------------------------


def phone(value: Cell) -> tuple[str, str]:
    """(+84…, sentence). A lost 0 comes back, dots go, numbers from before 2018 get their new form; the first of two counts."""
    text = as_text(value)
    if not any(c.isdecimal() for c in text):
        return "", ""
    for piece in _numbers_in(text):
        national = _national(re.sub(r"\D", "", _without_remark(piece.strip())))
        if national:
            number = phonenumbers.parse(national, "VN")
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), ""
    message = _("The phone number “%(text)s” could not be read, so it is left out. Please write it like 0912 345 678.")
    return "", message % {"text": text}


def _numbers_in(text: str) -> list[str]:
    """The pieces in which one number each may stand, the likely ones first; "0912,345,678" is one."""
    whole = re.sub(r"(?<=\d),(?=\d{3}\b)", "", re.sub(r"\.0$", "", text) if re.fullmatch(r"\d{8,11}\.0", text) else text)
    pieces = re.split(r"[;,/\n|]|\s-\s|(?<=\d{9})-(?=0?\d{9})|\bhoặc\b|\bhoac\b", whole)
    return [*pieces, *re.findall(r"(?<!\d)(?:\+?84|0)[\d .]{8,13}", whole)]


def _without_remark(piece: str) -> str:
    """ "0912 345 678 (Lan)" up to its first letter; "ĐT: 0912…" whole."""
    starts_with_number = piece[:1].isdecimal() or piece[:1] in {"+", "("}
    return re.split(r"[^\W\d_]", piece)[0] if starts_with_number else piece


def _national(digits: str) -> str:
    """With its 0, or "" where it cannot be a Vietnamese number."""
    digits = digits.removeprefix("00") if digits.startswith("0084") else digits
    if digits.startswith("84") and len(digits) >= 11:
        digits = "0" + digits[2:].removeprefix("0")
    if len(digits) == 9 or (len(digits) == 10 and not digits.startswith("0")):
        digits = "0" + digits.removeprefix("0") if len(digits) == 9 and not digits.startswith("0") else "0" + digits
    if len(digits) == 11 and digits[:4] in OLD_MOBILES:
        digits = OLD_MOBILES[digits[:4]] + digits[4:]
    return digits if digits.startswith("0") and len(digits) in {10, 11} and digits[1] != "0" else ""


def citizen_number(value: Cell) -> tuple[str, str]:
    """(12 digits, or 9 of the old card; sentence). Excel eats leading zeros: they come back."""
    text = as_text(value)
    digits = re.sub(r"[\s.'’\-]", "", text)
    if inside := re.search(r"(?<!\d)\d{12}(?!\d)|(?<!\d)\d{9}(?!\d)", digits):
        digits = inside.group()  # "019… (cấp lại)"
    if not digits:
        return "", ""
    if digits.isdecimal() and len(digits) in {10, 11}:
        digits = digits.zfill(12)
    if digits.isdecimal() and len(digits) == 8:
        digits = digits.zfill(9)
    if digits.isdecimal() and (len(digits) == 9 or (len(digits) == 12 and digits.startswith("0"))):
        return digits, ""
    return "", _("The citizen number has not 12 digits, so it is not used for comparing. Please check it.")


def email(text: str) -> tuple[str, str]:
    text = unicodedata.normalize("NFC", text).strip(" ;,").replace(" ", "")
    if not text or re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        return text.lower(), ""
    return "", _("The e-mail address “%(text)s” is not complete, so it is left out.") % {"text": text}


def score(value: Cell) -> tuple[Decimal | None, str]:
    """As written: 8, "8,5", "7/10", "85%". 7/10 and 85% are turned into percent by whoever knows the maximum."""
    text = as_text(value).replace(",", ".").replace(" ", "")
    if not text:
        return None, ""
    try:
        if "/" in text:
            points, out_of = (Decimal(part) for part in text.split("/"))
            if out_of == 10:  # as the plain marks of the same column are
                return points, ""
            return (points * 100 / out_of).quantize(Decimal("0.01")), ""
        return Decimal(text.removesuffix("%")), ""
    except (InvalidOperation, ValueError, ZeroDivisionError):
        return None, _("The score “%(text)s” could not be read. Please write it like 8 or 7/10.") % {"text": text}
