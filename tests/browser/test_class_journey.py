"""An organiser plans a class, takes in a list with a column put right, marks who was there on a phone, and closes it."""

import io
import re
import unicodedata

import pypdfium2
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from certificates.models import Certificate
from learning.counts.models import TrainingFact
from learning.people.models import Person
from learning.records.models import Attendance, TrainingClass
from tests.factories import PASSWORD, officer
from tests.people.reading.making import LETTERHEAD, xlsx

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}
NAMES = ["Nông Thị Ễn", "Đỗ Văn Ước", "Ma Thị Mẩy", "Lường Văn Páo", "Triệu Thị Lụa"]


def the_list() -> bytes:
    people = [
        [n, name.upper(), "Nữ" if "Thị" in name else "Nam", 1970 + n, f"91234567{n}", "Trưởng thôn", "Sở Y tế"]
        for n, name in enumerate(NAMES, 1)
    ]
    head = ["STT", "Họ và tên", "Giới tính", "Năm sinh", "Số điện thoại", "Vai", "Đơn vị"]
    return xlsx([*LETTERHEAD, head, *people, ["", "Tổng số: 5 người"]])


def sign_in(page: Page, site: str, to: str) -> None:
    officer("totchuc", "class_organiser", "so-y-te")
    page.goto(f"{site}/tai-khoan/login/?next={to}")
    page.fill("[name=login]", "totchuc")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"**{to}")


def is_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def complaints(page: Page) -> list[str]:
    return [f"{violation['id']}: {violation['nodes'][0]['html'][:160]}" for violation in Axe().run(page).response["violations"]]


def plan(page: Page, site: str) -> TrainingClass:
    today = f"{timezone.localdate():%d/%m/%Y}"
    page.fill("[name=title]", "Tập huấn tại hội trường")
    page.select_option("[name=kind]", "tap-huan")
    page.check("[name=family][value=capacity_building]")
    page.select_option("[name=audience]", "officials")
    page.select_option("[name=organisation]", label="Sở Y tế")
    page.check("[name=gives_certificate]")
    for line, part in enumerate(["morning", "afternoon"]):
        page.fill(f"[name=buoi-{line}-day]", today)
        page.select_option(f"[name=buoi-{line}-part]", part)
    page.locator("form button:has-text('Lưu'), form button:has-text('Save')").last.click()
    page.wait_for_url(re.compile(r"/lop/\d+/$"))
    return TrainingClass.objects.get(title="Tập huấn tại hội trường")


def test_a_class_from_plan_to_closing(desk_page: Page, live_server: LiveServer) -> None:
    page, site = desk_page, live_server.url
    sign_in(page, site, "/lop/moi/")
    held = plan(page, site)
    page.click(f"form[action='/lop/{held.pk}/bat-dau/'] button")
    _take_in(page, site, held)
    page.set_viewport_size(PHONE)
    _mark_on_the_phone(page, site, held)
    _sheet(page, site, held)
    page.goto(f"{site}/lop/{held.pk}/ket-thuc/")
    expect(page.locator(".figures")).to_contain_text("4")
    assert not is_wide(page) and complaints(page) == []
    page.click("form button.button--next")
    expect(page.locator("main")).to_contain_text("GCN")
    assert Certificate.objects.count() == TrainingFact.objects.standing().count() == 4
    absent = Person.objects.get(full_name="Triệu Thị Lụa")
    assert not TrainingFact.objects.filter(person=absent).exists()


def _take_in(page: Page, site: str, held: TrainingClass) -> None:
    page.goto(f"{site}/lop/{held.pk}/danh-sach/")
    page.set_input_files("[name=file]", {"name": "Danh sách.xlsx", "mimeType": "application/octet-stream", "buffer": the_list()})
    page.click("form button.button--next")
    page.wait_for_url("**/danh-sach/*/")
    expect(page.locator(".roster-line")).to_have_count(5)
    expect(page.locator(".roster-line").first).not_to_contain_text("Trưởng thôn")
    page.locator("details summary").first.click()
    page.select_option("[name=c-5]", "position")
    page.locator("details form p.actions button.button").first.click()
    expect(page.locator(".roster-line").first).to_contain_text("Trưởng thôn")
    page.set_viewport_size(PHONE)
    assert not is_wide(page) and complaints(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    assert not Person.objects.filter(full_name="Nông Thị Ễn").exists()
    page.click("form[action$='/luu/'] button")
    expect(page.locator("table.data tbody tr")).to_have_count(5)
    assert set(Person.objects.filter(registrations__training_class=held).values_list("full_name", "position")) == {
        (n, "Trưởng thôn") for n in NAMES
    }


def _mark_on_the_phone(page: Page, site: str, held: TrainingClass) -> None:
    for session in held.sessions.all():
        page.goto(f"{site}/lop/{held.pk}/diem-danh/{session.pk}/")
        assert not is_wide(page) and complaints(page) == []
        box = page.locator(".tick label").first.bounding_box()
        assert box is not None and box["height"] >= 44
        last = page.locator(".ticks > li", has_text="Triệu Thị Lụa")
        last.locator("label", has=page.locator("[value=absent]")).click()
        page.click(".actions--stay button")
        page.click("button[name=everybody]")
        expect(page.locator(".tick :checked")).to_have_count(5)
    assert Attendance.objects.filter(state="absent").count() == 2 and Attendance.objects.count() == 10


def _sheet(page: Page, site: str, held: TrainingClass) -> None:
    response = page.request.get(f"{site}/lop/{held.pk}/danh-sach-ky-ten.pdf")
    text = unicodedata.normalize("NFC", PdfReader(io.BytesIO(response.body())).pages[0].extract_text())
    assert all(name in text for name in NAMES) and "Tập huấn tại hội trường" in text
    picture = pypdfium2.PdfDocument(response.body())[0].render(scale=3).to_pil()
    assert zxingcpp.read_barcodes(picture)[0].text.endswith(f"/lop/{held.pk}/diem-danh/")


def test_a_phone_scans_the_screen_and_is_checked_in_once(
    browser: object, desk_page: Page, page: Page, live_server: LiveServer
) -> None:
    """The code as the projector shows it, read from the picture."""
    from tests.factories import PersonFactory, RegistrationFactory, TrainingClassFactory, UserFactory

    held = TrainingClassFactory(sessions=0, title="Lớp hôm nay")
    session = held.sessions.create(day=timezone.localdate())
    RegistrationFactory(training_class=held, person=PersonFactory(user=UserFactory(username="nguoihoc")))
    sign_in(desk_page, live_server.url, f"/lop/{held.pk}/diem-danh/{session.pk}/man-hinh/")
    from PIL import Image

    picture = Image.open(io.BytesIO(desk_page.locator(".screen-code").screenshot()))
    address = zxingcpp.read_barcodes(picture)[0].text
    path = address.partition("/diem-danh/")[2]
    page.goto(f"{live_server.url}/tai-khoan/login/?next=/diem-danh/{path}")
    page.fill("[name=login]", "nguoihoc")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/diem-danh/**")
    assert not is_wide(page) and complaints(page) == []
    page.click("form button.button--next")
    expect(page.locator("h1")).to_contain_text("có mặt")
    assert Attendance.objects.get().method == "code"
