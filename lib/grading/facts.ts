import {
  type Container,
  type ContainerSummary,
  containerLogsTail,
  countProcesses,
  type EngineEvent,
  type ExecAnswer,
  execInContainer,
  findNetwork,
  findRawContainer,
  findRawImage,
  findRawNetwork,
  findRawVolume,
  findVolume,
  type HistoryLine,
  type Image,
  type ImageSummary,
  type InnerEngine,
  imageHistory,
  listContainers,
  listImages,
  listNetworks,
  listVolumes,
  type Network,
  parseContainer,
  parseImage,
  rawInfo,
  rawVersion,
  readFileInVolume,
  recentEvents,
  type Volume,
  type VolumeFile,
} from "../docker/inner";
import type { EventLog } from "./event-log";
import type { FileReader } from "./file-reader";
import { type ConnectInside, getInside, type HttpAnswer } from "./inside-http";
import type { Machine, MachineReader } from "./sandbox-machines";

export const MAX_FACT_BYTES = 64 * 1024;

/** Where facts about one sandbox come from. */
export interface FactSources {
  inner: InnerEngine;
  files: FileReader;
  machines: MachineReader;
  connect: ConnectInside;
  events: EventLog;
  /** Events before this do not count; null counts all the engine remembers. */
  eventsSince: Date | null;
}

export type RawKind = "container" | "image" | "volume" | "network" | "info" | "version";

/** What is known of a sandbox in one round of evaluation: each question is asked once, when it is first put. */
export class Facts {
  readonly #answers = new Map<string, Promise<unknown>>();
  #asked = 0;

  constructor(
    private readonly sources: FactSources,
    private readonly signal?: AbortSignal,
  ) {}

  /** Questions put to the engine or the sandbox, each counted once. */
  get asked(): number {
    return this.#asked;
  }

  containers(): Promise<ContainerSummary[]> {
    return this.#once("containers", () => listContainers(this.sources.inner, { signal: this.signal }));
  }

  async container(nameOrId: string): Promise<Container | undefined> {
    const raw = await this.raw("container", nameOrId);
    return raw === undefined ? undefined : parseContainer(raw);
  }

  images(): Promise<ImageSummary[]> {
    return this.#once("images", () => listImages(this.sources.inner, { signal: this.signal }));
  }

  async image(reference: string): Promise<Image | undefined> {
    const raw = await this.raw("image", reference);
    return raw === undefined ? undefined : parseImage(raw);
  }

  history(reference: string): Promise<HistoryLine[] | undefined> {
    return this.#once(`history ${reference}`, () =>
      imageHistory(this.sources.inner, reference, { signal: this.signal }),
    );
  }

  volumes(): Promise<Volume[]> {
    return this.#once("volumes", () => listVolumes(this.sources.inner, { signal: this.signal }));
  }

  volume(name: string): Promise<Volume | undefined> {
    return this.#once(`volume record ${name}`, () => findVolume(this.sources.inner, name, { signal: this.signal }));
  }

  networks(): Promise<Network[]> {
    return this.#once("networks", () => listNetworks(this.sources.inner, { signal: this.signal }));
  }

  network(name: string): Promise<Network | undefined> {
    return this.#once(`network record ${name}`, () => findNetwork(this.sources.inner, name, { signal: this.signal }));
  }

  logs(container: Pick<Container, "id" | "tty">): Promise<string> {
    return this.#once(`logs ${container.id}`, () =>
      containerLogsTail(this.sources.inner, container, MAX_FACT_BYTES, { signal: this.signal }),
    );
  }

  processes(nameOrId: string): Promise<number> {
    return this.#once(`processes ${nameOrId}`, () =>
      countProcesses(this.sources.inner, nameOrId, { signal: this.signal }),
    );
  }

  events(): Promise<EngineEvent[]> {
    return this.#once("events", async () => {
      const { inner, events, eventsSince } = this.sources;
      for (const event of await recentEvents(inner, eventsSince, { signal: this.signal })) events.add(event);
      return events.list(eventsSince);
    });
  }

  volumeFile(volume: string, path: string): Promise<VolumeFile | undefined> {
    return this.#once(`volume file ${volume} ${path}`, () =>
      readFileInVolume(this.sources.inner, volume, path, {
        maxBytes: MAX_FACT_BYTES,
        signal: this.signal,
        onReader: (id) => this.sources.events.disown(id),
      }),
    );
  }

  /** One byte more than is looked at, so that a longer file can be told. */
  file(path: string): Promise<Uint8Array | null> {
    return this.#once(`file ${path}`, () =>
      this.sources.files.readFile(path, { maxBytes: MAX_FACT_BYTES + 1, signal: this.signal }),
    );
  }

  folder(path: string): Promise<readonly string[]> {
    return this.#once(
      `folder ${path}`,
      async () => (await this.sources.files.listFolder?.(path, { signal: this.signal })) ?? [],
    );
  }

  http(target: { host: string; port: number; path: string }): Promise<HttpAnswer> {
    return this.#once(`http ${target.host} ${target.port} ${target.path}`, () =>
      getInside(this.sources.connect, target, this.signal),
    );
  }

  exec(containerId: string, command: readonly string[]): Promise<ExecAnswer> {
    return this.#once(`exec ${containerId} ${JSON.stringify(command)}`, () =>
      execInContainer(this.sources.inner, containerId, {
        command,
        signal: this.signal,
        maxOutputBytes: MAX_FACT_BYTES,
        onCreated: (id) => this.sources.events.disown(id),
      }),
    );
  }

  machines(): Promise<Machine[]> {
    return this.#once("machines", () => this.sources.machines.listMachines({ signal: this.signal }));
  }

  /** The engine's own JSON, for questions about any of its fields. */
  raw(kind: RawKind, name: string): Promise<unknown> {
    const { inner } = this.sources;
    const options = { signal: this.signal };
    const ask: Record<RawKind, () => Promise<unknown>> = {
      container: () => findRawContainer(inner, name, options),
      image: () => findRawImage(inner, name, options),
      volume: () => findRawVolume(inner, name, options),
      network: () => findRawNetwork(inner, name, options),
      info: () => rawInfo(inner, options),
      version: () => rawVersion(inner, options),
    };
    return this.#once(`${kind} ${name}`, ask[kind]);
  }

  #once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(question);
    // The question names its answer's type: the same method put it.
    if (known) return known as Promise<T>;
    this.#asked += 1;
    const answer = ask();
    this.#answers.set(question, answer);
    return answer;
  }
}
