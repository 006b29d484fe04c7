"""What the instrument makes of radiance: response, noise, artefacts."""
