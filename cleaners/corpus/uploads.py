"""Files that are not on a local disk: made in a temporary file, and there at once, whole."""

from __future__ import annotations

import shutil
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import IO

from cleaners.corpus.layout import UNFINISHED, Root


def upload(file: IO[bytes], root: Root, path: str, *, aside: str = "") -> None:
    """Puts a file at `path`, below `root`: by one upload to an object store; elsewhere a rename on the
    filesystem itself ends the copy. `aside` is how its name begins until then, which tells whose it was if he
    is killed.
    """
    filesystem = root.filesystem
    filesystem.create_dir(path.rpartition("/")[0], recursive=True)
    made = path if root.is_object_store else root.join(UNFINISHED, f"{aside}.{uuid.uuid4().hex}.tmp")
    if made != path:
        filesystem.create_dir(root.join(UNFINISHED), recursive=True)
    file.seek(0)
    # In a thread, which Ctrl-C does not reach: a stream that is left in the midst is closed, and what was
    # written of it is a file.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(_copy, file, root, made).result()
    if made != path:
        filesystem.move(made, path)


def _copy(file: IO[bytes], root: Root, path: str) -> None:
    with root.filesystem.open_output_stream(path, compression=None) as stream:
        shutil.copyfileobj(file, stream, 1 << 20)


def place_file(root: Root, made: str, path: str) -> None:
    """Puts a file that was made elsewhere below `root` at `path`. An object store copies it by itself, and it
    is there when the copy ends; the copied one is left to its owner.
    """
    root.filesystem.create_dir(path.rpartition("/")[0], recursive=True)
    if root.is_object_store:
        root.filesystem.copy_file(made, path)
    else:
        root.filesystem.move(made, path)


def delete_file(root: Root, path: str) -> None:
    """Deletes a file, if it is there."""
    with suppress(FileNotFoundError):
        root.filesystem.delete_file(path)
