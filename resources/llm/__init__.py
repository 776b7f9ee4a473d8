"""Language models behind one OpenAI-compatible chat client. Who asks what is the crew's business."""
