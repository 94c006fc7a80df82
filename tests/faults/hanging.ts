import { runInLab } from "./lab-machine";

/** Where a start can be made to hang in the lab engine, each by a program of it that does not end. */
export type HangingStage = "disk" | "network" | "container" | "engine" | "files";

const MODE = "/run/naru-fault";
/** What stands in the place of a program; found again by this when all is put back. */
const HANG = "sleep 7777";

/** Programs of the lab engine's container that are wrapped, and what their wrappers do before the real one. */
const WRAPPED = {
  "/usr/local/sbin/sandbox-disk": [
    `[ "$mode $1" != "disk create" ] || exec ${HANG}`,
    // as if the image had it: owned by the sandbox's root, in every folder it could be found in
    'plant() { upper=$($real create "$2" "$3" "$4")/root/upper || exit; for bin in usr/bin usr/sbin; do install -D -m 755 /run/naru-hang "$upper/$bin/$5"; done; chown -R --reference "$upper" "$upper/usr"; }',
    '[ "$mode $1" != "engine create" ] || plant "$@" dockerd',
    '[ "$mode $1" != "files create" ] || plant "$@" tar',
  ],
  "/usr/sbin/runc": [`case "$mode $*" in "container "*" create "*|"container create "*) exec ${HANG} ;; esac`],
  "/usr/sbin/iptables": [`[ "$mode" != network ] || case "$*" in *nsb-*) exec ${HANG} ;; esac`],
} as const;

/** Puts the wrappers in place; disposing puts the programs back and ends what hangs. */
export async function wrapLabPrograms(): Promise<AsyncDisposable & { hangAt(stage: HangingStage): Promise<void> }> {
  const put = Object.entries(WRAPPED).map(([program, lines]) => {
    const wrapper = ["#!/bin/bash", `mode=$(cat ${MODE} 2> /dev/null)`, `real=${program}.real`, ...lines].join("\n");
    return `[ -e ${program}.real ] || { mv ${program} ${program}.real; cat > ${program} <<'END'
${wrapper}
exec -a ${program.split("/").at(-1)} ${program}.real "$@"
END
chmod 755 ${program}; }`;
  });
  await runInLab(`printf '#!/bin/sh\\nexec ${HANG}\\n' > /run/naru-hang; ${put.join("\n")}`);
  return {
    hangAt: async (stage) => void (await runInLab(`echo ${stage} > ${MODE}`)),
    [Symbol.asyncDispose]: async () => {
      const back = Object.keys(WRAPPED).map(
        (program) => `[ ! -e ${program}.real ] || mv -f ${program}.real ${program}`,
      );
      await runInLab(`rm -f ${MODE} /run/naru-hang; ${back.join("; ")}; ${END_HANGING}`);
    },
  };
}

const FIND_HANGING = `for p in /proc/[0-9]*; do [ "$(tr '\\0' ' ' < $p/cmdline 2> /dev/null)" != "${HANG} " ] || echo \${p#/proc/}; done`;
const END_HANGING = `for p in $(${FIND_HANGING}); do kill -9 $p; done`;

/** Processes a start that hung has left running. */
export async function findHanging(): Promise<string[]> {
  return (await runInLab(FIND_HANGING)).split("\n").filter(Boolean);
}
