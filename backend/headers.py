"""Headers of every answer: what a browser may do with it, and for how long it may keep it.

On Vercel, whose own network serves the page, vercel.json sets the same (a test compares them).
"""

from flask import Flask, Response

from backend.telemetry import REQUEST_ID, SERVER_TIMING

# The page needs its own scripts and styles, its API, and pictures that it makes itself: data: are
# what a network read, blob: are photographs before they are sent and files that are saved.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

SECURITY = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # The address may hold a drawing (a shared link): other sites need not know of it.
    "Referrer-Policy": "no-referrer",
    # A photograph may be taken; nothing else that a device has is asked for.
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# Of an answer to what somebody has drawn, nothing is to be kept on the way.
NO_STORE = "no-store"


# Of an answer's headers, those that a page of another origin may read.
EXPOSED = (REQUEST_ID, SERVER_TIMING, "Retry-After")


def sharing(origin: str | None, allowed: tuple[str, ...]) -> dict[str, str]:
    """Headers that let a page of that `origin` read an answer, if it is one of the `allowed`.

    For answers that the application has no part in: its own get theirs from flask-cors (app.py).
    """
    if origin is None or not {origin, "*"} & set(allowed):
        return {}
    return {
        "Access-Control-Allow-Origin": "*" if "*" in allowed else origin,
        "Access-Control-Expose-Headers": ", ".join(EXPOSED),
        "Vary": "Origin",
    }


def register(app: Flask) -> None:
    """Set them on every answer of `app`, and that it is not kept where it does not say itself."""

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.extend(SECURITY)
        response.headers.setdefault("Cache-Control", NO_STORE)
        return response
