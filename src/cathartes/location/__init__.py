"""From plumes and concentrations to the place they come from."""
