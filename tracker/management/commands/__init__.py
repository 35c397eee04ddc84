"""Commands, each in the module of its name."""
