"""The rules that tell what is not the story, strongest evidence first.

A new rule is one function in a module of this package and one line in `RULES`. It reads `Evidence` and yields cuts;
the first verdict on a block stands.
"""

from __future__ import annotations

from cleaners.page.rules.authors import find_bios
from cleaners.page.rules.calls import find_calls, find_skipped
from cleaners.page.rules.comments import find_flat_threads, find_threads, find_topic_lists
from cleaners.page.rules.containers import find_containers
from cleaners.page.rules.evidence import Cut, Evidence, Rule
from cleaners.page.rules.forum import find_forum_answers
from cleaners.page.rules.furniture import find_furniture, find_notices
from cleaners.page.rules.headings import find_headed
from cleaners.page.rules.hidden import find_hidden
from cleaners.page.rules.lists import (
    find_cards,
    find_flat_cards,
    find_framed_cards,
    find_headed_cards,
    find_lists,
    find_previous_and_next,
    find_text_cards,
    find_tickers,
    find_wide_lines,
)
from cleaners.page.rules.read_also import find_announced, find_read_also
from cleaners.page.rules.readers import find_readers
from cleaners.page.rules.site_file import find_by_site_file
from cleaners.page.rules.templates import find_alike_links, find_rest_of_lists
from cleaners.page.rules.title import find_title

RULES: tuple[Rule, ...] = (
    find_hidden,
    find_title,
    find_by_site_file,
    find_containers,
    find_announced,
    find_topic_lists,
    find_forum_answers,
    find_threads,
    find_flat_threads,
    find_skipped,
    find_cards,
    find_flat_cards,
    find_framed_cards,
    find_headed_cards,
    find_lists,
    find_previous_and_next,
    find_text_cards,
    find_tickers,
    find_alike_links,
    find_rest_of_lists,
    find_wide_lines,
    find_furniture,
    find_headed,
    find_read_also,
    find_notices,
    find_bios,
    find_calls,
    find_readers,
)

__all__ = ["RULES", "Cut", "Evidence", "Rule"]
