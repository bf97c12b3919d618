"""Training, offline: data, recipes, the loop, and what is shipped to `model/weights`."""
