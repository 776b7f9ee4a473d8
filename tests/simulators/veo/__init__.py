"""The simulated Google Veo: on Vertex AI and on the Gemini Developer API, as the wire document has them."""
