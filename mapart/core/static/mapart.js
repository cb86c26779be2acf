// Only improves: every page works without it. Read once by every page, at most 2 KB once compressed.
(() => {
  const box = document.querySelector("[data-focus]");
  if (box) box.focus();

  // A second press on a button that has already sent its form does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.getAttribute("aria-busy")) return event.preventDefault();
    form.setAttribute("aria-busy", "true");
    setTimeout(() => form.removeAttribute("aria-busy"), 8000);
  });
  addEventListener("pageshow", () => {
    document.querySelectorAll("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy"));
  });

  document.querySelectorAll("textarea[data-left]").forEach((area) => {
    const note = document.createElement("p");
    let timer;
    const say = () => {
      note.textContent = area.dataset.left.replace("{n}", (area.maxLength - area.value.length).toLocaleString("fr"));
    };
    note.className = "hint";
    note.setAttribute("role", "status");
    area.after(note);
    area.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(say, 600);
    });
    say();
  });

  // The sign-in ends within the hour: said before, to whoever still writes on a page opened long ago.
  const closing = document.querySelector("[data-closing]");
  if (closing) setTimeout(() => (closing.hidden = false), closing.dataset.closing * 1000);

  // What the phone itself offers to send a link.
  document.querySelectorAll("[data-share]").forEach((button) => {
    if (!navigator.share) return;
    button.parentElement.hidden = false;
    button.addEventListener("click", () => {
      navigator.share({ url: button.dataset.share, text: button.dataset.text }).catch(() => {});
    });
  });

  // The state of a long work: asked again until the server says that it has ended.
  const poll = () => {
    const part = document.querySelector("[data-poll]");
    if (!part) return;
    setTimeout(() => {
      fetch(location.href)
        .then((answer) => answer.text())
        .then((text) => {
          const page = new DOMParser().parseFromString(text, "text/html");
          const fresh = page.getElementById(part.id);
          if (!fresh || !fresh.dataset.poll) return location.reload();
          part.innerHTML = fresh.innerHTML;
          poll();
        })
        .catch(poll);
    }, part.dataset.poll * 1000);
  };
  poll();
})();
