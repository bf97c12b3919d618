"""The network: numpy, and Pillow in the one file that reads pictures."""
