"""Run a learner's function so that nothing it does hurts."""
