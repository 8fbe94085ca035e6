"""The whole chain in order: visitor, sign-up, course, quiz, certificate, verification, count up by exactly one."""

import io
import json
import unicodedata

import pypdf
import pypdfium2
import pytest
import zxingcpp
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from certificates.models import Certificate
from courses.models import CoursePage
from learning.people.models import Organisation
from learning.records.models import Answer, Attempt

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "Lường Thị Ngọc Ễn"
PASSWORD = "mat-khau-Thu-7!"


def counts() -> dict:
    out = io.StringIO()
    call_command("counts", year=timezone.localdate().year, as_json=True, stdout=out)
    return json.loads(out.getvalue())


def find_the_course_by_search(page: Page, site: str) -> CoursePage:
    page.goto(site)
    expect(page.locator(".doors .door")).to_have_count(5)
    page.fill("#q", "chuyen tuyen")
    page.press("#q", "Enter")
    page.click("main .course-list a:has-text('chuyển tuyến')")
    return CoursePage.objects.get(title=page.locator("h1").inner_text())


def sign_up(page: Page) -> None:
    page.click("main >> text=Tạo tài khoản")
    page.fill("[name=full_name]", NAME)
    page.check("[name=sex][value=female]")
    page.fill("[name=birth_year]", "1985")
    page.select_option("[name=organisation]", str(Organisation.objects.get(key="so-y-te").pk))
    page.fill("[name=position]", "Điều dưỡng")
    page.check("[name=audience][value=service_providers]")
    assert page.locator("[name=audience][value=survivors]").count() == 0
    page.fill("[name=username]", "luong.en")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.locator("main button[type=submit]").click()


def read_all_lessons(page: Page, site: str, course: CoursePage, *, leaving_once: bool = True) -> None:
    page.click("main .button--next")
    lessons = list(course.lessons())
    for number, lesson in enumerate(lessons):
        expect(page.locator("h1")).to_have_text(lesson.title)
        page.click("main form .button--next")
        if number == 0 and leaving_once:
            page.goto(f"{site}/hoc-tap/")
            page.click(".next-step .button--next")
            expect(page.locator("h1")).to_have_text(lessons[1].title)


def answer_all(page: Page, *, right: bool) -> None:
    """Start, answer every question as it is shown, hand in."""
    attempt = Attempt.objects.latest("pk")
    for position in range(1, attempt.served + 1):
        answer = Answer.objects.select_related("version").get(attempt=attempt, position=position)
        correct = answer.version.correct_ids
        chosen = correct if right else [next(pk for pk in answer.option_order if pk not in correct)]
        wanted = {answer.names[pk] for pk in chosen}
        for box in page.locator("[name=chosen]").all():
            box.set_checked(box.get_attribute("value") in wanted) if answer.version.several else None
        if not answer.version.several:
            page.check(f"[name=chosen][value='{next(iter(wanted))}']")
        page.click("main .quiz .actions button >> nth=0")
        page.wait_for_url(lambda url, here=f"/cau/{position}/": here not in url)
    page.click("main form .button--next")


def text_of(pdf: bytes) -> str:
    text = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    return " ".join(unicodedata.normalize("NFC", text).split())


def test_the_whole_chain(live_server: LiveServer, phone: BrowserContext, browser: Browser, desk_page: Page, dolisa_officer) -> None:
    site, before = live_server.url, counts()
    page = phone.new_page()
    course = find_the_course_by_search(page, site)
    sign_up(page)
    expect(page.locator("h1")).to_have_text(course.title)
    page.click("main form.actions button")
    page.goto(course.full_url.replace("http://localhost", site))
    read_all_lessons(page, site, course)

    page.click("main form .button--next")
    answer_all(page, right=False)
    expect(page.locator(".verdicts li")).to_have_count(10)
    assert not Certificate.objects.exists()
    page.click("main form button >> text=Làm lại")
    answer_all(page, right=True)
    expect(page.locator(".score")).to_contain_text("100")

    certificate = Certificate.objects.get()
    page.click("main .button--next")
    expect(page.locator("main")).to_contain_text(certificate.words["number"])
    expect(page.locator(".certificate-card")).to_contain_text(NAME)
    page.click("nav >> text=Học tập của tôi")
    page.click(f"main a[href$='/chung-nhan/{certificate.code}/']")
    expect(page.locator(".certificate-card")).to_contain_text(NAME)
    pdf = phone.request.get(f"{site}/chung-nhan/{certificate.code}/giay.pdf").body()
    text = text_of(pdf)
    for words in (NAME, "Sở Y tế", course.title, certificate.words["number"], certificate.code, "GIẤY CHỨNG NHẬN"):
        assert words in text, words

    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil()
    address = zxingcpp.read_barcodes(picture)[0].text
    anybody = browser.new_context().new_page()
    anybody.goto(site + address[address.index("/xac-minh/") :])
    expect(anybody.locator(".verify--valid")).to_contain_text(NAME)
    assert "1985" not in anybody.content()

    see_it_counted(desk_page, site, dolisa_officer.username, before, course)


def one_more(counted: dict, audience: str, sex: str) -> dict:
    """The same figures with one more person, trained once, with a certificate; nobody else changed."""
    figures = json.loads(json.dumps(counted))
    for row in (figures, figures["by_audience"][audience], figures["by_sex"][sex]):
        for measure in ("participations", "people", "certificates"):
            row[measure] += 1
    return figures


def see_it_counted(page: Page, site: str, username: str, before: dict, course: CoursePage) -> None:
    after = counts()
    assert after == one_more(before, course.audience.code, "female")
    page.goto(f"{site}/tai-khoan/login/?next=/so-lieu/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    expect(page.locator(".figures dd").first).to_have_text(str(after["participations"]))
    unit = page.locator("table.data tr", has_text="Sở Y tế")
    expect(unit.locator("td").first).to_have_text("1")
    unit.locator("td a").first.click()
    expect(page.locator("table.data tbody tr")).to_have_count(1)
    expect(page.locator("table.data tbody tr")).to_contain_text(NAME)
    sheet = page.context.request.get(f"{site}/so-lieu/so-lieu.csv?nam={after['year']}").body()
    assert sheet.startswith(b"\xef\xbb\xbf")
    line = next(row for row in sheet.decode("utf-8-sig").splitlines() if "Sở Y tế" in row)
    assert line.split(";")[3:5] == ["1", "1"]


def test_the_trainees_way_needs_no_scripts(live_server: LiveServer, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page, site = context.new_page(), live_server.url
    course = find_the_course_by_search(page, site)
    sign_up(page)
    page.click("main form.actions button")
    page.goto(course.full_url.replace("http://localhost", site))
    read_all_lessons(page, site, course, leaving_once=False)
    page.click("main form .button--next")
    answer_all(page, right=True)
    expect(page.locator(".score")).to_contain_text("100")
    context.close()
