"""What a learner predicted, answered and passed, and what is kept of it."""
