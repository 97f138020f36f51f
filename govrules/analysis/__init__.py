"""Analysis: what can be said of the law itself, without a timeline."""
