"""The text storey of govrules; see CONTRIBUTING.md for the road from text to report."""
