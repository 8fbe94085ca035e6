"""The private area: nothing that could identify a reader is asked, stored, logged or set (design, rule 7)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.confidential import HEADERS
from cms.text import fold
from courses.models import PrivateAreaPage, PrivateLessonPage
from courses.models.private import TELLING_WORDS
from learning.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(db: None) -> list[str]:
    pages = [*PrivateAreaPage.objects.live(), *PrivateLessonPage.objects.live()]
    found = [str(page.url) for page in pages]
    assert len(found) >= 4
    assert all(address.startswith("/r/") for address in found)
    return found


@pytest.fixture
def signed_in(trainee: User) -> Client:
    client = Client()
    client.force_login(trainee)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "vi"
    return client


def everything() -> Iterator[tuple[str, int]]:
    for model in apps.get_models(include_auto_created=True):
        yield model._meta.label, model._default_manager.count()


def body(response: Any) -> bytes:
    return bytes(response.content)


def test_no_cookie_is_set_and_the_headers_are_exact(addresses: list[str], client: Client, signed_in: Client) -> None:
    for address in addresses:
        for reader in (client, signed_in):
            answer = reader.get(address)
            assert answer.status_code == 200
            assert not answer.cookies
            assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
            assert not {"ETag", "Last-Modified", "Vary"} & set(answer.headers)


def test_the_headers_say_no_store_no_referrer_no_index() -> None:
    assert "no-store" in HEADERS["Cache-Control"]
    assert HEADERS["Referrer-Policy"] == "no-referrer"
    assert "noindex" in HEADERS["X-Robots-Tag"]


def test_the_same_bytes_signed_in_or_out_and_in_either_language(addresses: list[str], client: Client, signed_in: Client) -> None:
    english = Client()
    english.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for address in addresses:
        plain = body(client.get(address))
        assert body(signed_in.get(address)) == plain
        assert body(english.get(address)) == plain


def test_reading_changes_no_row_and_loads_no_session(addresses: list[str], signed_in: Client) -> None:
    before = dict(everything())
    sessions = list(Session.objects.values())
    with CaptureQueriesContext(connection) as captured:
        for address in addresses:
            signed_in.get(address)
    statements = [query["sql"] for query in captured]
    assert statements
    assert [sql for sql in statements if not sql.startswith("SELECT")] == []
    assert not any(re.search(r"django_session|people_user|people_person", sql) for sql in statements)
    assert dict(everything()) == before
    assert list(Session.objects.values()) == sessions


def test_titles_and_addresses_do_not_tell(addresses: list[str], client: Client) -> None:
    for address in addresses:
        found = re.search(r"<title>(.*?)</title>", client.get(address).content.decode(), re.DOTALL)
        assert found
        shown = fold(found[1] + " " + address.replace("-", " "))
        assert not [word for word in TELLING_WORDS if word in shown]


def test_nothing_is_fetched_from_elsewhere_and_no_form_is_offered(addresses: list[str], client: Client) -> None:
    for address in addresses:
        text = client.get(address).content.decode()
        fetched = re.findall(r'(?:src|href|action|srcset|poster)="((?:https?:)?//[^"]+)"', text)
        assert [url for url in fetched if "://testserver" not in url] == []
        assert 'method="post"' not in text.casefold()
        assert "csrfmiddlewaretoken" not in text


def test_every_private_page_has_the_exit_and_the_hotline(addresses: list[str], client: Client) -> None:
    for address in addresses:
        text = client.get(address).content.decode()
        assert 'href="/thoat/"' in text
        assert "18008080" in text


def test_private_pages_are_not_found_by_search(client: Client) -> None:
    for lesson in PrivateLessonPage.objects.live():
        assert str(lesson.url) not in client.get("/tim-kiem/", {"q": lesson.title}).content.decode()


def test_a_missing_private_page_is_as_silent(client: Client, signed_in: Client) -> None:
    for reader in (client, signed_in):
        answer = reader.get("/r/khong-co/")
        assert answer.status_code == 404
        assert not answer.cookies
        assert answer.headers["Cache-Control"] == HEADERS["Cache-Control"]


def test_the_quick_exit_works_by_a_link_and_forgets_everything(signed_in: Client) -> None:
    key = signed_in.cookies[settings.SESSION_COOKIE_NAME].value
    answer = signed_in.get("/thoat/")
    assert answer.status_code == 303
    assert "testserver" not in answer.headers["Location"]
    assert answer.headers["Clear-Site-Data"] == '"cookies", "storage"'
    assert not Session.objects.filter(pk=key).exists()
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 0
    assert signed_in.get("/hoc-tap/").status_code == 302


def test_the_quick_exit_of_a_stranger_sets_no_cookie(client: Client) -> None:
    answer = client.get("/thoat/")
    assert answer.status_code == 303
    assert not answer.cookies
