"""Find a unit by what somebody types or writes: old and new ones, with or without marks, with or without "UBND xã"."""

import datetime
import re
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from learning.people.models import OrganisationVersion
from learning.people.text import fold

KIND_WORDS = re.compile(
    r"^(?:(?:uy ban nhan dan|uy ban|ubnd|hdnd|dang uy|hoi lhpn|hoi lien hiep phu nu|hoi nong dan|tram y te|cong an|mttq|truong|"
    r"van phong)\s+)*"
    r"(?:(xa|phuong|thi tran|tt|huyen|quan|thanh pho|tp|thi xa|tx|tinh|so|p)\.?\s+)?"
)
LEVELS = {
    "xa": {"xa"}, "phuong": {"phuong"}, "p": {"phuong"}, "thi tran": {"thi tran"}, "tt": {"thi tran"}, "huyen": {"huyen"},
    "quan": {"quan"}, "thanh pho": {"thanh pho"}, "tp": {"thanh pho"}, "thi xa": {"thi xa"}, "tx": {"thi xa"}, "tinh": {"tinh"},
    "so": {"so"},
}  # fmt: skip
"""A word or abbreviation, and the kind of unit it stands for in the unit's own name."""


@dataclass(frozen=True)
class UnitHit:
    organisation_id: int
    name: str
    parent: str
    years: str
    is_current: bool


@dataclass(frozen=True)
class _Version:
    organisation_id: int
    name: str
    key: str
    bare: str
    level: str
    aliases: tuple[str, ...]
    parent_id: int | None
    valid_from: datetime.date | None
    valid_to: datetime.date | None

    def stands_on(self, day: datetime.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or self.valid_to >= day)


def bare(text: str) -> tuple[str, str]:
    """(kind, name without it), folded: "UBND huyện Đại Từ" gives ("huyen", "dai tu")."""
    words = re.sub(r"[.,;:()]+", " ", fold(text)).replace("tp.", "tp ").strip()
    words = " ".join(words.split())
    found = KIND_WORDS.match(f"{words} ")
    rest = words[found.end() :].strip() if found else words
    level = (found.group(1) or "") if found else ""
    return (next(iter(LEVELS.get(level, {""}))), rest) if rest else ("", words)


class UnitFinder:
    """All versions of all units, read once (one query) and asked as often as a list has lines."""

    def __init__(self) -> None:
        self._versions = [_version(row) for row in OrganisationVersion.objects.order_by("pk")]
        self._by_bare: dict[str, list[_Version]] = defaultdict(list)
        self._by_key: dict[str, list[_Version]] = defaultdict(list)
        self._latest: dict[int, _Version] = {}
        for version in self._versions:
            self._by_bare[version.bare].append(version)
            for key in (version.key, *version.aliases):
                self._by_key[key].append(version)
            known = self._latest.get(version.organisation_id)
            if known is None or (version.valid_from or datetime.date.min) >= (known.valid_from or datetime.date.min):
                self._latest[version.organisation_id] = version

    def search(self, query: str, today: datetime.date, limit: int = 20) -> list[UnitHit]:
        """Units whose name, of any time, holds the words; exact before beginning before inside, today's before old ones."""
        level, words = bare(query)
        if not words:
            return []
        ranked: dict[int, tuple[tuple[int, bool, str], _Version]] = {}
        for version in self._versions:
            rank = _rank(version, words, level, fold(query))
            if rank is None:
                continue
            key = (rank, not version.stands_on(today), version.key)
            if version.organisation_id not in ranked or key < ranked[version.organisation_id][0]:
                ranked[version.organisation_id] = (key, version)
        best = sorted(ranked.values(), key=lambda item: item[0])[:limit]
        return [self._hit(version, today) for _key, version in best]

    def resolve(
        self, *, commune_text: str = "", unit_text: str = "", group_text: str = "", district_text: str = "", day: datetime.date
    ) -> int | None:
        """The unit that a line means, as units were on that day; None where nothing fits or several do.

        The most particular text first: the commune's own column, the unit, the group the line stands in, the district.
        """
        parts = [part.strip() for part in re.split(r"\s[-–]\s|[,;]", group_text) if part.strip()]
        district = district_text or next((part for part in parts if bare(part)[0] in {"huyen", "thanh pho", "thi xa"}), "")
        for text in (commune_text, unit_text, *reversed(parts), district_text):
            found = self._one(text, district, day) if text.strip() else None
            if found is not None:
                return found
        return None

    def _one(self, text: str, district: str, day: datetime.date) -> int | None:
        level, words = bare(text)
        exact = self._by_key.get(" ".join(fold(text).split()), [])
        named = [v for v in self._by_bare.get(words, []) if not level or v.level == level]
        inside = self._inside(text) if not exact and not named else []
        for versions in (exact, named, inside):
            found = self._narrowed(versions, district, day)
            if found is not None:
                return found
        return None

    def _inside(self, text: str) -> list[_Version]:
        """ "Trạm Y tế xã Phú Xuyên", "xã Phú Xuyên, huyện Đại Từ": the unit named within a longer text."""
        for part in re.split(r"[,;]|\s[-–]\s", text):
            found = re.search(r"\b(xa|phuong|thi tran|huyen|thi xa|thanh pho)\s+(.+)$", fold(part))
            if found:
                named = [v for v in self._by_bare.get(found[2].strip(), []) if v.level == found[1]]
                if named:
                    return named
        return []

    def _narrowed(self, versions: list[_Version], district: str, day: datetime.date) -> int | None:
        """One of namesakes: by the district it lies in, and by the day. An old name written later still means its old unit."""
        district_words = bare(district)[1] if district else ""
        lying = [v for v in versions if not district_words or self._lies_in(v, district_words)]
        for chosen in (lying, versions):
            standing = {v.organisation_id for v in chosen if v.stands_on(day)}
            if len(standing) == 1:
                return standing.pop()
            if len(standing) > 1:
                continue
            of_any_time = {v.organisation_id for v in chosen}
            if len(of_any_time) == 1:
                return of_any_time.pop()
        return None

    def _lies_in(self, version: _Version, district: str) -> bool:
        parent = self._latest.get(version.parent_id) if version.parent_id else None
        return parent is not None and parent.bare == district

    def _hit(self, version: _Version, today: datetime.date) -> UnitHit:
        parent = self._latest.get(version.parent_id) if version.parent_id else None
        return UnitHit(
            version.organisation_id, version.name, parent.name if parent else "", _years(version), version.stands_on(today)
        )


def _version(row: OrganisationVersion) -> _Version:
    level, words = bare(row.name)
    aliases = tuple(fold(alias) for alias in row.aliases.split("|") if alias)
    return _Version(
        row.organisation_id, row.name, fold(row.name), words, level, aliases, row.parent_id, row.valid_from, row.valid_to
    )


def _rank(version: _Version, words: str, level: str, query: str) -> int | None:
    """0 is best. A kind that is named ("huyện") must be the unit's own."""
    if query in (version.key, *version.aliases):
        return 0
    if level and version.level != level:
        return None
    if version.bare == words:
        return 1
    names = (version.bare, version.key, *version.aliases)
    if any(name.startswith(words) for name in names):
        return 2
    return 3 if any(f" {words}" in name for name in names) else None


def _years(version: _Version) -> str:
    start = f"{version.valid_from:%d/%m/%Y}" if version.valid_from else ""
    end = f"{version.valid_to:%d/%m/%Y}" if version.valid_to else ""
    if start and end:
        return _("%(start)s to %(end)s") % {"start": start, "end": end}
    if end:
        return _("until %(day)s") % {"day": end}
    return _("since %(day)s") % {"day": start} if start else ""
