/**
 * The lid on what one text, and one request, may cost: a count of work, the same on every machine. A unit is about a
 * nanosecond on the machine where the costs were measured. Honest telemetry stays below a third of every limit
 * (`npm run bench:hostile -- --honest`); what reaches it was made to, and is replaced unread.
 */
export interface Work {
  /** Units left for the text under work. */
  left: number;
}

/** A text that costs more than it may. Holds nothing of it. */
export class WorkSpent extends RangeError {
  constructor() {
    super("a text costs more work than its length allows");
  }
}

/** Takes `units` from what is left; throws when there is less. No work to count means no limit. */
export function spend(work: Work | undefined, units: number): void {
  if (work !== undefined && (work.left -= units) < 0) throw new WorkSpent();
}

/** What one text of so many characters may cost. */
export function textLimit(length: number): number {
  return TEXT_FLOOR + length * TEXT_PER_UNIT;
}

/** What all texts of a request of so many bytes may cost. */
export function requestLimit(bytes: number): number {
  return REQUEST_FLOOR + bytes * REQUEST_PER_BYTE;
}

const TEXT_FLOOR = 600_000;
const TEXT_PER_UNIT = 30;
const REQUEST_FLOOR = 4_000_000;
const REQUEST_PER_BYTE = 100;

/** The budget of one scrubber: of the request under work, and within it of the text under work. */
export class WorkBudget implements Work {
  left = 0;
  #granted = 0;
  #request = 0;

  /** Starts a request of so many bytes. */
  begin(bytes: number): void {
    this.#request = requestLimit(bytes);
    this.#granted = 0;
    this.left = 0;
  }

  /** Starts a text of so many characters; what the one before it cost is taken from the request. */
  open(length: number): void {
    this.#request -= this.#granted - this.left;
    this.#granted = Math.max(0, Math.min(this.#request, textLimit(length)));
    this.left = this.#granted;
  }
}
