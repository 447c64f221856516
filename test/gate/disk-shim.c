/*
 * Intercepts a program's disk access (LD_PRELOAD): counts the calls that change files below one folder, and at the Nth of them kills the
 * process, tears a write and kills it, or makes the call fail. Can also log every change, for replaying a power loss later.
 *
 *   GATE_ROOT   folder whose files count; calls on other files pass through
 *   GATE_COUNT  file to write the number of calls to when the process ends
 *   GATE_AT     number of the call to strike, from 1
 *   GATE_DO     "kill", "tear", or an errno value; with GATE_ON=1 all further calls fail, too
 *   GATE_LOG    file to write the changes to; read by power-loss.ts
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char root[PATH_MAX];
static size_t root_length;
static const char *count_file, *act;
static long at, calls;
static int keeps_failing, log_file = -1;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
  const char *folder = getenv("GATE_ROOT"), *n = getenv("GATE_AT"), *log = getenv("GATE_LOG");
  if (folder) { strncpy(root, folder, sizeof root - 1); root_length = strlen(root); }
  at = n ? atol(n) : 0;
  act = getenv("GATE_DO");
  keeps_failing = getenv("GATE_ON") != NULL;
  count_file = getenv("GATE_COUNT");
  if (log) log_file = REAL(open)(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

__attribute__((destructor)) static void end(void) {
  if (!count_file) return;
  char text[24];
  int length = snprintf(text, sizeof text, "%ld", calls);
  int file = REAL(open)(count_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file >= 0) { if (REAL(write)(file, text, length) < 0) { /* the reader will find no number */ } close(file); }
}

static int below(const char *path) {
  return root_length > 0 && strncmp(path, root, root_length) == 0 && (path[root_length] == '/' || path[root_length] == 0);
}

static int path_of(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return below(path);
}

static int absolute(int dir, const char *path, char *whole) {
  if (path[0] == '/') { snprintf(whole, PATH_MAX, "%s", path); return below(whole); }
  char base[PATH_MAX];
  if (dir == AT_FDCWD) { if (!getcwd(base, sizeof base)) return 0; }
  else if (!path_of(dir, base)) return 0;
  if (snprintf(whole, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) return 0;
  return below(whole);
}

/* Logs a record: kind, two lengths and an offset, then the bytes. Written before the recorded call returns. */
static void note(char kind, const char *path, uint64_t offset, const void *data, uint32_t length) {
  if (log_file < 0) return;
  uint32_t path_length = strlen(path);
  struct iovec parts[] = { { &kind, 1 }, { &path_length, 4 }, { &length, 4 }, { &offset, 8 }, { (void *)path, path_length }, { (void *)data, length } };
  if (REAL(writev)(log_file, parts, 6) < 0) abort();
}

/* True if the call must fail; does not return if the process must die. A torn write first writes half of its bytes. */
static int struck(int fd, const void *data, size_t length, off_t offset) {
  long n = __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
  if (!act || at == 0 || n < at || (n > at && !keeps_failing)) return 0;
  if (strcmp(act, "kill") == 0) kill(getpid(), SIGKILL);
  if (strcmp(act, "tear") == 0) {
    if (data && length > 1) {
      ssize_t done = offset >= 0 ? REAL(pwrite)(fd, data, length / 2, offset) : REAL(write)(fd, data, length / 2);
      (void)done;
    }
    kill(getpid(), SIGKILL);
  }
  errno = atoi(act);
  return 1;
}

static ssize_t written(int fd, const void *data, size_t length, off_t offset, ssize_t (*go)(int, const void *, size_t, off_t)) {
  char path[PATH_MAX];
  if (!path_of(fd, path)) {
    if (fd == 1) note('A', "", 0, data, length);
    return go(fd, data, length, offset);
  }
  if (struck(fd, data, length, offset)) return -1;
  pthread_mutex_lock(&one_at_a_time);
  off_t place = offset >= 0 ? offset : (fcntl(fd, F_GETFL) & O_APPEND) ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
  ssize_t done = go(fd, data, length, offset);
  if (done > 0) note('W', path, place, data, done);
  pthread_mutex_unlock(&one_at_a_time);
  return done;
}

static ssize_t go_write(int fd, const void *data, size_t length, off_t offset) { (void)offset; return REAL(write)(fd, data, length); }
static ssize_t go_pwrite(int fd, const void *data, size_t length, off_t offset) { return REAL(pwrite)(fd, data, length, offset); }

ssize_t write(int fd, const void *data, size_t length) { return written(fd, data, length, -1, go_write); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return written(fd, data, length, offset, go_pwrite); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) { return written(fd, data, length, offset, go_pwrite); }

static int synced(int fd, int (*go)(int)) {
  char path[PATH_MAX];
  if (!path_of(fd, path)) return go(fd);
  if (struck(fd, NULL, 0, -1)) return -1;
  int done = go(fd);
  if (done == 0) note('S', path, 0, NULL, 0);
  return done;
}
int fsync(int fd) { return synced(fd, REAL(fsync)); }
int fdatasync(int fd) { return synced(fd, REAL(fdatasync)); }

static int cut(int fd, off_t length) {
  char path[PATH_MAX];
  if (!path_of(fd, path)) return REAL(ftruncate)(fd, length);
  if (struck(fd, NULL, 0, -1)) return -1;
  int done = REAL(ftruncate)(fd, length);
  if (done == 0) note('T', path, length, NULL, 0);
  return done;
}
int ftruncate(int fd, off_t length) { return cut(fd, length); }
int ftruncate64(int fd, off64_t length) { return cut(fd, length); }

int rename(const char *from, const char *to) {
  char source[PATH_MAX], target[PATH_MAX];
  if (!absolute(AT_FDCWD, to, target) || !absolute(AT_FDCWD, from, source)) return REAL(rename)(from, to);
  if (struck(-1, NULL, 0, -1)) return -1;
  int done = REAL(rename)(from, to);
  if (done == 0) note('R', source, 0, target, strlen(target));
  return done;
}

int link(const char *from, const char *to) {
  char source[PATH_MAX], target[PATH_MAX];
  if (!absolute(AT_FDCWD, to, target) || !absolute(AT_FDCWD, from, source)) return REAL(link)(from, to);
  if (struck(-1, NULL, 0, -1)) return -1;
  int done = REAL(link)(from, to);
  if (done == 0) note('L', source, 0, target, strlen(target));
  return done;
}

static int removed(int dir, const char *name, int flags) {
  char path[PATH_MAX];
  int counts = absolute(dir, name, path);
  if (counts && struck(-1, NULL, 0, -1)) return -1;
  int done = REAL(unlinkat)(dir, name, flags);
  if (counts && done == 0) note('U', path, 0, NULL, 0);
  return done;
}
/* C++ removes files and empty folders with this; the C library's own version makes a call that cannot be intercepted. */
int remove(const char *name) {
  struct stat found;
  return removed(AT_FDCWD, name, lstat(name, &found) == 0 && S_ISDIR(found.st_mode) ? AT_REMOVEDIR : 0);
}
int unlink(const char *name) { return removed(AT_FDCWD, name, 0); }
int rmdir(const char *name) { return removed(AT_FDCWD, name, AT_REMOVEDIR); }
int unlinkat(int dir, const char *name, int flags) { return removed(dir, name, flags); }

int mkdir(const char *name, mode_t mode) {
  char path[PATH_MAX];
  int counts = absolute(AT_FDCWD, name, path);
  if (counts && struck(-1, NULL, 0, -1)) return -1;
  int done = REAL(mkdir)(name, mode);
  if (counts && done == 0) note('M', path, 0, NULL, 0);
  return done;
}

/* Only calls that create or truncate a file count. */
static int opened(int dir, const char *name, int flags, mode_t mode) {
  char path[PATH_MAX];
  struct stat found;
  int counts = (flags & (O_CREAT | O_TRUNC)) && absolute(dir, name, path);
  int is_new = counts && stat(path, &found) != 0;
  if (counts && (is_new || (flags & O_TRUNC)) && struck(-1, NULL, 0, -1)) return -1;
  int fd = REAL(openat)(dir, name, flags, mode);
  if (fd >= 0 && counts && (is_new || (flags & O_TRUNC))) note(is_new ? 'C' : 'T', path, 0, NULL, 0);
  return fd;
}
#define MODE(flags) mode_t mode = 0; if ((flags) & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }
int open(const char *name, int flags, ...) { MODE(flags) return opened(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE(flags) return opened(AT_FDCWD, name, flags | O_LARGEFILE, mode); }
int openat(int dir, const char *name, int flags, ...) { MODE(flags) return opened(dir, name, flags, mode); }
int openat64(int dir, const char *name, int flags, ...) { MODE(flags) return opened(dir, name, flags | O_LARGEFILE, mode); }

/* Copies inside the kernel can be neither torn nor logged; if these calls fail as unsupported, callers fall back to read and write. */
ssize_t sendfile(int to, int from, off_t *offset, size_t length) {
  char path[PATH_MAX];
  if (!path_of(to, path)) return REAL(sendfile)(to, from, offset, length);
  errno = EINVAL;
  return -1;
}
ssize_t sendfile64(int to, int from, off64_t *offset, size_t length) { return sendfile(to, from, offset, length); }
long syscall(long number, ...) {
  long given[6];
  va_list rest;
  va_start(rest, number);
  for (int i = 0; i < 6; i++) given[i] = va_arg(rest, long);
  va_end(rest);
  char path[PATH_MAX];
  if (number == SYS_copy_file_range && path_of((int)given[2], path)) { errno = ENOSYS; return -1; }
  return REAL(syscall)(number, given[0], given[1], given[2], given[3], given[4], given[5]);
}
ssize_t copy_file_range(int from, off64_t *at_from, int to, off64_t *at_to, size_t length, unsigned flags) {
  return syscall(SYS_copy_file_range, from, at_from, to, at_to, length, flags);
}
