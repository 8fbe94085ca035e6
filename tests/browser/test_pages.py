"""Pages in a real browser: narrow phones, screen readers, weak lines, strict policy, the quick exit."""

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Response
from pytest_django.live_server_helper import LiveServer

from courses.models import CoursePage
from learning.people.models import User
from learning.records import attempting, enrolling
from tests.factories import issued

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PUBLIC = ["/", "/can-bo-cong-chuc/", "/nguoi-cung-cap-dich-vu/nguoi-cung-cap-dich-vu/", "/tim-kiem/?q=chuyen", "/xac-minh/", "/xac-minh/SAI/",
          "/tai-khoan/login/", "/tai-khoan/signup/", "/an-toan/", "/ve-hoc-an/", "/khong-co/"]  # fmt: skip
PRIVATE = ["/r/", "/r/1/", "/r/2/", "/r/3/", "/r/khong-co/"]
LIMIT = 150 * 1024


def signed_in(context: BrowserContext, site: str, user: User) -> None:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])


def trainees_pages(user: User) -> list[str]:
    """A course, a lesson, a quiz, a question, the review, a result: each in the state a trainee meets it."""
    course = next(page for page in CoursePage.objects.live().order_by("path") if page.quiz())
    quiz = course.quiz()
    enrolment = enrolling.enrol(user.person, course, by=user)
    first = attempting.hand_in(attempting.start(enrolment, quiz, by=user), by=user)
    attempt = attempting.start(enrolment, quiz, by=user)
    base = f"/hoc-tap/luot/{attempt.pk}"
    lesson = course.lessons().first()
    return [course.url, lesson.url, quiz.url, f"{base}/cau/1/", f"{base}/xem-lai/", f"/hoc-tap/luot/{first.pk}/ket-qua/", "/hoc-tap/"]


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {node['html'][:120]}" for v in found for node in v["nodes"]]


def check(page: Page, site: str, path: str) -> None:
    """No sideways scrolling, nothing for axe to say, no console error, nobody else asked."""
    errors: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(site + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], f"{path} scrolls sideways"
    assert violations(page) == [], path
    assert [e for e in errors if "404" not in e] == [], path
    assert hosts == {site.split("/")[2]}, path


@pytest.fixture
def narrow(browser: Browser):
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="vi-VN")
    yield context
    context.close()


def test_public_and_private_pages_fit_a_narrow_phone_and_a_screen_reader(live_server: LiveServer, narrow: BrowserContext) -> None:
    page = narrow.new_page()
    for path in [*PUBLIC, *PRIVATE]:
        check(page, live_server.url, path)


def test_a_trainees_pages_fit_a_narrow_phone_and_a_screen_reader(live_server: LiveServer, narrow: BrowserContext, trainee: User) -> None:
    signed_in(narrow, live_server.url, trainee)
    page = narrow.new_page()
    for path in trainees_pages(trainee):
        check(page, live_server.url, path)


def test_a_certificate_and_its_verification_fit_a_narrow_phone_and_a_screen_reader(
    live_server: LiveServer, narrow: BrowserContext, trainee: User
) -> None:
    certificate = issued(enrolment__person=trainee.person)
    signed_in(narrow, live_server.url, trainee)
    page = narrow.new_page()
    for path in ["/hoc-tap/giay-chung-nhan/", f"/chung-nhan/{certificate.code}/", f"/xac-minh/{certificate.code}/"]:
        check(page, live_server.url, path)


def test_an_officers_pages_fit_a_narrow_phone_and_a_screen_reader(
    live_server: LiveServer, narrow: BrowserContext, dolisa_officer: User, trainee: User
) -> None:
    signed_in(narrow, live_server.url, dolisa_officer)
    page = narrow.new_page()
    for path in ["/so-lieu/", "/so-lieu/danh-sach/"]:
        check(page, live_server.url, path)


def test_a_form_with_errors_fits_a_screen_reader(live_server: LiveServer, narrow: BrowserContext) -> None:
    page = narrow.new_page()
    page.goto(f"{live_server.url}/tai-khoan/signup/")
    page.locator("main form").evaluate("form => { form.noValidate = true; form.submit() }")
    page.wait_for_selector(".error-summary")
    assert violations(page) == []


def test_the_first_view_of_a_public_page_fits_a_weak_line(live_server: LiveServer, browser: Browser) -> None:
    for path in [*PUBLIC, *PRIVATE]:
        context = browser.new_context()
        page, answers = context.new_page(), []
        page.on("response", lambda answer, answers=answers: answers.append(answer))
        page.goto(live_server.url + path)
        page.wait_for_load_state("networkidle")
        assert sum(map(weight, answers)) <= LIMIT, path
        context.close()


def weight(answer: Response) -> int:
    """Bytes as the production server sends them: text compressed, fonts and pictures as they are."""
    body = answer.body()
    return len(body) if answer.url.endswith((".woff2", ".png", ".webp")) else len(gzip.compress(body))


def test_private_pages_set_no_cookie_and_keep_nothing_in_the_browser(live_server: LiveServer, phone: BrowserContext, trainee: User) -> None:
    page = phone.new_page()
    for path in PRIVATE:
        page.goto(live_server.url + path)
        for details in page.locator("details").all():
            details.locator("summary").click()
    assert phone.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_the_quick_exit_leaves_the_page_and_ends_the_session(live_server: LiveServer, phone: BrowserContext, trainee: User) -> None:
    signed_in(phone, live_server.url, trainee)
    phone.route("https://vi.wikipedia.org/**", lambda route: route.fulfill(body="<h1>Bách khoa</h1>", content_type="text/html"))
    page = phone.new_page()
    page.goto(f"{live_server.url}/can-bo-cong-chuc/")
    page.goto(f"{live_server.url}/hoc-tap/")
    page.click("#thoat")
    page.wait_for_url("https://vi.wikipedia.org/**")
    page.wait_for_timeout(500)
    assert not Session.objects.exists()
    page.go_back()
    assert "/hoc-tap/" not in page.url


def test_the_quick_exit_works_without_scripts(live_server: LiveServer, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.route("https://vi.wikipedia.org/**", lambda route: route.fulfill(body="<h1>Bách khoa</h1>", content_type="text/html"))
    page = context.new_page()
    page.goto(f"{live_server.url}/r/1/")
    page.click("#thoat")
    page.wait_for_url("https://vi.wikipedia.org/**")
    context.close()
