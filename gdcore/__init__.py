"""Gradient descent for linear regression, as small pieces that the lessons put together."""
