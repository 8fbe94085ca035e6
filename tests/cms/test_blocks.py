"""Blocks of lessons: each with a preview and a word of help, rules that keep everybody in, and no way to bring HTML in."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from wagtail import blocks

from cms.blocks import LessonBody
from cms.models import SiteDocument
from courses.models import CoursePage, LessonPage, PrivateLessonPage
from courses.models.course import lesson_place
from learning.people.models import User
from tests.factories import EnrolmentFactory

pytestmark = pytest.mark.django_db
BLOCKS = dict(LessonBody().child_blocks)


def document(name: str) -> SiteDocument:
    return SiteDocument.objects.create(title=name, file=ContentFile(b"x" * 2_500_000 if name != "p.vtt" else b"WEBVTT", name=name))


def media(name: str, **more: Any) -> dict[str, Any]:
    return {"title": "Nghe câu chuyện", "file": document(name).pk, "transcript": "<p>Chị kể rằng…</p>"} | more


def cleaned(kind: str, value: dict[str, Any]) -> Any:
    block = BLOCKS[kind]
    return block.clean(block.to_python(value))


def problems(kind: str, value: dict[str, Any]) -> set[str]:
    with pytest.raises(blocks.StructBlockValidationError) as refused:
        cleaned(kind, value)
    return set(refused.value.block_errors)


@pytest.mark.parametrize("name", BLOCKS)
def test_each_block_says_what_it_is_for_and_shows_a_preview(name: str) -> None:
    block = BLOCKS[name]
    assert str(block.label) and block.meta.icon and block.meta.template
    assert str(block.meta.description)
    assert block.is_previewable
    if hasattr(block.meta, "preview_value"):
        html = block.render(block.get_preview_value())
        assert html.strip()
        assert not re.search(r"\son\w+=|<script|(?:src|href)=.https?:", html)


def _every(block: Any) -> list[Any]:
    children = [*getattr(block, "child_blocks", {}).values(), *([block.child_block] if hasattr(block, "child_block") else [])]
    return [block, *(found for child in children for found in _every(child))]


def test_no_block_takes_html_or_shows_another_site() -> None:
    from wagtail.embeds.blocks import EmbedBlock

    every = _every(LessonBody())
    assert not [one for one in every if isinstance(one, blocks.RawHTMLBlock | EmbedBlock)]
    features = {feature for one in every if isinstance(one, blocks.RichTextBlock) for feature in one.features or ["all"]}
    assert features <= {"h2", "h3", "bold", "italic", "ol", "ul", "link"}


def test_a_picture_needs_words_unless_it_is_decoration() -> None:
    from wagtail.images.tests.utils import get_test_image_file

    from cms.models import SiteImage

    image = SiteImage.objects.create(title="Hình", file=get_test_image_file())
    figure = BLOCKS["figure"]
    with pytest.raises(ValidationError):
        figure.clean(figure.to_python({"image": image.pk, "alt_text": "", "decorative": False}))
    figure.clean(figure.to_python({"image": image.pk, "alt_text": "", "decorative": True}))


def test_sound_and_film_need_their_words_and_the_right_kind_of_file() -> None:
    cleaned("audio", media("nghe.mp3"))
    assert problems("audio", media("nghe.exe")) == {"file"}
    assert problems("audio", media("nghe.mp3", transcript="")) == {"transcript"}
    assert problems("video", media("xem.mp4")) == {"captions"}
    assert problems("video", media("xem.mp4", captions=document("p.srt").pk)) == {"captions"}
    cleaned("video", media("xem.mp4", captions=document("p.vtt").pk))
    cleaned("video", media("xem.webm", is_silent=True))


def test_a_second_step_has_a_question_and_at_least_two_answers() -> None:
    step = {"text": "Hỏi", "follows": "<p>Chị kể.</p>"}
    two = [step, step]
    assert cleaned("branching", {"situation": "<p>…</p>", "choices": [step | {"next_question": "Rồi sao?", "next_choices": two}, step]})
    for half in ({"next_question": "Rồi sao?"}, {"next_choices": two}, {"next_question": "Rồi sao?", "next_choices": [step]}):
        assert problems("branching", {"situation": "<p>…</p>", "choices": [step | half, step]}) == {"choices"}


def test_a_row_of_a_table_has_as_many_cells_as_headings() -> None:
    assert problems("table", {"caption": "Ai", "headings": ["Việc", "Ai"], "rows": [["Khám"]]}) == {"headings"}


def test_sound_is_played_from_this_site_and_says_what_it_costs(client: Client, trainee: User, course: CoursePage) -> None:
    EnrolmentFactory(person=trainee.person, course=course)
    client.force_login(trainee)
    lesson = LessonPage.objects.child_of(course).live().first()
    lesson.body = [("audio", BLOCKS["audio"].to_python(media("nghe.mp3"))), ("document", BLOCKS["document"].to_python({"title": "Tờ rơi", "file": document("to-roi.pdf").pk}))]
    lesson.save_revision().publish()
    page = client.get(lesson.url).content.decode()
    assert re.search(r'<audio controls preload="none" src="/[^"/]', page)
    assert re.search(r"2[.,]4\s*MB", page) and "Chị kể rằng" in page and "PDF" in page


def test_a_confidential_page_may_hold_them_too_and_still_asks_no_other_site(client: Client) -> None:
    lesson = PrivateLessonPage.objects.live().first()
    lesson.body = [("video", BLOCKS["video"].to_python(media("xem.mp4", is_silent=True)))]
    lesson.save_revision().publish()
    page = client.get(lesson.url)
    html = page.content.decode()
    assert "<video" in html
    assert not re.search(r"(?:src|href)=.(?:https?:)?//(?!testserver)", html)


def empty(block: Any) -> Any:
    """What stands in the editor right after the block was chosen."""
    return block.normalize(block.get_default())


def test_a_draft_may_hold_every_block_empty(course: CoursePage, reviewer: User) -> None:
    body = LessonBody()
    value = body.to_python([{"type": name, "value": block.get_prep_value(empty(block))} for name, block in BLOCKS.items()])
    lesson = course.lessons()[0]
    lesson.body = body.clean_deferred(value)
    lesson.save_revision(user=reviewer, clean=False)
    client = Client()
    client.force_login(reviewer)
    assert client.get(f"/admin/pages/{lesson.pk}/view_draft/").status_code == 200
    assert client.get(f"/admin/pages/{lesson.pk}/edit/").status_code == 200
    with pytest.raises(ValidationError):
        body.clean(value)


@pytest.mark.parametrize("name", ["branching", "self_check", "table"])
def test_a_new_block_has_as_many_places_as_it_needs(name: str) -> None:
    block = BLOCKS[name]
    for field, child in block.child_blocks.items():
        if isinstance(child, blocks.ListBlock):
            assert len(empty(block)[field]) >= (child.meta.min_num or 0), field
            fields = getattr(child.child_block, "child_blocks", {})
            assert all(field in row["value"] for row in child.get_form_state(child.get_default()) for field in fields)


def test_no_block_stands_in_a_box_of_its_own_name(course: CoursePage) -> None:
    body = LessonBody()
    html = body.to_python([{"type": "scenario", "value": {"title": "Chị H.", "text": "<p>Chị kể.</p>"}}]).render_as_block()
    assert html.count("block-scenario") == 1


def test_the_draft_of_a_first_lesson_is_part_1_of_1(course: CoursePage) -> None:
    for page in course.get_children():
        page.unpublish()
    place = lesson_place(LessonPage.objects.child_of(course)[0])
    assert (place["number"], place["count"]) == (1, 1)
