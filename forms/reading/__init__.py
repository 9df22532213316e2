"""Scanned paper: files into pages, pages into what their codes say."""
