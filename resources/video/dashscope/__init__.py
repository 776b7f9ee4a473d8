"""Video models that DashScope sells: `bl` (HappyHorse, Wan 2.6) and `wan27` (Wan 2.7). The wire is in `resources.wire`."""
