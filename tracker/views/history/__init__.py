"""Views of history: events, timelines, past days, redactions."""
