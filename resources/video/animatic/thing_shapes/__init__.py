"""Props as vector drawings, by what they are. Where they lie in a shot: `shot_picture`, `laid_table`."""
