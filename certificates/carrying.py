"""A merge and the certificates: they change hands, their words never. Of two valid ones of one edition the second stays."""

from certificates.models import Certificate
from learning.counts import recording
from learning.people.carriers import Memo, bring_back, carrier, move
from learning.people.models import Merge
from learning.records.completing import fact_key


@carrier("certificates")
class CertificateCarrier:
    rank = 40
    fields = frozenset({"certificates.Certificate.person"})

    def carry(self, merge: Merge) -> Memo:
        theirs = Certificate.objects.filter(person=merge.gone)
        mine = Certificate.objects.valid().filter(person=merge.kept).values_list("edition_key", flat=True)  # type: ignore[attr-defined]
        doubled = set(mine) & set(theirs.valid().values_list("edition_key", flat=True))  # type: ignore[attr-defined]
        stays = list(theirs.filter(edition_key__in=doubled).values_list("pk", flat=True))
        return {"moved": move(theirs.exclude(pk__in=stays), merge), "stays": stays}

    def give_back(self, merge: Merge, memo: Memo) -> None:
        """Those that came, and those issued since for what the one who went had completed."""
        since = Certificate.objects.filter(person=merge.kept, completion__person=merge.gone).values_list("pk", flat=True)
        bring_back(Certificate, {*memo.get("moved", []), *since}, merge)
        withdrawn = Certificate.objects.filter(pk__in=memo.get("stays", []), state=Certificate.State.WITHDRAWN)
        for certificate in withdrawn.select_related("completion"):
            fact = recording.standing_of(fact_key(certificate.completion))
            if fact:
                recording.take_back(fact, reason=certificate.state_reason)
