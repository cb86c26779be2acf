// Touches on the list of the day: kept on the device until the server has them, so that a cut network loses none.
// Each touch has a key of its own: sent twice, the server counts it once.
(() => {
  const form = document.querySelector("[data-taps]");
  if (!form || !window.crypto || !crypto.randomUUID) return;
  const name = "taps:" + location.pathname;
  const note = document.getElementById("taps");
  const read = () => JSON.parse(localStorage.getItem(name) || "[]");
  const write = (taps) => localStorage.setItem(name, JSON.stringify(taps));
  let busy = false;
  let isOut = false;
  const DOUBLE = 700; // milliseconds: the same button pressed again sooner is one press of a hand in a hurry
  let last = { button: null, at: 0 };

  const show = (mark) => {
    const [state, pk] = mark.split(":");
    form.querySelectorAll("[data-shift='" + pk + "'] button").forEach((button) => {
      const pressed = button.dataset.state === state;
      button.setAttribute("aria-pressed", pressed);
      button.value = (pressed ? "unknown" : button.dataset.state) + ":" + pk;
    });
  };
  const say = () => {
    const left = read().length;
    const words = isOut ? note.dataset.out : note.dataset.left;
    note.textContent = left ? words.replace("{n}", left) : note.dataset.done;
  };
  const send = async () => {
    if (busy) return;
    busy = true;
    try {
      for (let taps = read(); taps.length; taps = read()) {
        const body = new FormData(form);
        Object.entries(taps[0]).forEach(([key, value]) => body.set(key, value));
        const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
        isOut = answer.redirected; // the only redirection is to the sign-in
        // Anything but a plain yes or no (a sign-in that ended, a server that starts again) keeps the touch for later.
        if (answer.status !== 204 && answer.status !== 409) break;
        write(read().slice(1));
        if (answer.status === 409) location.reload();
      }
    } catch {
      // no network: the next try is soon
    }
    busy = false;
    say();
  };

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || button.name !== "mark") return;
    event.preventDefault();
    event.stopPropagation();
    const isDouble = button === last.button && Date.now() - last.at < DOUBLE;
    last = { button, at: Date.now() };
    if (isDouble) return;
    write([...read(), { mark: button.value, key: crypto.randomUUID(), made_at: new Date().toISOString() }]);
    show(button.value);
    say();
    send();
  });
  addEventListener("online", send);
  setInterval(() => read().length && send(), 15000);
  read().forEach((tap) => show(tap.mark));
  if (read().length) send();
})();
