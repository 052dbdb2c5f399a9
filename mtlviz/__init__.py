"""mtlviz: see how the gradients of several tasks combine on shared parameters."""

__version__ = "0.1.0"
