"""Views of imports: runs, their drafts, tables."""
