"""The county's tables. Everything that belongs to a hospital is under its facility_id first."""
