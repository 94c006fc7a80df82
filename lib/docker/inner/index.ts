export {
  containerLogsTail,
  countProcesses,
  findRawContainer,
  listContainers,
  parseContainer,
} from "./containers";
export { type InnerEngine, openInner } from "./engine";
export { recentEvents, watchEvents } from "./events";
export { type ExecAnswer, execInContainer } from "./exec";
export { findRawImage, imageHistory, listImages, parseImage, removeImages } from "./images";
export { findNetwork, findRawNetwork, listNetworks } from "./networks";
export { READER_LABEL } from "./reader-label";
export type * from "./records";
export { rawInfo, rawVersion } from "./system";
export { readFileInVolume, removeAbandonedReaders, type VolumeFile } from "./volume-file";
export { findRawVolume, findVolume, listVolumes } from "./volumes";
