"""Views of questions and question sheets."""
