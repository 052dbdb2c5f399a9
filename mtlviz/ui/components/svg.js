// A still picture in SVG, drawn by Python (mtlviz/figures), in the theme's text colour and the palette's variables.
function mountSvg({ data, parentElement }) {
  mtlDress(parentElement, "svg");
  parentElement.querySelector(".mtl").innerHTML = data.svg;
}
