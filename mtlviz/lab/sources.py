"""The two published answers whose patterns the lab runs: titles and a date; no address of them could be verified."""

TWO_LOSSES = "“How do I compute gradients for two PyTorch losses?” (a published answer of January 2025)"
TWO_MODELS = (
    "“How can PyTorch calculate gradients when using two different models?” (a published answer of January 2025)"
)
NO_ADDRESS = "Their titles and their date are known; no address of either could be verified, so there is no link."
