"""What the teacher can mend: a sentence that says how, printed instead of a traceback."""


class Trouble(Exception):
    """Something is missing or in the way; the message is for the teacher."""
