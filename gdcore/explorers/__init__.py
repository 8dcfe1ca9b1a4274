"""One function an explorer: it computes, then puts the result on a stage."""
