"""A file of questions between its upload and the decision about it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.question import QuestionBank


class QuestionUpload(models.Model):
    """Kept only until it is saved or thrown away: the questions then stand in the bank."""

    bank = models.ForeignKey(QuestionBank, on_delete=models.CASCADE, related_name="+", verbose_name=_("question bank"))
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=20)
    content = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("file of questions")
        verbose_name_plural = _("files of questions")

    def __str__(self) -> str:
        return self.name
