"""How records travel between this computer and the county. Knows nothing of Qt."""
