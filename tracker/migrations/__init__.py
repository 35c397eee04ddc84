"""Migrations of the tracker's tables."""
