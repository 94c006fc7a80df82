import type { Terminal } from "@xterm/xterm";

/** The key code of every key an input method has taken; UI Events, "fixed virtual key codes". */
export const INPUT_METHOD_KEY = 229;

/**
 * Sends what an input method commits in the moment it commits it. xterm.js 6 waits for a timer and reads its text area
 * then (CompositionHelper): whatever a fast typist's busy browser delivers before the timer makes it lose, double or
 * reorder syllables. We take the text from the events and leave the text area empty, so its timers find nothing.
 * @returns a function that ends it.
 */
export function sendCompositions(term: Terminal, host: HTMLElement): () => void {
  let isComposing = false;
  let isInputMethodKey = false;
  const leaveEmpty = () => {
    if (term.textarea?.value) term.textarea.value = "";
  };
  const onKeyDown = (event: KeyboardEvent) => {
    isInputMethodKey = event.keyCode === INPUT_METHOD_KEY;
    if (isInputMethodKey && !isComposing) leaveEmpty();
  };
  const onStart = () => {
    isComposing = true;
  };
  const onEnd = (event: CompositionEvent) => {
    isComposing = false;
    leaveEmpty();
    if (event.data) term.input(event.data);
  };
  const onInput = (event: Event) => {
    if (isComposing) return;
    // digits and signs typed while an input method is on are inserted without a composition
    const isCommitted = isInputMethodKey && event instanceof InputEvent && event.inputType === "insertText";
    if (isCommitted) event.stopPropagation();
    // what other keys leave there was sent; screen readers read it out
    if (isCommitted || !term.options.screenReaderMode) leaveEmpty();
    if (isCommitted && event.data) term.input(event.data);
  };
  host.addEventListener("keydown", onKeyDown, true);
  host.addEventListener("compositionstart", onStart, true);
  host.addEventListener("compositionend", onEnd, true);
  host.addEventListener("input", onInput, true);
  return () => {
    host.removeEventListener("keydown", onKeyDown, true);
    host.removeEventListener("compositionstart", onStart, true);
    host.removeEventListener("compositionend", onEnd, true);
    host.removeEventListener("input", onInput, true);
  };
}
