"""Scenes with truth: simulated ones, and real backgrounds with injected plumes."""
