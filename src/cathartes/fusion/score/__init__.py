"""How probable it is that a site is an emitter of the kind asked for, with named reasons."""
