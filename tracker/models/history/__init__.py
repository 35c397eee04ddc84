"""Audit history, seals, redactions and past statuses."""
