"""Who judges the plan before money is spent: critic, VFX review and the revision loop. Clips are judged in `shooting`."""
