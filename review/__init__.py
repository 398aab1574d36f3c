"""What do staff see and do on the web? For now: the pictures that staff hand out."""
