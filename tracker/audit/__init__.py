"""Audit history: who, what, when, why. Written by the database, read from `Event`."""
