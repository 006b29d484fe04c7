"""The ground: materials, layout, texture, temperature."""
