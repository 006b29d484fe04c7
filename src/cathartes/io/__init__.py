"""File formats, one file each; readers stand in a plain list in ``readers``."""
