"""Tests of forecasts of a single series."""
