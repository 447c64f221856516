/**
 * Where native TensorFlow comes from, by system. Every file is pinned by hash: what is fetched later is what was tested. Archives: the C
 * library as listed on TensorFlow's own site (tensorflow.org/install/lang_c). Wheels: the Python packages, whose libraries export the same
 * C interface; always the file for one Python version, whichever Python is installed.
 */

/** @typedef {{ version: string, url: string, sha256: string }} PinnedArchive */
/** @typedef {{ version: string, project: string, platform: string, sha256: string }} PinnedWheel */

/** The oldest TensorFlow that the program supports. */
export const OLDEST_TENSORFLOW = '2.18.0';

/** The Python version whose wheel is fetched. */
export const WHEEL_PYTHON = '311';

const official = 'https://storage.googleapis.com/tensorflow/versions';

/** @type {Record<string, PinnedArchive>} */
export const archives = {
  'linux-x64': {
    version: '2.18.0',
    url: `${official}/2.18.0/libtensorflow-cpu-linux-x86_64.tar.gz`,
    sha256: '605bfcb370c7e7ec981eabada880f60784e3de018395be95c95c3e5592c3d9a2',
  },
  'darwin-arm64': {
    version: '2.18.0',
    url: `${official}/2.18.0/libtensorflow-cpu-darwin-arm64.tar.gz`,
    sha256: '462257d2792730dcb131fcf21bc826192ae5a2c418535f6347d051f10fc8be8a',
  },
  'win32-x64': {
    version: '2.18.1',
    url: `${official}/2.18.1/libtensorflow-cpu-windows-x86_64.zip`,
    sha256: '28acdcea6c6b34828cf0e95e67802b0f3577d51bc2e8915de811b7aa0b04452d',
  },
};

/** @type {Record<string, PinnedWheel>} */
export const wheels = {
  'linux-x64': {
    version: '2.21.0',
    project: 'tensorflow-cpu',
    platform: 'manylinux_2_27_x86_64',
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  },
  'linux-arm64': {
    version: '2.21.0',
    project: 'tensorflow',
    platform: 'manylinux_2_27_aarch64',
    sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
  },
  'darwin-arm64': {
    version: '2.21.0',
    project: 'tensorflow',
    platform: 'macosx_12_0_arm64',
    sha256: '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
  },
};
