/** Lets the page answer the user before the work goes on. Timers run in hidden tabs too, unlike animation frames. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}
