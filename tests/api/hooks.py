"""What schemathesis does not know of by itself: lines of JSON."""

import json

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    """A text as it is; anything else as one line."""
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", errors="replace")
