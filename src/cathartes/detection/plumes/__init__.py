"""Candidates, outlines, heads and columns of plumes."""
