"""Tests of what is taken from files that somebody drops."""
