"""What a competent team would assemble from stock parts, for benchmarks to compare with."""
