"use strict";
const box = document.querySelector(".filter");
const [words, kind] = box.querySelectorAll("input, select");
const told = box.querySelector("output");
const chains = [...document.querySelectorAll(".chain")];
const show = () => {
  const wanted = words.value.toLowerCase();
  let shown = 0;
  for (const chain of chains) {
    const fits = !kind.value || chain.dataset.kinds.split(" ").includes(kind.value);
    chain.hidden = !(fits && chain.textContent.toLowerCase().includes(wanted));
    shown += !chain.hidden;
  }
  told.value = `${shown} of ${chains.length}`;
};
box.addEventListener("input", show);
box.hidden = false;
const unfold = () => {
  const chain = document.getElementById(location.hash.slice(1));
  if (chain instanceof HTMLDetailsElement) { chain.open = true; chain.scrollIntoView(); }
};
addEventListener("hashchange", unfold);
show();
unfold();
