"""Summaries of rows: progress reports, series, past days and the sentences of history."""
