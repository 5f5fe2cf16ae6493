"""Read-also inside the story: label and headline in one paragraph, or a paragraph that is nothing but a link.

Reads: a line that begins with such a label, then a separator, a link or the end of bold type, then a headline.
Must not match: «اقرأ أيضاً ما كتبه ابن خلدون»: without separator, link or bold type it is prose; a paragraph whose
link leads to another site (an embedded post, a document) is the story's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from cleaners.page.arabic import fold
from cleaners.page.blocks import Block, ends_sentence
from cleaners.page.labels import Label
from cleaners.page.lines import bare_line, fold_line
from cleaners.page.markers import ends_with_heading, find_heading, find_label
from cleaners.page.rules.evidence import RELATED_LABELS, Cut, Evidence, cut, ends_with_date

NETWORKS = frozenset(
    """twitter.com x.com t.co facebook.com fb.com instagram.com youtube.com youtu.be t.me telegram.me
    tiktok.com whatsapp.com wa.me apple.com google.com goo.gl bit.ly linkedin.com pinterest.com
    snapchat.com threads.net soundcloud.com""".split()
)
"""Sites that a story links or embeds: never its own, even where the page's address is not known."""

CHANNELS = re.compile(
    r"https?://(?:www\.)?(?:t\.me|telegram\.me|chat\.whatsapp\.com|whatsapp\.com/channel|news\.google\.com|nabd\.com|"
    r"play\.google\.com|apps\.apple\.com|itunes\.apple\.com|twitter\.com/intent|feedburner\.google\.com)(?:/|$)",
    re.IGNORECASE,
)
"""Where a reader follows a site or installs its programme. Posts and videos, which a story embeds, stand elsewhere."""

POINTERS = ("من هنا", "اضغط هنا")
"""A link that ends so leads to what the story speaks of: a document, a form, results."""

LONGEST = 45
"""Words of a label with its headline, or with two."""


def find_read_also(evidence: Evidence) -> Iterable[Cut]:
    """One cut a line."""
    for block in evidence.open_blocks():
        if _is_labelled_headline(block):
            yield cut([block.number], Label.READ_ALSO, "label:read_also")
        elif _leads_to_channel(block):
            yield cut([block.number], Label.SHARE, "link:channel")
        elif _is_lone_link(evidence, block):
            label = [block.number - 1] if _is_label(evidence, block) else []
            yield cut([*label, block.number], Label.READ_ALSO, "link:alone")


# Glued to its heading in a text: «اقرأ أيضاlist of 3 items».
ANNOUNCED = re.compile(r"list of (\d{1,2}) items?$")
ENDED = re.compile(r"^\W*end of list\b")


def find_announced(evidence: Evidence) -> Iterable[Cut]:
    """Lists that a page announces to screen readers: «list of 3 items», «list 1 of 3», a headline, «end of list».

    From the announcement to the end, or as many lines as so many headlines have at most.
    """
    blocks, past = evidence.blocks, 0
    for block in blocks:
        if block.number < past or block.words > 8 or (announced := ANNOUNCED.search(block.folded)) is None:
            continue
        entries = int(announced[1])
        inside = range(block.number, min(block.number + 2 * entries + 2, len(blocks)))
        end = next((n for n in inside if ENDED.match(blocks[n].folded)), None)
        past = inside.stop  # one announcement in another has no end of its own
        if end is not None:
            past = end
            yield cut(range(block.number, end + 1), Label.READ_ALSO, "list:announced", proven=True)


def _is_labelled_headline(block: Block) -> bool:
    if block.words > LONGEST:
        return False
    if _opens_with_heading(block) or _is_announced_link(block):
        return True
    label = find_label(block.folded, block.bare)
    if label is None or label.label is not Label.READ_ALSO:
        return block.link_share >= 0.6 and ends_with_heading(block.bare) is Label.READ_ALSO
    rest = block.folded[label.end :]
    if not rest:
        return False
    label_words = block.words - len(rest.split())
    if block.link_words >= 3 and block.own_words <= label_words + 2:
        return True
    if not label.separated:
        return (
            ALSO in block.folded[: label.end] and block.words <= UNSEPARATED and not ends_sentence(block.text)
        )
    return block.link_words >= 3 or not ends_sentence(block.text) or block.text.endswith(("..", "؟", "!"))


ANNOUNCEMENT = 4
"""Words before the colon: «تعرف على:», «من أرشيفنا:», however a desk words it."""


def _is_announced_link(block: Block) -> bool:
    """A paragraph of a few words with a colon and one link into the site behind it, which is all the rest."""
    if block.tag not in ("p", "div") or len(block.links) != 1 or not is_internal(block.links[0].href, None):
        return False
    first = block.pieces[0]
    if first.href is not None or block.link_words < 4 or block.own_words > ANNOUNCEMENT:
        return False
    # A colon, an arrow or a hand: anything but a letter, a bracket or the end of a sentence.
    mark = first.text.rstrip()[-1:]
    return not mark.isalnum() and mark not in "،.؟!»”\"')]" and block.pieces[-1].href is not None


ALSO = fold("أيضا")
UNSEPARATED = 20
"""Words of a line «اقرأ أيضا <headline>» without a colon; prose that begins so ends in a full stop."""


def _opens_with_heading(block: Block) -> bool:
    """Whether the first text node is a heading of other stories, set apart by bold type, and a headline follows."""
    if len(block.pieces) < 2 or not block.pieces[0].bold or block.pieces[-1].bold:
        return False
    heading = find_heading(bare_line(fold_line(block.pieces[0].text)))
    return heading in RELATED_LABELS and not (ends_sentence(block.text) and block.text[-1] == ".")


LABEL_WORDS = 6


def _is_label(evidence: Evidence, link: Block) -> bool:
    """Whether a short bold line right above a link alone announces it: «محطات أخرى في الملف»."""
    above = evidence.blocks[link.number - 1] if link.number else None
    if above is None or not evidence.open(above.number) or above.number == evidence.title:
        return False
    bold = above.bold_words >= above.words and not evidence.heading_level(above.number)
    same = evidence.home(above.number) is evidence.home(link.number)
    return bold and same and above.words <= LABEL_WORDS and not ends_sentence(above.text)


def _leads_to_channel(block: Block) -> bool:
    """Whether a line is nothing but a link to a channel of the site: «قناتنا على تلغرام», however it is worded."""
    if not 2 <= block.words <= LONGEST or block.link_share < 0.9 or block.tag == "blockquote":
        return False
    return all(CHANNELS.match(link.href.strip()) for link in block.links)


def _is_lone_link(evidence: Evidence, block: Block) -> bool:
    """A paragraph of the story's own element that is one link into the same site."""
    if not 4 <= block.words <= LONGEST or block.link_share < 0.9 or len(block.links) != 1:
        return False
    if ends_with_date(block):
        return False  # who wrote the story and when, both of them links
    # A list of links that end in «من هنا» is what the story gives: results, forms, documents.
    if block.tag == "li" and block.bare.endswith(POINTERS):
        return False
    return is_internal(block.links[0].href, evidence.url)


def is_internal(href: str, url: str | None) -> bool:
    """Whether a link leads to another page of the same site."""
    href = href.strip()
    if href.startswith(("mailto:", "tel:", "whatsapp:", "tg:", "sms:")):
        return False
    if href.startswith("#") and len(href) > 1:
        return False  # a place on this page: a point of a live blog, a chapter
    host = _host(href) if "//" in href else None
    if host is None:
        return True
    own = _host(url) if url else None
    return _site(host) not in NETWORKS if own is None else _site(host) == _site(own)


# Scheme and host of a plain address; others are for `urlsplit` to judge.
HOST = re.compile(r"https?://([a-z0-9.-]+)(?=[/?#]|\Z)")


def _host(url: str) -> str | None:
    if plain := HOST.match(url):
        return plain[1]
    try:
        return urlsplit(url).hostname
    except ValueError:  # «http://[...]» is no address
        return None


def _site(host: str) -> str:
    return ".".join(host.removeprefix("www.").split(".")[-2:])
