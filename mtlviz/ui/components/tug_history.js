// Streamlit adds an entry to the browser's history whenever Python changes the link: with every arrow let go, Back would
// only undo a drag. While the picture is there, a new link to the same page replaces the entry instead.
function mtlQuietHistory() {
  const push = history.pushState;
  const quiet = function (state, unused, url) {
    const here = new URL(url ?? location.href, location.href).pathname === location.pathname;
    return (here ? history.replaceState : push).call(history, state, unused, url);
  };
  history.pushState = quiet;
  return () => {
    if (history.pushState === quiet) history.pushState = push;
  };
}
