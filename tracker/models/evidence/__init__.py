"""Evidence, files and sensitivities."""
