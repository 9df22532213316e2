"""What this computer remembers: SQLAlchemy and SQLite. Knows nothing of Qt or the network."""
