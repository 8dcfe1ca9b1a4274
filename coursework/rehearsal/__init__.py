"""A made course and a made class: to try the grading on, and to measure it."""
