/* Records in which order files below a folder are written, named and synced, to be cut off later.

   LD_PRELOAD this library; CUTS_ROOT is the folder, CUTS_LOG the file that records are appended to,
   by all processes. A record is written after what it tells of has happened, but the beginning of
   a sync before: what is recorded by then is what the sync makes durable. cuts.py reads them. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>


struct head {
    char kind;
    char unused[3];
    uint32_t thread;
    uint64_t file;
    uint64_t offset;
    uint32_t first;
    uint32_t second;
};

static int out = -1;
static ino_t out_file;


/* The log is opened anew where somebody has closed all files, or another one has its number. */
static int opened(void) {
    struct stat found;
    if (out >= 0 && fstat(out, &found) == 0 && found.st_ino == out_file) return out;
    const char *path = getenv("CUTS_LOG");
    if (path == NULL) return -1;
    int low = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (low < 0) return -1;
    out = fcntl(low, F_DUPFD_CLOEXEC, 700);
    syscall(SYS_close, low);
    if (out >= 0 && fstat(out, &found) == 0) out_file = found.st_ino;
    return out;
}

static void tell(char kind, uint64_t file, uint64_t offset, const void *first, size_t one,
                 const void *second, size_t two) {
    int kept = errno, log = opened();
    if (log >= 0) {
        struct head head = {kind, {0}, (uint32_t)syscall(SYS_gettid), file, offset, one, two};
        struct iovec parts[3] = {
            {&head, sizeof head}, {(void *)first, one}, {(void *)second, two}};
        syscall(SYS_writev, log, parts, 3);
    }
    errno = kept;
}

static int is_ours(const char *path) {
    const char *root = getenv("CUTS_ROOT");
    size_t length = root ? strlen(root) : 0;
    return length && strncmp(path, root, length) == 0 && path[length] == '/';
}

/* Write the absolute path of `path` below the folder `at` into `to`; return whether it is ours. */
static int absolute(int at, const char *path, char *to) {
    char folder[PATH_MAX], link[64];
    if (path[0] == '/') {
        snprintf(to, PATH_MAX, "%s", path);
        return is_ours(to);
    }
    if (at == AT_FDCWD) {
        if (getcwd(folder, sizeof folder) == NULL) return 0;
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", at);
        ssize_t got = readlink(link, folder, sizeof folder - 1);
        if (got < 0) return 0;
        folder[got] = 0;
    }
    if (snprintf(to, PATH_MAX, "%s/%s", folder, path) >= PATH_MAX) return 0;
    return is_ours(to);
}

/* Fill in what is open as `fd`; return whether it is a file or folder of ours. */
static int held(int fd, struct stat *found, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t got = readlink(link, path, PATH_MAX - 1);
    if (got <= 0 || path[0] != '/') return 0;
    path[got] = 0;
    const char *root = getenv("CUTS_ROOT");
    return (is_ours(path) || (root && strcmp(path, root) == 0)) && fstat(fd, found) == 0;
}

static int open_at(int at, const char *path, int flags, mode_t mode) {
    char full[PATH_MAX];
    struct stat found;
    int ours = (flags & (O_CREAT | O_TRUNC)) && absolute(at, path, full);
    int is_new = ours && access(full, F_OK) != 0;
    int fd = syscall(SYS_openat, at, path, flags, mode);
    if (fd >= 0 && ours && fstat(fd, &found) == 0) {
        if (is_new) tell('C', found.st_ino, 0, full, strlen(full), NULL, 0);
        else if (flags & O_TRUNC) tell('T', found.st_ino, 0, NULL, 0, NULL, 0);
    }
    return fd;
}

#define OPEN(name)                                                        \
    int name(const char *path, int flags, ...) {                          \
        va_list rest;                                                     \
        va_start(rest, flags);                                            \
        mode_t mode = va_arg(rest, mode_t);                               \
        va_end(rest);                                                     \
        return open_at(AT_FDCWD, path, flags, mode);                      \
    }
#define OPENAT(name)                                                      \
    int name(int at, const char *path, int flags, ...) {                  \
        va_list rest;                                                     \
        va_start(rest, flags);                                            \
        mode_t mode = va_arg(rest, mode_t);                               \
        va_end(rest);                                                     \
        return open_at(at, path, flags, mode);                            \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

static void wrote(int fd, const void *content, ssize_t done, off_t offset) {
    char path[PATH_MAX];
    struct stat found;
    if (done <= 0 || !held(fd, &found, path) || !S_ISREG(found.st_mode)) return;
    if (offset < 0) offset = lseek(fd, 0, SEEK_CUR) - done; /* after an append too */
    tell('W', found.st_ino, offset, content, done, NULL, 0);
}

ssize_t write(int fd, const void *content, size_t size) {
    ssize_t done = syscall(SYS_write, fd, content, size);
    wrote(fd, content, done, -1);
    return done;
}

ssize_t pwrite(int fd, const void *content, size_t size, off_t offset) {
    ssize_t done = syscall(SYS_pwrite64, fd, content, size, offset);
    wrote(fd, content, done, offset);
    return done;
}

ssize_t pwrite64(int fd, const void *content, size_t size, off_t offset) {
    return pwrite(fd, content, size, offset);
}

int ftruncate(int fd, off_t size) {
    char path[PATH_MAX];
    struct stat found;
    int result = syscall(SYS_ftruncate, fd, size);
    if (result == 0 && held(fd, &found, path)) tell('T', found.st_ino, size, NULL, 0, NULL, 0);
    return result;
}

int ftruncate64(int fd, off_t size) { return ftruncate(fd, size); }

static int sync_of(int fd, long call) {
    char path[PATH_MAX];
    struct stat found;
    int ours = held(fd, &found, path);
    const char *folder = ours && S_ISDIR(found.st_mode) ? path : "";
    if (ours) tell('B', found.st_ino, 0, folder, strlen(folder), NULL, 0);
    int result = syscall(call, fd);
    if (ours && result == 0) tell('E', found.st_ino, 0, folder, strlen(folder), NULL, 0);
    return result;
}

int fsync(int fd) { return sync_of(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_of(fd, SYS_fdatasync); }

static int moved(char kind, int result, int at, const char *from, int to_at, const char *to) {
    char first[PATH_MAX], second[PATH_MAX];
    struct stat found;
    int ours = absolute(at, from, first) | absolute(to_at, to, second);
    if (result == 0 && ours && lstat(second, &found) == 0)
        tell(kind, found.st_ino, 0, first, strlen(first), second, strlen(second));
    return result;
}

int rename(const char *from, const char *to) {
    return moved('R', syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0), AT_FDCWD, from,
                 AT_FDCWD, to);
}

int renameat(int at, const char *from, int to_at, const char *to) {
    return moved('R', syscall(SYS_renameat2, at, from, to_at, to, 0), at, from, to_at, to);
}

int link(const char *from, const char *to) {
    return moved('L', syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0), AT_FDCWD, from,
                 AT_FDCWD, to);
}

int linkat(int at, const char *from, int to_at, const char *to, int flags) {
    return moved('L', syscall(SYS_linkat, at, from, to_at, to, flags), at, from, to_at, to);
}

int unlinkat(int at, const char *path, int flags) {
    char full[PATH_MAX];
    int ours = absolute(at, path, full);
    int result = syscall(SYS_unlinkat, at, path, flags);
    if (result == 0 && ours) tell('U', 0, 0, full, strlen(full), NULL, 0);
    return result;
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdirat(int at, const char *path, mode_t mode) {
    char full[PATH_MAX];
    int ours = absolute(at, path, full);
    int result = syscall(SYS_mkdirat, at, path, mode);
    if (result == 0 && ours) tell('M', 0, 0, full, strlen(full), NULL, 0);
    return result;
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
