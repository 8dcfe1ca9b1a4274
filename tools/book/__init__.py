"""The course as a book: pages that anyone reads without Python, their explorers moving in place."""
