"""Steps of the county's schema, forward only."""
