"""Close recommendations, and link them to earlier ones."""
