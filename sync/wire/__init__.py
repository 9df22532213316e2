"""The protocol's messages, shared by both ends. Knows nothing of databases and HTTP libraries."""
