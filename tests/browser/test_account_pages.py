"""Accounts in a real browser: a slip's square opens the page with its code; the pages of accounts on a narrow phone."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from learning.people import access_codes, correcting
from learning.people.models import Audience, Organisation, User
from learning.records import staff_lists
from tests.browser.test_pages import check, signed_in
from tests.factories import PASSWORD, PersonFactory, RegistrationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STAFF = "Họ và tên;Giới tính;Năm sinh\nNguyễn Thị Ánh;Nữ;1985\nTrần Văn Đạt;Nam;1979\n12;;\n"


def test_the_square_of_a_slip_leads_to_an_account_without_typing_the_code(
    browser: Browser, live_server: LiveServer, unit_officer: User
) -> None:
    person = PersonFactory(full_name="Lê Thị Ngọc")
    code = access_codes.make_codes([person], by=unit_officer)[0][1]
    page = browser.new_page(viewport={"width": 320, "height": 640})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/tai-khoan-moi/#{code}")
    assert page.input_value("[name=code]") == code
    assert code not in page.url and not [url for url in asked if code in url]
    page.click("main form button")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/hoc-tap/")
    person.refresh_from_db()
    assert person.user is not None
    page.close()


def test_the_pages_of_accounts_hold_on_a_narrow_phone(
    browser: Browser, live_server: LiveServer, unit_officer: User, trainee: User
) -> None:
    unit = Organisation.objects.get(key="so-y-te")
    PersonFactory(full_name="Trần Văn Đạt", sex="male", birth_year=None)
    held = RegistrationFactory(training_class__run_by=unit_officer).training_class
    audience = Audience.objects.get(pk="officials")
    lists = [
        staff_lists.take_in((STAFF + more).encode(), "x.csv", unit, audience, by=unit_officer)
        for more in ("", "Lý Thị Mới;Nữ;1999\n")
    ]
    request = correcting.ask(trainee.person, "full_name", "Nguyễn Thị Ánh Tuyết", "Theo căn cước", by=trainee)
    office = unit_officer.role_assignments.get()
    pages = {
        None: ["/tai-khoan-moi/"],
        trainee: ["/tai-khoan-moi/", "/hoc-tap/dinh-chinh/"],
        unit_officer: [
            "/tai-khoan-don-vi/", *(f"/tai-khoan-don-vi/{one.pk}/" for one in lists), "/de-nghi-dinh-chinh/",
            f"/de-nghi-dinh-chinh/{request.pk}/", "/ban-giao/", f"/ban-giao/?vai-tro={office.pk}",
            f"/lop/{held.pk}/phieu-ma/",
        ],
    }  # fmt: skip
    for user, addresses in pages.items():
        context = browser.new_context(viewport={"width": 320, "height": 640})
        if user:
            signed_in(context, live_server.url, user)
        for address in addresses:
            page = context.new_page()
            check(page, live_server.url, address)
            page.close()
        context.close()
