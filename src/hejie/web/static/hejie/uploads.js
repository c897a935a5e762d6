// Large files in parts: a bar that says how far it is, and an upload that goes on by itself after a broken line.
// Without it a form sends its files as it always did. The protocol is tus 1.0 (docs/evidence.md).
"use strict";

(() => {
  const PART = 8 * 1024 * 1024;
  const LONGEST_WAIT = 30000;
  const TRIES_WHILE_FULL = 5;
  const language = document.documentElement.lang || "en";

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.uploads || form.dataset.uploading) {
      if (form.dataset.uploading) event.preventDefault();
      return;
    }
    const above = Number(form.dataset.uploadsAbove);
    const inputs = [...form.querySelectorAll("input[type=file]")].filter(
      (input) => !input.disabled && [...input.files].some((file) => file.size > above));
    if (!inputs.length) return;
    event.preventDefault();
    sendAll(form, inputs, event.submitter);
  }, true);

  async function sendAll(form, inputs, submitter) {
    const buttons = [...form.elements].filter((one) => one.type === "submit");
    form.dataset.uploading = "true";
    buttons.forEach((one) => { one.disabled = true; });
    const done = [];
    try {
      for (const input of inputs) {
        const bar = barBelow(form, input);
        const ids = [];
        for (const file of input.files) ids.push(await new Sending(form, file, bar).toTheEnd());
        done.push({ input, ids });
      }
    } catch (fault) {
      if (!(fault instanceof Stopped)) throw fault;
      return;
    } finally {
      delete form.dataset.uploading;
      buttons.forEach((one) => { one.disabled = false; });
    }
    for (const { input, ids } of done) {
      for (const id of ids) {
        const field = document.createElement("input");
        Object.assign(field, { type: "hidden", name: input.dataset.uploadName || "upload", value: id });
        form.append(field);
      }
      input.disabled = true;
      form.dispatchEvent(new CustomEvent("hejie:uploaded", { bubbles: true, detail: { input, ids } }));
    }
    form.requestSubmit(submitter && submitter.isConnected ? submitter : undefined);
  }

  class Stopped extends Error {}

  class Sending {
    // One file on its way. `place` is where the server knows it, `offset` how much of it is there.
    constructor(form, file, bar) {
      Object.assign(this, { form, file, bar, place: "", offset: 0, failures: 0, full: 0, request: null, stopped: false });
      this.memory = ["hejie:upload", form.dataset.uploads, form.dataset.uploadsRoom, file.name, file.size, file.lastModified].join(":");
      bar.stop.onclick = () => this.stop();
    }

    async toTheEnd() {
      if (this.file.size > Number(this.form.dataset.uploadsMost)) this.fail(this.form.dataset.uploadsLarge);
      await this.begin();
      while (this.offset < this.file.size) await this.part();
      this.bar.tell(this, this.form.dataset.uploadsDone, true);
      remember(this.memory, "");
      return this.place.split("/").pop();
    }

    async begin() {
      this.place = recall(this.memory);
      if (this.place && await this.ask()) return;
      const address = `${this.form.dataset.uploads}?room=${encodeURIComponent(this.form.dataset.uploadsRoom)}`;
      const name = btoa(String.fromCharCode(...new TextEncoder().encode(this.file.name)));
      const headers = { "Upload-Length": String(this.file.size), "Upload-Metadata": `filename ${name}` };
      for (;;) {
        const answer = await this.call("POST", address, headers);
        if (answer.status === 201) {
          this.place = new URL(answer.getResponseHeader("Location"), location.href).pathname;
          remember(this.memory, this.place);
          return;
        }
        await this.afterwards(answer);
      }
    }

    async ask() {
      // Where to go on; false where the server does not know the upload any more.
      for (;;) {
        const answer = await this.call("HEAD", this.place);
        if (answer.status === 200) {
          this.offset = Number(answer.getResponseHeader("Upload-Offset"));
          return true;
        }
        if (answer.status === 404) return false;
        await this.afterwards(answer);
      }
    }

    async part() {
      const piece = this.file.slice(this.offset, this.offset + PART);
      try {
        await piece.slice(0, 1).arrayBuffer();
      } catch {
        this.fail(this.form.dataset.uploadsUnreadable);
      }
      const headers = { "Upload-Offset": String(this.offset), "Content-Type": "application/offset+octet-stream" };
      const answer = await this.call("PATCH", this.place, headers, piece);
      if (answer.status === 204) {
        this.offset = Number(answer.getResponseHeader("Upload-Offset"));
        this.failures = this.full = 0;
        this.bar.tell(this, this.form.dataset.uploadsSending);
        return;
      }
      if (answer.status !== 409) await this.afterwards(answer);
      if (!(await this.ask())) this.fail(reason(answer) || this.form.dataset.uploadsUnreadable);
    }

    async afterwards(answer) {
      // A line that broke and a server that is away come back; what the server refuses, it goes on refusing.
      if (answer.status === 503 && ++this.full >= TRIES_WHILE_FULL) this.fail(reason(answer));
      if (answer.status && answer.status < 500 && answer.status !== 429 && answer.status !== 408) this.fail(reason(answer));
      this.failures += 1;
      this.bar.tell(this, this.form.dataset.uploadsWaiting, true);
      await pause(Math.min(1000 * 2 ** (this.failures - 1), LONGEST_WAIT));
      if (this.stopped) throw new Stopped();
    }

    call(method, address, headers = {}, body = null) {
      // XMLHttpRequest, since fetch does not tell how much of a body has been sent.
      if (this.stopped) throw new Stopped();
      return new Promise((resolve, reject) => {
        const request = this.request = new XMLHttpRequest();
        request.open(method, address);
        request.setRequestHeader("X-CSRFToken", this.form.elements.csrfmiddlewaretoken.value);
        for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
        request.upload.onprogress = (event) => body && this.bar.tell(this, this.form.dataset.uploadsSending, false, event.loaded);
        request.onloadend = () => (this.stopped ? reject(new Stopped()) : resolve(request));
        request.send(body);
      });
    }

    stop() {
      this.stopped = true;
      this.request?.abort();
      if (this.place) {
        const headers = { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value };
        fetch(this.place, { method: "DELETE", headers, credentials: "same-origin" }).catch(() => null);
      }
      remember(this.memory, "");
      this.bar.end("");
    }

    fail(why) {
      remember(this.memory, "");
      this.bar.end(this.form.dataset.uploadsStopped.replace("{why}", why));
      throw new Stopped();
    }
  }

  function barBelow(form, input) {
    // The bar, its words and its button, right after the field.
    const place = input.parentElement.querySelector(".upload") || document.createElement("div");
    place.className = "upload";
    place.replaceChildren();
    const meter = document.createElement("progress");
    const words = document.createElement("p");
    const stop = document.createElement("button");
    words.setAttribute("role", "status");
    meter.setAttribute("aria-label", form.dataset.uploadsLabel);
    meter.max = 1;
    meter.value = 0;
    Object.assign(stop, { type: "button", className: "button button--quiet", textContent: form.dataset.uploadsStop });
    place.append(meter, words, stop);
    input.after(place);
    let last = 0;
    return {
      stop,
      tell(sending, frame, atOnce = false, more = 0) {
        const there = Math.min(sending.offset + more, sending.file.size);
        meter.value = there / sending.file.size;
        if (!atOnce && Date.now() - last < 1000) return;
        last = Date.now();
        const percent = new Intl.NumberFormat(language, { style: "percent" }).format(Math.floor(100 * there / sending.file.size) / 100);
        words.textContent = frame.replace("{name}", sending.file.name).replace("{percent}", percent).replace("{size}", sized(sending.file.size));
      },
      end(said) {
        meter.remove();
        stop.remove();
        words.textContent = said;
      },
    };
  }

  function sized(bytes) {
    const megabytes = bytes / 1048576;
    return new Intl.NumberFormat(language, { style: "unit", unit: "megabyte", maximumFractionDigits: megabytes < 10 ? 1 : 0 }).format(megabytes);
  }

  function reason(answer) {
    try {
      const told = JSON.parse(answer.responseText);
      return [told.why, told.do].filter(Boolean).join(" ") || told.title;
    } catch {
      return answer.status ? String(answer.status) : "";
    }
  }

  function pause(milliseconds) {
    // Ends early when the device says that it is online again.
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      addEventListener("online", () => { clearTimeout(timer); setTimeout(resolve, 300); }, { once: true });
    });
  }

  function recall(name) {
    try { return localStorage.getItem(name) || ""; } catch { return ""; }
  }

  function remember(name, value) {
    try {
      if (value) localStorage.setItem(name, value);
      else localStorage.removeItem(name);
    } catch { /* without memory it begins again after a reload */ }
  }
})();
