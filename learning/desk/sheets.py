"""Figures as a file that opens rightly in Excel with Vietnamese settings: UTF-8 with BOM, semicolons."""

import csv
import io
from collections.abc import Sequence

from django.utils.translation import gettext as _

from learning.counts.tally import MEASURES, SEXES, Row
from learning.people.choices import Sex


def figures_csv(year: int, total: Row, audiences: Sequence[Row], units: Sequence[Row]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Table"), _("Code"), _("Name"), *headings()])
    writer.writerow([_("Total %(year)s") % {"year": year}, "", "", *_numbers(total)])
    for title, rows in ((_("By audience"), audiences), (_("By unit"), units)):
        for row in rows:
            writer.writerow([title, row.key, harmless("  " * row.depth + row.label), *_numbers(row)])
    return out.getvalue().encode("utf-8-sig")


def sheet_csv(rows: Sequence[Sequence[object]]) -> bytes:
    """Any table as a file for Excel with Vietnamese settings."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def headings() -> list[str]:
    names = {"participations": _("Participations"), "people": _("People"), "certificates": _("Certificates")}
    return [f"{names[m]}: {Sex(s).label}" if s else names[m] for m in MEASURES for s in ("", *SEXES)]


def harmless(text: str) -> str:
    """Excel takes a cell that begins with one of these for a formula."""
    return f"'{text}" if text[:1] in {"\t", "\r"} or text.lstrip()[:1] in {"=", "+", "-", "@"} else text


def _numbers(row: Row) -> list[int]:
    return [number for _measure, _sex, number in row.cells()]
