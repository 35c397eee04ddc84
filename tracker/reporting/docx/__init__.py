"""A `Document` as a Word file: what a paragraph, a table, a picture and a field are written as."""
