"""Where the pixels of an ENVI image lie: map info, or position files beside the image."""
