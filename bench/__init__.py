"""Speeds, as ratios measured in one run: python3 start.py bench [names]."""
