"""Gradient descent for linear regression, as small pieces that the lessons put together."""

from gdcore._moved import show_the_way

show_the_way()
