"""What every part of the laboratory knows of the notebook it runs in."""
