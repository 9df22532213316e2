"""A4 paper from a form definition and a sealed revision: values in, PDF bytes out."""
