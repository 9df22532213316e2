"""The same work without a window: one module per group of verbs, thin over models and sync."""
