"""Eight patients, played through the demo's wire and written down to be read (`make stories`)."""
