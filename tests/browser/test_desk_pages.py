"""Every page of the desks at 320 px: nothing sticks out, and axe finds nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from courses.models import CoursePage
from learning.records import attempting, importing
from learning.records.models import Requirement, TrainingClass
from tests.browser.test_pages import signed_in
from tests.factories import (
    EnrolmentFactory,
    PersonFactory,
    RegistrationFactory,
    TrainingClassFactory,
    UserFactory,
    attend,
    officer,
)
from tests.questions import fill
from tests.records.test_importing import content

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_class() -> TrainingClass:
    held = TrainingClassFactory(title="Tập huấn nghiệp vụ phối hợp liên ngành tại cơ sở", capacity=1)
    attend(RegistrationFactory(training_class=held, person=PersonFactory(full_name="Nguyễn Thị Thanh Huyền Trang")))
    RegistrationFactory(training_class=held, state="waiting")
    return held


def desks() -> list[str]:
    held, person = a_class(), PersonFactory(full_name="Nông Thị Ễn")
    list_ = importing.take_in(content(), "ds.xlsx", organisation=held.organisation, held=held, by=None)
    required = Requirement.objects.create(name="Học chung", class_kind=held.kind, organisation=held.organisation)
    session = held.sessions.first()
    assert session is not None
    base = f"/lop/{held.pk}"
    return [
        "/lop/", "/lop/moi/", f"{base}/", f"{base}/sua/", f"{base}/hoc-vien/?q=nong", f"{base}/diem-danh/",
        f"{base}/diem-danh/{session.pk}/", f"{base}/diem-danh/{session.pk}/man-hinh/", f"{base}/ket-thuc/", f"{base}/danh-sach/",
        f"/danh-sach/{list_.pk}/", "/ke-hoach-lop/", "/nguoi-hoc/", "/nguoi-hoc/moi/", f"/nguoi-hoc/{person.pk}/",
        f"/nguoi-hoc/{person.pk}/sua/", "/don-vi/", f"/don-vi/{held.organisation_id}/", f"/don-vi/{held.organisation_id}/sap-nhap/",
        "/yeu-cau-hoc/", "/yeu-cau-hoc/moi/", f"/yeu-cau-hoc/{required.pk}/", "/so-lieu/",
    ]  # fmt: skip


def looks_wrong(page: Page, address: str) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    found = [f"{one['id']} {one['nodes'][0]['html'][:120]}" for one in Axe().run(page).response["violations"]]
    return [f"{address}: {what}" for what in [*found, *(["sticks out"] if wide else [])]]


def test_the_desks_fit_a_narrow_phone_and_a_screen_reader(page: Page, live_server: LiveServer) -> None:
    signed_in(page.context, live_server.url, officer("canbotinh", "dolisa_officer", None))
    page.set_viewport_size({"width": 320, "height": 700})
    wrong = []
    for address in desks():
        response = page.goto(live_server.url + address)
        assert response is not None and response.status == 200, address
        wrong += looks_wrong(page, address)
    assert not wrong, chr(10).join(wrong)


def test_the_pages_of_a_learner_fit_too(page: Page, live_server: LiveServer) -> None:
    user = UserFactory()
    RegistrationFactory(training_class=TrainingClassFactory(state="open", registers_online=True), person=PersonFactory(user=user))
    signed_in(page.context, live_server.url, user)
    page.set_viewport_size({"width": 320, "height": 700})
    wrong = []
    for address in ("/hoc-tap/", "/hoc-tap/ho-so/", "/hoc-tap/lop/", "/lop-hoc/", "/hoc-tap/dinh-chinh/", "/tai-khoan-moi/"):
        page.goto(live_server.url + address)
        wrong += looks_wrong(page, address)
    assert not wrong, chr(10).join(wrong)


def test_what_a_regrade_would_do_and_the_statistics_fit_too(page: Page, live_server: LiveServer) -> None:
    quiz = fill(next(one for one in CoursePage.objects.live().order_by("path") if one.quiz()).quiz(), "single")
    person = PersonFactory(full_name="Nguyễn Thị Thanh Huyền Trang", user=UserFactory())
    attempt = attempting.start(EnrolmentFactory(course=quiz.course, person=person), quiz, by=person.user)
    attempting.save_answer(attempt, 1, ["2"])
    attempting.hand_in(attempt, by=person.user)
    signed_in(page.context, live_server.url, officer("canbotinh", "dolisa_officer", None))
    page.set_viewport_size({"width": 320, "height": 700})
    wrong = []
    for address in ("/cham-lai/", "/thong-ke-bai/", f"/thong-ke-bai/{quiz.pk}/", "/xin-hoc/", "/xin-hoc/moi/"):
        page.goto(live_server.url + address)
        wrong += looks_wrong(page, address)
    page.goto(f"{live_server.url}/cham-lai/cau/{attempt.answers.get().version_id}/")
    page.check("input[value=full]")
    page.fill("[name=reason]", "Đáp án ghi sai.")
    page.click("button[value=look]")
    page.wait_for_url("**/#would-change")
    wrong += looks_wrong(page, "what would change")
    assert page.locator("#would-change").bounding_box()["y"] < 100  # type: ignore[index]
    assert not wrong, chr(10).join(wrong)
