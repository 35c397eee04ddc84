"""Readers that turn text and files into plain values, without a database."""
