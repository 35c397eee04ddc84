"""Recommendations assembled from stock parts, for benchmarks to compare with.

Django admin, generic views with django-filter and Paginator, django-simple-history,
django-import-export: what a team would assemble in a week. Never make it slower or faster.
"""
