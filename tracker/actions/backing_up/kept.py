"""The storage of evidence as a backup sees it: what lies there, and how it is filled again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.utils.translation import gettext as _

from tracker.actions.backing_up.manifest import Manifest
from tracker.actions.storing import DROPPED, storage
from tracker.errors import Invalid, Unwritable

UNFINISHED = "restore-unfinished.json"  # lies there while a restore runs, and after one was killed
AT_ONCE = 1 << 20  # bytes


def every() -> Iterator[str]:
    """The paths of what is held; not what was dropped for a day, nor what was cut off."""
    store = storage()
    for path in _below(store, ""):
        if not path.startswith(f"{DROPPED}/") and not path.endswith(".part") and path != UNFINISHED:
            yield path


def chunks(path: str) -> Iterator[bytes]:
    """The bytes of a file, a piece at a time. Raises FileNotFoundError when it is gone."""
    with storage().open(path) as stream:
        while chunk := stream.read(AT_ONCE):
            yield chunk


def check_is_elsewhere(folder: Path) -> None:
    """Raises Invalid for a folder among the files themselves: it would hold itself."""
    place = Path(storage().path("")).resolve()
    if folder.is_relative_to(place):
        raise Invalid(
            _("%(folder)s lies among the files that are backed up. Name a folder elsewhere.")
            % {"folder": folder}
        )


def check_takes(manifest: Manifest) -> None:
    """Raises Invalid unless the storage is empty, or holds what a restore of this began."""
    others = set(_below(storage(), "")) - {UNFINISHED}
    if others and _began() == manifest.content:
        others -= set(manifest.kept)
    if others:
        raise Invalid(
            _(
                "Nothing was restored: the folder of files is not empty (%(name)s). Name an empty "
                "one in MEDIA_ROOT. After a restore that was killed, the same backup may go on."
            )
            % {"name": min(others)}
        )


@contextmanager
def filled(folder: Path, manifest: Manifest) -> Iterator[None]:
    """The files are in the storage; they go again if what is inside fails.

    A kill leaves them with a mark, which lets the next restore of the same backup take over.
    Raises Unwritable when the storage can't be written.
    """
    store, path = storage(), UNFINISHED
    try:
        _put(store, path, ContentFile(manifest.content.encode()))
        for path in manifest.kept:
            with (folder / "files" / path).open("rb") as stream:
                _put(store, path, File(stream))
        yield
    except BaseException as failed:
        for there in [*manifest.kept, UNFINISHED]:
            store.delete(there)
        if isinstance(failed, OSError):
            raise Unwritable(
                _("Nothing was restored: %(why)s (%(file)s). Nothing of it is left.")
                % {"why": failed.strerror or failed, "file": failed.filename or path}
            ) from failed
        raise
    store.delete(UNFINISHED)


def _put(store: Storage, path: str, content: "File[bytes]") -> None:
    store.delete(path)
    if store.save(path, content) != path:
        raise OSError(_("%(path)s was taken meanwhile") % {"path": path})


def _began() -> str:
    """The content of the backup whose restore was killed here; empty: of none."""
    try:
        with storage().open(UNFINISHED) as stream:
            return str(stream.read().decode())
    except FileNotFoundError:
        return ""


def _below(store: Storage, folder: str) -> Iterator[str]:
    try:
        folders, names = store.listdir(folder)
    except FileNotFoundError:  # nothing was ever kept
        return
    yield from (f"{folder}{name}" for name in sorted(names))
    for inner in sorted(folders):
        yield from _below(store, f"{folder}{inner}/")
