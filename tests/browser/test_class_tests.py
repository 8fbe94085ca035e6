"""On a phone: the test before a class, from "My learning" to the score; on a desk: numbers, and scores from a file."""

import datetime

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from courses.models import CoursePage
from learning.people.models import User
from learning.records.models import Headcount, Session, TrainingClass
from learning.records.models import TestScore as Score
from tests.browser.test_journey import answer_all
from tests.factories import PersonFactory, RegistrationFactory, TrainingClassFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def held(course: CoursePage) -> TrainingClass:
    """Started; its first session is tomorrow, so the test before it is open."""
    found = TrainingClassFactory(pre_test=course.quiz(), post_test=course.quiz(), sessions=0)
    Session.objects.create(training_class=found, day=timezone.localdate() + datetime.timedelta(days=1))
    return found


def signed_in(context: BrowserContext, user: User, site: str) -> None:
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site}])


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_test_before_a_class_on_a_phone(live_server: LiveServer, page: Page, trainee: User, held: TrainingClass) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    RegistrationFactory(training_class=held, person=trainee.person)
    signed_in(page.context, trainee, live_server.url)
    page.goto(f"{live_server.url}/hoc-tap/")
    page.click(f"main a[href='{reverse('my_classes')}']")
    assert fits(page)
    page.click(f"main a[href='{reverse('class_test', args=[held.pk, 'pre'])}']")
    assert fits(page)
    page.click("main form .button--next")
    answer_all(page, right=True)
    expect(page.locator(".score")).to_have_text("100%")
    assert Score.objects.get().percent == 100
    page.goto(live_server.url + reverse("class_test", args=[held.pk, "post"]))
    expect(page.locator("main form")).to_have_count(0)  # not open before the last session


def test_numbers_and_scores_at_a_desk(live_server: LiveServer, desk_page: Page, class_organiser: User, held: TrainingClass) -> None:
    for name in ("Nguyễn Thị Ánh", "Trần Văn Đạt"):
        RegistrationFactory(training_class=held, person=PersonFactory(full_name=name))
    signed_in(desk_page.context, class_organiser, live_server.url)
    desk_page.goto(live_server.url + reverse("class_headcounts", args=[held.pk]))
    desk_page.fill("[name=form-0-female]", "12")
    desk_page.fill("[name=form-0-male]", "7")
    desk_page.click("main form button[type=submit]")
    expect(desk_page.locator("tfoot td").last).to_have_text("19")
    assert Headcount.objects.get().total == 19

    desk_page.goto(live_server.url + reverse("class_score_list", args=[held.pk]))
    content = "STT;Họ và tên;Điểm trước;Điểm sau\n1;NGUYEN THI ANH;4;8/10\n2;Tran Van Dat;5;70%\n3;Người Lạ;1;2\n"
    desk_page.set_input_files("[name=file]", {"name": "diem.csv", "mimeType": "text/csv", "buffer": content.encode()})
    desk_page.click("main form button[type=submit]")
    expect(desk_page.locator("fieldset.line")).to_have_count(3)
    assert not Score.objects.exists()
    desk_page.click("main form button[type=submit]")
    expect(desk_page.locator(".figures dd").last).to_have_text("+30,0")
    assert Score.objects.count() == 4
