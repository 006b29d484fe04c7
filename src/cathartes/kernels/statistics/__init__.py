"""Backgrounds, classes and covariances."""
