"""A unit is picked by keyboard alone on a narrow screen; and without scripts the server finds it."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from learning.people.models import Organisation, OrganisationVersion
from tests.factories import PASSWORD, OrganisationFactory, officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 640}


def open_form(page: Page, site: str, unit: Organisation) -> None:
    officer("canbochinh", "dolisa_officer", None)
    page.goto(f"{site}/tai-khoan/login/?next=/don-vi/{unit.pk}/chuyen/")
    page.fill("[name=login]", "canbochinh")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/chuyen/")


def send(page: Page) -> None:
    page.fill("[name=on]", "01/12/2026")
    page.fill("[name=legal_document]", "QĐ 1")
    page.click("button[value=xem]")
    page.click("button[value=lam]")
    page.wait_for_url("**/don-vi/*/")


def test_a_unit_is_picked_by_keyboard_alone(page: Page, live_server: LiveServer) -> None:
    unit = OrganisationFactory()
    page.set_viewport_size(NARROW)
    open_form(page, live_server.url, unit)
    page.focus("[name=parent_text]")
    page.keyboard.type("dai tu")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Xã Đại Từ")
    expect(options.first).to_contain_text("01/07/2025")
    expect(options.nth(1)).to_contain_text("30/06/2025")
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("[name=parent_text]")).to_have_value("Xã Đại Từ")
    expect(options).to_have_count(0)
    send(page)
    newest = OrganisationVersion.objects.get(organisation=unit, valid_to=None)
    assert str(newest.parent) == "Xã Đại Từ"


def test_without_scripts_the_name_is_enough_and_one_of_several_is_chosen(browser: Browser, live_server: LiveServer) -> None:
    unit = OrganisationFactory()
    context = browser.new_context(viewport=NARROW, locale="vi-VN", java_script_enabled=False)
    page = context.new_page()
    open_form(page, live_server.url, unit)
    page.fill("[name=parent_text]", "dai tu")
    page.fill("[name=on]", "01/12/2026")
    page.fill("[name=legal_document]", "QĐ 1")
    page.click("button[value=xem]")
    choices = page.locator(".unit-picker__hits .choice")
    expect(choices.filter(has_text="Huyện Đại Từ")).to_be_visible()
    choices.filter(has_text="Xã Đại Từ").locator("input").check()
    send(page)
    context.close()
    newest = OrganisationVersion.objects.get(organisation=unit, valid_to=None)
    assert str(newest.parent) == "Xã Đại Từ"
