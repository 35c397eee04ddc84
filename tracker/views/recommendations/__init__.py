"""Views of recommendations and reports: lists, pages, lineage, closings."""
