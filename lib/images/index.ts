export { getImagesView } from "./get-images-view";
export {
  type ImageProgress,
  imageProgressFile,
  type ProgressedImage,
  readImageProgress,
  SAY_EVERY_MS,
} from "./progress";
export { listReadiness, requireImages } from "./readiness";
