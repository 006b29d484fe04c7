"""Sources from concentrations: simulated cases and real releases, each against its truth."""
