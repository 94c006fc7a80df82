import type { VersionComponent } from "../shared/foundations";

export interface VersionMinimum {
  /** The first good version of each maintained series, ascending; newer series than the last are good. */
  fixed: readonly string[];
  /** What the minimum is there for. */
  cves: readonly string[];
  /** Versions of Debian's packages that carry the fixes under an older number. */
  debianFixed: readonly string[];
  /** The newest versions of Debian's packages that were looked into and carry no fix. */
  debianUnfixed: readonly string[];
}

/**
 * From the makers' advisories, and for Debian from its packages' changelogs (trixie and bookworm, November 2026). A floor, not
 * an all-clear: holes that nobody can use through a sandbox, such as those of Kubernetes' interface (CRI), are not in it.
 */
export const MINIMUMS: Readonly<Record<VersionComponent, VersionMinimum>> = {
  // masked paths and /dev/console that a container's own links redirect: a way out of it
  runc: {
    fixed: ["1.2.8", "1.3.3", "1.4.0-rc.3"],
    cves: ["CVE-2025-31133", "CVE-2025-52565", "CVE-2025-52881"],
    debianFixed: [],
    debianUnfixed: ["1.1.15+ds1-2+deb13u1", "1.1.5+ds1-1+deb12u1"],
  },
  // folders of the daemon that every user of the machine may enter
  containerd: {
    fixed: ["1.7.29", "2.0.7", "2.1.5", "2.2.0"],
    cves: ["CVE-2024-25621"],
    debianFixed: ["1.7.24~ds1-6+deb13u1", "1.6.20~ds1-1+deb12u2"],
    debianUnfixed: ["1.7.24~ds1-6", "1.6.20~ds1-1+deb12u1"],
  },
  // races of `docker cp` that write outside a container; Naru itself never copies that way
  dockerd: {
    fixed: ["29.5.1"],
    cves: ["CVE-2026-41568", "CVE-2026-42306"],
    debianFixed: ["26.1.5+dfsg1-9+deb13u1"],
    debianUnfixed: ["26.1.5+dfsg1-9", "20.10.24+dfsg1-1+deb12u1"],
  },
  // nf_tables, which root of a user namespace reaches: root of the machine
  kernel: {
    fixed: ["5.4.269", "5.10.210", "5.15.149", "6.1.76", "6.6.15", "6.7.3", "6.8.0"],
    cves: ["CVE-2024-1086"],
    debianFixed: [],
    debianUnfixed: [],
  },
};
