/** Soft tones, made on the phone. Nothing sounds before she asks for it, and no sound is fetched. */

/** As loud as it gets, of 1. */
const LOUDEST = 0.16;
/** Pitches, in hertz. */
const LOW = 196;
const HIGH = 293.7;

export class Tones {
  #audio: AudioContext | null = null;

  get on(): boolean {
    return this.#audio !== null;
  }

  /** Turned on by a press of hers: a browser makes sound only then. Where there is no sound, stays off. */
  turn(on: boolean): void {
    if (on && !this.#audio && "AudioContext" in window) this.#audio = new AudioContext();
    if (!on) this.stop();
  }

  /** A tone that rises (in) or falls (out) for so many seconds. */
  glide(way: "in" | "out", seconds: number): void {
    const [from, to] = way === "in" ? [LOW, HIGH] : [HIGH, LOW];
    this.#tone(from, to, 0, seconds);
  }

  /** Short notes, one after the other: as many as there are things to find. */
  notes(count: number): void {
    for (let n = 0; n < count; n++) this.#tone(HIGH, HIGH, n * 0.45, 0.4);
  }

  /** Ends what sounds now; what comes later sounds again. Called by a press of hers. */
  silence(): void {
    const on = this.on;
    this.stop();
    this.turn(on);
  }

  /** Silence at once, until it is turned on again. */
  stop(): void {
    void this.#audio?.close().catch(() => undefined);
    this.#audio = null;
  }

  #tone(from: number, to: number, wait: number, seconds: number): void {
    if (!this.#audio) return;
    const begin = this.#audio.currentTime + wait;
    const end = begin + seconds;
    const [pitch, loud] = [this.#audio.createOscillator(), this.#audio.createGain()];
    pitch.frequency.setValueAtTime(from, begin);
    pitch.frequency.linearRampToValueAtTime(to, end);
    // Swells and fades, so that nothing clicks or startles.
    loud.gain.setValueAtTime(0, begin);
    loud.gain.linearRampToValueAtTime(LOUDEST, begin + seconds * 0.3);
    loud.gain.linearRampToValueAtTime(0, end);
    pitch.connect(loud).connect(this.#audio.destination);
    pitch.start(begin);
    pitch.stop(end);
  }
}
