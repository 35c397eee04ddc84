"""What holds whatever people do: properties, tried with many cases."""
