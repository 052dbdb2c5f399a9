"""Recipes compared over seeds: what is compared (config.py), the ensemble (runner.py), what came out (result.py).

What may be said about it: summary.py (the table), pairing.py (the test), pareto.py, headline.py. `store.py` shares
runs and results between the sessions of one process.
"""
