"""The ledgers kept in tables: computed from sealed objects, never the other way round."""
