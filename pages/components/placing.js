((mark, where) => {
  const at = document.getElementById(mark), once = "sx-" + mark;
  const scroll = at && at.closest('[data-testid="stAppScrollToBottomContainer"], [data-testid="stMain"]');
  if (!scroll || (where !== "top" && sessionStorage.getItem(once))) return;
  sessionStorage.setItem(once, "1");
  const own = at.closest('[data-testid="stChatMessage"]');
  const HEADER = 64, FOR_MS = 6000, CALM = 12, EVERY_MS = 120, NEAR = 240;
  const top = (e) => e.getBoundingClientRect().top - scroll.getBoundingClientRect().top;
  const end = () => scroll.scrollHeight - scroll.clientHeight;
  if (where === "news" && top(at) > scroll.clientHeight + NEAR) return;

  function question() { // the person's words right before this reply, where both are in one talk
    const all = [...document.querySelectorAll('[data-testid="stChatMessage"]')];
    const before = all[all.indexOf(own) - 1];
    const theirs = before && before.querySelector('[data-testid="stChatMessageAvatarUser"]');
    return theirs && before.offsetHeight < scroll.clientHeight / 3 ? before : at;
  }
  function wanted() {
    if (where === "top") return 0;
    if (where === "end") return end();
    return Math.min(scroll.scrollTop + top(where === "reply" ? question() : at) - HEADER, end());
  }

  let moved = false, calm = 0, height = -1;
  const begun = Date.now(), acts = ["wheel", "touchstart", "mousedown", "keydown"];
  const theirs = () => { moved = true; };
  acts.forEach((act) => addEventListener(act, theirs, { passive: true, once: true }));
  (function look() {
    calm = scroll.scrollHeight === height ? calm + 1 : 0;
    height = scroll.scrollHeight;
    if (moved || !at.isConnected || calm > CALM || Date.now() - begun > FOR_MS) {
      acts.forEach((act) => removeEventListener(act, theirs));
      return;
    }
    const to = wanted();
    if (Math.abs(scroll.scrollTop - to) > 2) scroll.scrollTop = to;
    setTimeout(look, EVERY_MS);
  })();
})
