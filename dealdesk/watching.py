"""Watches folders that are kept current. The only file that knows watchfiles."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event, Thread

logger = logging.getLogger(__name__)

_STILL_MS = 500  # nothing happened for so long: whoever writes there is done
_LONGEST_MS = 2_000
_LOOK_MS = 500  # between two looks whether the folder itself is still there
_LOOK_SECONDS = _LOOK_MS / 1_000
_TROUBLE_SECONDS = 60


class FolderWatcher:
    """Tells of every change below one folder, or of one file; also of its own going and coming back.

    changed: called from a thread of the watcher, first when the watch stands, for what happened before it did.
    """

    def __init__(self, path: Path, changed: Callable[[], None]) -> None:
        self._path = path
        self._changed = changed
        self._stopped = Event()
        self._thread = Thread(target=self._run, name=f"watching {path}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                if self._path.exists():
                    self._watch()
                    if not self._stopped.is_set():
                        self._changed()  # it is gone, or another one stands in its place
                self._stopped.wait(_LOOK_SECONDS)
            except Exception as error:
                logger.warning("%s cannot be watched (%s): trying again in a minute", self._path, error)
                self._stopped.wait(_TROUBLE_SECONDS)

    def _watch(self) -> None:
        """Until it is stopped, or the folder is no longer the one that it was."""
        from watchfiles import watch

        is_folder, place = self._path.is_dir(), self._place()
        told_of_before = False
        for changes in watch(
            self._path if is_folder else self._path.parent,
            watch_filter=lambda _, path: self._concerns(Path(path), is_folder),
            recursive=is_folder,
            debounce=_LONGEST_MS,
            step=_STILL_MS,
            rust_timeout=_LOOK_MS,
            yield_on_timeout=True,
            stop_event=self._stopped,
            raise_interrupt=False,
            ignore_permission_denied=True,
        ):
            if self._place() != place:
                return
            if changes or not told_of_before:
                told_of_before = True
                self._changed()

    def _concerns(self, path: Path, is_folder: bool) -> bool:
        """Hidden files are not read, so that they change concerns nobody."""
        if not is_folder:
            return path == self._path
        return path == self._path or not any(part.startswith(".") for part in path.relative_to(self._path).parts)

    def _place(self) -> tuple[int, int] | None:
        """Which folder it is that stands at the path; a file may be written anew at any time."""
        try:
            status = (self._path if self._path.is_dir() else self._path.parent).stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino


class Watchers:
    """A watcher for each folder that is to be watched. changed: told the name of what changed."""

    def __init__(self, changed: Callable[[str], None]) -> None:
        self._changed = changed
        self._watchers: dict[tuple[str, Path], FolderWatcher] = {}

    def watch(self, folders: Mapping[str, Path]) -> None:
        """From now on these, by their names, and no others."""
        wanted = set(folders.items())
        for key in self._watchers.keys() - wanted:
            self._watchers.pop(key).stop()
        for name, path in wanted - self._watchers.keys():
            self._watchers[name, path] = FolderWatcher(path, lambda name=name: self._changed(name))  # type: ignore[misc]

    def stop(self) -> None:
        self.watch({})
