"""The road without a wire: the same objects on a USB stick, between a hospital's computers."""
