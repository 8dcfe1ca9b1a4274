"""What start.py calls: notebooks from lessons, copies for learners, pages, a driven browser."""
