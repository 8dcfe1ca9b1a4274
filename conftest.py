"""What every test and every notebook that is run for comparison shares."""

import os
import signal

# a bar, or a word on a wait, would stand in the output of a cell that was slow this time
os.environ["TQDM_DISABLE"] = "1"

# whatever language this machine speaks
os.environ["GDLAB_LANG"] = "en"

# a shell starts what runs in the background deaf to interrupts; tests that send one must be heard
signal.signal(signal.SIGINT, signal.default_int_handler)
