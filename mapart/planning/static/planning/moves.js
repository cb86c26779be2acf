// In the table of the week, the name of a person carried onto another place opens the page that says which rules would
// break, and asks. A mouse or a pen carries at once; a finger after a long press, for else it scrolls the table. Only
// beside the buttons: « Déplacer » on the page of each shift does the same by keyboard.
(() => {
  const table = document.querySelector("[data-people]");
  if (!table) return;
  const LONG = 400;
  const NEAR = 8;
  let held = null;
  let dropped = false;
  const keyOf = (link) => link.pathname.split("/").slice(-2)[0];
  const placeAt = (event) => {
    const target = document.elementFromPoint(event.clientX, event.clientY);
    const cell = target && table.contains(target) && target.closest("td");
    const link = cell && (target.closest("td a") || cell.querySelector("a"));
    return link && link !== held.link ? link : null;
  };
  const show = (link) => {
    table.querySelectorAll(".over").forEach((one) => one.classList.remove("over"));
    if (link) link.classList.add("over");
  };
  const lift = () => {
    held.isUp = true;
    held.chip.classList.add("lifted");
  };
  const letGo = () => {
    if (!held) return;
    clearTimeout(held.wait);
    held.chip.classList.remove("lifted");
    show(null);
    held = null;
  };
  const chipOf = (link, [volunteer, name]) => {
    const chip = document.createElement("span");
    chip.className = "chip";
    chip.textContent = name;
    chip.addEventListener("pointerdown", (event) => {
      if (event.button || held) return;
      const { clientX: x, clientY: y } = event;
      held = { chip, link, x, y, address: link.pathname + "deplacer/" + volunteer + "/" };
      if (event.pointerType === "touch") held.wait = setTimeout(lift, LONG);
    });
    return chip;
  };

  fetch(table.dataset.people)
    .then((answer) => (answer.ok ? answer.json() : {}))
    .then((people) => {
      table.querySelectorAll("td a").forEach((link) => {
        const there = people[keyOf(link)];
        if (!there) return;
        link.draggable = false;
        link.textContent = "";
        there.forEach((one, i) => link.append(i ? ", " : "", chipOf(link, one)));
      });
      document.getElementById("glisser").hidden = false;
    })
    .catch(() => {});

  addEventListener("pointermove", (event) => {
    if (!held) return;
    if (!held.isUp) {
      if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < NEAR) return;
      if (event.pointerType === "touch") return letGo();
      lift();
    }
    show(placeAt(event));
  });
  addEventListener("pointerup", (event) => {
    const link = held && held.isUp && placeAt(event);
    dropped = Boolean(held && held.isUp);
    if (link) location.assign(held.address + "?vers=" + keyOf(link));
    letGo();
  });
  addEventListener("pointercancel", letGo);
  addEventListener("keydown", (event) => event.key === "Escape" && letGo());
  // Once a name is carried: no scrolling, no menu of the long press, and the shift it left does not open.
  addEventListener("touchmove", (event) => held && held.isUp && event.preventDefault(), { passive: false });
  addEventListener("contextmenu", (event) => held && event.preventDefault());
  addEventListener(
    "click",
    (event) => {
      if (dropped) event.preventDefault();
      dropped = false;
    },
    true,
  );
})();
