"""Figures of a narrative: what was counted, how many, and how many before."""

from tracker.intake.figures.reading import figures_in

__all__ = ["figures_in"]
