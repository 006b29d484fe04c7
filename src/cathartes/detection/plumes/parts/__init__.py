"""One plume in several parts, and several plumes in one candidate."""
