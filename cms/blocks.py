"""Blocks any page may use. Each has a template, an icon and a preview, and no place for raw HTML."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]
PLAIN_FEATURES = ["bold", "italic", "ol", "ul", "link"]


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: object) -> None:
        super().__init__(features=TEXT_FEATURES, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "cms/blocks/text.html"
        description = _("Paragraphs, headings and lists.")
        preview_value = "<h2>Lắng nghe trước</h2><p>Hãy để người ấy kể theo nhịp của mình.</p>"


class FigureBlock(ImageBlock):
    class Meta:
        icon = "image"
        label = _("Picture")
        template = "cms/blocks/figure.html"
        description = _("A picture with words for those who cannot see it.")


class KeyPointsBlock(blocks.StructBlock):
    points = blocks.ListBlock(blocks.CharBlock(max_length=300, label=_("point")), label=_("points"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Key points")
        template = "cms/blocks/key_points.html"
        description = _("What to keep from this lesson.")
        preview_value = {"points": ["An toàn là trước hết.", "Người bị bạo lực quyết định bước tiếp theo."]}


class ScenarioBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=150, label=_("title"))
    text = blocks.RichTextBlock(features=PLAIN_FEATURES, label=_("what happens, and what helps"))

    class Meta:
        icon = "openquote"
        label = _("Scenario")
        template = "cms/blocks/scenario.html"
        description = _("A case from practice, and what a good response looks like.")
        preview_value = {"title": "Buổi chiều ở ủy ban", "text": "<p>Một người đến hỏi về giấy tờ…</p>"}


class StepsBlock(blocks.StructBlock):
    steps = blocks.ListBlock(blocks.CharBlock(max_length=400, label=_("step")), label=_("steps"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "cms/blocks/steps.html"
        description = _("What to do, in order.")
        preview_value = {"steps": ["Hỏi người ấy có an toàn lúc này không.", "Gọi 113 nếu có nguy hiểm."]}


class HelpBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(features=PLAIN_FEATURES, label=_("services and numbers"))

    class Meta:
        icon = "help"
        label = _("Where to turn")
        template = "cms/blocks/help.html"
        description = _("Services and telephone numbers.")
        preview_value = {"text": "<p>Đường dây tư vấn 18008080.</p>"}


class SelfCheckAnswerBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=300, label=_("answer"))
    reply = blocks.TextBlock(label=_("what we say to it"))


class SelfCheckBlock(blocks.StructBlock):
    """Opens the reply in the page itself: nothing is sent, stored or marked."""

    question = blocks.CharBlock(max_length=400, label=_("question"))
    answers = blocks.ListBlock(SelfCheckAnswerBlock(), label=_("answers"), min_num=2)

    class Meta:
        icon = "tick-inverse"
        label = _("Self-check")
        template = "cms/blocks/self_check.html"
        description = _("A question the reader answers for themselves; nothing is kept.")
        preview_value = {
            "question": "Điều nào đúng?",
            "answers": [{"text": "Điều thứ nhất", "reply": "Đúng."}, {"text": "Điều thứ hai", "reply": "Chưa đúng."}],
        }


class LessonBody(blocks.StreamBlock):
    text = TextBlock()
    figure = FigureBlock()
    key_points = KeyPointsBlock()
    scenario = ScenarioBlock()
    steps = StepsBlock()
    help = HelpBlock()
    self_check = SelfCheckBlock()

    class Meta:
        block_counts: dict[str, dict[str, int]] = {}
