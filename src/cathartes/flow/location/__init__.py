"""The step "locate": what each kind of input asks for, and what becomes of it."""
