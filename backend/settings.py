"""What the environment can set, and the limits that hold regardless."""

import os

# A phone's photo is 3 to 8 MB; base64 adds a third. (Vercel itself refuses more than 4.5 MB.)
MAX_BODY = 10_000_000


def allowed_origins() -> list[str]:
    """Origins whose pages may call the API from a browser: `ALLOWED_ORIGINS`, by commas.

    None by default: the page comes from the same origin and needs no permission.
    """
    return [o.strip() for o in os.environ.get("ALLOWED_ORIGINS", "").split(",") if o.strip()]
