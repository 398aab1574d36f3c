"""`/sim` over HTTP: what people do, what goes wrong, what time it is, and what there is to see."""
