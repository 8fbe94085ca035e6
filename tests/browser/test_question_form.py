"""The form of a question in the admin shows only what its kind needs."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from courses.models import Question
from learning.people.models import User
from tests.browser.test_trainer_journey import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SPECIAL = {
    "options-0-is_correct": {"single", "multiple", "true_false"},
    "options-0-match": {"matching"},
    "options-0-gap": {"gap"},
    "options-0-tolerance": {"number"},
    "options-0-percent": {"single", "multiple", "short_text", "number", "gap", "long_answer"},
    "scoring": {"multiple"},
    "marks_matter": {"short_text", "gap"},
}
ALWAYS = ("text", "options-0-text", "options-0-feedback", "feedback")


def test_a_field_is_there_for_the_kinds_that_need_it(desk_page: Page, live_server: LiveServer, trainer: User) -> None:
    sign_in(desk_page, live_server.url, trainer)
    desk_page.goto(f"{live_server.url}/admin/snippets/courses/question/add/")
    for kind in Question.Kind.values:
        desk_page.select_option("[name=kind]", kind)
        shown = {name for name in [*SPECIAL, *ALWAYS] if desk_page.locator(f"label[for=id_{name}]").is_visible()}
        assert shown == {name for name, kinds in SPECIAL.items() if kind in kinds} | set(ALWAYS), kind
