"""The field of methods, compared: what each promises, where it fails, and which of them are one idea. All computed."""
