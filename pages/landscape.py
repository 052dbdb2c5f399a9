"""The landscape: two losses of two parameters, and the paths that balancing methods take over them."""

from mtlviz.lessons.glossary import word
from mtlviz.ui import frame
from mtlviz.ui.landscape_controls import CONTROLS
from mtlviz.ui.landscape_stage import stage

frame.page(
    "pages/landscape.py",
    component="landscape",
    lead="Two losses of two parameters: a map on which the methods walk. **Click it** to start a walk there, and "
    "notice which methods reach the thick line, the "
    + word("pareto_front", "Pareto front")
    + ", where no step helps one task without hurting the other.",
)
CONTROLS.open()
stage()
