"""Forms for assessments."""
