"""Policies of evidence."""
