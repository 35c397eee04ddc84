"""A file in, its text out: one module per format, chosen by what the bytes are, never by a name."""
