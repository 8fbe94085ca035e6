"""The preview beside the text stands in a frame of the admin; the public page stands in none."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from courses.models import CoursePage
from learning.people.models import User

pytestmark = pytest.mark.django_db


def policy(client: Client, address: str) -> tuple[str, str]:
    response = client.get(address)
    assert response.status_code == 200
    return response["Content-Security-Policy"], response["X-Frame-Options"]


def test_the_admin_may_frame_the_preview_and_nobody_the_page(client: Client, course: CoursePage, reviewer: User) -> None:
    client.force_login(reviewer)
    lesson = course.lessons()[0]
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    form = {"title": "Bài", "slug": lesson.slug, "minutes": "5", "body": streamfield([]), "comments": inline_formset([])}
    client.post(address, nested_form_data(form))
    content, frames = policy(client, f"{address}?in_preview_panel=true")
    assert "frame-ancestors 'self'" in content and frames == "SAMEORIGIN"
    content, frames = policy(client, course.url)
    assert "frame-ancestors 'none'" in content and frames == "DENY"
