"""Who may open and do what: every page and command, for every role."""
