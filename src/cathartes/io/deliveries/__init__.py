"""What lies in a campaign's folder of deliveries: found, told apart, hashed, read."""
