"""The chapter's takeaways as they hold here, the decomposition behind them, and why the norms are so far apart."""

import streamlit as st

from mtlviz.lessons import diagnostic, takeaways
from mtlviz.lessons.glossary import word
from mtlviz.ui import frame
from mtlviz.ui.controls import Controls

frame.page(
    "pages/takeaways.py",
    lead=f"What {word('book', 'the chapter')} concludes, in our words, and how far it holds in what this app computes "
    "and measures.",
)
Controls("takeaways").open()  # none, but who goes on from here arrives anew

for number, takeaway in enumerate(takeaways.TAKEAWAYS, start=1):
    with st.container(border=True):
        st.header(f"{number}. {takeaway.claim}", anchor=False)
        st.markdown(takeaway.here)
        with st.container(horizontal=True):
            for label, script, query in takeaway.see:
                st.page_link(script, label=label, icon=":material/arrow_forward:", query_params=query)

st.header("In your own training loop", anchor=False)
st.code(diagnostic.LISTING, language="python", wrap_lines=True)
st.markdown(diagnostic.NOTE)

st.header("The update is a weighted sum", anchor=False)
st.markdown(
    f"The {word('gradient')} of a weighted sum of losses is the weighted sum of their gradients, for any number of "
    f"tasks: a derivative is a limit of differences, and limits respect sums and constant factors."
)
st.latex(
    r"\begin{aligned} \frac{\partial}{\partial\theta_i} \sum_k \lambda_k L_k(\theta) "
    r"&= \lim_{h \to 0} \sum_k \lambda_k\, \frac{L_k(\theta + h e_i) - L_k(\theta)}{h} "
    r"= \sum_k \lambda_k\, \frac{\partial L_k}{\partial\theta_i} \\ "
    r"\text{so}\quad \nabla L &= \sum_k \lambda_k \nabla L_k = \sum_k \lambda_k g_k = d \end{aligned}"
)
total, inner = takeaways.larger_step()
st.markdown(
    f"If the weights are not negative and sum to 1, d is a {word('convex', 'convex combination')}: its tip lies on the "
    "segment between the tips of the two gradients, the thin line “λ from 0 to 1” of the tug-of-war. If they do not "
    f"sum to 1, their sum is a factor of the learning rate: weights 0.5 and 1.0 make the same step as {inner[0]:.3g} "
    f"and {inner[1]:.3g} at {total:g} times the learning rate. So two weightings can only be compared at equal sums, "
    f"or with the learning rate tuned for each. (Adam divides by the size of recent gradients: there a common factor "
    f"drops out.)"
)
st.page_link(
    "pages/tug_of_war.py",
    label="See the segment",
    icon=":material/arrow_forward:",
    query_params={"v": "1", "ratio": "3"},
)

st.header("Why RUL’s gradient is so much larger", anchor=False)
st.markdown(
    "RUL’s loss is a squared error in cycles. Its derivative in the prediction is twice the error, and errors are "
    "tens of cycles at the start. Health’s loss is a cross-entropy. It is often called bounded; **its value is not**, "
    "but its gradient in the logits is: probabilities minus a one-hot vector, never longer than √2."
)
st.latex(
    r"\frac{\partial}{\partial \hat y} (\hat y - y)^2 = 2(\hat y - y) \qquad "
    r"\lVert \nabla_z (-\log \mathrm{softmax}(z)_y) \rVert = \lVert p - e_y \rVert \le \sqrt 2"
)
st.markdown(takeaways.losses_markdown())
st.markdown(takeaways.unit_markdown())
