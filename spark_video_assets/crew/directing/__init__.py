"""Who directs: tone, shots of each scene, and new shots after an escalation. Whether the plan is good: `critique`."""
