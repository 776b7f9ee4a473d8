"""The simulated Volcengine Ark: content generation tasks of the Seedance family, as the wire document has them."""
