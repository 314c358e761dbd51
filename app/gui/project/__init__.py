"""The project of the open video, between the window and the file."""
