"""The JSON Schema of plan.toml, for editors that help whoever writes it."""

from __future__ import annotations

import json

from messages.plan import Plan


def text() -> str:
    """Return the schema as it stands in docs/plan.schema.json."""
    schema = Plan.model_json_schema()
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "plan.toml"}
    # The comment line `#:schema` at the top of the file is for editors; the key is for those that need one inside.
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
