"""What a merge carries over: each floor registers a carrier for its own rows, so that people need not know them."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

from django.db.models import Model, QuerySet

from learning.people.models import Merge

Memo = dict[str, Any]


class Carrier(Protocol):
    rank: int
    """Carriers act in this order, when carrying and when giving back."""
    fields: frozenset[str]
    """The foreign keys to Person that it answers for, as "records.Enrolment.person"."""

    def carry(self, merge: Merge) -> Memo:
        """Give the rows of `merge.gone` to `merge.kept`; what was done, as JSON."""

    def give_back(self, merge: Merge, memo: Memo) -> None:
        """The way back, also for what came of the carried rows since."""


C = TypeVar("C", bound=Carrier)
_carriers: dict[str, Carrier] = {}


def carrier(name: str) -> Callable[[type[C]], type[C]]:
    def register(kind: type[C]) -> type[C]:
        _carriers[name] = kind()
        return kind

    return register


def in_order() -> list[tuple[str, Carrier]]:
    return sorted(_carriers.items(), key=lambda item: item[1].rank)


def move(rows: QuerySet[Any], merge: Merge, field: str = "person") -> list[int]:
    """Give these rows to the one who is kept; their keys."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    rows.model._default_manager.filter(pk__in=keys).update(**{field: merge.kept})
    return keys


def bring_back(model: type[Model], keys: Iterable[int], merge: Merge, field: str = "person") -> None:
    """Those of the rows that are still with the one who was kept."""
    model._default_manager.filter(pk__in=list(keys), **{field: merge.kept}).update(**{field: merge.gone})
