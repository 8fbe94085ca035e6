"""An officer merges two records of one person on a phone, sees one record and one in the figures, and undoes it."""

import datetime

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from courses.models import CoursePage
from learning.counts import tally
from learning.people import likely_pairs
from learning.people.models import Person
from tests.factories import EnrolmentFactory, PersonFactory, RegistrationFactory, attend, issued, officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "mat-khau-Thu-7!"
FULL, PLAIN = "Lường Thị Ngọc Ễn", "Luong Thi Ngoc En"


def two_records() -> tuple[Person, Person]:
    """One of a course online, one of a class in a hall; the marks were lost in the list."""
    online = PersonFactory(full_name=FULL, birth_year=1985)
    in_hall = PersonFactory(full_name=PLAIN, birth_year=1985, phone="+84912345678")
    for person, course in zip((online, in_hall), CoursePage.objects.live().order_by("path")[:2], strict=True):
        issued(enrolment=EnrolmentFactory(person=person, course=course), day=datetime.date(2026, 3, 8))
    attend(RegistrationFactory(person=in_hall))
    likely_pairs.search()
    return online, in_hall


def distinct_people() -> int:
    return tally.total(tally.facts_of(2026))["people"]


def sign_in(page: Page, site: str) -> None:
    user = officer("canbo", "unit_officer", "so-y-te")
    page.goto(f"{site}/tai-khoan/login/?next=/nguoi-hoc/trung/")
    page.fill("[name=login]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/nguoi-hoc/trung/")


def wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def test_two_records_are_merged_and_two_again(page: Page, live_server: LiveServer) -> None:
    online, in_hall = two_records()
    assert distinct_people() == 2
    sign_in(page, live_server.url)
    page.click(f"main li a:has-text('{FULL}')")
    expect(page.locator(".pair section")).to_have_count(2)
    expect(page.locator(".pair")).to_contain_text("…678")
    expect(page.locator("main")).not_to_contain_text("912345678")
    page.set_viewport_size({"width": 320, "height": 640})
    assert not wide(page)
    page.locator(f"button[name=giu][value='{online.pk}']").click()
    expect(page.locator(".message--success")).to_be_visible()
    assert distinct_people() == 1
    page.click(f"main li h2 a:has-text('{FULL}')")
    expect(page.locator("main .course-list >> nth=0").locator("> li")).to_have_count(3)
    page.goto(f"{live_server.url}/nguoi-hoc/{in_hall.pk}/")
    expect(page.locator("h1")).to_have_text(FULL)
    page.goto(f"{live_server.url}/nguoi-hoc/da-gop/")
    assert not wide(page)
    page.click("main li form button")
    expect(page.locator(".message--success")).to_be_visible()
    assert distinct_people() == 2
    page.goto(f"{live_server.url}/nguoi-hoc/{in_hall.pk}/")
    expect(page.locator("h1")).to_have_text(PLAIN)
    expect(page.locator("main .course-list >> nth=0").locator("> li")).to_have_count(2)
