"""What do we remember? Tables, their keys, and the functions that ask and change them."""
