"""Write assessments, and decide on them."""
