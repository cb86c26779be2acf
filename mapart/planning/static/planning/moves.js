// In the table of the week, the name of a person dragged onto another place opens the page that says which rules would
// break, and asks. Only beside the buttons: « Déplacer » on the page of each shift does the same by keyboard and by touch.
(() => {
  const table = document.querySelector("[data-people]");
  if (!table || !matchMedia("(pointer: fine)").matches) return;
  let dragged = null;
  const keyOf = (link) => link.pathname.split("/").slice(-2)[0];
  const placeUnder = (target) => {
    const link = target.closest("td a") || (target.closest("td") || table).querySelector("td a, :scope > a");
    return link && target.closest("td") && link !== dragged.link ? link : null;
  };
  const show = (link) => {
    table.querySelectorAll(".over").forEach((one) => one.classList.remove("over"));
    if (link) link.classList.add("over");
  };
  const chipOf = (link, [volunteer, name]) => {
    const chip = document.createElement("span");
    chip.className = "chip";
    chip.draggable = true;
    chip.textContent = name;
    chip.addEventListener("dragstart", (event) => {
      event.stopPropagation();
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", name);
      dragged = { link, address: link.pathname + "deplacer/" + volunteer + "/" };
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

  table.addEventListener("dragover", (event) => {
    const link = dragged && placeUnder(event.target);
    show(link);
    if (link) event.preventDefault();
  });
  table.addEventListener("drop", (event) => {
    const link = dragged && placeUnder(event.target);
    if (!link) return;
    event.preventDefault();
    location.assign(dragged.address + "?vers=" + keyOf(link));
  });
  table.addEventListener("dragend", () => {
    dragged = null;
    show(null);
  });
})();
