#!/usr/bin/env bash
# Makes an archive that installs Jiesu where there is no network: program, dependencies, models, data and Node itself.
#   docs/deploy/make-bundle.sh [OUT_DIR]     on a machine of the same system and processor that reaches the npm registry
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
out=$(mkdir -p "${1:-.}" && cd "${1:-.}" && pwd)
version=$(node -p "require('./package.json').version")
name="jiesu-$version-$(node -p 'process.platform + "-" + process.arch')"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
home="$work/$name"
mkdir -p "$home/bin"

git archive HEAD package.json package-lock.json .npmrc tsconfig.json src models data README.md README.zh-CN.md docs/operations.md docs/deploy |
  tar x -C "$home"
(cd "$home" && npm ci --omit=dev --no-audit --no-fund)
(cd "$home" && npm sbom --sbom-format cyclonedx --omit dev > sbom.cdx.json)
find "$home/node_modules/onnxruntime-node/bin" -mindepth 2 -maxdepth 2 -type d ! -name "$(node -p process.platform)" -exec rm -rf {} +
cp "$(node -p process.execPath)" "$home/bin/node"
cat > "$home/bin/jiesu" <<'RUN'
#!/bin/sh
home=$(CDPATH= cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd)
exec "$home/bin/node" "$home/src/cli/bin.js" "$@"
RUN
chmod 755 "$home/bin/jiesu"
(cd "$home" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum > SHA256SUMS)
tar czf "$out/$name.tar.gz" --owner=0 --group=0 -C "$work" "$name"
(cd "$out" && sha256sum "$name.tar.gz" > "$name.tar.gz.sha256")
echo "$out/$name.tar.gz"
