"""Where sources are and what they emit: tables against truth, and peers."""
