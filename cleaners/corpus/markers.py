"""Which of a folder's parts count, where folders cannot be exchanged: one small object a folder.

    ROOT/_compacting/articles/<folder>.json      {"state": "writing", "new": [...], "merged": [...],
                                                 "digest": ...}

A filesystem that is not local, an object store above all, puts one object in its place at once, and no more
than one. So a compaction says in one object what is to be taken for the folder's parts, and what it says
first and last is all that a reader goes by:

- `writing`: the parts `new` do not count yet.
- `done`: they do, and the parts `merged`, which are in them, count no longer.

`merged` names all parts that were ever merged in the folder, in either state, so that a writer who was late
with one of them, or was killed before he took it back, adds no record twice. The marker is never deleted, only
replaced, and no two are alike, for no two compactions' parts have one name. That is what a reader's look
before and after its listing rests on: were the marker deleted at the end, a reader could find none before a
compaction and none after it, and have listed what lay there in the midst.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from cleaners.corpus.layout import STAGED, Kind, LayoutError, Root, name_of_part
from cleaners.corpus.remote import ask_all, list_files, refresh
from cleaners.corpus.uploads import upload

MARKERS = "_compacting"
_TRIES = 10
"""A marker is replaced twice in a compaction of its folder, which takes a store a second or more."""


@dataclass(frozen=True, slots=True)
class Marker:
    """What the compaction that was last at a folder says of its parts."""

    state: Literal["writing", "done"]
    new: frozenset[str]
    """Names of the compaction's own parts."""
    merged: frozenset[str]
    """Names of all parts whose rows are in others, and of earlier compactions' parts that were replaced."""

    def hides(self, path: str) -> bool:
        """Whether the part at `path` does not count."""
        name = name_of_part(path)
        return name in self.merged or (self.state == "writing" and name in self.new)


def read_marker(root: Root, kind: Kind, folder: str) -> Marker | None:
    """The marker of a folder, or None where it was never compacted. Raises LayoutError for a file that is
    no marker.
    """
    path = _name(root, kind, folder)
    for _ in range(_TRIES):
        refresh(root)
        try:
            with root.filesystem.open_input_stream(path, compression=None) as stream:
                found = _parse(stream.read())
        except FileNotFoundError:
            return None
        if found:
            return found
    raise LayoutError(f"{path}: is no marker of a compaction")


def read_markers(root: Root, kind: Kind) -> dict[str, Marker]:
    """The markers of all folders, by folder."""
    names = [
        path.rsplit("/", 1)[1].removesuffix(".json") for path in list_files(root, root.join(MARKERS, kind))
    ]
    markers = ask_all(lambda name: read_marker(root, kind, name), names)
    return {name: marker for name, marker in zip(names, markers, strict=True) if marker}


def put_marker(root: Root, kind: Kind, folder: str, marker: Marker) -> None:
    """Puts a folder's marker in the place of the one before it, at once."""
    cells = {"state": marker.state, "new": sorted(marker.new), "merged": sorted(marker.merged)}
    text = json.dumps({**cells, "digest": _digest(cells)})
    upload(io.BytesIO(text.encode()), root, _name(root, kind, folder), aside=STAGED)


def _parse(text: bytes) -> Marker | None:
    """None where the text is not whole: it was replaced between a reader's question for its size and its reading
    of so many bytes, which is how filesystems read from stores.
    """
    try:
        cells = json.loads(text)
        if cells.pop("digest") == _digest(cells):
            return Marker(cells["state"], frozenset(cells["new"]), frozenset(cells["merged"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    return None


def _digest(cells: dict[str, Any]) -> str:
    return sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()


def _name(root: Root, kind: Kind, folder: str) -> str:
    return root.join(MARKERS, kind, f"{folder}.json")
