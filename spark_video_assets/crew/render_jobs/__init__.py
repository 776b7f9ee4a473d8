"""The stand-alone batch runner: a request file becomes one paid or drawn clip with its papers. Episodes are not touched."""
