"""Summaries of history: timelines, exports and past days."""
