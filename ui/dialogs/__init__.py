"""Dialogs, only for what cannot be undone or must be answered first."""
