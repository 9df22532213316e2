"""The one renderer of every form."""
