// Sharing out 100 points: what is left while one types. Without it the server says the same when the form is sent.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form[data-weigh]")) weigh(form);

  function weigh(form) {
    const whole = Number(form.dataset.weigh);
    const says = form.querySelector("[data-weigh-says]");
    const inputs = [...form.querySelectorAll("[data-points]")];
    const given = (input) => (/^\d+$/.test(input.value.trim()) ? Number(input.value) : 0);

    function tell() {
      const total = inputs.reduce((sum, input) => sum + given(input), 0);
      const words = total === whole ? says.dataset.even : total < whole ? says.dataset.left : says.dataset.over;
      const told = words.replace("{total}", total).replace("{left}", whole - total).replace("{over}", total - whole);
      if (says.textContent !== told) says.textContent = told;
      form.classList.toggle("weigh-form--even", total === whole);
      for (const input of inputs) {
        const meter = input.parentElement.querySelector("[data-weigh-meter]");
        if (meter) meter.value = Math.min(given(input), whole);
      }
    }

    for (const button of form.querySelectorAll("[data-weigh-step]")) {
      const input = document.getElementById(button.getAttribute("aria-controls"));
      button.hidden = false;
      button.addEventListener("click", () => {
        input.value = Math.max(0, Math.min(whole, given(input) + Number(button.dataset.weighStep)));
        tell();
      });
    }
    form.addEventListener("input", tell);
    form.classList.add("weigh-form--live");
    tell();
  }
});
