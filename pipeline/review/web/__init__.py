"""The web page of the review stage: pages in Dutch, a small script, nothing from the network."""
