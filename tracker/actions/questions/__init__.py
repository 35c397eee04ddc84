"""Write questions to bodies, and import their sheets."""
