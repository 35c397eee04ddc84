"""Figures of a narrative: what was counted, how many, and how many before."""

from tracker.intake.figures.reader import find_figures

__all__ = ["find_figures"]
