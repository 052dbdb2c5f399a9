// A term in a text is a link #word-<key> (lessons/glossary.py): it opens the page's glossary and shows the term there.
// Its title is the term's sentence, so that a pointer over it is enough. Installed once, whatever components come later.
function mtlWords() {
  if (globalThis.mtlWordsInstalled) return;
  globalThis.mtlWordsInstalled = true;
  document.addEventListener("click", (event) => {
    const link = event.composedPath().find((node) => node.matches?.('a[href*="#word-"]'));
    if (!link) return;
    event.preventDefault();
    const sentence = link.getAttribute("title");
    const shown = () => document.querySelector("[data-testid=stPopoverBody]");
    if (!shown()) document.querySelector(".st-key-words button")?.click();
    const until = performance.now() + 15000;  // a busy machine opens it late
    const find = () => {
      const entry = [...(shown()?.querySelectorAll("p") ?? [])].find((p) => p.textContent.includes(sentence));
      if (!entry) return void (performance.now() < until && requestAnimationFrame(find));
      entry.scrollIntoView({ block: "center" });
      entry.classList.add("mtl-word");
    };
    find();
  }, true);
}
