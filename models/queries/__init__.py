"""The read side: frozen rows for pages and verbs. Changes nothing."""
