// The office's board: the clock, the estates in turn, windows as large as the screen lets them be.
(() => {
  "use strict";
  const TURN = 20000;
  const estates = [...document.querySelectorAll("[data-board-estate]")];
  const clock = document.querySelector("[data-board-clock]");
  const pause = document.querySelector("[data-board-pause]");
  const full = document.querySelector("[data-board-full]");

  // The community's hour, not that of the television: the server's, and what has passed since.
  if (clock) {
    const wall = /T(\d+):(\d+):(\d+)/.exec(clock.getAttribute("datetime"));
    const began = performance.now();
    const first = Number(wall[1]) * 3600 + Number(wall[2]) * 60 + Number(wall[3]);
    setInterval(() => {
      const now = (first + Math.floor((performance.now() - began) / 1000)) % 86400;
      clock.textContent = [Math.floor(now / 3600), Math.floor(now / 60) % 60].map((part) => String(part).padStart(2, "0")).join(":");
    }, 1000);
  }

  const fits = (wall) => wall.scrollHeight <= wall.clientHeight + 1 && wall.scrollWidth <= wall.clientWidth + 1;
  const fit = (estate) => {
    const wall = estate.querySelector(".wall");
    if (!wall || matchMedia("(max-width: 800px)").matches) return;
    let small = 5, large = 60;
    while (large - small > 0.5) {
      const pane = (small + large) / 2;
      wall.style.setProperty("--pane", `${pane}px`);
      if (fits(wall)) small = pane;
      else large = pane;
    }
    wall.style.setProperty("--pane", `${small}px`);
  };

  const tally = (estate) => {
    const at = estate.querySelector("[data-board-tally]");
    const words = at?.textContent.match(/^(\D*)\d+(\D+\d+.*)$/s);
    if (words) at.textContent = `${words[1]}${estate.querySelectorAll(".w.l").length}${words[2]}`;
  };

  let shown = 0;
  const show = (which) => {
    shown = (which + estates.length) % estates.length;
    estates.forEach((estate, at) => (estate.hidden = at !== shown));
    fit(estates[shown]);
    tally(estates[shown]);
  };
  const still = () => pause?.getAttribute("aria-pressed") === "true";
  if (estates.length) {
    show(0);
    addEventListener("resize", () => fit(estates[shown]));
    setInterval(() => { if (!still()) show(shown + 1); }, TURN);
    setInterval(() => tally(estates[shown]), 2000);
    addEventListener("keydown", (event) => {
      if (event.key === "ArrowRight") show(shown + 1);
      if (event.key === "ArrowLeft") show(shown - 1);
    });
  }
  pause?.addEventListener("click", () => pause.setAttribute("aria-pressed", still() ? "false" : "true"));
  full?.addEventListener("click", () => document.documentElement.requestFullscreen?.());
})();
