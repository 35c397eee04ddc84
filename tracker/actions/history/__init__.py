"""Seal, redact, back up and restore the history."""
