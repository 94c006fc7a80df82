/** Parts of an image reference, with what `docker` adds by itself: registry and `library/`. */
export interface ImageReference {
  registry: string;
  repository: string;
  tag: string | undefined;
  digest: string | undefined;
}

const DEFAULT_REGISTRY = "docker.io";

export function parseReference(reference: string): ImageReference {
  const [named = "", digest] = splitAt(reference.trim(), "@");
  // A colon before the last slash belongs to a registry's port.
  const colon = named.lastIndexOf(":");
  const hasTag = colon > named.lastIndexOf("/");
  const path = hasTag ? named.slice(0, colon) : named;
  const [first = "", rest] = splitAt(path, "/");
  const isRegistry =
    rest !== undefined && (/[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase());
  const registry = isRegistry ? first : DEFAULT_REGISTRY;
  const isDocker = registry === DEFAULT_REGISTRY || registry === "index.docker.io";
  const repository = isRegistry ? (rest ?? "") : path;
  return {
    registry: isDocker ? DEFAULT_REGISTRY : registry,
    repository: isDocker && repository.startsWith("library/") ? repository.slice("library/".length) : repository,
    tag: hasTag ? named.slice(colon + 1) : undefined,
    digest,
  };
}

/** As short as `docker` shows it; without tag and digest it is `:latest`. */
export function normalizeReference(reference: string): string {
  const { tag, digest } = parseReference(reference);
  const name = repositoryOf(reference);
  if (digest) return `${name}@${digest}`;
  return `${name}:${tag ?? "latest"}`;
}

/** Registry and repository, as short as `docker` shows them. */
export function repositoryOf(reference: string): string {
  const { registry, repository } = parseReference(reference);
  return registry === DEFAULT_REGISTRY ? repository : `${registry}/${repository}`;
}

/** Last part of the repository, without registry and owner. */
export function baseNameOf(reference: string): string {
  return parseReference(reference).repository.split("/").at(-1) ?? "";
}

export function isSameReference(a: string, b: string): boolean {
  return normalizeReference(a) === normalizeReference(b);
}

/** Whether `reference` is what was wanted; where no tag was wanted, any tag is. */
export function isReferenceWanted(wanted: string, reference: string): boolean {
  const { tag, digest } = parseReference(wanted);
  return tag || digest ? isSameReference(wanted, reference) : repositoryOf(wanted) === repositoryOf(reference);
}

function splitAt(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
