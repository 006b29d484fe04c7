"""Speed, memory and skill of cathartes, side by side with its peers in the same run."""
