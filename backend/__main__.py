"""`python -m backend`: the server as it is meant to run, its settings checked first.

gunicorn reads WEB_CONCURRENCY itself, before our settings file, and shows a senseless one with a
stack trace.
"""

import sys
from pathlib import Path

from backend.settings import SettingsError, read_settings


def main() -> None:
    """Serve until a signal ends it."""
    try:
        settings = read_settings()
    except SettingsError as error:
        sys.exit(f"The server cannot start: {error}")
    if sys.platform == "win32":  # gunicorn does not run there.
        import waitress

        from backend.app import app

        waitress.serve(app, host=settings.host, port=settings.port)
        return
    from gunicorn.app.wsgiapp import run

    configuration = Path(__file__).with_name("gunicorn.conf.py")
    sys.argv = ["gunicorn", "--config", str(configuration), "backend.app:app"]
    run()


if __name__ == "__main__":
    main()
