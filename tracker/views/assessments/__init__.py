"""Views of assessments: the log form, review, comments, assignment, the review queue."""
