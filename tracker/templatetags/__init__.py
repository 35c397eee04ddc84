"""Template tags of the tracker."""
