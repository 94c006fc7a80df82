import { parseArgs } from "node:util";
import { readConfig } from "@/lib/config";
import { migrateDeploy, startDatabase } from "@/lib/db";
import { createReservation, listReservations, type ReservationView, removeReservation } from "@/lib/reservation";
import { NaruError } from "@/lib/shared/errors";
import { texts } from "@/lib/shared/texts/en";
import { openInstalledLab } from "./proof-bench";
import { runAsCommand } from "./setup/command";
import { SetupError } from "./setup/setup-error";

const USAGE = `npm run reserve -- add --name "Docker 101" --seats 30 --from "2026-12-01 09:00" --minutes 90
npm run reserve -- list
npm run reserve -- remove CODE`;

/** `npm run reserve`: keeps seats for a class at a time, and prints the link its students join by. */
await runAsCommand("run reserve", async (signal) => {
  const config = readConfig();
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2),
    allowPositionals: true,
    options: {
      name: { type: "string" },
      seats: { type: "string" },
      from: { type: "string" },
      minutes: { type: "string" },
    },
  });
  const [verb, code = ""] = positionals;
  const database = await startDatabase({ dataDir: config.dataDir, databaseUrl: config.databaseUrl, signal });
  try {
    await migrateDeploy(database.url);
    if (verb === "list") for (const one of await listReservations()) print(one);
    else if (verb === "remove" && code) {
      if (!(await removeReservation(code))) throw wrong(`There is no reservation "${code}".`);
      process.stdout.write("removed\n");
    } else if (verb === "add") {
      const startsAt = new Date(values.from ?? "");
      const minutes = Number(values.minutes);
      const seats = Number(values.seats);
      if (Number.isNaN(startsAt.getTime()) || !(minutes > 0) || !(seats > 0))
        throw wrong("A part is missing or wrong.");
      const wanted = {
        name: values.name ?? "",
        seats,
        startsAt,
        endsAt: new Date(startsAt.getTime() + minutes * 60_000),
      };
      const made = await createReservation(wanted, await countPlaces(config)).catch((error) => {
        if (!(error instanceof NaruError)) throw error;
        const { title, body } = texts.errors[error.code];
        throw new SetupError("COMMAND_FAILED", title, body.replace("{places}", String(error.params.places ?? "")));
      });
      print(made);
      const [origin = `http://${config.host}:${config.port}`] = config.origins;
      for (const locale of ["ko", "en"]) process.stdout.write(`${origin}/${locale}/join/${made.code}\n`);
    } else throw wrong("What is to be done?");
    return 0;
  } finally {
    if (database.isStartedNow) await database.stop();
  }
});

/** How many sandboxes this machine carries at all, with nobody on it. */
async function countPlaces({ sandbox }: ReturnType<typeof readConfig>): Promise<number> {
  const installed = await openInstalledLab();
  try {
    const { memoryTotalBytes } = await installed.lab.measureRoom();
    const byMemory = Math.floor((memoryTotalBytes - sandbox.memoryFloorBytes) / sandbox.expectedMemoryBytes);
    return Math.max(0, Math.min(sandbox.limit, byMemory));
  } finally {
    installed.close();
  }
}

function print({ code, name, seats, startsAt, endsAt }: ReservationView): void {
  const time = (at: Date) => at.toLocaleString("sv-SE", { dateStyle: "short", timeStyle: "short" });
  process.stdout.write(`${code}  ${String(seats).padStart(3)} seats  ${time(startsAt)} to ${time(endsAt)}  ${name}\n`);
}

function wrong(message: string): SetupError {
  return new SetupError("COMMAND_FAILED", message, USAGE);
}
