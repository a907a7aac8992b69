// The camera reads a code into a field, where the browser can; a scanner's keyboard works anyway.
(() => {
  "use strict";
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const read = async (field) => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    const film = Object.assign(document.createElement("video"), { srcObject: stream, playsInline: true });
    film.className = "scan-film";
    field.after(film);
    await film.play();
    const reader = new BarcodeDetector();
    const until = Date.now() + 20000;
    while (Date.now() < until && !film.paused) {
      const [found] = await reader.detect(film);
      if (found) { field.value = found.rawValue; break; }
      await new Promise((next) => setTimeout(next, 150));
    }
    stream.getTracks().forEach((track) => track.stop());
    film.remove();
  };
  document.querySelectorAll("[data-scan]").forEach((field) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn small" });
    button.textContent = document.documentElement.lang.startsWith("en") ? "Scan" : "扫码";
    button.addEventListener("click", () => read(field).catch(() => field.focus()));
    field.after(button);
  });
})();
