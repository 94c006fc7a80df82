/** What /api/health answers. `serving` is what a load balancer goes by; the parts say why not. */
export interface HealthView {
  serving: boolean;
  database: boolean;
  engine: boolean;
  /** Without it nobody can pull an image; the site serves on. */
  hub: boolean;
  stopping: boolean;
}
