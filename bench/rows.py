"""What a benchmark says: a row with its limit or peer."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    group: str
    name: str
    value: float
    unit: str
    limit: str = ""
    """The peer or limit it stands beside, in words."""
    ratio: float | None = None
    """Value over the peer's value in the same run."""


def show(rows: list[Row]) -> None:
    for row in rows:
        ratio = f"{row.ratio:8.2f}" if row.ratio is not None else " " * 8
        print(f"{row.group:13}{row.name:46}{row.value:10.1f} {row.unit:12}{ratio}  {row.limit}", flush=True)


def write(rows: list[Row], path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1), encoding="utf-8")
