"use strict";
// Pictures, film timeline, captions, call log. All text goes in as text, never as markup.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);

for (const place of document.querySelectorAll("[data-still]")) {
  const picture = data.stills[place.dataset.still];
  if (picture) place[place.tagName === "VIDEO" ? "poster" : "src"] = picture;
}

for (const bar of document.querySelectorAll(".bar")) {
  bar.style.setProperty("--value", `${10 * (Number.parseFloat(bar.dataset.value) || 0)}%`);
  bar.style.setProperty("--threshold", `${10 * Number.parseFloat(bar.dataset.threshold)}%`);
}

if (matchMedia("(max-width: 700px)").matches) {
  for (const details of document.querySelectorAll("details[data-long]")) details.open = false;
}

// A row of many takes opens on its winner.
for (const winner of document.querySelectorAll(".take.wins")) {
  const row = winner.parentElement;
  row.scrollLeft = winner.offsetLeft - row.offsetLeft - (row.clientWidth - winner.offsetWidth) / 2;
}

// One voice at a time: starting a take stops the film.
document.addEventListener("play", (event) => {
  for (const player of document.querySelectorAll("video, audio")) if (player !== event.target) player.pause();
}, true);

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

function indexAt(spans, seconds) {
  let found = -1;
  spans.forEach((span, index) => { if (span.start <= seconds + 0.001) found = index; });
  return found;
}

function markCurrent(elements, index) {
  elements.forEach((element, at) => {
    if (at === index) element.setAttribute("aria-current", "true");
    else element.removeAttribute("aria-current");
  });
}

function setUpFilm(player) {
  const buttons = [...document.querySelectorAll("[data-place]")];
  const lines = [];
  const seek = (seconds) => {
    // Half a frame further in, so that rounding never shows the last frame of the shot before.
    player.currentTime = seconds + 0.02;
  };

  const reach = (index) => buttons.forEach((button, at) => { button.tabIndex = at === index ? 0 : -1; });
  buttons.forEach((button, index) => {
    button.style.flexGrow = button.dataset.length;
    button.addEventListener("click", () => { reach(index); seek(data.places[index].start); });
    button.addEventListener("keydown", (event) => {
      const target = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: buttons.length - 1 }[event.key];
      if (!buttons[target]) return;
      event.preventDefault();
      reach(target);
      buttons[target].focus();
    });
  });

  const transcript = byId("transcript");
  for (const cue of transcript ? data.tracks[0].cues : []) {
    const button = document.createElement("button");
    const time = document.createElement("time");
    const words = document.createElement("span");
    time.textContent = clock(cue.start);
    words.append(new VTTCue(cue.start, cue.end, cue.text).getCueAsHTML().textContent);
    const speaker = /^<v[^ >]* ([^>]*)>/.exec(cue.text);
    if (speaker) {
      const name = document.createElement("b");
      name.textContent = `${new VTTCue(0, 1, speaker[1]).getCueAsHTML().textContent}  `;
      words.prepend(name);
    }
    button.type = "button";
    button.append(time, words);
    button.addEventListener("click", () => seek(cue.start));
    transcript.appendChild(document.createElement("li")).append(button);
    lines.push(button);
  }

  for (const told of data.tracks) {
    const track = player.addTextTrack("subtitles", told.name, data.language);
    for (const cue of told.cues) if (cue.end > cue.start) track.addCue(new VTTCue(cue.start, cue.end, cue.text));
    track.mode = data.burned || told !== data.tracks[0] ? "disabled" : "showing";
  }

  let shown = -1;
  const follow = () => {
    const index = indexAt(data.places, player.currentTime);
    markCurrent(buttons, index);
    if (lines.length) {
      const cue = indexAt(data.tracks[0].cues, player.currentTime);
      markCurrent(lines, cue >= 0 && data.tracks[0].cues[cue].end > player.currentTime ? cue : -1);
    }
    const place = data.places[index];
    if (place && index !== shown) {
      const told = byId("playing");
      told.hidden = false;
      told.firstElementChild.textContent = `${place.shot}, from ${clock(place.start)}`;
      told.lastElementChild.href = `#${place.anchor}`;
      const strip = buttons[index].parentElement;
      strip.scrollLeft = buttons[index].offsetLeft - strip.offsetLeft - strip.clientWidth / 3;
    }
    shown = index;
  };
  for (const event of ["timeupdate", "seeking", "loadedmetadata"]) player.addEventListener(event, follow);

  for (const jump of document.querySelectorAll("[data-seek]")) {
    jump.addEventListener("click", () => {
      const place = data.places.find((one) => one.shot === jump.dataset.seek);
      if (place) seek(place.start);
    });
  }
}

function callEntry(call) {
  const entry = document.createElement("details");
  const summary = document.createElement("summary");
  const told = [call.at.replace("T", " ").slice(0, 19), call.shot + (call.take ? ` take ${call.take}` : ""),
    [call.kind, call.phase].filter(Boolean).join(" · "), [call.provider, call.model].filter(Boolean).join(" · "),
    `${call.seconds} s`, call.cost ?? "cost unknown"];
  for (const words of told.filter(Boolean)) summary.appendChild(document.createElement("span")).textContent = words;
  if (call.error) {
    const failed = summary.appendChild(document.createElement("span"));
    failed.className = "failed";
    failed.textContent = "failed";
  }
  entry.append(summary);
  entry.addEventListener("toggle", () => {
    for (const part of ["error", "request", "response", "usage"]) {
      if (!call[part]) continue;
      entry.appendChild(document.createElement("h4")).textContent = part;
      const text = entry.appendChild(document.createElement("pre"));
      text.tabIndex = 0;
      text.textContent = call[part];
    }
  }, { once: true });
  return entry;
}

function setUpCalls(list) {
  const perPage = 50;
  let shown = perPage;
  const choices = { shot: byId("call-shot"), kind: byId("call-kind") };
  for (const [field, select] of Object.entries(choices)) {
    for (const value of [...new Set(data.calls.map((call) => call[field]))].filter(Boolean).sort()) select.add(new Option(value));
  }
  const draw = () => {
    const words = byId("call-words").value.trim().toLowerCase();
    const fits = data.calls.filter((call) =>
      Object.entries(choices).every(([field, select]) => !select.value || call[field] === select.value)
      && (!words || Object.values(call).join("\n").toLowerCase().includes(words)));
    list.replaceChildren(...fits.slice(0, shown).map((call) => {
      const item = document.createElement("li");
      item.append(callEntry(call));
      return item;
    }));
    byId("call-count").textContent = `${fits.length} of ${data.calls.length}`;
    byId("call-more").hidden = fits.length <= shown;
  };
  byId("call-filters").addEventListener("input", () => { shown = perPage; draw(); });
  byId("call-filters").addEventListener("submit", (event) => event.preventDefault());
  byId("call-more").addEventListener("click", () => { shown += perPage; draw(); });
  draw();
}

if (byId("film-player")) setUpFilm(byId("film-player"));
if (byId("call-list")) setUpCalls(byId("call-list"));
