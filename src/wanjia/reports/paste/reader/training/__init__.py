"""Fitting the certainty: lines whose right reading is known, and the weights that follow."""
