// Completion in the editor of the page SQL: a list of views, columns and words of SQL under the text area.
//
// The text area is Streamlit's own, so that all else about it (typing, undo, screen readers, phones) stays as it is.
// The list follows the pattern of an ARIA combobox: the focus never leaves the text, arrows choose, Enter or Tab puts
// the name in, Escape closes. With the list closed, Tab goes to the next control as everywhere.

const KEYWORDS = (
  "SELECT FROM WHERE GROUP BY ORDER BY HAVING LIMIT DISTINCT JOIN LEFT JOIN USING ON AS AND OR NOT NULL IS NULL IN " +
  "BETWEEN ILIKE CASE WHEN THEN ELSE END WITH UNION ALL DESC ASC PIVOT DESCRIBE SUMMARIZE FILTER OVER PARTITION BY " +
  "QUALIFY INTERVAL CAST TRY_CAST count sum avg min max median stddev quantile_cont arg_max arg_min any_value " +
  "string_agg date_trunc now coalesce round abs greatest least"
).match(/(?:GROUP|ORDER|PARTITION) BY|LEFT JOIN|IS NULL|UNION ALL|\S+/g);
const FUNCTION = /^[a-z]/;
const MOST = 8;

// What is being typed and what stands before it: {start, typed, owner}; the owner is the name before a dot.
export function wordAt(text, caret) {
  const typed = text.slice(0, caret).match(/[A-Za-z_][A-Za-z0-9_]*$/)?.[0] ?? "";
  const start = caret - typed.length;
  const owner = text.slice(0, start).match(/([A-Za-z_][A-Za-z0-9_]*)\.$/)?.[1] ?? null;
  return { start, typed, owner };
}

// The views that a query names, by the names it gives them: alias (or its own name) to view.
export function namedViews(text, views) {
  const known = new Map(Object.keys(views).map((v) => [v.toLowerCase(), v]));
  const found = new Map();
  for (const m of text.matchAll(/\b(?:from|join|,)\s+([a-z_]\w*)(?:\s+(?:as\s+)?([a-z_]\w*))?/gi)) {
    const view = known.get(m[1].toLowerCase());
    if (!view) continue;
    found.set(m[1].toLowerCase(), view);
    if (m[2] && !KEYWORDS.some((k) => k.split(" ")[0].toLowerCase() === m[2].toLowerCase())) {
      found.set(m[2].toLowerCase(), view);
    }
  }
  return found;
}

// What could be meant at the caret, the likeliest first: [{name, kind, says}], at most MOST.
export function offered(text, caret, views) {
  const { start, typed, owner } = wordAt(text, caret);
  if (inQuotes(text.slice(0, caret))) return [];
  const named = namedViews(text, views);
  const columns = (view) => views[view].map(([name, says]) => ({ name, kind: `column of ${view}`, says }));
  if (owner !== null) {
    const view = named.get(owner.toLowerCase()) ?? Object.keys(views).find((v) => v === owner.toLowerCase());
    return matching(view ? columns(view) : Object.keys(views).flatMap(columns), typed);
  }
  if (!typed) return [];
  const all = Object.keys(views).sort((a, b) => a.length - b.length).map((name) => ({ name, kind: "view", says: `${views[name].length} columns` }));
  const words = KEYWORDS.map((name) => ({ name, kind: FUNCTION.test(name) ? "function" : "SQL", says: "" }));
  if (/\b(from|join)\s+$/i.test(text.slice(0, start))) return matching(all, typed);
  const used = [...new Set(named.values())];
  const near = used.flatMap(columns);
  const far = Object.keys(views).filter((v) => !used.includes(v)).flatMap(columns);
  return matching([...near, ...words, ...all, ...far], typed);
}

function inQuotes(before) {
  return (before.replace(/''/g, "").match(/'/g) ?? []).length % 2 === 1 || /--[^\n]*$/.test(before);
}

// Those that begin with what is typed, then those that hold it; each name once; nothing where one is typed in full.
function matching(items, typed) {
  const part = typed.toLowerCase();
  const seen = new Set();
  const once = items.filter((i) => !seen.has(i.name.toLowerCase()) && seen.add(i.name.toLowerCase()));
  const begins = once.filter((i) => i.name.toLowerCase().startsWith(part));
  const holds = part.length < 2 ? [] : once.filter((i) => i.name.toLowerCase().slice(1).includes(part));
  const found = [...begins, ...holds.filter((i) => !begins.includes(i))];
  return found.length === 1 && found[0].name.toLowerCase() === part ? [] : found.slice(0, MOST);
}

// Puts text in as typing would, so that Streamlit and undo know of it.
function put(area, start, end, text) {
  area.focus();
  area.setSelectionRange(start, end);
  if (document.execCommand("insertText", false, text)) return;
  const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
  set.call(area, area.value.slice(0, start) + text + area.value.slice(end));
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.setSelectionRange(start + text.length, start + text.length);
}

// Where the caret stands, in pixels from the text area's corner: measured on a copy of its text.
function caretPlace(area) {
  const copy = document.createElement("div");
  const style = getComputedStyle(area);
  for (const name of ["font", "letterSpacing", "lineHeight", "padding", "border", "width", "boxSizing", "tabSize"]) {
    copy.style[name] = style[name];
  }
  Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word" });
  copy.textContent = area.value.slice(0, area.selectionEnd);
  const mark = copy.appendChild(document.createElement("span"));
  mark.textContent = "\u200b";
  document.body.appendChild(copy);
  const place = { x: mark.offsetLeft, y: mark.offsetTop + mark.offsetHeight - area.scrollTop };
  copy.remove();
  return place;
}

class Completion {
  constructor(area, views) {
    this.area = area;
    this.views = views;
    this.items = [];
    this.at = 0;
    this.list = document.createElement("ul");
    this.list.className = "sx-completion";
    this.list.id = "sx-completion";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Names that could be meant");
    this.list.hidden = true;
    area.parentElement.style.position = "relative";
    area.parentElement.parentElement.style.overflow = "visible";
    area.parentElement.style.overflow = "visible";
    area.parentElement.appendChild(this.list);
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-controls", this.list.id);
    area.setAttribute("autocapitalize", "off");
    area.setAttribute("spellcheck", "false");
    this.heard = new AbortController();
    const on = (what, act, target = area) => target.addEventListener(what, act, { signal: this.heard.signal, capture: true });
    on("input", () => this.look());
    on("keydown", (event) => this.key(event));
    on("blur", () => this.close());
    on("click", () => this.close());
    on("mousedown", (event) => this.pick(event), this.list);
    on("click", (event) => this.name(event), document);
  }

  look() {
    const caret = this.area.selectionEnd;
    this.items = caret === this.area.selectionStart ? offered(this.area.value, caret, this.views) : [];
    this.at = 0;
    this.draw();
  }

  draw() {
    this.list.hidden = this.items.length === 0;
    this.area.setAttribute("aria-expanded", String(!this.list.hidden));
    if (this.list.hidden) {
      this.area.removeAttribute("aria-activedescendant");
      return;
    }
    this.list.replaceChildren(...this.items.map((item, i) => this.line(item, i)));
    this.area.setAttribute("aria-activedescendant", `sx-completion-${this.at}`);
    const place = caretPlace(this.area);
    const room = this.area.clientWidth - this.list.offsetWidth;
    this.list.style.left = `${Math.max(0, Math.min(place.x, room))}px`;
    this.list.style.top = `${place.y + 2}px`;
  }

  line(item, i) {
    const line = document.createElement("li");
    line.id = `sx-completion-${i}`;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", String(i === this.at));
    line.dataset.at = String(i);
    const name = line.appendChild(document.createElement("b"));
    name.textContent = item.name;
    const says = line.appendChild(document.createElement("span"));
    says.textContent = item.says ? `${item.kind}: ${item.says}` : item.kind;
    return line;
  }

  key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key === " ") {
      this.look();
      event.preventDefault();
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      this.close();
      setTimeout(() => document.querySelector(".st-key-sql-run button")?.click(), 0); // after Streamlit took the text
      return;
    }
    if (this.list.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.at = (this.at + step + this.items.length) % this.items.length;
      this.draw();
    } else if (event.key === "Tab" || (event.key === "Enter" && !event.ctrlKey && !event.metaKey)) {
      this.take(this.items[this.at]);
    } else if (event.key === "Escape") {
      this.close();
    } else {
      if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) this.close();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  pick(event) {
    const line = event.target.closest("li");
    event.preventDefault();
    if (line) this.take(this.items[Number(line.dataset.at)]);
  }

  take(item) {
    const { start } = wordAt(this.area.value, this.area.selectionEnd);
    put(this.area, start, this.area.selectionEnd, item.name + (item.kind === "function" ? "(" : ""));
    this.close();
  }

  // A name that is chosen in the list of what there is to ask is put where the caret was.
  name(event) {
    const button = event.target.closest?.("[data-sx-put]");
    if (!button) return;
    const { selectionStart: start, selectionEnd: end, value } = this.area;
    const gap = start > 0 && !/[\s(.]$/.test(value.slice(0, start)) ? " " : "";
    put(this.area, start, end, gap + button.dataset.sxPut);
    this.close();
  }

  close() {
    this.items = [];
    this.draw();
  }

  end() {
    this.heard.abort();
    this.list.remove();
  }
}

// Streamlit calls this at each drawing of the page; what is there already for the same text area stays.
export default function (component) {
  const area = document.querySelector(".st-key-sql textarea");
  if (!area) return;
  area.sxCompletion?.end();
  const made = new Completion(area, component.data?.views ?? {});
  area.sxCompletion = made;
  return () => made.end();
}
