"""Facts of nature and of instruments."""
