// plain JavaScript: a TypeScript config brings the compiler into the serving process
import createNextIntlPlugin from "next-intl/plugin";

/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // each page and route loads when it is first asked for: a third of the memory otherwise stands unused
  experimental: { preloadEntriesOnStart: false },
  // `npm test` checks the types of everything; a start need not do it again
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    "dockerode",
    "docker-modem",
    "ssh2",
    "@grpc/grpc-js",
    "@grpc/proto-loader",
    "pino",
    "pg",
    "prom-client",
  ],
  async headers() {
    return [
      {
        source: "/:path*",
        headers: [
          { key: "X-Content-Type-Options", value: "nosniff" },
          { key: "Referrer-Policy", value: "same-origin" },
          { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=()" },
        ],
      },
      // The folder is named by the hash of what is in it.
      { source: "/monaco/:path*", headers: [{ key: "Cache-Control", value: "public, max-age=31536000, immutable" }] },
    ];
  },
};

export default createNextIntlPlugin("./i18n/request.ts")(config);
