"""The server's side of the live page, without Streamlit: the player's events in, chunks of a training run out."""

from mtlviz.live.session import LiveSession
from mtlviz.live.settings import Settings

__all__ = ["LiveSession", "Settings"]
