"""Summaries of figures: series and the suppression of small numbers."""
