"""Who makes and judges takes: camera unit, clip reviewer, prompt doctor, dailies. The cut is in `post`."""
