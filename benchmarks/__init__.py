"""Benchmarks, run by hand: `uv run python -m benchmarks.NAME`. A checkout alone has them."""
