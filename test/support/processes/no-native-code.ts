/** Imported before a program, lets it load no native addon, as on a machine where it was not built. */
process.dlopen = () => {
  throw new Error('libtensorflow.so.2: cannot open shared object file');
};
export {};
