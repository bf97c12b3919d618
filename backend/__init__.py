"""The JSON API and the page, as one Flask application."""
