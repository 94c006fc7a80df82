import { buildCache, multiStage } from "./builds";
import { compose, networks, volumes } from "./connections";
import { containerLife, dockerParts, layers, namespaces } from "./containers";
import type { Diagram } from "./diagram";
import { hypervisorTypes, paraVirtualization, vmVsContainer } from "./machines";

/** Every drawing a lesson may show with `::diagram{id=…}`. */
export const DIAGRAMS = {
  layers,
  "vm-vs-container": vmVsContainer,
  "hypervisor-types": hypervisorTypes,
  namespaces,
  "docker-parts": dockerParts,
  networks,
  volumes,
  "build-cache": buildCache,
  compose,
  "multi-stage": multiStage,
  "para-virtualization": paraVirtualization,
  "container-life": containerLife,
} as const satisfies Record<string, Diagram>;

export type DiagramId = keyof typeof DIAGRAMS;

export function findDiagram(id: string): Diagram | undefined {
  return Object.hasOwn(DIAGRAMS, id) ? DIAGRAMS[id as DiagramId] : undefined;
}
