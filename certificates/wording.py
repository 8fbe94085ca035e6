"""The words of a certificate, frozen at issue, and the Vietnamese way of writing its dates. It knows no model."""

import unicodedata
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class CertificateWords:
    """Everything that is printed on the sheet. Dates are ISO dates; every text is NFC, whatever it came as."""

    issuer_parent: str
    issuer: str
    title: str = "GIẤY CHỨNG NHẬN"
    full_name: str
    birth_year: int | None
    position: str
    unit: str
    course_title: str
    hours: str
    started_on: str
    completed_on: str
    place: str = "Thái Nguyên"
    issued_on: str
    signer_authority: str = ""
    signer_position: str = "GIÁM ĐỐC"
    signer_name: str = ""
    number: str
    code: str
    verify_url: str
    demo: bool = False
    valid_until: str = ""
    design: str = "2026-1"

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str):
                object.__setattr__(self, field.name, unicodedata.normalize("NFC", value))

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        return cls(**data)


def document_date(day: date) -> str:
    """As documents write it (Decree 30/2020): a zero before days below 10 and before months 1 and 2 only."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def period(started: date, completed: date) -> str:
    if started == completed:
        return f"Ngày {started:%d/%m/%Y}"
    return f"Từ ngày {started:%d/%m/%Y} đến ngày {completed:%d/%m/%Y}"


def hours_text(hours: str) -> str:
    """ "4" and "4.0" are 4 giờ, "4.50" is 4,5 giờ."""
    whole, _, part = hours.partition(".")
    part = part.rstrip("0")
    return f"{whole},{part} giờ" if part else f"{whole} giờ"
