"""The trained reader: what a whole message means by what was learned from known ones, and how it is trained."""
