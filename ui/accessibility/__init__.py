"""What a screen reader is told of widgets that paint their own parts."""
