"""Letters leave here, one way for all: at once for whoever waits, or by a queue that tries again. It knows nobody.

sending    hand a letter to the post office, now; the one refusal
queue      letters that may wait: a kind and a key, never a name; the one way of trying again
"""
