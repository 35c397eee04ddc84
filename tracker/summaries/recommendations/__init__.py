"""Threads and quotations."""
