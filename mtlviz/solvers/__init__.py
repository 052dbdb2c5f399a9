"""What several methods need solved: projections on the dual cone, bargains, spans; Adam for a few numbers. NumPy."""
