"""Can these numbers be radiance? Judged by the temperature or the sunlight they imply."""
