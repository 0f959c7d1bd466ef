// Sends the forms of the page and shows their answers as they come. Without this script every form works by itself.
"use strict";
(() => {
  const log = document.getElementById("log");
  const form = document.getElementById("ask");
  const field = document.getElementById("text");
  const TRIES = 20;

  const freshId = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16).padStart(2, "0")).join("");
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  const element = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  };

  // What is taller than the window is shown from its top, with the question above it.
  const reveal = (node) => {
    const tall = node.offsetHeight > window.innerHeight - 200;
    const said = node.previousElementSibling;
    (tall && said && said.className === "said" ? said : node).scrollIntoView({ block: tall ? "start" : "nearest" });
  };

  // The server escapes every text in a card; the page's policy runs no script that could be in one.
  const cardOf = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    const card = template.content.firstElementChild;
    for (const button of card.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
    return card;
  };

  async function* frames(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      rest += value;
      for (let at; (at = rest.indexOf("\n\n")) >= 0; rest = rest.slice(at + 2)) {
        const lines = rest.slice(0, at).split("\n");
        const kind = lines.find((l) => l.startsWith("event: "));
        if (kind) yield { kind: kind.slice(7), html: lines.filter((l) => l.startsWith("data: ")).map((l) => l.slice(6)).join("\n") };
      }
    }
  }

  class Answer {
    constructor(pressed) {
      this.pressed = pressed;
      this.shown = element("p", "working", "Looking it up");
      log.append(this.shown);
      reveal(this.shown);
      this.ended = false;
    }

    replace(node) {
      const inside = this.shown.contains(document.activeElement);
      const label = inside ? document.activeElement.value : "";
      this.shown.replaceWith(node);
      this.shown = node;
      if (inside) ([...node.querySelectorAll("button")].find((b) => b.value === label) || node).focus();
      reveal(node);
    }

    take(event) {
      if (event.kind === "sentence") {
        if (!this.sentences) {
          this.sentences = element("div", "card", "");
          this.replace(this.sentences);
        }
        this.sentences.append(element("p", "", event.html));
        reveal(this.sentences);
      } else if (event.kind === "card") {
        const first = !this.card;
        this.card = cardOf(event.html);
        this.sentences = null;
        this.replace(this.card);
        if (first && this.pressed) this.card.focus({ preventScroll: true });
      } else if (event.kind === "end") {
        this.ended = true;
      }
    }

    fail(text) {
      this.replace(element("p", "notice error", text));
      this.ended = true;
    }
  }

  // The same id is sent again after a broken connection: what was asked is answered once, by whichever process is there.
  async function ask(fields, pressed) {
    const answer = new Answer(pressed);
    for (let tries = 0; tries < TRIES && !answer.ended; tries += 1) {
      if (tries) await pause(Math.min(250 * tries, 2000));
      try {
        const response = await fetch("/say", { method: "POST", body: fields, headers: { accept: "text/event-stream" } });
        if (response.redirected || response.status === 403 || response.status === 401) {
          return answer.fail("This page is too old. Load it again and repeat what you did.");
        }
        if (response.status === 413) return answer.fail("That is longer than what can be read here. Ask in smaller parts.");
        if (response.ok) for await (const event of frames(response.body)) answer.take(event);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
    }
    if (!answer.ended) answer.fail("Coderly cannot be reached. Ask again in a moment.");
  }

  const fieldsOf = (name, value) => {
    const fields = new URLSearchParams({ csrf: form.elements.csrf.value, id: freshId() });
    fields.set(name, value);
    return fields;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const by = event.submitter;
    for (const empty of log.querySelectorAll(".empty")) empty.remove();
    if (by && by.name === "action") {
      log.append(element("p", "said", by.textContent));
      by.dataset.used = "";
      ask(fieldsOf("action", by.value), true);
      return;
    }
    const text = by && by.name === "example" ? by.value : field.value;
    if (!text.trim()) return;
    log.append(element("p", "said", text.trim()));
    if (text === field.value) field.value = "";
    field.focus();
    ask(fieldsOf("text", text), false);
  });

  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
  });

  const file = document.getElementById("file");
  if (file) {
    file.closest("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!file.files.length) return;
      const answer = new Answer(true);
      const headers = { "x-csrf": form.elements.csrf.value, "x-name": encodeURIComponent(file.files[0].name) };
      try {
        const response = await fetch("/admin/file", { method: "POST", body: file.files[0], headers });
        if (response.ok) answer.take({ kind: "card", html: await response.text() });
        else answer.fail(await response.text());
      } catch (error) {
        answer.fail("The file did not come through. Send it again.");
      }
    });
  }

  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
  if (document.querySelector("main.chat") && log.lastElementChild && !log.querySelector(".empty")) reveal(log.lastElementChild);
})();
