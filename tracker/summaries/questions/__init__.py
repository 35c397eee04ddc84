"""Question sheets and their replies."""
