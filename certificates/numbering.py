"""Take the next number of a year's series. Gapless, so no database sequence: a rolled back issue gives its number back."""

from certificates.models import Series
from learning.people.models import Organisation


def next_number(issuer: Organisation, *, year: int, symbol: str, is_demo: bool = False) -> tuple[Series, int]:
    """The series, locked until the transaction ends, and its next number. Must run inside a transaction."""
    key = {"issuer": issuer, "year": year, "is_demo": is_demo}
    Series.objects.get_or_create(**key, defaults={"symbol": symbol})
    series = Series.objects.select_for_update(of=("self",)).get(**key)
    series.last_number += 1
    series.save(update_fields=["last_number"])
    return series, series.last_number


def written(number: int, series: Series) -> str:
    """As it stands in the register: 0012/2026/GCN-SLĐTBXH."""
    return f"{number:04d}/{series.year}/{series.symbol}"
