/* Makes one call that writes fail, to see what a program does about it; loaded with LD_PRELOAD.

   Calls are counted that write to, flush, resize, make, rename, link or remove files below a
   folder. The one with the chosen number fails with the chosen error, and all after it too unless
   it is to fail once. A file is known by the path that /proc gives for its descriptor. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static char folder[4096];
static long fails_at = -1;
static int fails_with, fails_once;
static atomic_long counted;

/* Begin to count calls below `below`; number `at` (from 0) fails with `error`; -1: none does. */
void failing_begin(const char *below, long at, int error, int once) {
    strncpy(folder, below, sizeof folder - 1);
    fails_at = at;
    fails_with = error;
    fails_once = once;
    counted = 0;
}

/* Return how many calls were counted. */
long failing_counted(void) { return counted; }

static int is_below(const char *path) {
    return folder[0] && strncmp(path, folder, strlen(folder)) == 0;
}

static int fails(int below) {
    if (!below) return 0;
    long number = counted++;
    if (fails_at < 0 || number < fails_at || (fails_once && number > fails_at)) return 0;
    errno = fails_with;
    return 1;
}

static int fails_at_path(const char *path) {
    int before = errno;
    char here[8192];
    if (path[0] != '/' && getcwd(here, 4000)) {
        strcat(here, "/");
        strncat(here, path, 4000);
        path = here;
    }
    errno = before;
    return fails(is_below(path));
}

static int fails_at_descriptor(int descriptor) {
    int before = errno;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = before;
    if (length < 0) return 0;
    path[length] = 0;
    return fails(is_below(path));
}

#define REAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

ssize_t write(int d, const void *b, size_t n) {
    return fails_at_descriptor(d) ? -1 : REAL(write)(d, b, n);
}
ssize_t pwrite(int d, const void *b, size_t n, off_t o) {
    return fails_at_descriptor(d) ? -1 : REAL(pwrite)(d, b, n, o);
}
ssize_t pwrite64(int d, const void *b, size_t n, off64_t o) {
    return fails_at_descriptor(d) ? -1 : REAL(pwrite64)(d, b, n, o);
}
ssize_t writev(int d, const struct iovec *v, int n) {
    return fails_at_descriptor(d) ? -1 : REAL(writev)(d, v, n);
}
int fsync(int d) { return fails_at_descriptor(d) ? -1 : REAL(fsync)(d); }
int fdatasync(int d) { return fails_at_descriptor(d) ? -1 : REAL(fdatasync)(d); }
int ftruncate(int d, off_t n) { return fails_at_descriptor(d) ? -1 : REAL(ftruncate)(d, n); }
int ftruncate64(int d, off64_t n) { return fails_at_descriptor(d) ? -1 : REAL(ftruncate64)(d, n); }
int mkdir(const char *p, mode_t m) { return fails_at_path(p) ? -1 : REAL(mkdir)(p, m); }
int rename(const char *p, const char *q) { return fails_at_path(q) ? -1 : REAL(rename)(p, q); }
int link(const char *p, const char *q) { return fails_at_path(q) ? -1 : REAL(link)(p, q); }
int chmod(const char *p, mode_t m) { return fails_at_path(p) ? -1 : REAL(chmod)(p, m); }

#define OPENS(name)                                                                  \
    int name(const char *path, int flags, ...) {                                     \
        mode_t mode = 0;                                                             \
        if (flags & (O_CREAT | O_TMPFILE)) {                                         \
            va_list more;                                                            \
            va_start(more, flags);                                                   \
            mode = va_arg(more, mode_t);                                             \
            va_end(more);                                                            \
        }                                                                            \
        int writes = flags & (O_CREAT | O_WRONLY | O_RDWR | O_TRUNC);                \
        if (writes && fails_at_path(path)) return -1;                                \
        return REAL(name)(path, flags, mode);                                        \
    }
OPENS(open)
OPENS(open64)
