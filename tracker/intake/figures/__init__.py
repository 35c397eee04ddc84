"""Figures of a narrative: what was counted, how many, and how many before."""
