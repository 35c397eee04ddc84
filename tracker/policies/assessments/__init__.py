"""Policies of assessments."""
