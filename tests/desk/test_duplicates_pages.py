"""The pages for records that may be one person: who gets in, what they show, what they never show, how many queries they take."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learning.jobs.models import Job
from learning.people import likely_pairs, merging
from learning.people.keys import citizen_key
from learning.people.models import LikelyPair, Merge, Organisation, Person, User
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
PHONE = "+84912345678"


def pair(**fields: object) -> LikelyPair:
    """Two records with one telephone, in Sở Y tế unless said otherwise."""
    first = PersonFactory(full_name="Lường Thị Ễn", phone=PHONE, birth_year=1985, **fields)
    second = PersonFactory(full_name="Luong Thi En", phone=PHONE, birth_year=1985, **fields)
    likely_pairs.look_at(second)
    return LikelyPair.objects.get(first=first, second=second)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_two_are_shown_side_by_side_with_the_reason_and_without_number_or_whole_telephone(unit_officer: User) -> None:
    one = pair()
    Person.objects.filter(pk=one.first_id).update(citizen_key=citizen_key("019185000001"))
    shown = text(signed_in(unit_officer), reverse("duplicate", args=[one.pk]))
    assert "Lường Thị Ễn" in shown
    assert "Luong Thi En" in shown
    assert "…678" in shown
    assert str(LikelyPair.Reason.PHONE.label) in shown
    for never in ("912345678", citizen_key("019185000001"), "019185000001"):
        assert never not in shown


def test_an_officer_sees_only_pairs_of_which_both_are_in_their_units(unit_officer: User) -> None:
    elsewhere = Organisation.objects.get(key="so-tu-phap")
    foreign = pair(organisation=elsewhere)
    half = PersonFactory(full_name="Nửa Của Ta", phone="+84900000000")
    PersonFactory(full_name="Nửa Của Họ", phone="+84900000000", organisation=elsewhere)
    likely_pairs.look_at(half)
    client = signed_in(unit_officer)
    assert "Lường" not in text(client, reverse("duplicates"))
    assert "Nửa" not in text(client, reverse("duplicates"))
    for address in ("duplicate", "merge_pair", "not_the_same"):
        assert client.post(reverse(address, args=[foreign.pk])).status_code in {404, 405}
    assert client.get(reverse("duplicate", args=[foreign.pk])).status_code == 404
    own = PersonFactory()
    assert client.get(reverse("merge_with", args=[own.pk]), {"voi": foreign.first_id}).status_code == 404
    assert client.post(reverse("merge_with", args=[own.pk]), {"voi": foreign.first_id, "giu": own.pk}).status_code == 404
    assert "Lường" not in text(client, reverse("merge_with", args=[own.pk]) + "?q=luong")
    assert not Merge.objects.exists()


@pytest.mark.parametrize("role", ["inspector", "class_organiser", "stranger"])
def test_whoever_may_not_merge_finds_nothing(role: str, request: pytest.FixtureRequest) -> None:
    client = signed_in(request.getfixturevalue(role))
    one = pair()
    merge = merging.merge(PersonFactory(), PersonFactory(), by=UserFactory())
    for name, pk in (("duplicates", None), ("duplicate", one.pk), ("merges", None), ("merge_with", one.first_id)):
        assert client.get(reverse(name, args=[pk] if pk else [])).status_code == 404
    assert client.post(reverse("merge_pair", args=[one.pk]), {"giu": one.first_id}).status_code == 404
    assert client.post(reverse("not_the_same", args=[one.pk])).status_code == 404
    assert client.post(reverse("undo_merge", args=[merge.pk])).status_code == 404
    assert client.post(reverse("duplicates_search")).status_code == 404


def test_the_record_that_is_chosen_stays_and_the_merge_is_undone_from_the_list(unit_officer: User) -> None:
    one = pair()
    client = signed_in(unit_officer)
    page = client.post(reverse("merge_pair", args=[one.pk]), {"giu": one.second_id}, follow=True).content.decode()
    assert Person.objects.get(pk=one.first_id).merged_into_id == one.second_id
    merge = Merge.objects.get()
    assert reverse("undo_merge", args=[merge.pk]) in page
    page = client.post(reverse("undo_merge", args=[merge.pk]), follow=True).content.decode()
    assert Person.objects.get(pk=one.first_id).merged_into_id is None
    assert reverse("undo_merge", args=[merge.pk]) not in page
    assert "Lường Thị Ễn" in text(client, reverse("duplicates"))


def test_without_a_choice_nothing_is_merged(unit_officer: User) -> None:
    one = pair()
    client = signed_in(unit_officer)
    for chosen in ("", "999999", "x"):
        assert client.post(reverse("merge_pair", args=[one.pk]), {"giu": chosen}).status_code == 302
    assert not Merge.objects.exists()


def test_a_refusal_is_said_on_the_page(unit_officer: User) -> None:
    one = pair()
    Person.objects.filter(pk=one.first_id).update(is_demo=True)
    page = signed_in(unit_officer).post(reverse("merge_pair", args=[one.pk]), {"giu": one.first_id}, follow=True)
    assert 'class="message message--error"' in page.content.decode()
    assert not Merge.objects.exists()


def test_two_people_are_not_suggested_again(unit_officer: User) -> None:
    one = pair()
    client = signed_in(unit_officer)
    assert "Lường" in text(client, reverse("duplicates"))
    client.post(reverse("not_the_same", args=[one.pk]))
    assert "Lường" not in text(client, reverse("duplicates"))
    assert client.get(reverse("duplicate", args=[one.pk])).status_code == 200


def test_the_search_is_a_job_asked_for_by_the_button(unit_officer: User, django_capture_on_commit_callbacks: object) -> None:
    for _n in range(2):
        PersonFactory(full_name="Lý Thị Mai", birth_year=1990)
    client = signed_in(unit_officer)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        client.post(reverse("duplicates_search"))
    assert Job.objects.get().state == Job.State.DONE
    assert "Lý Thị Mai" in text(client, reverse("duplicates"))


def test_two_records_that_nothing_suggested_are_merged_by_hand(unit_officer: User) -> None:
    one, other = PersonFactory(full_name="Lý Thị Mai"), PersonFactory(full_name="Lý Thị Hồng Mai")
    client = signed_in(unit_officer)
    address = reverse("merge_with", args=[one.pk])
    assert f"{address}?voi={other.pk}" in text(client, f"{address}?q=ly+thi+hong")
    assert "Lý Thị Hồng Mai" in text(client, f"{address}?voi={other.pk}")
    client.post(address, {"voi": other.pk, "giu": other.pk})
    assert Person.objects.get(pk=one.pk).merged_into == other


@pytest.mark.parametrize(
    ("name", "limit"), [("duplicates", 13), ("merges", 11), ("merge_with", 14)],
)  # fmt: skip
def test_lists_take_as_many_queries_for_30_as_for_1(name: str, limit: int, unit_officer: User) -> None:
    client = signed_in(unit_officer)
    own = PersonFactory(full_name="Người Tìm")
    address = reverse(name, args=[own.pk] if name == "merge_with" else [])

    def more(number: int) -> None:
        people = [PersonFactory(full_name=f"Người Thứ {number} {n}", phone=f"+849{number:05d}") for n in range(2)]
        if name == "merges":
            merging.merge(*people, by=unit_officer)
        likely_pairs.look_at(people[0])

    def queries() -> int:
        client.get(address, {"q": "nguoi"})
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address, {"q": "nguoi"}).status_code == 200
        return len(captured)

    more(0)
    first = queries()
    for number in range(1, 30):
        more(number)
    assert queries() == first <= limit
