"""Scenes in: one reader a format, listed in :mod:`cathartes.io.scenes.readers`."""
