"""How fast govrules is, beside a hand-written loop and other engines on the same work: `python -m benchmarks`."""
