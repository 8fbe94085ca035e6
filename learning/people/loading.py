"""Bring audiences and organisations from the data files into the database; safe to repeat."""

import csv
import datetime
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from learning.people.choices import OrganisationKind
from learning.people.models import Audience, Organisation, OrganisationVersion, Succession

DATA = Path(__file__).parent / "data"
PROVINCE = "province-19"
TERRITORY_LAW = "Nghị quyết 1683/NQ-UBTVQH15"
PROVINCE_LAW = "Nghị quyết 202/2025/QH15"
AUDIENCES = [
    ("officials", "Cán bộ, công chức làm công tác bình đẳng giới", "III.3"),
    ("model_staff", "Cán bộ, cộng tác viên của các mô hình", "III.3"),
    ("service_providers", "Người cung cấp dịch vụ", "III.3"),
    ("journalists", "Phóng viên báo chí, người làm truyền thông", "III.3"),
    ("survivors", "Người cần trợ giúp", "III.3"),
]


def load_audiences() -> None:
    for position, (code, name, reference) in enumerate(AUDIENCES):
        Audience.objects.get_or_create(
            code=code,
            defaults={
                "name": name, "plan_reference": f"114/KH-UBND, {reference}", "position": position,
                "is_confidential": code == "survivors",
            },
        )  # fmt: skip


@transaction.atomic
def load_organisations() -> int:
    """Territorial units with their days and successors, and the bodies the plan names; how many were new."""
    before = Organisation.objects.count()
    rows = list(_read("territorial-units.csv"))
    known = {organisation.key: organisation for organisation in Organisation.objects.all()}
    for row in rows:
        _unit(known, _key(row))
    bodies = list(_read("bodies.csv"))
    for row in bodies:
        _unit(known, row["code"])
    versions = set(OrganisationVersion.objects.values_list("organisation_id", "valid_from"))
    for row in rows:
        _territorial_version(known, versions, row)
    for row in bodies:
        _body_version(known, versions, row)
    _load_successions(known, rows)
    return Organisation.objects.count() - before


def _read(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _key(row: dict[str, str]) -> str:
    """Old and new communes share some codes, so the new ones carry their year; the province is one all along."""
    if row["level"] == OrganisationKind.PROVINCE:
        return f"province-{row['code']}"
    started = f"-{row['valid_from'][:4]}" if row["valid_from"] else ""
    return f"{row['level']}-{row['code']}{started}"


def _parent_key(row: dict[str, str]) -> str | None:
    if not row["parent_code"]:
        return None
    is_new = bool(row["valid_from"])
    level = "district" if row["level"] == OrganisationKind.COMMUNE and not is_new else "province"
    return f"{level}-{row['parent_code']}"


def _unit(known: dict[str, Organisation], key: str) -> None:
    if key not in known:
        known[key] = Organisation.objects.create(key=key)


def _territorial_version(
    known: dict[str, Organisation], versions: set[tuple[int, datetime.date | None]], row: dict[str, str]
) -> None:
    unit, parent = known[_key(row)], _parent_key(row)
    if (unit.pk, _day(row["valid_from"])) in versions:
        return
    OrganisationVersion.objects.create(
        organisation=unit, name=row["name"], kind=row["level"], code=row["code"],
        parent=known[parent] if parent else None, valid_from=_day(row["valid_from"]), valid_to=_day(row["valid_to"]),
    )  # fmt: skip


def _body_version(
    known: dict[str, Organisation], versions: set[tuple[int, datetime.date | None]], row: dict[str, str]
) -> None:
    unit = known[row["code"]]
    if (unit.pk, None) in versions:
        return
    aliases = "|".join(filter(None, [row["short_name"], row["aliases"]]))
    OrganisationVersion.objects.create(
        organisation=unit, name=row["name"], kind=row["kind"], code=row["code"],
        parent=known[row["parent_code"] or PROVINCE], aliases=aliases, source=row["source"],
    )  # fmt: skip


def _load_successions(known: dict[str, Organisation], rows: list[dict[str, str]]) -> None:
    heirs: dict[str, int] = {}
    for row in rows:
        for code in _successors(row):
            heirs[code] = heirs.get(code, 0) + 1
    for row in rows:
        codes = _successors(row)
        for code in codes:
            _succession(known, row, code, shared=heirs[code] > 1, split=len(codes) > 1)


def _succession(known: dict[str, Organisation], row: dict[str, str], code: str, *, shared: bool, split: bool) -> None:
    is_province = row["level"] == OrganisationKind.PROVINCE
    predecessor = known[_key(row)]
    successor = known[f"province-{code}" if is_province else f"{row['level']}-{code}-2025"]
    if predecessor == successor:
        return
    kind = Succession.Kind.SPLIT if split else Succession.Kind.MERGED if shared else Succession.Kind.RENAMED
    Succession.objects.get_or_create(
        predecessor=predecessor, successor=successor, kind=kind, effective_on=datetime.date(2025, 7, 1),
        defaults={"legal_document": PROVINCE_LAW if is_province else TERRITORY_LAW},
    )  # fmt: skip


def _successors(row: dict[str, str]) -> list[str]:
    return row["successor_codes"].replace(";", "|").replace(" ", "|").strip("|").split("|") if row["successor_codes"] else []


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
