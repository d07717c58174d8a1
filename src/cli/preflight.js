// Plain JavaScript without dependencies: it must run on an old Node and before anything is installed.
// Says in ONE line what keeps the program from starting; says nothing when all is well.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const MINIMUM_NODE = 20;
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** What node-gyp needs to build nodejieba where no prebuilt file is had: any one name of each row. */
const BUILD_TOOLS = [
  ['g++', 'c++', 'clang++'],
  ['make', 'gmake'],
  ['python3', 'python'],
];

function runs(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** The build tools this machine lacks, by their usual names. */
export function missingBuildTools(has = runs) {
  return BUILD_TOOLS.filter((names) => !names.some(has)).map((names) => names[0]);
}

/** Null when this Node will do, else one Chinese line. */
export function checkNode(version = process.versions.node) {
  if (Number.parseInt(version, 10) >= MINIMUM_NODE) return null;
  return `Node 版本过低：需要 ${MINIMUM_NODE} 或更高，现在是 ${version}。请先升级 Node 再重试。`;
}

function loadNodejieba(root) {
  createRequire(join(root, 'package.json'))(
    join(root, 'node_modules/nodejieba/build/Release/nodejieba.node'),
  );
}

/** Null when nodejieba's native part loads, else one Chinese line that names what is missing and what to do. */
export function checkNative(root = ROOT, load = loadNodejieba, has = runs) {
  try {
    load(root);
    return null;
  } catch (error) {
    const missing = process.platform === 'win32' ? [] : missingBuildTools(has);
    const because =
      missing.length > 0
        ? `没有可用的预编译文件，且本机缺少编译工具 ${missing.join('、')}（Debian/Ubuntu：apt-get install g++ make python3），装好后重新执行 npm ci`
        : '请执行 npm rebuild nodejieba，或删除 node_modules 后重新执行 npm ci';
    const reason = String((error && error.message) || error).split('\n')[0];
    return `分词组件 nodejieba 不能载入：${because}。（${reason}）`;
  }
}

/** All checks in order; the first complaint, or null. */
export function preflight(root = ROOT) {
  const node = checkNode();
  if (node) return node;
  if (!existsSync(join(root, 'node_modules', 'tsx'))) return '依赖尚未安装：请先在程序目录执行 npm ci。';
  return checkNative(root);
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  const complaint = preflight();
  if (complaint) {
    process.stderr.write(`错误[preflight] ${complaint}\n`);
    process.exitCode = 1;
  }
}
