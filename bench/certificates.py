"""Certificates: sheets a second, beside WeasyPrint rendering the same HTML bare."""

import time
from dataclasses import replace

from weasyprint import HTML

from bench.rows import Row
from certificates.rendering import html_of, pdf_of
from certificates.wording import CertificateWords

GROUP = "certificates"
SHEETS = 20
WORDS = CertificateWords(
    issuer_parent="ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN", issuer="SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
    full_name="Lường Thị Ngọc Ễn", birth_year=1985, position="Chuyên viên", unit="Sở Y tế",
    course_title="Kiến thức chung", hours="4", started_on="2026-11-01", completed_on="2026-11-23", place="Thái Nguyên",
    issued_on="2026-11-23", signer_authority="", signer_position="GIÁM ĐỐC", signer_name="", number="0001/2026/GCN-SLĐTBXH",
    code="AAAA-BBBB-CCCC-DDDD-EEEE", verify_url="https://example.org/xac-minh/AAAA-BBBB-CCCC-DDDD-EEEE/", demo=False,
)  # fmt: skip


def run() -> list[Row]:
    sheets = [replace(WORDS, full_name=f"Lường Thị Ngọc Ễn {n}") for n in range(SHEETS)]
    pdf_of(WORDS)
    ours = _rate(lambda n: pdf_of(sheets[n]))
    pages = [html_of(sheet) for sheet in sheets]
    bare = _rate(lambda n: HTML(string=pages[n]).write_pdf())
    return [
        Row(GROUP, "WeasyPrint, the same HTML without our style", bare, "sheets/s"),
        Row(GROUP, "certificate, complete", ours, "sheets/s", "bare WeasyPrint", ours / bare),
        Row(GROUP, "size of a certificate", len(pdf_of(WORDS)) / 1024, "KB", "at most 150 KB", len(pdf_of(WORDS)) / 1024 / 150),
    ]


def _rate(make) -> float:
    started = time.perf_counter()
    for n in range(SHEETS):
        make(n)
    return SHEETS / (time.perf_counter() - started)
