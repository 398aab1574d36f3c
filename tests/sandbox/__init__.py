"""The sandbox: as strict as Telegram, as plain as a phone."""
