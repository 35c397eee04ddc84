"""Question sheets and what comes back."""
