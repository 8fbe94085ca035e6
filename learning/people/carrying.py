"""What a merge carries over of this floor: the account, unit history, empty fields, codes, requests and decisions about pairs."""

import datetime
from typing import Any

from django.db.models import Q

from learning.people.carriers import Memo, bring_back, carrier, move
from learning.people.choices import Sex
from learning.people.models import AccessCode, CorrectionRequest, LikelyPair, Merge, Person, Posting, User

EMPTY: dict[str, Any] = {
    "phone": "", "email": "", "citizen_key": "", "sex": Sex.NOT_STATED.value, "birth_date": None, "birth_year": None,
}  # fmt: skip


@carrier("people")
class PeopleCarrier:
    rank = 10
    fields = frozenset(
        {
            "people.Posting.person", "people.AccessCode.person", "people.CorrectionRequest.person", "people.LikelyPair.first",
            "people.LikelyPair.second", "people.Merge.kept", "people.Merge.gone", "people.Person.merged_into",
        }
    )  # fmt: skip

    def carry(self, merge: Merge) -> Memo:
        _void_codes(merge)
        return {
            "account": _carry_account(merge.kept, merge.gone),
            "filled": _fill(merge.kept, merge.gone),
            "postings": _carry_postings(merge),
            "codes": move(AccessCode.objects.filter(person=merge.gone), merge),
            "requests": _carry_requests(merge),
            "pairs": _carry_decisions(merge),
            "earlier": move(Person.objects.filter(merged_into=merge.gone), merge, "merged_into"),
        }

    def give_back(self, merge: Merge, memo: Memo) -> None:
        bring_back(Person, memo.get("earlier", []), merge, "merged_into")
        _give_back_decisions(memo.get("pairs", []))
        bring_back(CorrectionRequest, memo.get("requests", []), merge)
        bring_back(AccessCode, memo.get("codes", []), merge)
        bring_back(Posting, memo.get("postings", []), merge)
        _empty_again(merge.kept, merge.gone, memo.get("filled", []))
        _give_back_account(merge.kept, merge.gone, memo.get("account", {}))


def _void_codes(merge: Merge) -> None:
    """A slip made for somebody without an account must not open the account of the other."""
    if merge.kept.user_id or merge.gone.user_id:
        without = merge.gone if merge.kept.user_id else merge.kept
        AccessCode.objects.filter(person=without).void()  # type: ignore[attr-defined]


def _carry_account(kept: Person, gone: Person) -> Memo:
    """The only account moves; of two the second is closed, and opens again when the merge is undone."""
    user = gone.user
    if user is None:
        return {}
    gone.user = None
    gone.save(update_fields=["user"])
    if kept.user_id is None:
        kept.user = user
        kept.save(update_fields=["user"])
        return {"moved": user.pk}
    memo = {"closed": user.pk, "was_active": user.is_active}
    _set_active(user, active=False)
    return memo


def _give_back_account(kept: Person, gone: Person, memo: Memo) -> None:
    user = User.objects.filter(pk=memo.get("moved") or memo.get("closed") or 0).first()
    if user is None:
        return
    if "moved" in memo:
        if kept.user_id != user.pk:
            return
        kept.user = None
        kept.save(update_fields=["user"])
    else:
        _set_active(user, active=memo["was_active"])
    gone.user = user
    gone.save(update_fields=["user"])


def _set_active(user: User, *, active: bool) -> None:
    user.is_active = active
    user.save(update_fields=["is_active"])


def _fill(kept: Person, gone: Person) -> list[str]:
    """Fields that only the one who goes knows, unless they speak against what is known."""
    filled = [name for name, empty in EMPTY.items() if getattr(kept, name) == empty and getattr(gone, name) != empty]
    if gone.birth_date and kept.birth_year not in {None, gone.birth_date.year}:
        filled = [name for name in filled if name != "birth_date"]
    for name in filled:
        setattr(kept, name, getattr(gone, name))
    if filled:
        kept.save(update_fields=filled)
    return filled


def _empty_again(kept: Person, gone: Person, filled: list[str]) -> None:
    """Unless somebody has put another value there since."""
    same = [name for name in filled if getattr(kept, name) == getattr(gone, name)]
    for name in same:
        setattr(kept, name, EMPTY[name])
    if same:
        kept.save(update_fields=same)


def _carry_postings(merge: Merge) -> list[int]:
    """Those of times of which nothing is known of the one who is kept: nobody is in two units on one day."""
    mine = list(Posting.objects.filter(person=merge.kept))
    free = [one.pk for one in Posting.objects.filter(person=merge.gone) if not any(_overlap(one, other) for other in mine)]
    return move(Posting.objects.filter(pk__in=free), merge)


def _overlap(one: Posting, other: Posting) -> bool:
    first, last = datetime.date.min, datetime.date.max
    return (one.valid_from or first) <= (other.valid_to or last) and (other.valid_from or first) <= (one.valid_to or last)


def _carry_requests(merge: Merge) -> list[int]:
    """All but an open request about a field of which the one who is kept has an open request too."""
    mine = CorrectionRequest.objects.open().filter(person=merge.kept).values("what")  # type: ignore[attr-defined]
    doubled = Q(state=CorrectionRequest.State.OPEN, what__in=list(mine.values_list("what", flat=True)))
    return move(CorrectionRequest.objects.filter(person=merge.gone).exclude(doubled), merge)


def _carry_decisions(merge: Merge) -> list[Memo]:
    """Who is not the one who goes is not the one who is kept either; and this pair is decided."""
    memos = []
    for pair in LikelyPair.objects.filter(Q(first=merge.gone) | Q(second=merge.gone)).order_by("pk"):
        other = pair.second_id if pair.first_id == merge.gone_id else pair.first_id
        if other == merge.kept_id:
            memos.append(_decide(pair, LikelyPair.State.MERGED, merge))
        elif pair.state == LikelyPair.State.NOT_SAME:
            first, second = sorted((merge.kept_id, other))
            mine, made = LikelyPair.objects.get_or_create(first_id=first, second_id=second, defaults={"reasons": pair.reasons})
            memos.append(_decide(mine, LikelyPair.State.NOT_SAME, merge) | {"made": made})
    return memos


def _decide(pair: LikelyPair, state: str, merge: Merge) -> Memo:
    memo = {
        "pair": pair.pk, "state": pair.state, "by": pair.decided_by_id,
        "at": pair.decided_at.isoformat() if pair.decided_at else None,
    }  # fmt: skip
    pair.state, pair.decided_by, pair.decided_at = state, merge.merged_by, merge.merged_at
    pair.save(update_fields=["state", "decided_by", "decided_at"])
    return memo


def _give_back_decisions(memos: list[Memo]) -> None:
    for memo in memos:
        pair = LikelyPair.objects.filter(pk=memo["pair"])
        if memo.get("made"):
            pair.delete()
            continue
        at = datetime.datetime.fromisoformat(memo["at"]) if memo["at"] else None
        pair.update(state=memo["state"], decided_by=memo["by"], decided_at=at)
