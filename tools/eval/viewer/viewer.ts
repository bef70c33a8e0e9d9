/** Two videos of one speech and their difference, in step, frame by frame; opened from disk, without a server. */

interface Group {
  /** Folder of the videos. */
  name: string;
  files: string[];
}

/** Of videos.js, which the evaluation writes. */
declare const GROUPS: Group[];

const FRAMES_A_SECOND = 25;
const LEAP_FRAMES = 10;
/** Seconds that videos may drift apart before one is put right. */
const DRIFT = 0.02;

function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${id}.`);
  return found;
}

const group = element('group', HTMLSelectElement);
const leftFile = element('left-file', HTMLSelectElement);
const rightFile = element('right-file', HTMLSelectElement);
const left = element('left', HTMLVideoElement);
const right = element('right', HTMLVideoElement);
const under = element('under', HTMLVideoElement);
const over = element('over', HTMLVideoElement);
const play = element('play', HTMLButtonElement);
const place = element('place', HTMLInputElement);
const frameOutput = element('frame', HTMLOutputElement);
const speed = element('speed', HTMLSelectElement);
const closeUp = element('close-up', HTMLInputElement);
const gain = element('gain', HTMLInputElement);
/** The right one leads: it is the one that is heard. */
const followers = [left, under, over];
const all = [right, ...followers];

let frame = 0;

function frameCount(): number {
  return Number.isFinite(right.duration) ? Math.round(right.duration * FRAMES_A_SECOND) : 1;
}

function show(wanted: number): void {
  frame = Math.min(frameCount() - 1, Math.max(0, wanted));
  // The middle of a frame: its borders belong to one or the other, as the decoder rounds.
  for (const video of all) video.currentTime = (frame + 0.5) / FRAMES_A_SECOND;
  tell();
}

function tell(): void {
  place.max = String(frameCount() - 1);
  place.value = String(frame);
  const seconds = (frame / FRAMES_A_SECOND).toFixed(2);
  frameOutput.value = `${String(frame)} of ${String(frameCount())} · ${seconds} s`;
  play.textContent = right.paused ? 'Play' : 'Pause';
}

function halt(): void {
  for (const video of all) video.pause();
}

function toggle(): void {
  if (!right.paused) {
    halt();
    show(frame);
    return;
  }
  if (frame >= frameCount() - 1) show(0);
  for (const video of all) {
    video.playbackRate = Number(speed.value);
    void video.play();
  }
  requestAnimationFrame(follow);
}

function follow(): void {
  frame = Math.min(frameCount() - 1, Math.floor(right.currentTime * FRAMES_A_SECOND));
  for (const video of followers) {
    if (Math.abs(video.currentTime - right.currentTime) > DRIFT) {
      video.currentTime = right.currentTime;
    }
  }
  tell();
  if (right.ended) halt();
  else if (!right.paused) requestAnimationFrame(follow);
}

function step(count: number): void {
  halt();
  show(frame + count);
}

function options(select: HTMLSelectElement, names: readonly string[]): void {
  select.replaceChildren(...names.map((name) => new Option(name.replace(/\.mp4$/, ''), name)));
}

function chooseGroup(): void {
  const { files } = GROUPS.find(({ name }) => name === group.value) ?? { files: [] };
  options(leftFile, files);
  options(rightFile, files);
  rightFile.value = files[1] ?? files[0] ?? '';
  frame = 0;
  load();
}

function load(): void {
  halt();
  const address = (file: string): string => [group.value, file].map(encodeURIComponent).join('/');
  left.src = under.src = address(leftFile.value);
  right.src = over.src = address(rightFile.value);
}

for (const video of all) {
  video.addEventListener('loadedmetadata', () => {
    show(frame);
  });
}
group.addEventListener('change', chooseGroup);
leftFile.addEventListener('change', load);
rightFile.addEventListener('change', load);
play.addEventListener('click', toggle);
element('back', HTMLButtonElement).addEventListener('click', () => {
  step(-1);
});
element('forward', HTMLButtonElement).addEventListener('click', () => {
  step(1);
});
place.addEventListener('input', () => {
  halt();
  show(Number(place.value));
});
speed.addEventListener('change', () => {
  for (const video of all) video.playbackRate = Number(speed.value);
});
closeUp.addEventListener('change', () => {
  document.body.classList.toggle('close-up', closeUp.checked);
});
gain.addEventListener('input', () => {
  document.body.style.setProperty('--gain', gain.value);
  element('gain-value', HTMLOutputElement).value = gain.value;
});

const KEYS: Record<string, (shift: boolean) => void> = {
  ' ': toggle,
  ArrowLeft: (shift) => {
    step(shift ? -LEAP_FRAMES : -1);
  },
  ArrowRight: (shift) => {
    step(shift ? LEAP_FRAMES : 1);
  },
  Home: () => {
    step(-frame);
  },
  m: () => {
    closeUp.click();
  },
  s: () => {
    [leftFile.value, rightFile.value] = [rightFile.value, leftFile.value];
    load();
  },
};

document.addEventListener('keydown', (event) => {
  if (event.target instanceof HTMLSelectElement) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act(event.shiftKey);
});

options(
  group,
  GROUPS.map(({ name }) => name),
);
chooseGroup();

// A module for the type checker; the evaluation takes this line out, since browsers load no modules from disk.
export {};
