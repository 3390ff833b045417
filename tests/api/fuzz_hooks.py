"""What schemathesis cannot read in the document."""
from __future__ import annotations
import schemathesis
from hypothesis import strategies as st
schemathesis.openapi.media_type("application/x-ndjson", st.just(b'{"id": "pushed", "text": "Sold."}'))
