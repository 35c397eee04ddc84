"""Albanian number grouping, which Django lacks beside the thousands separator."""

NUMBER_GROUPING = 3
