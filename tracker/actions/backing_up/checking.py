"""Whether a backup is whole, and just as it was written: looked at before anything is restored."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from tracker.actions.backing_up.manifest import FORMAT, NAME, Manifest, Sum
from tracker.errors import Unreadable


def checked(folder: Path) -> Manifest:
    """The manifest of a backup whose every file is as it was written.

    Raises Unreadable, naming the file, for one that is missing, was cut off or changed, or does not
    belong there.
    """
    manifest = _manifest(folder)
    there = set(_files(folder))
    for words, names in (
        (_("a file is missing (%(name)s)"), manifest.files.keys() - there),
        (_("a file does not belong to it (%(name)s)"), there - manifest.files.keys() - {NAME}),
        (_("a file was cut off or changed (%(name)s)"), _changed(folder, manifest)),
    ):
        name = min(names, default="")
        if name:
            raise _not_whole(folder, words % {"name": name})
    return manifest


def _manifest(folder: Path) -> Manifest:
    try:
        told = json.loads((folder / NAME).read_bytes())
    except OSError as error:
        why = _("its %(name)s can't be read (%(why)s)") % {"name": NAME, "why": error.strerror}
        raise _not_whole(folder, why) from error
    except ValueError as error:
        raise _not_whole(folder, _unlike()) from error
    if isinstance(told, dict) and told.get("format", FORMAT) != FORMAT:
        raise Unreadable(
            _(
                "%(folder)s is a backup of format %(format)s, and this version reads format "
                "%(ours)s. Restore it with the version that made it."
            )
            % {"folder": folder, "format": told["format"], "ours": FORMAT}
        )
    try:
        manifest = Manifest.read(told)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _not_whole(folder, _unlike()) from error
    if manifest.content != told.get("content"):
        raise _not_whole(folder, _("its manifest was changed"))
    return manifest


def _files(folder: Path) -> Iterator[str]:
    """The paths of all that is in the folder; of a link the path alone, wherever it leads."""
    for place, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        for name in [*names, *links]:
            yield (Path(place) / name).relative_to(folder).as_posix()


def _changed(folder: Path, manifest: Manifest) -> Iterable[str]:
    return (path for path, told in manifest.files.items() if _sum(folder / path) != told)


def _sum(path: Path) -> Sum | None:
    if path.is_symlink():
        return None
    with path.open("rb") as file:
        return Sum(hashlib.file_digest(file, "sha256").hexdigest(), os.fstat(file.fileno()).st_size)


def _unlike() -> str:
    return _("its %(name)s does not say what one says") % {"name": NAME}


def _not_whole(folder: Path, why: str) -> Unreadable:
    return Unreadable(
        _(
            "Nothing was restored: %(folder)s is no whole backup, since %(why)s. Take another; a "
            "folder that ends in .part is one that was cut off."
        )
        % {"folder": folder, "why": why}
    )
