"""Filters: one FilterSet per noun, behind its page, report and export."""
