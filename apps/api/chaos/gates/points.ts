/** Where in a round trip something goes wrong: before the request is sent, halfway through its bytes, after its effect. */
export type Side = 'before' | 'midway' | 'after';

/** One round trip of a delivery, to Postgres or TikTok, as the gates see it from outside: the n-th of its kind. */
export type Point = {
  /** The request line to TikTok, or the kind of statement. */
  name: string;
  at: 'postgres' | 'tiktok';
  /** From 1. */
  nth: number;
  /** Sides that differ from the round trips around it. */
  sides: Side[];
  /** After the first round trip of the delivery. */
  afterMs: number;
};

/** What is known of a round trip before it is counted. */
export type Kind = Pick<Point, 'name' | 'at' | 'sides'>;

/** What the gates are to do with a round trip that was stopped. */
export type Order = 'go on' | 'cut';

/** Stops one round trip of one post, once. */
export type Trap = Pick<Point, 'name' | 'nth'> & {
  side: Side;
  /** Called when the round trip is there; it stands still until this resolves, or its sender is gone. */
  spring(): Promise<Order>;
};

const UUID = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/g;

/** A post on its way and everything by which its round trips are known. */
export class Subject {
  /** Rows of this post, its account and its team. */
  readonly ids = new Set<string>();
  /** Tokens and publish ids, which only TikTok or a row's contents name. */
  readonly words = new Set<string>();
  readonly points: Point[] = [];
  trap: Trap | null = null;
  readonly #counts = new Map<string, number>();
  #firstMs: number | null = null;

  constructor(ids: Iterable<string>, words: Iterable<string>) {
    for (const id of ids) this.ids.add(id);
    for (const word of words) this.words.add(word);
  }

  count({ name, at, sides }: Kind): Point {
    const nth = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, nth);
    this.#firstMs ??= performance.now();
    const point = { name, at, nth, sides, afterMs: performance.now() - this.#firstMs };
    this.points.push(point);
    return point;
  }

  /** Whether this is where the trap is; it springs once. */
  take({ name, nth }: Point, side: Side): Trap | null {
    const { trap } = this;
    if (!trap || trap.name !== name || trap.nth !== nth || trap.side !== side) return null;
    this.trap = null;
    return trap;
  }
}

/** The subjects that are on their way, known to both gates. */
export class Subjects {
  readonly #all = new Set<Subject>();

  add(subject: Subject): void {
    this.#all.add(subject);
  }

  forget(subject: Subject): void {
    this.#all.delete(subject);
  }

  /** Whose round trip this is, by what its bytes say. */
  in(text: string): Subject[] {
    const ids = new Set(text.match(UUID));
    return [...this.#all].filter(
      (subject) =>
        [...ids].some((id) => subject.ids.has(id)) || [...subject.words].some((word) => text.includes(word)),
    );
  }

  /** Rows that a round trip of one post alone names are that post's. */
  learn(subjects: Subject[], text: string): void {
    const [only, second] = subjects;
    if (!only || second) return;
    for (const id of text.match(UUID) ?? []) {
      if (![...this.#all].some((other) => other !== only && other.ids.has(id))) only.ids.add(id);
    }
  }
}

/** One round trip on its way through a gate. */
export class Passage {
  readonly #subjects: Subjects;
  readonly #kind: Kind;
  readonly #gone: Promise<Order>;
  #points = new Map<Subject, Point>();

  /**
   * @param about the request, as text
   * @param gone resolves with `cut` when the sender is no more
   * @param known subjects that are known without the request's text
   */
  constructor(
    subjects: Subjects,
    { about, known = [], ...kind }: Kind & { about: string; known?: Subject[] },
    gone: Promise<Order>,
  ) {
    this.#subjects = subjects;
    this.#kind = kind;
    this.#gone = gone;
    const found = new Set([...known, ...subjects.in(about)]);
    for (const subject of found) this.#points.set(subject, subject.count(kind));
    subjects.learn([...found], about);
  }

  get subjects(): Subject[] {
    return [...this.#points.keys()];
  }

  /** @param answer what came back, as text: it may tell whose round trip this was */
  at(side: Side, answer = ''): Promise<Order> {
    if (side === 'after') this.#read(answer);
    const traps = [...this.#points].flatMap(([subject, point]) => subject.take(point, side) ?? []);
    if (traps.length === 0) return Promise.resolve('go on');
    const orders = Promise.all(traps.map((trap) => trap.spring()));
    return Promise.race([orders.then((all): Order => (all.includes('cut') ? 'cut' : 'go on')), this.#gone]);
  }

  #read(answer: string): void {
    for (const subject of this.#subjects.in(answer)) {
      if (this.#points.has(subject)) continue;
      // Before it, nobody could know whose it would be; nothing was different then from before the next one.
      const sides = this.#kind.sides.filter((side) => side === 'after');
      this.#points.set(subject, subject.count({ ...this.#kind, sides }));
    }
    this.#subjects.learn(this.subjects, answer);
  }
}
