"""The parts of a campaign: opening, tasks and what comes of them, fusion, summary."""
