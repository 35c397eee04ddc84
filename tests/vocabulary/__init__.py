"""Tests of the codes of the field."""
