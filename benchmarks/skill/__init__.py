"""Skill: what is found, how much of it is false, and whether what is said of it is true."""
