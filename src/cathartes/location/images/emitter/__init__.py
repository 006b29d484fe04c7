"""Where the emitter of a plume is: signs around every candidate pixel, and their weight."""
