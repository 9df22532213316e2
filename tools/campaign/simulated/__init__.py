"""A hospital's computers, a county and the road between them, in memory: the decisions are the product's own."""
