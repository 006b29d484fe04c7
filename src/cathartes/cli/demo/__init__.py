"""``cathartes demo``: the whole program on something whose truth is known."""
