"""Forms for evidence."""
