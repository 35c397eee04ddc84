"""Tasks that run later, in a worker."""
