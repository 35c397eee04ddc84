"""Views of progress reports: previews, publications, remarks, saved reports."""
