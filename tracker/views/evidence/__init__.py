"""Views of evidence: its list and page, edits, files, sensitivity, the read log."""
