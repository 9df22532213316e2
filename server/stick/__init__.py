"""The road without a wire: bundles of hospitals come in on a stick, and replies go back on it."""
