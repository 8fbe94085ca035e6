"""What stands on a page as somebody last saved it, read for the checks.

Blocks are read as they are stored, not as Wagtail makes them: that would fetch the pictures of each page apart.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page, Revision

from cms.blocks import HelpBlock
from cms.models import SiteImage
from courses.writing.text import plain, plain_of_html

FIGURE = "width-720|format-webp"
"""The rendition that the template of a picture asks for."""
WIDTH = 720


@dataclass(frozen=True)
class Passage:
    text: str
    place: str


@dataclass(frozen=True)
class Picture:
    image: int
    described: bool
    place: str


@dataclass(frozen=True)
class HelpText:
    text: str


Piece = Passage | Picture | HelpText


@dataclass(frozen=True)
class Draft:
    model: type[Page]
    pieces: list[Piece]
    weights: Mapping[int, int] = field(default_factory=dict)
    """Bytes of each picture, by image."""

    @property
    def passages(self) -> list[Passage]:
        return [piece for piece in self.pieces if isinstance(piece, Passage)]

    @property
    def pictures(self) -> list[Picture]:
        return [piece for piece in self.pieces if isinstance(piece, Picture)]

    @property
    def help_texts(self) -> list[str]:
        return [piece.text for piece in self.pieces if isinstance(piece, HelpText)]


def draft_of(page: Page) -> Draft:
    """A page in hand (the editor has its last draft), with the weights of its pictures: two queries."""
    return weighed([_draft(page, {})])[0]


def drafts_of(pages: Iterable[Page]) -> list[Draft]:
    """The last drafts of many specific pages, in three queries for all of them."""
    pages = list(pages)
    changed = [page.latest_revision_id for page in pages if page.has_unpublished_changes and page.latest_revision_id]
    contents = dict(Revision.objects.filter(pk__in=changed).values_list("pk", "content"))
    return weighed([_draft(page, contents.get(page.latest_revision_id, {})) for page in pages])


def weighed(drafts: list[Draft]) -> list[Draft]:
    weights = weights_of({picture.image for draft in drafts for picture in draft.pictures})
    return [Draft(draft.model, draft.pieces, weights) for draft in drafts]


def weights_of(images: Iterable[int]) -> dict[int, int]:
    """Bytes of each picture as phones get it. Costs two queries and a look at the disk for each picture."""
    found = SiteImage.objects.filter(pk__in=set(images)).prefetch_renditions(FIGURE)
    return {image.pk: _weight(image) for image in found}


def _weight(image: SiteImage) -> int:
    """The file that phones get. Where none is made yet a guess: making it would take a second, and photos in WebP need
    about a byte for seven points."""
    for rendition in getattr(image, "prefetched_renditions", []):
        try:
            return int(rendition.file.size)
        except OSError:
            break
    width = min(WIDTH, image.width)
    guess = width * (image.height * width // max(image.width, 1)) // 7
    return min(guess, image.file_size or guess)


def _draft(page: Page, content: Mapping[str, Any]) -> Draft:
    """Values out of a revision where there is one, else as the page has them."""
    pieces: list[Piece] = []
    for own in written_fields(type(page)):
        value = content[own.name] if own.name in content else own.value_from_object(page)
        pieces.extend(_pieces_of_field(own, value))
    return Draft(type(page), pieces)


def written_fields(model: type[Page]) -> list[models.Field]:
    """The fields that hold what a trainer wrote: the title and all texts that the page type has of its own."""
    texts = (models.CharField, models.TextField, StreamField)
    return [
        own
        for own in model._meta.concrete_fields
        if own.name == "title" or (own.model is not Page and isinstance(own, texts) and not own.choices)
    ]


def _pieces_of_field(own: models.Field, value: Any) -> Iterator[Piece]:
    place = str(own.verbose_name)
    if isinstance(own, StreamField):
        yield from _pieces(own.stream_block, _stored(value), place)
    elif isinstance(own, RichTextField):
        yield Passage(plain_of_html(value or ""), place)
    else:
        yield Passage(plain(value or ""), place)


def _stored(value: Any) -> Any:
    """A stream as a list of plain blocks, whether it comes from a page or from a revision."""
    if isinstance(value, str):
        return json.loads(value or "[]")
    return value.get_prep_value() if hasattr(value, "get_prep_value") else value or []


def _pieces(block: blocks.Block, value: Any, place: str) -> Iterator[Piece]:
    if isinstance(block, HelpBlock):
        yield HelpText(plain_of_html((value or {}).get("text", "")))
    if isinstance(block, ImageBlock | ImageChooserBlock):
        yield from _picture(value, place)
    elif isinstance(block, blocks.RichTextBlock):
        yield Passage(plain_of_html(value or ""), place)
    elif isinstance(block, blocks.CharBlock | blocks.TextBlock):
        yield Passage(plain(value or ""), place)
    else:
        for child, inner, where in _children(block, value, place):
            yield from _pieces(child, inner, where)


def _children(block: blocks.Block, value: Any, place: str) -> Iterator[tuple[blocks.Block, Any, str]]:
    if isinstance(block, blocks.StreamBlock):
        for item in value or []:
            if child := block.child_blocks.get(item["type"]):
                yield child, item["value"], str(child.label)
    elif isinstance(block, blocks.ListBlock):
        for item in value or []:
            # Lists from before Wagtail 2.16, and our own starter content, hold their items bare.
            wrapped = isinstance(item, dict) and item.get("type") == "item"
            yield block.child_block, item["value"] if wrapped else item, place
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield child, (value or {}).get(name), place


def _picture(value: Any, place: str) -> Iterator[Piece]:
    """A picture is stored with its words, or was once stored as a number alone."""
    struct = value if isinstance(value, dict) else {"image": value}
    if struct.get("image"):
        words = (struct.get("alt_text") or "").strip()
        yield Picture(struct["image"], bool(words or struct.get("decorative")), place)
        yield Passage(plain(words), place)
