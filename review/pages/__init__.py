"""The pages of the review page: one module a room."""
