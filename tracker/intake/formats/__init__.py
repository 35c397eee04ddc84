"""Readers of files, one module per format, chosen by content and never by file name."""
