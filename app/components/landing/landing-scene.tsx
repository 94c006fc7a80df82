import { Check } from "lucide-react";
import { useTranslations } from "next-intl";

/** The idea in one drawing: a lesson on the near bank, and over the water a ferry carrying containers. Nothing in it moves but the boat. */
export function LandingScene() {
  const t = useTranslations("landing");
  return (
    <figure className="relative">
      <div aria-hidden className="overflow-hidden rounded-lg border border-line bg-surface shadow-raised">
        <div className="grid sm:grid-cols-[0.92fr_1.08fr]">
          <div className="flex flex-col gap-3 border-line p-5 sm:border-r">
            <p className="text-xs font-semibold text-lantern-text">{t("demoStep")}</p>
            <p className="text-[0.9375rem] leading-relaxed">{t("demoText")}</p>
            <DemoCheck text={t("demoCheckRunning")} passed={t("demoPassed")} />
            <DemoCheck text={t("demoCheckPort")} passed={t("demoPassed")} />
          </div>
          <pre className="overflow-hidden bg-night p-5 text-[0.8125rem] leading-[1.7] text-night-ink">
            <span className="text-[#86c79f]">naru</span>:<span className="text-[#82c3cf]">~/work</span>$ docker run -d \
            {"\n"}
            {"    "}--name web -p 8000:80 httpd{"\n"}
            <span className="text-night-soft">5f2c1d0e9ab4…</span>
            {"\n"}
            <span className="text-[#86c79f]">naru</span>:<span className="text-[#82c3cf]">~/work</span>$ curl
            localhost:8000{"\n"}
            <span className="text-night-soft">&lt;h1&gt;It works!&lt;/h1&gt;</span>
            {"\n"}
            <span className="text-[#86c79f]">naru</span>:<span className="text-[#82c3cf]">~/work</span>${" "}
            <span className="bg-lantern text-night">&nbsp;</span>
          </pre>
        </div>
      </div>
      <svg
        viewBox="0 0 640 190"
        role="img"
        aria-label={t("sceneLabel")}
        className="mt-1 w-full overflow-visible text-soft"
      >
        <Landing label={t("sceneBrowser")} />
        <g className="ferry">
          <Ferry label={t("sceneSandbox")} />
        </g>
        <Water />
      </svg>
    </figure>
  );
}

function DemoCheck({ text, passed }: { text: string; passed: string }) {
  return (
    <p className="flex items-start gap-2.5 rounded-md border border-pine-line bg-pine-wash px-3 py-2 text-sm leading-snug">
      <Check size={17} className="mt-px flex-none text-pine" />
      <span className="flex-1">{text}</span>
      <span className="flex-none text-xs font-semibold leading-5 text-pine">{passed}</span>
    </p>
  );
}

function Landing({ label }: { label: string }) {
  return (
    <g stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" fill="none">
      <path d="M0 128h118M20 128v26M62 128v26M104 128v26" />
      <path d="M92 128V74h20" />
      <circle cx="114" cy="84" r="9" fill="var(--lantern)" stroke="none" />
      <text x="0" y="58" fill="var(--ink-soft)" stroke="none" fontSize="15" fontWeight="600">
        {label}
      </text>
    </g>
  );
}

const CRATES = [
  { x: 348, y: 78, width: 62, name: "web" },
  { x: 416, y: 78, width: 54, name: "db" },
  { x: 476, y: 78, width: 70, name: "cache" },
] as const;

function Ferry({ label }: { label: string }) {
  return (
    <>
      {CRATES.map(({ x, y, width, name }) => (
        <g key={name}>
          <rect
            x={x}
            y={y}
            width={width}
            height="42"
            rx="4"
            fill="var(--water-wash)"
            stroke="var(--water)"
            strokeWidth="2"
          />
          <path d={`M${x + 10} ${y + 7}v28M${x + width - 10} ${y + 7}v28`} stroke="var(--water-line)" strokeWidth="2" />
          <text
            x={x + width / 2}
            y={y + 27}
            textAnchor="middle"
            fontSize="15"
            fill="var(--water-strong)"
            fontFamily="var(--font-code)"
          >
            {name}
          </text>
        </g>
      ))}
      <path d="M298 122h296l-24 26a12 12 0 0 1-9 4H334a12 12 0 0 1-10-5z" fill="var(--water)" />
      <path d="M318 122V52" stroke="var(--water)" strokeWidth="3" strokeLinecap="round" />
      <circle cx="318" cy="50" r="7" fill="var(--lantern)" />
      <text x="336" y="58" fontSize="15" fontWeight="600" fill="var(--ink-soft)">
        {label}
      </text>
    </>
  );
}

function Water() {
  const wave = "c12-7 24-7 36 0s24 7 36 0";
  const line = (y: number, x: number, waves: number) => `M${x} ${y}${wave.repeat(waves)}`;
  return (
    <g fill="none" stroke="var(--water-line)" strokeWidth="2.5" strokeLinecap="round">
      <path d={line(156, 122, 7)} />
      <path d={line(170, 40, 8)} opacity="0.7" />
      <path d={line(184, 160, 6)} opacity="0.45" />
    </g>
  );
}
