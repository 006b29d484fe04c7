"""How a gas spreads in the air: steady plumes and puffs, for points and straight paths."""
