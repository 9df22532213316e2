"""Every form of the catalogue on paper, filled as in a demo hospital: to look at, and to keep as golden pictures."""
