"""Bytes that somebody dropped in; what they are, out. Nothing about them is believed."""
