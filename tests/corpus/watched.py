"""A filesystem that lets a test act before any of its steps: stop everything, as a kill does, or write meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyarrow import fs as pafs

from cleaners.corpus.layout import Root

CHANGES = frozenset({"create_dir", "delete_dir", "delete_file", "move", "copy_file", "open_output_stream"})
QUESTIONS = frozenset({"get_file_info", "get_file_info_selector", "open_input_file", "open_input_stream"})


class KilledError(BaseException):
    """What a kill is in these tests: nothing catches it, and no later step is taken."""


class Watch(pafs.FileSystemHandler):  # type: ignore[misc]
    """Passes on to another filesystem, after `act` was called with the number of the step, from 0."""

    def __init__(self, filesystem: Any, steps: frozenset[str], act: Callable[[int], None]) -> None:
        self._filesystem, self._steps, self._act = filesystem, steps, act
        self.count = 0

    def get_type_name(self) -> str:
        """So that an object store is still known for one."""
        name = str(self._filesystem.type_name).removeprefix("py::")
        return name if name.startswith("fsspec+") else f"fsspec+{name}"

    def _do(self, name: str, *arguments: Any, **options: Any) -> Any:
        self._tell(name)
        return getattr(self._filesystem, name)(*arguments, **options)

    def _tell(self, name: str) -> None:
        if name in self._steps:
            self.count += 1
            self._act(self.count - 1)

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = pafs.FileSystemHandler.__hash__

    def normalize_path(self, path: str) -> Any:
        return self._filesystem.normalize_path(path)

    def get_file_info(self, paths: list[str]) -> Any:
        return self._do("get_file_info", paths)

    def get_file_info_selector(self, selector: Any) -> Any:
        self._tell("get_file_info_selector")
        return self._filesystem.get_file_info(selector)

    def create_dir(self, path: str, recursive: bool) -> Any:
        return self._do("create_dir", path, recursive=recursive)

    def delete_dir(self, path: str) -> Any:
        return self._do("delete_dir", path)

    def delete_dir_contents(self, path: str, missing_dir_ok: bool = False) -> Any:
        raise NotImplementedError

    def delete_root_dir_contents(self) -> Any:
        raise NotImplementedError

    def delete_file(self, path: str) -> Any:
        return self._do("delete_file", path)

    def move(self, src: str, dest: str) -> Any:
        return self._do("move", src, dest)

    def copy_file(self, src: str, dest: str) -> Any:
        return self._do("copy_file", src, dest)

    def open_input_stream(self, path: str) -> Any:
        return self._do("open_input_stream", path, compression=None)

    def open_input_file(self, path: str) -> Any:
        return self._do("open_input_file", path)

    def open_output_stream(self, path: str, metadata: Any) -> Any:
        return self._do("open_output_stream", path, compression=None)

    def open_append_stream(self, path: str, metadata: Any) -> Any:
        raise NotImplementedError


def watch(root: Root, steps: frozenset[str], act: Callable[[int], None]) -> tuple[Root, Watch]:
    """The root on a filesystem that is watched, and who watches it."""
    handler = Watch(root.filesystem, steps, act)
    return Root(pafs.PyFileSystem(handler), root.path), handler


def kill_at(moment: int) -> Callable[[int], None]:
    """Lets no step from this one on be taken."""

    def act(step: int) -> None:
        if step >= moment:
            raise KilledError(f"at step {step}")

    return act


def once_at(moment: int, work: Callable[[], object]) -> Callable[[int], None]:
    """Does something before one step."""

    def act(step: int) -> None:
        if step == moment:
            work()

    return act
