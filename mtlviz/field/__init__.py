"""The field of methods, compared: what each promises, where that breaks, which of them are one idea. All computed."""
