"""Backup and restore: everything the tracker holds, in a folder that either database takes.

What the folder looks like is described in docs/backup.md.
"""

from tracker.actions.backing_up.manifest import Manifest
from tracker.actions.backing_up.restoring import restore
from tracker.actions.backing_up.writing import backup

__all__ = ["Manifest", "backup", "restore"]
