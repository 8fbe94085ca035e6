"""A trainer's first course, from the sign-in to the published course with ten questions, by what stands on the pages alone.

No address is typed after the first: who has never seen the admin follows what they read. The clicks are counted; more of them
than today is a step back. `pytest -s` prints the figures.
"""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from courses.exchange import table_files
from courses.exchange.drafts import Draft, DraftOption
from courses.models import CoursePage, QuizPage
from learning.people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "mat-khau-Thu-7!"
TITLE = "Lắng nghe người bị bạo lực"
MOST_CLICKS = 26
MOST_CLICKS_BY_HAND = 120
"""Of them eleven a question: its text, four answers with their explanations, the tick, and saving."""


class Newcomer:
    """Somebody who clicks on what they read; counts clicks and typed signs, and adds the time they would take.

    Times of the keystroke-level model (Card, Moran and Newell 1980): 0.28 s a sign of an average typist, 1.1 s to point and
    0.2 s to press, 1.35 s to think before each click, 0.4 s to reach from mouse to keyboard.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.signs, self.fields = page, 0, 0, 0
        self.began = time.monotonic()

    def click(self, words: str, role: str = "link", *, within: str = "body") -> None:
        self.page.locator(within).get_by_role(role, name=words).first.click()  # type: ignore[arg-type]
        self.page.wait_for_load_state()
        self.clicks += 1

    def write(self, selector: str, text: str) -> None:
        self.page.locator(selector).first.click()
        self.page.keyboard.insert_text(text)
        self.clicks += 1
        self.signs += len(text)
        self.fields += 1

    def seconds(self) -> float:
        waited = time.monotonic() - self.began
        return waited + self.signs * 0.28 + self.clicks * (1.1 + 0.2 + 1.35) + self.fields * 0.4


def sign_in(one: Newcomer, site: str, user: User) -> None:
    one.page.goto(f"{site}/")
    one.click("Đăng nhập")
    one.write("[name=login]", user.username)
    one.write("[name=password]", PASSWORD)
    one.page.keyboard.press("Enter")
    one.page.wait_for_load_state()
    one.click("Soạn khoá học")


def ten_questions(folder: Path) -> Path:
    """The table that the trainer has already: it is not timed."""
    options = (DraftOption("Nên", percent=100), DraftOption("Không nên"))
    file = folder / "cau-hoi.xlsx"
    file.write_bytes(table_files.write_excel([Draft("single", f"Câu thử số {n}?", 0, options, feedback="Vì thế.") for n in range(1, 11)]))
    return file


def test_a_newcomer_has_a_course_with_ten_questions_published(
    desk_page: Page, browser: Browser, live_server: LiveServer, trainer: User, reviewer: User, tmp_path: Path
) -> None:
    page, one = desk_page, Newcomer(desk_page)
    sign_in(one, live_server.url, trainer)
    one.click("Cán bộ, công chức", within="#my-courses-content")
    one.write("[name=title]", TITLE)
    one.write("[name=summary]", "Nghe, tin và chuyển đúng nơi.")
    one.click("Lưu bản nháp", "button")
    page.wait_for_url(re.compile(r"/admin/khoa-hoc/\d+/"))

    one.click("Thêm bài học")
    one.write("[name=title]", "Bài 1. Lắng nghe trước")
    one.click("Lưu bản nháp", "button")
    page.wait_for_url(re.compile(r"/pages/\d+/edit/"))
    one.click("Đến cả khoá học")

    one.click("Thêm bài kiểm tra cuối khoá", "button")
    one.click("Nhập câu hỏi từ tệp")
    page.set_input_files("[name=file]", ten_questions(tmp_path))
    one.clicks += 3  # the button, the file, "open"
    one.click("Xem các câu hỏi", "button")
    one.click("Lưu vào", "button")
    expect(page.locator("main")).to_contain_text("10 câu hỏi sẵn sàng")
    one.click("Gửi duyệt 3 trang này", "button")

    second = Newcomer(browser.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN").new_page())
    sign_in(second, live_server.url, reviewer)
    second.click(TITLE, within="#my-courses-content")
    second.click("Đăng 3 trang này", "button")
    expect(second.page.locator("main")).to_contain_text("Người học đang thấy toàn bộ khoá học")
    second.page.context.close()

    course = CoursePage.objects.get(title=TITLE)
    quiz = course.quiz()
    assert course.live and quiz is not None and quiz.specific.bank.ready_versions().count() == 10
    clicks = one.clicks + second.clicks
    print(f"\ntrainer: {one.clicks} clicks, {one.signs} signs, {one.seconds():.0f} s; reviewer: {second.clicks} clicks, {second.seconds():.0f} s")
    assert clicks <= MOST_CLICKS


def test_ten_questions_are_written_by_hand_without_a_click_too_many(desk_page: Page, live_server: LiveServer, trainer: User) -> None:
    page, one = desk_page, Newcomer(desk_page)
    sign_in(one, live_server.url, trainer)
    one.click("Cán bộ, công chức", within="#my-courses-content")
    one.write("[name=title]", TITLE)
    one.click("Lưu bản nháp", "button")
    page.wait_for_url(re.compile(r"/admin/khoa-hoc/\d+/"))
    one.click("Thêm bài kiểm tra cuối khoá", "button")
    one.click("Viết câu hỏi")
    for number in range(1, 11):
        one.write("[name=text]", f"Câu thử số {number}?")
        for place, (answer, why) in enumerate([("Nên", "Đúng."), ("Không nên", "Chưa đúng."), ("Tuỳ", "Chưa đủ."), ("Khác", "Chưa rõ.")]):
            one.write(f"[name=options-{place}-text]", answer)
            one.write(f"[name=options-{place}-feedback]", why)
        page.check("[name=options-0-is_correct]")
        one.clicks += 1
        one.click("Lưu", "button", within="footer")
        expect(page.locator(".messages")).to_contain_text(f"Có {number} câu hỏi sẵn sàng")
    one.click("về trang khoá học")
    print(f"\nby hand: {one.clicks} clicks, {one.fields} fields, {one.signs} signs, {one.seconds():.0f} s")
    bank = CoursePage.objects.get(title=TITLE).get_children().type(QuizPage).get().specific.bank
    assert bank.ready_versions().count() == 10 and {len(version.options) for version in bank.ready_versions()} == {4}
    assert one.clicks <= MOST_CLICKS_BY_HAND
