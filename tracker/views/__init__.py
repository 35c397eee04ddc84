"""Views: pages of the site by noun, each with its form or list."""
