"""Loading: reads statement files with loaders into rows and transfers, and reports refused rows."""
