"""Write bodies: new sources of evidence, and what becomes of them."""
