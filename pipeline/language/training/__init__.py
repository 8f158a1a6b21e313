"""Train the Dutch pipeline that the package brings: corpora, augmentation, vectors, training, measuring.

Needed by those who train it, not by those who use it: the wheel leaves this folder out.
"""
