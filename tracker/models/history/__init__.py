"""Audit history, seals and redactions."""
