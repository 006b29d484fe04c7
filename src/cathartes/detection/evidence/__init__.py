"""What the spectrum of a blob says: clutter, a surface, a known gas, an unknown one."""
