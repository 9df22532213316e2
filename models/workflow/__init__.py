"""The only writers of state: plain functions, one module per act."""
