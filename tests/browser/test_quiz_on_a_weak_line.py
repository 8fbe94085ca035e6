"""What is answered reaches the server, whatever the line, the server and other tabs do; and the page says where it stands."""

import datetime
import time

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Dialog, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from courses.models import CoursePage, QuizPage
from learning.people.models import User
from learning.records import attempting
from learning.records.models import Attempt, Enrolment
from tests.browser.test_quiz import signed_in
from tests.factories import PASSWORD
from tests.questions import fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GO_ON = "main .quiz .actions button >> nth=0"
ADDRESS = "**/hoc-tap/luot/*/cau/*/"


@pytest.fixture
def attempt(enrolment: Enrolment, course: CoursePage) -> Attempt:
    """Words to type, and one more question behind them."""
    quiz = course.quiz()
    assert isinstance(quiz, QuizPage) and enrolment.person.user
    return attempting.start(enrolment, fill(quiz, "short_text", "number"), by=enrolment.person.user)


@pytest.fixture
def tab(page: Page, live_server: LiveServer, attempt: Attempt, trainee: User) -> Page:
    page = signed_in(page.context, live_server.url, trainee)
    page.goto(f"{live_server.url}/hoc-tap/luot/{attempt.pk}/cau/1/")
    return page


def saved(attempt: Attempt) -> object:
    return attempt.answers.get(position=1).chosen


def comes(attempt: Attempt, words: str, within: float = 5) -> None:
    """The server has it within some seconds."""
    end = time.monotonic() + within
    while saved(attempt) != words and time.monotonic() < end:
        time.sleep(0.1)
    assert saved(attempt) == words


def failing(tab: Page, status: int) -> list[int]:
    """The server fails until the list is emptied."""

    def answer(route: Route) -> None:
        if route.request.method == "POST" and down:
            route.fulfill(status=status, content_type="text/html", body="<h1>Bad gateway</h1>")
        else:
            route.fallback()

    down = [status]
    tab.route(ADDRESS, answer)
    return down


def test_words_typed_just_before_another_question_is_opened_are_saved(tab: Page, attempt: Attempt) -> None:
    tab.fill("[name=text]", "7")
    tab.click("nav.questions ol a >> nth=1")
    tab.wait_for_url("**/cau/2/")
    expect(tab.locator("nav.questions a").first).to_contain_text("đã trả lời")
    assert saved(attempt) == "7"


def test_what_the_server_has_is_not_sent_again(tab: Page, attempt: Attempt) -> None:
    posts: list[str] = []
    tab.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    tab.fill("[name=text]", "7")
    expect(tab.locator(".saved")).to_contain_text("Đã lưu lúc")
    tab.click(GO_ON)
    tab.wait_for_url("**/cau/2/")
    assert saved(attempt) == "7" and len(posts) == 1


def test_on_a_slow_line_nobody_waits_twice_and_nothing_is_lost(tab: Page, attempt: Attempt) -> None:
    def slowly(route: Route) -> None:
        time.sleep(0.7)
        route.fallback()

    tab.route(ADDRESS, slowly)
    tab.fill("[name=text]", "7")
    tab.click(GO_ON)
    tab.wait_for_url("**/cau/2/")
    assert saved(attempt) == "7"


@pytest.mark.parametrize("status", [500, 503, 429])
def test_while_the_server_fails_the_page_keeps_the_answer_and_says_so(tab: Page, attempt: Attempt, status: int) -> None:
    down = failing(tab, status)
    tab.fill("[name=text]", "7")
    tab.click(GO_ON)
    expect(tab.locator(".saved")).to_contain_text("Chưa lưu được")
    expect(tab.locator("[name=text]")).to_have_value("7")
    down.clear()
    tab.evaluate("dispatchEvent(new Event('focus'))")
    tab.wait_for_url("**/cau/2/")
    assert saved(attempt) == "7"


def test_who_is_signed_out_meanwhile_signs_in_beside_the_page_and_loses_nothing(tab: Page, attempt: Attempt, trainee: User) -> None:
    tab.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    tab.fill("[name=text]", "7")
    expect(tab.locator(".saved")).to_contain_text("Bạn đã đăng xuất")
    with tab.context.expect_page() as opened:
        tab.click(".saved a")
    beside = opened.value
    beside.fill("[name=login]", trainee.username)
    beside.fill("[name=password]", PASSWORD)
    beside.click("main form button[type=submit]")
    beside.wait_for_url(ADDRESS)
    beside.close()
    tab.evaluate("dispatchEvent(new Event('focus'))")
    expect(tab.locator(".saved")).to_contain_text("Đã lưu lúc")
    assert saved(attempt) == "7"


def test_quick_exit_is_not_held_up_by_an_answer_that_waits(tab: Page) -> None:
    asked: list[str] = []

    def note(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    tab.on("dialog", note)
    tab.context.set_offline(True)
    tab.fill("[name=text]", "7")
    expect(tab.locator(".saved")).to_contain_text("mất mạng")
    tab.click("#thoat")
    tab.wait_for_timeout(300)
    assert asked == []


@pytest.fixture
def timed(attempt: Attempt) -> Attempt:
    end = timezone.now() + datetime.timedelta(minutes=3)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=end, taken_until=end + datetime.timedelta(seconds=30))
    return attempt


def test_the_clock_tells_each_minute_then_each_ten_seconds_whatever_the_device_takes_for_now(timed: Attempt, tab: Page) -> None:
    tab.clock.install(time=datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC))
    tab.reload()
    left = tab.locator("[data-left][role=status]")
    expect(left).to_have_text("Còn 3 phút")
    tab.clock.run_for(125_000)
    expect(left).to_have_text("Còn 60 giây")
    tab.clock.run_for(12_000)
    expect(left).to_have_text("Còn 50 giây")


def test_words_not_sent_when_the_time_is_up_are_sent_within_the_grace(attempt: Attempt, tab: Page) -> None:
    end = timezone.now() + datetime.timedelta(seconds=3)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=end, taken_until=end + datetime.timedelta(seconds=30))
    tab.reload()
    tab.route(ADDRESS, lambda route: route.abort())
    tab.fill("[name=text]", "7")
    expect(tab.locator(".saved")).to_contain_text("Chưa lưu được")
    tab.unroute(ADDRESS)
    expect(tab.locator("[data-left]")).to_contain_text("Đã hết giờ")
    comes(attempt, "7", within=1.5)
