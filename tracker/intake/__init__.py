"""Text and files in, plain values out. Knows no table: what it reads is only what was said."""
