"""Heed: a tracker of what governments did with the recommendations of monitoring reports."""
