/** Imported before a program to make every native addon fail to load, as on a machine where it was not built. */
process.dlopen = () => {
  throw new Error('libtensorflow.so.2: cannot open shared object file');
};
export {};
