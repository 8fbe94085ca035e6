"""Home, language, search: what a visitor does first."""

import unicodedata

import pytest
from django.conf import settings
from django.test import Client

from courses.models import AudiencePage, CoursePage, LessonPage, PrivateAreaPage
from learning.people.models import User

pytestmark = pytest.mark.django_db


def test_home_leads_to_the_five_audiences_and_sets_no_cookie(client: Client) -> None:
    answer = client.get("/")
    text = answer.content.decode()
    doors = [*AudiencePage.objects.live(), *PrivateAreaPage.objects.live()]
    assert len(doors) == 5
    assert all(f'href="{door.url}"' in text for door in doors)
    assert "18008080" in text
    assert not answer.cookies


def test_every_audience_page_lists_its_courses(client: Client) -> None:
    assert CoursePage.objects.live().count() >= 4
    for course in CoursePage.objects.live():
        assert f'href="{course.url}"' in client.get(course.get_parent().url).content.decode()


@pytest.mark.parametrize("query", ["chuyen tuyen", "chuyển tuyến", "CHUYỂN TUYẾN", unicodedata.normalize("NFD", "chuyển tuyến")])
def test_search_finds_with_and_without_marks(client: Client, query: str) -> None:
    course = CoursePage.objects.live().first()
    assert course
    course.summary = "Kết nối dịch vụ và chuyển tuyến"
    course.save_revision().publish()
    assert str(course.url) in client.get("/tim-kiem/", {"q": query}).content.decode()


def test_d_and_barred_d_are_one_letter_in_search(client: Client) -> None:
    course = CoursePage.objects.live().first()
    assert course
    course.title = "Đối thoại đặc biệt"
    course.save_revision().publish()
    for query in ("doi thoai dac biet", "đối thoại đặc biệt"):
        assert str(course.url) in client.get("/tim-kiem/", {"q": query}).content.decode()


@pytest.mark.parametrize("query", ["", "   ", "%", '"', "' OR 1=1 --", "(" * 50, "*", "a" * 500, "a\x00b"])
def test_odd_searches_get_a_page(client: Client, query: str) -> None:
    assert client.get("/tim-kiem/", {"q": query}).status_code == 200


def test_lessons_bodies_are_not_found_by_search(client: Client) -> None:
    lesson = LessonPage.objects.live().first()
    assert lesson
    lesson.body = [("paragraph", "<p>xyzquytngot</p>")]
    lesson.title = "Bài zxyquyt"
    lesson.save_revision(clean=False).publish()
    assert "zxyquyt" in client.get(lesson.course.url).content.decode()
    for query in ("xyzquytngot", "zxyquyt"):
        assert str(lesson.url) not in client.get("/tim-kiem/", {"q": query}).content.decode()


def test_english_is_one_click_away_and_content_stays_vietnamese(client: Client) -> None:
    title = CoursePage.objects.live().first()
    assert title
    answer = client.get("/ngon-ngu/en/", {"ve": str(title.url)})
    assert answer.headers["Location"] == title.url
    page = client.get(title.url)
    assert page.headers["Content-Language"] == "en"
    assert title.title in page.content.decode()
    client.get("/ngon-ngu/vi/")
    assert client.get("/").headers["Content-Language"] == "vi"


def test_the_wish_of_the_browser_does_not_change_the_language(client: Client) -> None:
    assert client.get("/", headers={"accept-language": "en"}).headers["Content-Language"] == "vi"


@pytest.mark.parametrize("back", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_the_language_switch_leads_nowhere_else(client: Client, back: str) -> None:
    assert client.get("/ngon-ngu/en/", {"ve": back}).headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    assert settings.LANGUAGE_COOKIE_NAME not in client.get("/ngon-ngu/xx/").cookies


def test_pages_of_somebody_signed_in_stay_out_of_caches(client: Client, trainee: User) -> None:
    client.force_login(trainee)
    assert "no-store" in client.get("/hoc-tap/").headers["Cache-Control"]


def test_a_missing_page_is_vietnamese_and_leads_home(client: Client) -> None:
    answer = client.get("/khong-co-trang-nay/")
    assert answer.status_code == 404
    assert 'lang="vi"' in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


def test_an_audience_page_shows_thirty_courses_at_once(client: Client) -> None:
    page = audience_with_courses(31)
    first, second = (client.get(page.url, {"page": n}).content.decode() for n in (1, 2))
    assert "Khoá nhiều 29<" in first and "Khoá nhiều 30<" not in first and "Khoá nhiều 30<" in second


def audience_with_courses(how_many: int) -> AudiencePage:
    page = AudiencePage.objects.get(audience="journalists")
    for course in CoursePage.objects.child_of(page):
        course.unpublish()
    for number in range(how_many):
        AudiencePage.objects.get(pk=page.pk).add_child(instance=CoursePage(title=f"Khoá nhiều {number}", slug=f"nhieu-{number}"))
    return page


def test_the_admin_bears_the_name_and_colours_of_the_site(client: Client, trainer: User) -> None:
    client.force_login(trainer)
    page = client.get("/admin/").content.decode()
    assert "- Học An</title>" in page and "cms/admin" in page and "our-name" in page
