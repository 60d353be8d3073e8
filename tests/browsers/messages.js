// Keeps what a page says that nobody should have to read.
window.messages = [];
for (const level of ['debug', 'log', 'info', 'warn', 'error']) {
  console[level] = (...words) => messages.push(`console.${level}: ${words.join(' ')}`);
}
addEventListener('error', (event) => messages.push(`error: ${event.message ?? event.target.src ?? event.target}`), true);
addEventListener('unhandledrejection', (event) => messages.push(`unhandled: ${event.reason}`));
addEventListener('securitypolicyviolation', (event) => messages.push(`blocked: ${event.blockedURI}, ${event.effectiveDirective}`));

// What the element tells, for whoever waits for it.
window.answers = [];
window.answered = null;
window.answer = null;
window.failed = null;
addEventListener('tim-kiem-search', (event) => {
  answer = event.detail;
  answered = answer.query;
  answers.push(answered);
  // A partial answer tells its error after this.
  failed = null;
});
addEventListener('tim-kiem-error', (event) => (failed = event.detail.error));
