"""What runs before a scenario's listings: imports, models, data. Shown on the page, part of the printed script."""

IMPORTS = """\
import torch
import torch.nn.functional as F
from torch import nn
"""

DATA = """

torch.manual_seed(0)
x = torch.randn(8, 10)
y1 = torch.randint(0, 2, (8,))  # task 1: which of two classes
y2 = torch.randn(8, 1)  # task 2: a number
"""

SIMPLE = f'''{IMPORTS}

class SimpleModel(nn.Module):
    """One shared layer, two heads."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(10, 5)  # shared
        self.fc2 = nn.Linear(5, 2)  # task 1
        self.fc3 = nn.Linear(5, 1)  # task 2

    def forward(self, x):
        h = torch.relu(self.fc1(x))
        return self.fc2(h), self.fc3(h)
{DATA}'''

LOSSES = f"""{SIMPLE}

def losses(model):
    out1, out2 = model(x)
    return F.cross_entropy(out1, y1), F.mse_loss(out2, y2)
"""

DEEP = f'''{LOSSES}

class DeepModel(SimpleModel):
    """The same with a second shared layer."""

    def __init__(self):
        super().__init__()
        self.mid = nn.Linear(5, 5)

    def forward(self, x):
        h = torch.relu(self.mid(torch.relu(self.fc1(x))))
        return self.fc2(h), self.fc3(h)
'''

FLAT = '''

def flat(loss, parameters):
    """One task's gradient as one long vector; .grad stays as it is."""
    grads = torch.autograd.grad(
        loss, parameters, retain_graph=True, materialize_grads=True
    )
    return torch.cat([g.flatten() for g in grads])
'''

CHAIN = f"""{IMPORTS}

torch.manual_seed(0)
xa = torch.randn(8, 10)  # what model A sees
xb = torch.randn(8, 7)  # what model B sees
features = torch.randn(8, 5)  # what B sees beside A's output
classes = torch.randint(0, 5, (8,))
y = torch.randn(8, 1)
"""

SURGERY = f'''{LOSSES}{FLAT}

def project(g, other):
    """PCGrad's step: g without the part that points against other."""
    dot = (g * other).sum()
    return g - dot / (other * other).sum() * other if dot < 0 else g
'''
