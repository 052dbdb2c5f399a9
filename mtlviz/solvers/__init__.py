"""What methods need solved: projections on the dual cone, the best step in a ball, bargains, spans; Adam. NumPy."""
