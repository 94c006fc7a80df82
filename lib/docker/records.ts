import { z } from "zod";
import type { EngineInfo, EngineVersion } from "./types";

export const versionSchema = z
  .object({
    Version: z.string(),
    ApiVersion: z.string(),
    Os: z.string(),
    Arch: z.string(),
    KernelVersion: z.string().catch(""),
  })
  .transform(
    (raw): EngineVersion => ({
      version: raw.Version,
      apiVersion: raw.ApiVersion,
      os: raw.Os,
      arch: raw.Arch,
      kernelVersion: raw.KernelVersion,
    }),
  );

export const infoSchema = z
  .object({
    ID: z.string().catch(""),
    Name: z.string().catch(""),
    CgroupVersion: z.string().catch("1"),
    CgroupDriver: z.string().catch(""),
    NCPU: z.number(),
    MemTotal: z.number(),
    OperatingSystem: z.string().catch(""),
    Runtimes: z.record(z.string(), z.unknown()).catch({}),
    SecurityOptions: z.array(z.string()).catch([]),
    Driver: z.string().catch(""),
  })
  .transform(
    (raw): EngineInfo => ({
      id: raw.ID,
      name: raw.Name,
      cgroupVersion: raw.CgroupVersion === "2" ? 2 : 1,
      cgroupDriver: raw.CgroupDriver,
      cpus: raw.NCPU,
      memoryBytes: raw.MemTotal,
      operatingSystem: raw.OperatingSystem,
      runtimes: Object.keys(raw.Runtimes),
      securityOptions: raw.SecurityOptions,
      storageDriver: raw.Driver,
    }),
  );

export const imageSchema = z.object({
  Id: z.string(),
  RootFS: z.object({ Layers: z.array(z.string()).catch([]) }).catch({ Layers: [] }),
  Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).nullish(),
});

export const imageListSchema = z.array(z.object({ Id: z.string(), RepoTags: z.array(z.string()).nullish() }));

export const idsSchema = z.array(z.object({ Id: z.string() }));

export const createdSchema = z.object({ Id: z.string() });
