"""Which legs to think of, what each would tell, and in which order to fly them."""
