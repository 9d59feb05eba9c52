"""Whole-product scenarios: a real node between real peers. Each is a function named by what it shows."""
