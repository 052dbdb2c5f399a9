from mtlviz.ui import frame

frame.page("pages/live.py", lead="Being built.")
