"""One scene or one case: what is sent out, what is made of it, what comes back."""
