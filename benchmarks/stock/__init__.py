"""Recommendations assembled from stock parts, for benchmarks to compare with."""
