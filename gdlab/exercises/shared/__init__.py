"""Families of mistakes that several exercises share."""
