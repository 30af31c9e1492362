"""Experience made in advance: variants run on many tables, and the compact pack of them that ships with Sextant.

`python -m experiments.prior --tables DIR --out store/prior` makes it; it can be stopped and resumed at any moment.
"""
