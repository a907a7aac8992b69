// A signature drawn with a finger; without script the name is written instead.
(() => {
  "use strict";
  const box = document.querySelector("[data-sign]");
  if (!box) return;
  const canvas = box.querySelector("canvas");
  const out = box.querySelector("input[name=drawn]");
  const pen = canvas.getContext("2d");
  box.hidden = false;
  pen.lineWidth = 3;
  pen.lineCap = "round";
  let drawing = false;
  const at = (event) => {
    const edge = canvas.getBoundingClientRect();
    const scale = canvas.width / edge.width;
    return [(event.clientX - edge.left) * scale, (event.clientY - edge.top) * scale];
  };
  canvas.addEventListener("pointerdown", (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => {
    drawing = false;
    out.value = canvas.toDataURL("image/png");
  });
  box.querySelector("button").addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    out.value = "";
  });
})();
