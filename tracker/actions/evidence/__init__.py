"""Write evidence, citations, files and sensitivity, and check them."""
