// What the pages do beyond links and forms. Without it everything still works; nothing here decides anything.
"use strict";

(() => {
  const language = document.documentElement.lang || "en";
  const POLL_MS = 20000;
  const TICK_MS = 20000;
  const RETRY_MS = 15000;

  // Times that tick, by the server's clock: the reader's may be wrong by hours.

  const skew = (Date.parse(document.documentElement.dataset.now) || Date.now()) - Date.now();

  const relative = new Intl.RelativeTimeFormat(language, { numeric: "always" });
  const unit = (count, name) =>
    new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "long" }).format(count).replace(/ /g, "\u00a0");

  function distance(milliseconds) {
    // The server's rule (hejie.web.formatting.ago): the greatest unit that is reached.
    const seconds = milliseconds / 1000;
    const size = Math.abs(seconds);
    const steps = [["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];
    for (const [name, length] of steps) {
      if (size >= length) return relative.format(Math.round(seconds / length), name);
    }
    return relative.format(Math.round(seconds), "second");
  }

  function span(milliseconds) {
    // Two greatest units, never rounded up (hejie.web.formatting.span).
    const minutes = Math.max(Math.floor(milliseconds / 60000), 0);
    const days = Math.floor(minutes / 1440);
    const hours = Math.floor(minutes / 60) % 24;
    const pieces = days ? [[days, "day"], [hours, "hour"]] : [[hours, "hour"], [minutes % 60, "minute"]];
    return pieces.filter(([count]) => count).map(([count, name]) => unit(count, name)).join(language.startsWith("zh") ? "" : " ");
  }

  function tick() {
    const now = Date.now() + skew;
    for (const element of document.querySelectorAll("[data-ago]")) {
      say(element, distance(Date.parse(element.dataset.ago) - now));
    }
    for (const element of document.querySelectorAll("[data-until]")) {
      const left = Date.parse(element.dataset.until) - now;
      const frame = left > 0 ? element.dataset.left : element.dataset.late;
      say(element, frame.replace("{time}", span(Math.abs(left)) || element.dataset.moment));
      const deadline = element.closest(".deadline");
      if (!deadline) continue;
      deadline.classList.toggle("deadline--late", left <= 0);
      deadline.classList.toggle("deadline--soon", left > 0 && left <= 86400000);
      const use = deadline.querySelector("use");
      if (use) use.setAttribute("href", left > 0 ? "#i-clock" : "#i-late");
    }
  }

  function say(element, words) {
    if (element.textContent !== words) element.textContent = words;
  }

  // Forms: sent once, drafts kept

  function draftKey(area) {
    return `hejie:draft:${location.pathname}:${area.dataset.draft || area.name}`;
  }

  function restoreDrafts(root) {
    for (const area of root.querySelectorAll("textarea[data-draft]")) {
      const kept = sessionStorage.getItem(draftKey(area));
      if (kept === null) continue;
      if (sessionStorage.getItem(`${draftKey(area)}:sent`)) {
        sessionStorage.removeItem(draftKey(area));
        sessionStorage.removeItem(`${draftKey(area)}:sent`);
      } else if (!area.value) {
        area.value = kept;
      }
    }
  }

  document.addEventListener("input", (event) => {
    const area = event.target.closest("textarea[data-draft]");
    if (!area) return;
    area.dataset.touched = "true";
    if (area.value) sessionStorage.setItem(draftKey(area), area.value);
    else sessionStorage.removeItem(draftKey(area));
  });

  // What was chosen in such a form stays there, whatever is read again, until it is sent.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (form) form.dataset.touched = "true";
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.hasAttribute("data-drops-drafts")) {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith("hejie:draft:")) sessionStorage.removeItem(key);
    }
    for (const area of form.querySelectorAll("textarea[data-draft]")) sessionStorage.setItem(`${draftKey(area)}:sent`, "1");
    if (form.hasAttribute("data-resend")) return;
    form.dataset.sent = "true";
    const buttons = [...form.elements].filter((one) => one.type === "submit");
    // After this turn, so that the name and value of the pressed button still go along.
    setTimeout(() => buttons.forEach((one) => { one.disabled = true; }), 0);
    // If no answer comes, it may be sent again: the same key makes it count once.
    setTimeout(() => release(form), RETRY_MS);
  });

  function release(form) {
    delete form.dataset.sent;
    for (const one of form.elements) if (one.type === "submit") one.disabled = false;
  }

  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll("form[data-sent]").forEach(release);
  });

  // Live pages: the stream only says that something happened; what happened is read again from the page itself.

  function refreshAll() {
    const groups = new Map();
    for (const element of document.querySelectorAll("[data-live-refresh]")) {
      const from = element.dataset.liveFrom || location.pathname + location.search;
      groups.set(from, [...(groups.get(from) || []), element]);
    }
    return Promise.all([...groups].map(([from, elements]) => refresh(from, elements)));
  }

  async function refresh(from, elements) {
    const answer = await fetch(from, { headers: { "HX-Request": "true", "X-Live": "1" }, credentials: "same-origin", cache: "no-store" })
      .catch(() => null);
    if (!answer || !answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const place = document.querySelector("[data-live-url]");
    const url = fresh.querySelector("[data-live-url]")?.dataset.liveUrl;
    if (place && url) place.dataset.liveUrl = url;
    for (const element of elements) {
      const source = fresh.getElementById(element.id);
      if (source) take(element, source);
    }
    tick();
  }

  function take(element, source) {
    const kind = element.dataset.liveRefresh;
    if (kind === "append" || kind === "prepend") {
      const added = [...source.children].filter((child) => child.id && !document.getElementById(child.id));
      if (!added.length) return;
      element.querySelectorAll("[data-live-placeholder]").forEach((one) => one.remove());
      const html = added.map((child) => child.outerHTML).join("");
      htmx.swap(element, html, { swapStyle: kind === "append" ? "beforeend" : "afterbegin", swapDelay: 0, settleDelay: 0 });
      if (kind === "prepend") announce();
    } else if (element.innerHTML.trim() === source.innerHTML.trim()) {
      return;
    } else if (held(element)) {
      // Never from under somebody's hands: read again once the focus has left.
      element.addEventListener("focusout", soon, { once: true });
    } else {
      const opened = [...element.querySelectorAll("details[open][id]")].map((one) => one.id);
      htmx.swap(element, source.innerHTML, { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0 });
      for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    }
  }

  function held(element) {
    return element.contains(document.activeElement) || element.querySelector("[data-touched], form[data-sent]") !== null;
  }

  function announce() {
    const place = document.querySelector("[data-live-says]");
    if (place) place.textContent = place.dataset.new;
  }

  let stream = null;
  let polling = 0;
  let waiting = 0;

  function soon() {
    // Several entries of one act come at once; the page is read once for them, and never waits for silence.
    if (waiting) return;
    waiting = setTimeout(() => {
      waiting = 0;
      refreshAll();
    }, 150);
  }

  function listen() {
    const place = document.querySelector("[data-live-url]");
    if (!place || stream || document.hidden) return;
    if (!("EventSource" in window)) return poll();
    stream = new EventSource(place.dataset.liveUrl);
    stream.addEventListener("open", stopPolling);
    stream.addEventListener("message", soon);
    stream.addEventListener("changed", soon);
    stream.addEventListener("renew", async () => {
      // The token has had its time; the page read anew brings another.
      stream?.close();
      stream = null;
      await refreshAll();
      listen();
    });
    stream.addEventListener("error", () => {
      poll();
      if (stream && stream.readyState === EventSource.CLOSED) stream = null;
    });
  }

  function poll() {
    if (polling) return;
    polling = setInterval(async () => {
      if (document.hidden) return;
      await refreshAll();
      listen();
    }, POLL_MS);
  }

  function stopPolling() {
    clearInterval(polling);
    polling = 0;
  }

  document.addEventListener("visibilitychange", async () => {
    if (document.hidden) {
      stream?.close();
      stream = null;
      return;
    }
    tick();
    if (document.querySelector("[data-live-url]")) await refreshAll();
    listen();
  });

  addEventListener("pagehide", () => {
    stream?.close();
    stream = null;
    stopPolling();
  });

  // Lists by keyboard: J and K move, Enter opens, X selects

  document.addEventListener("keydown", (event) => {
    const list = document.querySelector("[data-list-keys]");
    if (!list || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const rows = [...list.querySelectorAll("tbody tr")];
    const at = rows.findIndex((row) => row.contains(document.activeElement) || row.getAttribute("aria-current") === "true");
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") {
      const next = rows[Math.min(Math.max(at + (key === "j" ? 1 : -1), 0), rows.length - 1)];
      rows.forEach((row) => row.removeAttribute("aria-current"));
      next?.setAttribute("aria-current", "true");
      next?.querySelector("a")?.focus();
      event.preventDefault();
    } else if (key === "x" && at >= 0) {
      rows[at].querySelector("input[type=checkbox]")?.click();
    }
  });

  // A text of one's own on the page: copied or printed as it was changed

  function handOut(area) {
    const paper = document.querySelector(`[data-paper="${area.id}"]`);
    for (const button of document.querySelectorAll(`[data-copy="${area.id}"], [data-print="${area.id}"]`)) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        if (paper) paper.textContent = area.value;
        if (button.dataset.print) return window.print();
        try {
          await navigator.clipboard.writeText(area.value);
        } catch {
          area.select();
          document.execCommand("copy");
        }
        document.querySelector("[data-copied]").textContent = button.dataset.done;
      });
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    restoreDrafts(document);
    document.querySelectorAll("textarea[data-hand-out]").forEach(handOut);
    tick();
    setInterval(tick, TICK_MS);
    listen();
    document.querySelector("[data-focus]")?.focus();
    for (const menu of document.querySelectorAll("details.menu")) {
      menu.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    }
  });
})();
