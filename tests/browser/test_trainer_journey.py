"""A trainer makes a course in the real admin, a reviewer publishes it, a visitor finds it."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from courses.models import AudiencePage, CoursePage, Question, QuestionBank, QuizPage
from learning.people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "mat-khau-Thu-7!"
BANK = "Ngân hàng lắng nghe"
COURSE = "Đường đi đến một cuộc trò chuyện an toàn"
LESSON = "Bài 1: Lắng nghe trước"


def sign_in(page: Page, site: str, user: User) -> None:
    page.goto(f"{site}/tai-khoan/login/?next=/admin/")
    page.fill("[name=login]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/admin/")


def write_question(page: Page, site: str, text: str) -> None:
    page.goto(f"{site}/admin/snippets/courses/question/add/")
    page.select_option("[name=bank]", label=BANK)
    page.fill("[name=text]", text)
    for place, (answer, feedback) in enumerate([("Nên", "Đúng."), ("Không nên", "Chưa đúng.")]):
        page.fill(f"[name=options-{place}-text]", answer)
        page.fill(f"[name=options-{place}-feedback]", feedback)
    page.check("[name=options-0-is_correct]")
    page.click("button.action-save")
    page.wait_for_url("**/snippets/courses/question/")


def add_page(page: Page, site: str, model: str, parent: int, title: str) -> None:
    page.goto(f"{site}/admin/pages/add/courses/{model}/{parent}/")
    page.fill("[name=title]", title)


def save_draft(page: Page) -> int:
    page.click("button.action-save")
    page.wait_for_url(re.compile(r"/(pages/\d+/edit|khoa-hoc/\d+)/"))
    return int(re.findall(r"\d+", page.url)[-1])


def hand_to_review(page: Page, site: str, pk: int) -> None:
    page.goto(f"{site}/admin/pages/{pk}/edit/")
    page.click("footer .w-dropdown__toggle")
    page.click("[name=action-submit]")
    page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))


def approve(page: Page, site: str, pk: int) -> None:
    page.goto(f"{site}/admin/pages/{pk}/edit/")
    button = page.locator("footer [data-workflow-action-name=approve]").first
    if not button.is_visible():
        page.click("footer .w-dropdown__toggle")
    button.click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/$"), timeout=10_000)


def test_a_course_comes_from_a_trainer_to_a_visitor(
    desk_page: Page, browser: Browser, live_server: LiveServer, trainer: User, reviewer: User
) -> None:
    page, site = desk_page, live_server.url
    sign_in(page, site, trainer)

    page.goto(f"{site}/admin/snippets/courses/questionbank/add/")
    page.fill("[name=name]", BANK)
    page.click("button.action-save")
    page.wait_for_url("**/snippets/courses/questionbank/")
    for text in ("Có nên nghe hết câu không?", "Có nên hỏi dồn không?", "Có nên giữ bí mật không?"):
        write_question(page, site, text)
    assert Question.objects.filter(bank__name=BANK, versions__number=1).count() == 3

    officials = AudiencePage.objects.get(audience_id="officials")
    add_page(page, site, "coursepage", officials.pk, COURSE)
    page.fill("[name=summary]", "Một khóa học ngắn.")
    course = save_draft(page)
    assert CoursePage.objects.get(pk=course).slug == "duong-di-den-mot-cuoc-tro-chuyen-an-toan"

    add_page(page, site, "lessonpage", course, LESSON)
    lesson = save_draft(page)
    add_page(page, site, "quizpage", course, "Bài kiểm tra cuối khóa")
    page.select_option("[name=bank]", label=BANK)
    page.fill("[name=draw]", "2")
    quiz = save_draft(page)

    for pk, words in ((course, COURSE), (lesson, LESSON), (quiz, "Có nên hỏi dồn không?")):
        page.goto(f"{site}/admin/pages/{pk}/view_draft/")
        expect(page.locator("main")).to_contain_text(words)
    for pk in (course, lesson, quiz):
        hand_to_review(page, site, pk)
    assert not CoursePage.objects.get(pk=course).live

    second = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    sign_in(second, site, reviewer)
    for pk in (course, lesson, quiz):
        approve(second, site, pk)
    second.context.close()

    visitor = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    visitor.goto(f"{site}{officials.url}")
    visitor.get_by_role("link", name=COURSE).first.click()
    expect(visitor.locator("h1")).to_contain_text(COURSE)
    expect(visitor.locator("main")).to_contain_text(LESSON)
    visitor.context.close()
    assert QuizPage.objects.get(pk=quiz).live
    assert QuestionBank.objects.get(name=BANK).ready_versions().count() == 3
