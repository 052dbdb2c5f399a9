"""Where other libraries differ, for docs/methods.md: LibMTL's code was read, TorchJD was run.

The numbers are those that `python -m bench.torchjd_differences` prints; a test compares them, within a digit.
"""

from __future__ import annotations

TORCHJD_VERSION = "0.18.0"
LACKING = ("GABA", "GradNorm", "DB-MTL")

# method, gradients, cosine of the update with the smaller gradient (ours, theirs), norm of the update (ours, theirs),
# how far apart
TORCHJD = (
    ("upgrad", "3×, 120°", "+0.2402", "+0.2398", "2.6", "2.6", "same"),
    ("upgrad", "10×, 120°", "+0.0822", "+0.0768", "2.3", "2.3", "0.0055"),
    ("upgrad", "100×, 120°", "+0.0086", "-0.2684", "2.2", "2.3", "0.29"),
    ("upgrad", "500×, 120°", "+0.0017", "-0.4838", "2.2", "2.5", "0.55"),
    ("upgrad", "500×, 170°", "+0.0003", "-0.9835", "0.43", "2.4", "5.4"),
    ("upgrad", "3×, 120°, norms 0.005 and less", "+0.2402", "-0.1890", "0.0026", "0.0022", "0.42"),
    ("dualproj", "10×, 120°", "+0.0000", "-0.0058", "2.2", "2.2", "0.0058"),
    ("dualproj", "500×, 120°", "+0.0000", "-0.4854", "2.2", "2.5", "0.56"),
    ("cagrad", "500×, 120°", "+0.0017", "+0.0017", "2.2", "2.2", "same"),
    ("cagrad", "3×, 120°, norms 0.005 and less", "+0.3019", "+0.0000", "0.0023", "0", "1"),
    ("nash", "500×, 120°", "+0.5000", "+0.5000", "1.4", "1.4", "same"),
    ("nash", "3×, 120°, norms 0.005 and less", "+0.5000", "-0.1890", "1.4", "0.0044", "1"),
    ("fairgrad", "500×, 120°", "+0.5000", "+0.5000", "1.4", "1.4", "same"),
    ("fairgrad", "500×, 170°", "+0.0872", "+0.0616", "1.4", "1.2", "0.12"),
    ("imtl_g", "3000×, 120°", "+0.5000", "+0.5000", "0.0017", "0.0017", "same"),
    ("imtl_g", "3000×, 120°, float32", "+0.5000", "-0.5000", "0.0017", "5", "3e+03"),
    ("aligned", "3000×, 120°", "+0.2590", "+0.2590", "0.001", "0.001", "same"),
    ("aligned", "3000×, 120°, float32", "+0.2590", "-0.5000", "0.001", "2.5", "2.4e+03"),
    ("mgda", "500×, 120°", "+0.8652", "+0.8652", "0.0086", "0.0086", "same"),
    ("pcgrad", "500×, 120°", "+0.0017", "+0.0017", "4.3", "4.3", "same"),
    ("config", "500×, 120°", "+0.5000", "+0.5000", "2.5", "2.5", "same"),
    ("gradvac", "500×, 120°", "+0.0017", "+0.0017", "4.3", "4.3", "same"),
)

TORCHJD_REASONS = (
    "UPGrad, DualProj: 1e-4 is added to the normalised Gram, which swamps the small task from a ratio of about 10 on "
    "and, at 100 and more, makes the step hurt it. `QuadprogProjector(norm_eps=0, reg_eps=1e-12)` agrees with ours.",
    "Gradients with a norm below about 0.01 count as zero there: UPGrad becomes the mean, CAGrad takes no step, "
    "Nash-MTL keeps its start, weights of 1.",
    "IMTL-G, Aligned-MTL: exact in float64, but in float32, the precision of most training, squared norms lose a "
    "task that is 3,000 times smaller, and the step turns around. Ours sum inner products in float64 whatever the "
    "model has.",
    "FairGrad: its solver stops early near conflict. Nash-MTL: with three or four tasks at 500× it stalls now and "
    "then (1 of 20 tries). MGDA: with three or more tasks it stops at 100 iterations of Frank and Wolfe, short of the "
    "optimum.",
    f"TorchJD has no {' or '.join(LACKING)}. What weights losses is in `torchjd.scalarization`: over 40 steps its "
    "IMTL-L and DWA give our weights to 1e-9, its FAMO to 1e-6 (given the same decay: its default is 0.001, the "
    "authors’ `famo.py` has 0.01), its UW where every loss counts as a squared error, for it halves them all. "
    "Its STCH takes the losses as they are; ours takes their logarithms over a reference, as the authors’ code does "
    "for networks.",
)

# Read at commit 4336804.
LIBMTL = (
    "Aligned-MTL calls `torch.symeig`, which PyTorch 2 no longer has: it stops with an error. It also sums where the "
    "paper averages.",
    "GradNorm is another method: softmax weights learnt by the model’s own optimiser, from the second epoch on; the "
    "paper takes its own step and renormalises.",
    "GradVac’s target follows the cosines fifty times faster by default: β is 0.5, the paper’s 0.01.",
    "CAGrad divides its step by 1 + c² by default.",
    "MGDA gives two tasks the weights 0.001 and 0.999 where the exact answer is 0 and 1.",
    "Nash-MTL keeps its last weights, silently, when its solver fails, and clips the update to norm 1 by default.",
    "Uncertainty weighting starts at s = −0.5 and halves every loss, cross-entropies too; at rest it is the same.",
    "FAMO draws its logits to 0 ten times more weakly by default (0.001).",
    "IMTL is the paper’s pair: IMTL-L’s factors are learnt, and IMTL-G balances the gradients of the scaled losses.",
    "PCGrad projects a task on itself as well; with two tasks that changes nothing.",
    "FairGrad and Nash-MTL weight the losses, so the heads are scaled too; ours leave the heads alone.",
)
