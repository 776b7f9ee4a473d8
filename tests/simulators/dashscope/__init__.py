"""The simulated DashScope: video and image tasks, speech, chat, uploads, as the wire document has them."""
