"""What chains of revisions add up to: pure folds, independent of the order of arrival."""
