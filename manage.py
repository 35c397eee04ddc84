#!/usr/bin/env python
"""The tracker's commands: `manage.py quickstart` starts it."""

from tracker.cli import main

if __name__ == "__main__":
    main()
