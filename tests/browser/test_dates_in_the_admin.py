"""Dates in the admin are typed as people here write them."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from courses.models import AudiencePage
from learning.people.models import User
from tests.browser.test_trainer_journey import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_date_that_is_typed_day_first_stays_as_it_was_typed(desk_page: Page, live_server: LiveServer, trainer: User) -> None:
    sign_in(desk_page, live_server.url, trainer)
    parent = AudiencePage.objects.get(audience="officials")
    desk_page.goto(f"{live_server.url}/admin/pages/add/courses/coursepage/{parent.pk}/")
    field = desk_page.locator("[name=enrol_until]")
    field.click()
    desk_page.keyboard.type("15/12/2027")
    desk_page.keyboard.press("Tab")
    expect(field).to_have_value("15/12/2027")
