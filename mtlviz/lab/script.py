"""A scenario as a plain script: the preamble, each listing as a function, and what `.grad` holds after each."""

from __future__ import annotations

import re
from textwrap import fill, indent

from mtlviz.lab.scenario import Listing, Scenario

SHOW = '''
def show(variables):
    """Every parameter's .grad, as the listing leaves it."""
    seen = set()
    for name, value in variables.items():
        if isinstance(value, nn.Module):
            for inner, p in value.named_parameters():
                if p not in seen:
                    grad = "None" if p.grad is None else f"norm {p.grad.norm():.4f}"
                    print(f"  {name}.{inner}.grad: {grad}")
                    seen.add(p)
'''


def script(scenario: Scenario) -> str:
    """Text that runs with torch alone, and prints what the page shows."""
    said = f"Autograd lab, scenario {scenario.number}: {scenario.title}.\n\n{fill(scenario.setting, 88)}"
    functions = "\n\n".join(_function(listing) for listing in scenario.listings)
    calls = "\n".join(_call(listing) for listing in scenario.listings)
    why = f"{_comment('Why: ' + scenario.why)}\n{_comment('Instead: ' + scenario.fix)}"
    return f'"""{said}\n"""\n\n{scenario.preamble}\n{SHOW}\n\n{functions}\n\n{calls}\n\n{why}\n'


def function_name(listing: Listing) -> str:
    """The name that a listing has in the script.

    >>> function_name(Listing("sum", "Fix: one pass", "", ""))
    'fix_one_pass'
    """
    return re.sub(r"\W+", "_", listing.title).strip("_").lower()


def _function(listing: Listing) -> str:
    body = indent(listing.body, " " * 8)
    return (
        f'def {function_name(listing)}():\n    """{listing.note}"""\n    try:\n{body}    finally:\n'
        "        show(locals())\n"
    )


def _call(listing: Listing) -> str:
    return (
        f'print("{listing.title}")\ntry:\n    {function_name(listing)}()\n'
        'except RuntimeError as error:\n    print(f"  raises: {error}")\n'
    )


def _comment(text: str) -> str:
    return fill(text, 88, initial_indent="# ", subsequent_indent="# ")
