"""What every test and every notebook that is run for comparison shares."""

import os

# a bar, or a word on a wait, would stand in the output of a cell that was slow this time
os.environ["TQDM_DISABLE"] = "1"
