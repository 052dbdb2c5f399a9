// What the tug-of-war tells Python while something moves: never more than one message under way, at most ten a second,
// and always the last one. A lost answer (Streamlit drops what a newer run overtakes) is waited for one second.
function mtlLink(send) {
  let seq = 0, answered = 0, sentAt = -Infinity, waiting = null, timer = 0;

  function pump() {
    clearTimeout(timer);
    if (!waiting) return;
    const now = performance.now();
    const due = sentAt + (answered < seq ? 1000 : 100);
    if (now < due && !waiting.urgent) return void (timer = setTimeout(pump, due - now));
    const { message } = waiting;
    waiting = null;
    sentAt = now;
    seq = message.seq;
    send(message);
  }

  return {
    // Returns the sequence number by which the answer can be recognised. `urgent` does not wait for earlier answers.
    tell(message, urgent = false) {
      const next = Math.max(seq + 1, Date.now()); // grows over a remount too
      waiting = { message: { ...message, seq: next }, urgent };
      pump();
      return next;
    },
    answered(number) {
      if (number > answered) answered = number;
      pump();
    },
    forget() {
      waiting = null;
      clearTimeout(timer);
    },
  };
}
