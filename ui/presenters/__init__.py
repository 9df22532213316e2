"""Presenters: each reads for one page, puts the rows into words and carries its wishes on."""
