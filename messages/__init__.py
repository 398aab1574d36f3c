"""What do we say, and what was meant?"""
