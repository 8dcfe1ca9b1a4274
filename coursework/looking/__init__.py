"""Looking is safe: what students wrote is shown to the teacher, and never run."""
