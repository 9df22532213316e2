"""One editor per field type."""
