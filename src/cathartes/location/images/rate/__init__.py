"""How much is emitted: mass over length, flux over wind, and what several passes say."""
