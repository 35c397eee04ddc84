"""Rendering of a `Document` as a Word file: paragraphs, tables, pictures and fields."""
