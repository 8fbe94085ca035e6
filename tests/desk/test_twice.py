"""Two tabs, two organisers, double clicks, the way back: nothing is wiped and nothing is made twice."""

import pytest
from django.test import Client

from learning.people.models import Organisation, Person, User
from learning.records import (
    counting_heads,
    importing,
    testing,
)
from learning.records.counting_heads import Heads
from learning.records.models import (
    ClassTrainer,
    Headcount,
    TestScore,
    TrainingClass,
)
from tests.closing import two_in
from tests.factories import (
    TrainingClassFactory,
)
from tests.forms import fields_of
from tests.records.test_importing import content

pytestmark = pytest.mark.django_db


def test_scores_entered_in_another_tab_are_not_wiped(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory(has_tests_on_paper=True)
    a, b = two_in(held)
    client.force_login(class_organiser)
    address = f"/lop/{held.pk}/kiem-tra/post/"
    stale = fields_of(client.get(address))
    testing.enter_score(a, "post", 80, by=class_organiser)  # somebody else, or another tab
    client.post(address, stale | {f"s{b.pk}": "7"})
    assert TestScore.objects.filter(registration=b).exists()
    assert TestScore.objects.get(registration=a).percent == 80


def test_ticks_by_question_entered_in_another_tab_are_not_wiped(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory(has_tests_on_paper=True)
    a, b = two_in(held)
    client.force_login(class_organiser)
    address = f"/lop/{held.pk}/kiem-tra/post/tung-cau/"
    stale = fields_of(client.get(address))
    testing.enter_score(a, "post", 100, {"1": True, "2": True}, by=class_organiser)
    client.post(address, stale | {f"r{b.pk}": "on", f"i{b.pk}-1": "on"})
    assert TestScore.objects.filter(registration=b).exists()
    assert TestScore.objects.filter(registration=a).exists()


def test_a_headcount_entered_in_another_tab_is_not_wiped(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory(takes_names=False)
    client.force_login(class_organiser)
    address = f"/lop/{held.pk}/so-luong/"
    stale = fields_of(client.get(address))
    counting_heads.set_headcounts(held, [Heads(role="Trưởng thôn", female=40)], by=class_organiser)
    client.post(address, stale | {"form-0-female": "5"})
    assert Headcount.objects.filter(role="Trưởng thôn", female=40).exists()


def test_two_organisers_who_edit_one_class_do_not_undo_each_other(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory()
    client.force_login(class_organiser)
    address = f"/lop/{held.pk}/sua/"
    stale = fields_of(client.get(address))
    TrainingClass.objects.filter(pk=held.pk).update(capacity=25)  # another organiser
    client.post(address, stale | {"place": "Hội trường B"})
    held.refresh_from_db()
    assert held.capacity == 25


def new_class(client: Client) -> dict[str, str]:
    form = fields_of(client.get("/lop/moi/"))
    form |= {
        "title": "Lớp bấm hai lần",
        "kind": "tap-huan",
        "family": "capacity_building",
        "audience": "officials",
        "takes_names": "on",
        "organisation": str(Organisation.objects.get(key="so-y-te").pk),
        "planned_year": "2026",
        "expected_participants": "40",
    }
    return form


def test_a_class_that_is_planned_with_a_double_click_is_one(client: Client, class_organiser: User) -> None:
    client.force_login(class_organiser)
    form = new_class(client)
    first = client.post("/lop/moi/", form)
    assert first.status_code == 302, first.context["form"].errors
    client.post("/lop/moi/", form)
    assert TrainingClass.objects.filter(title="Lớp bấm hai lần").count() == 1


def test_a_person_who_is_entered_with_a_double_click_is_one(client: Client, unit_officer: User) -> None:
    client.force_login(unit_officer)
    form = {
        "full_name": "Lò Thị Hai Lần",
        "sex": "female",
        "birth_year": "1985",
        "birth_date": "",
        "phone": "",
        "email": "",
        "organisation": str(Organisation.objects.get(key="so-y-te").pk),
        "position": "",
        "audience": "officials",
    }
    form |= {name: value for name, value in fields_of(client.get("/nguoi-hoc/moi/")).items() if name == "once"}
    assert client.post("/nguoi-hoc/moi/", form).status_code == 302
    client.post("/nguoi-hoc/moi/", form)
    assert Person.objects.filter(full_name="Lò Thị Hai Lần").count() == 1


def test_a_trainer_who_is_added_with_a_double_click_teaches_once(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory()
    client.force_login(class_organiser)
    address = f"/lop/{held.pk}/sua/"
    form = fields_of(client.get(address)) | {"giang-0-name": "Trần Văn Giảng", "giang-0-hours": "4"}
    first = client.post(address, form)
    assert first.status_code == 302, [
        f.errors for f in (first.context["form"], first.context["sessions"], first.context["trainers"])
    ]
    client.post(address, form)
    assert ClassTrainer.objects.filter(training_class=held).count() == 1


def test_a_list_sent_twice_in_two_tabs_makes_nobody_twice(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory()
    one = importing.take_in(content(), "ds.xlsx", organisation=held.organisation, held=held, by=class_organiser)
    two = importing.take_in(content() + b" ", "ds-2.xlsx", organisation=held.organisation, held=held, by=class_organiser)
    importing.preview_of(one), importing.preview_of(two)
    importing.save(one, by=class_organiser)
    importing.save(two, by=class_organiser)
    assert Person.objects.count() == 3 and held.registrations.count() == 3
