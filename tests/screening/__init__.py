"""Tests of the screen for victims' data."""
