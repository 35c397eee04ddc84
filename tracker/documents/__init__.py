"""Uploaded files: their kind, text and copy without metadata. Nothing they claim is believed."""
