"""Linear algebra of sources: what is linear in the data is solved exactly, case by case."""
