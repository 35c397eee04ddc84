"""Forms: typed values, checked, as values for actions."""
