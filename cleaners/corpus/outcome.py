"""What a bulk run did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from cleaners.corpus.inputs import SavedPage
from cleaners.page.article import Reason


@dataclass(slots=True)
class Outcome:
    """What a run did; grows while it goes on."""

    files: int = 0
    """Files that the run read, in whole or from where an earlier run stopped."""
    passed_over: int = 0
    """Files that an earlier run had done."""
    bytes_given: int = 0
    """Of all files, where they are local: what a progress bar fills up to."""
    bytes_done: int = 0
    """Of those, read by this run or an earlier one."""
    articles: int = 0
    rejected: Counter[Reason] = field(default_factory=Counter)
    no_pages: Counter[str] = field(default_factory=Counter)
    """Records of archives that are no pages, by what they are: `redirect`, `image/png`. They give no
    record.
    """

    @property
    def records(self) -> int:
        """Articles and rejections."""
        return self.articles + self.rejected.total()

    def count(self, reasons: Iterable[Reason | None]) -> None:
        """Adds pages: for each, why it gave no article, or None."""
        found = Counter(reasons)
        self.articles += found.pop(None, 0)
        self.rejected.update({reason: count for reason, count in found.items() if reason})

    def passes_over(self, page: SavedPage) -> bool:
        """Whether a record of an input is no page; those are counted here, and go no further."""
        if page.no_page:
            self.no_pages[page.no_page] += 1
        return page.no_page is not None
