"""What a file probably is, for a form that a person looks over: guesses, never facts."""

from tracker.files.guesses.bodies import guess_bodies
from tracker.files.guesses.days import guess_day
from tracker.files.guesses.kinds import guess_kind
from tracker.files.guesses.languages import guess_language

__all__ = ["guess_bodies", "guess_day", "guess_kind", "guess_language"]
