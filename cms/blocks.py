"""Blocks any page may use. Each has a template, an icon and a preview, and no place for raw HTML."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
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


class LessonBlock(blocks.StructBlock):
    """What it is for stands in the editor too, not only where blocks are chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meta.help_text = self.meta.description


class FigureBlock(ImageBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.child_blocks["image"].label = _("picture")
        self.child_blocks["alt_text"].field.help_text = _("What the picture shows, for those who cannot see it.")

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "cms/blocks/figure.html"
        preview_template = "cms/blocks/figure_preview.html"
        description = _("A picture with words for those who cannot see it.")


class KeyPointsBlock(LessonBlock):
    points = blocks.ListBlock(blocks.CharBlock(max_length=300, label=_("point")), label=_("points"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Key points")
        template = "cms/blocks/key_points.html"
        description = _("What to keep from this lesson.")
        preview_value = {"points": ["An toàn là trước hết.", "Người bị bạo lực quyết định bước tiếp theo."]}


class ScenarioBlock(LessonBlock):
    title = blocks.CharBlock(max_length=150, label=_("title"))
    text = blocks.RichTextBlock(features=PLAIN_FEATURES, label=_("what happens, and what helps"))

    class Meta:
        icon = "openquote"
        label = _("Scenario")
        template = "cms/blocks/scenario.html"
        description = _("A case from practice, and what a good response looks like.")
        preview_value = {"title": "Buổi chiều ở ủy ban", "text": "<p>Một người đến hỏi về giấy tờ…</p>"}


class StepsBlock(LessonBlock):
    steps = blocks.ListBlock(blocks.CharBlock(max_length=400, label=_("step")), label=_("steps"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "cms/blocks/steps.html"
        description = _("What to do, in order.")
        preview_value = {"steps": ["Hỏi người ấy có an toàn lúc này không.", "Gọi 113 nếu có nguy hiểm."]}


class HelpBlock(LessonBlock):
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


def two_empty() -> list[dict[str, Any]]:
    return [{"text": "", "reply": ""}, {"text": "", "reply": ""}]


class SelfCheckBlock(LessonBlock):
    """Opens the reply in the page itself: nothing is sent, stored or marked."""

    question = blocks.CharBlock(max_length=400, label=_("question"))
    answers = blocks.ListBlock(SelfCheckAnswerBlock(), label=_("answers"), min_num=2, default=two_empty)

    class Meta:
        icon = "tick-inverse"
        label = _("Self-check")
        template = "cms/blocks/self_check.html"
        description = _("A question the reader answers for themselves; nothing is kept.")
        preview_value = {
            "question": "Điều nào đúng?",
            "answers": [{"text": "Điều thứ nhất", "reply": "Đúng."}, {"text": "Điều thứ hai", "reply": "Chưa đúng."}],
        }


class MediaBlock(LessonBlock):
    """Played from our own site: no third party learns who listens (safety B). The words stand below for everybody else."""

    title = blocks.CharBlock(max_length=150, label=_("title"))
    file = DocumentChooserBlock(label=_("file"))
    transcript = blocks.RichTextBlock(
        features=PLAIN_FEATURES, label=_("everything that is said, in words"),
        help_text=_("For those who cannot hear it, or have no data to spare."),
    )  # fmt: skip

    suffixes: tuple[str, ...] = ()

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["file"]:  # a draft may wait for it
            _refuse_other_files("file", cleaned["file"], self.suffixes)
        return cleaned


class AudioBlock(MediaBlock):
    suffixes = ("mp3", "m4a", "ogg")

    class Meta:
        icon = "media"
        label = _("Sound")
        template = "cms/blocks/audio.html"
        description = _("A recording (.mp3, .m4a, .ogg) with everything that is said in words.")
        preview_value = {"title": "Chị H. kể (3 phút)", "transcript": "<p>…</p>"}


class VideoBlock(MediaBlock):
    captions = DocumentChooserBlock(required=False, label=_("captions (.vtt)"))
    is_silent = blocks.BooleanBlock(required=False, label=_("nobody speaks in it"))

    suffixes = ("mp4", "webm")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned["captions"] and not cleaned["is_silent"] and not self.is_deferred_validation:
            message = _("Please add captions (.vtt), or say that nobody speaks in it.")
            raise blocks.StructBlockValidationError(block_errors={"captions": ValidationError(message)})
        if cleaned["captions"]:
            _refuse_other_files("captions", cleaned["captions"], ("vtt",))
        return cleaned

    class Meta:
        icon = "media"
        label = _("Film")
        template = "cms/blocks/video.html"
        description = _("A film (.mp4, .webm) with captions, and everything that is said in words.")
        preview_value = {"title": "Cách lắng nghe (2 phút)", "transcript": "<p>…</p>"}


def _refuse_other_files(field: str, document: Any, suffixes: tuple[str, ...]) -> None:
    if document.file_extension.lower() not in suffixes:
        said = ", ".join(f".{suffix}" for suffix in suffixes)
        message = _("Please choose a file of this kind: %(kinds)s.") % {"kinds": said}
        raise blocks.StructBlockValidationError(block_errors={field: ValidationError(message)})


class DocumentBlock(LessonBlock):
    title = blocks.CharBlock(max_length=150, label=_("title"))
    file = DocumentChooserBlock(label=_("file"))

    class Meta:
        icon = "download"
        label = _("Document")
        template = "cms/blocks/document.html"
        description = _("A file to take along: a form, a leaflet, a law.")
        preview_value = {"title": "Phiếu chuyển tuyến"}


class OutcomeBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=300, label=_("what one does"))
    follows = blocks.RichTextBlock(features=PLAIN_FEATURES, label=_("what follows"))


class ChoiceBlock(OutcomeBlock):
    next_question = blocks.CharBlock(
        max_length=400, required=False, label=_("and then?"), help_text=_("Only where a second step follows.")
    )
    next_choices = blocks.ListBlock(OutcomeBlock(), label=_("what one may do then"), default=[], max_num=4)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not self.is_deferred_validation and bool(cleaned["next_question"]) != (len(cleaned["next_choices"]) > 1):
            message = _("Please give the second question at least two answers, or leave both empty.")
            raise blocks.StructBlockValidationError(block_errors={"next_question": ValidationError(message)})
        return cleaned


def two_empty_choices() -> list[dict[str, Any]]:
    return [{"text": "", "follows": "", "next_question": "", "next_choices": []} for _place in range(2)]


class BranchingBlock(LessonBlock):
    """Opens what follows in the page itself: nothing is sent, stored or marked."""

    situation = blocks.RichTextBlock(features=PLAIN_FEATURES, label=_("what happens"))
    choices = blocks.ListBlock(ChoiceBlock(), label=_("what one may do"), min_num=2, max_num=4, default=two_empty_choices)

    class Meta:
        icon = "redirect"
        label = _("What would you do?")
        template = "cms/blocks/branching.html"
        description = _("A situation, what one may do, and what follows from each; then perhaps a second step.")
        preview_value = {
            "situation": "<p>Một người hàng xóm kể với bạn rằng chị sợ về nhà.</p>",
            "choices": [
                {"text": "Hỏi chị có an toàn lúc này không", "follows": "<p>Chị thấy mình được lắng nghe.</p>"},
                {"text": "Khuyên chị nhịn cho yên nhà", "follows": "<p>Chị im lặng và không hỏi ai nữa.</p>"},
            ],
        }


class FoldBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=150, label=_("heading"))
    text = blocks.RichTextBlock(features=PLAIN_FEATURES, label=_("text"))


class AccordionBlock(LessonBlock):
    items = blocks.ListBlock(FoldBlock(), label=_("parts"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Parts that open")
        template = "cms/blocks/accordion.html"
        description = _("Headings that open on a tap; for what not everybody needs.")
        preview_value = {"items": [{"heading": "Khi có trẻ em", "text": "<p>Gọi 111.</p>"}]}


class TableBlock(LessonBlock):
    caption = blocks.CharBlock(max_length=200, label=_("what the table shows"))
    headings = blocks.ListBlock(
        blocks.CharBlock(max_length=100, label=_("heading")), label=_("headings"), min_num=2, max_num=6, default=["", ""]
    )
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(max_length=300, required=False, label=_("cell")), label=_("row"), default=["", ""]),
        label=_("rows"), min_num=1, default=[["", ""]],
    )  # fmt: skip

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        width = len(cleaned["headings"])
        if not self.is_deferred_validation and any(len(row) != width for row in cleaned["rows"]):
            message = _("Please give each row as many cells as there are headings.")
            raise blocks.StructBlockValidationError(block_errors={"headings": ValidationError(message)})
        return cleaned

    class Meta:
        icon = "table"
        label = _("Table")
        template = "cms/blocks/table.html"
        description = _("A small table; its first column names the rows.")
        preview_value = {"caption": "Ai làm gì", "headings": ["Việc", "Ai"], "rows": [["Khám", "Trạm y tế"]]}


class TermBlock(blocks.StructBlock):
    term = blocks.CharBlock(max_length=100, label=_("term"))
    meaning = blocks.TextBlock(label=_("meaning"))


class GlossaryBlock(LessonBlock):
    terms = blocks.ListBlock(TermBlock(), label=_("terms"), min_num=1)

    class Meta:
        icon = "openquote"
        label = _("Terms")
        template = "cms/blocks/glossary.html"
        description = _("Terms and what they mean, in plain words.")
        preview_value = {"terms": [{"term": "Chuyển tuyến", "meaning": "Đưa một người đến nơi có thể giúp, khi họ đồng ý."}]}


class LessonBody(blocks.StreamBlock):
    text = TextBlock()
    figure = FigureBlock()
    key_points = KeyPointsBlock()
    scenario = ScenarioBlock()
    branching = BranchingBlock()
    steps = StepsBlock()
    accordion = AccordionBlock()
    table = TableBlock()
    glossary = GlossaryBlock()
    audio = AudioBlock()
    video = VideoBlock()
    document = DocumentBlock()
    help = HelpBlock()
    self_check = SelfCheckBlock()

    class Meta:
        block_counts: dict[str, dict[str, int]] = {}
        template = "cms/blocks/body.html"
