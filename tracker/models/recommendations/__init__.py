"""Reports, recommendations and what belongs to them."""
