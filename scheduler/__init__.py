"""When do we say it, and how does it get out?"""
