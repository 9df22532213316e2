"""Tables: columns as data, frozen rows, one model."""
