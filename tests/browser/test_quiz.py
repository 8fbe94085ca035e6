"""A whole quiz with every kind of question: by keyboard, without scripts, with the line cut, in two tabs; for everybody to read."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from courses.models import CoursePage, QuizPage
from learning.people.models import User
from learning.records import attempting
from learning.records.models import Attempt, Enrolment
from tests.browser.conftest import PHONE
from tests.questions import CONTENT, as_posted, fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KINDS = ["single", "multiple", "true_false", "matching", "ordering", "short_text", "number", "gap", "long_answer"]
MARKED = "88,9"  # eight of nine: the long answer waits for a trainer


@pytest.fixture
def attempt(enrolment: Enrolment, course: CoursePage) -> Attempt:
    quiz = course.quiz()
    assert isinstance(quiz, QuizPage) and enrolment.person.user
    return attempting.start(enrolment, fill(quiz, *KINDS), by=enrolment.person.user)


def signed_in(context: BrowserContext, site: str, user: User) -> Page:
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site}])
    context.set_default_timeout(10_000)
    return context.new_page()


def right_at(attempt: Attempt, position: int) -> tuple[str, dict[str, Any]]:
    """The kind of a question, and by name of its fields what answers it fully."""
    asked = attempt.answers.select_related("version").get(position=position)
    return asked.version.kind, as_posted(asked, CONTENT[asked.version.kind][2])


def answer(page: Page, kind: str, right: dict[str, Any]) -> None:
    """Fully right, with what a browser without scripts can do."""
    for name, value in right.items():
        field = page.locator(f"[name={name}]")
        if name == "chosen":
            for one in value:
                page.check(f"[name=chosen][value='{one}']")
        elif name == "text" or kind == "gap":
            field.fill(value)
        else:
            field.select_option(str(value))


def test_a_whole_quiz_without_scripts(browser: Browser, live_server: LiveServer, attempt: Attempt, trainee: User) -> None:
    context = browser.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)
    page = signed_in(context, live_server.url, trainee)
    page.goto(f"{live_server.url}/hoc-tap/luot/{attempt.pk}/")
    for position in range(1, len(KINDS) + 1):
        answer(page, *right_at(attempt, position))
        page.click("main .quiz .actions button >> nth=0")
    page.click("main form .button--next")
    expect(page.locator(".score")).to_contain_text(MARKED)
    context.close()


def by_keyboard(page: Page, kind: str, right: dict[str, Any]) -> None:
    page.locator("main .quiz :is(input:not([type=hidden]), select, textarea)").first.focus()
    if "text" in right:
        page.keyboard.type(right["text"])
    elif "chosen" not in right:
        fill_parts(page, right)
    elif kind == "multiple":
        tick(page, right["chosen"])
    else:
        choose(page, right["chosen"][0])


def tick(page: Page, right: list[str]) -> None:
    for box in page.locator("[name=chosen]").all():
        if box.get_attribute("value") in right:
            page.keyboard.press("Space")
        page.keyboard.press("Tab")


def choose(page: Page, right: str) -> None:
    page.keyboard.press("Space")
    while not page.locator(f"[name=chosen][value='{right}']").is_checked():
        page.keyboard.press("ArrowDown")


def fill_parts(page: Page, right: dict[str, object]) -> None:
    """One part after the other with Tab; lists are gone through with the arrow."""
    for name in page.locator("main .quiz [name^=part-]").evaluate_all("all => all.map(one => one.name)"):
        wanted = str(right[name])
        if page.evaluate("document.activeElement.tagName") == "INPUT":
            page.keyboard.type(wanted)
        while page.evaluate("document.activeElement.value") != wanted:
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")


def test_a_whole_quiz_by_keyboard_alone(page: Page, live_server: LiveServer, attempt: Attempt, trainee: User) -> None:
    page = signed_in(page.context, live_server.url, trainee)
    page.goto(f"{live_server.url}/hoc-tap/luot/{attempt.pk}/")
    for position in range(1, len(KINDS) + 1):
        by_keyboard(page, *right_at(attempt, position))
        page.locator("main .quiz .actions button").first.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
    page.locator("main form .button--next").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".score")).to_contain_text(MARKED)


def test_axe_finds_nothing_on_any_kind_and_nothing_sticks_out(
    browser: Browser, live_server: LiveServer, attempt: Attempt, trainee: User
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700}, locale="vi-VN")
    page = signed_in(context, live_server.url, trainee)
    for position in range(1, len(KINDS) + 1):
        page.goto(f"{live_server.url}/hoc-tap/luot/{attempt.pk}/cau/{position}/")
        found = Axe().run(page)
        assert not found.response["violations"], (right_at(attempt, position)[0], found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_an_answer_given_while_the_line_is_down_is_sent_when_it_is_back(
    page: Page, live_server: LiveServer, attempt: Attempt, trainee: User
) -> None:
    position = next(n for n in range(1, len(KINDS) + 1) if right_at(attempt, n)[0] == "short_text")
    page = signed_in(page.context, live_server.url, trainee)
    page.goto(f"{live_server.url}/hoc-tap/luot/{attempt.pk}/cau/{position}/")
    page.context.set_offline(True)
    page.fill("[name=text]", "chuyển tuyến")
    expect(page.locator(".saved")).to_contain_text("mất mạng", ignore_case=True)
    page.click("main .quiz .actions button >> nth=0")
    expect(page.locator("[name=text]")).to_have_value("chuyển tuyến")
    assert not attempt.answers.get(position=position).is_answered
    page.context.set_offline(False)
    page.wait_for_url(lambda url: f"/cau/{position}/" not in url)
    assert attempt.answers.get(position=position).chosen == "chuyển tuyến"


def test_an_answer_is_saved_as_it_is_given_and_the_page_says_so(
    page: Page, live_server: LiveServer, attempt: Attempt, trainee: User
) -> None:
    page = signed_in(page.context, live_server.url, trainee)
    position = next(n for n in range(1, len(KINDS) + 1) if right_at(attempt, n)[0] == "single")
    page.goto(f"{live_server.url}/hoc-tap/luot/{attempt.pk}/cau/{position}/")
    page.check("[name=chosen][value='1']")
    expect(page.locator(".saved")).to_contain_text("lưu")
    page.goto(f"{live_server.url}/hoc-tap/luot/{attempt.pk}/cau/{position}/")
    expect(page.locator("[name=chosen][value='1']")).to_be_checked()


def test_in_two_tabs_the_last_word_stands(page: Page, live_server: LiveServer, attempt: Attempt, trainee: User) -> None:
    first = signed_in(page.context, live_server.url, trainee)
    position = next(n for n in range(1, len(KINDS) + 1) if right_at(attempt, n)[0] == "single")
    address = f"{live_server.url}/hoc-tap/luot/{attempt.pk}/cau/{position}/"
    second = page.context.new_page()
    for tab, value in ((first, "1"), (second, "2")):
        tab.goto(address)
        tab.check(f"[name=chosen][value='{value}']")
        expect(tab.locator(".saved [data-told]")).to_be_visible()
    answered = attempt.answers.get(position=position)
    assert answered.chosen == [answered.option_order[1]]
