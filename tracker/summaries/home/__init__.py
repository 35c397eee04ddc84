"""Home: where editions stand, what waits for a user, what comes, and what changed."""
