"""The units that a permission reaches, as plain data: models ask it, roles make it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Scope:
    """The whole province, or some units with all below them, today and in the past.

    `roots`: the units of the assignments, and the units that were renamed or merged into any unit reached.
    `covers`: every unit at or below the roots on any day.
    """

    whole_province: bool = False
    roots: frozenset[int] = field(default_factory=frozenset)
    covers: frozenset[int] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return self.whole_province or bool(self.covers)

    def includes(self, organisation_id: int | None) -> bool:
        return self.whole_province or organisation_id in self.covers
