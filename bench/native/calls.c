/* Stands between a program and the C library (LD_PRELOAD) and watches every call that changes what
 * lies below one folder: it counts them, kills the process at the N-th, lets it fail, leaves out
 * chosen fsyncs, and writes each successful call with its data to a log for replay.
 *
 * Driven from Python by bench/reliability/calls.py, which explains the log and the actions. Nothing
 * happens until calls_arm(). Linux with glibc. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { WRITE = 1, TRUNCATE, SYNC, SYNC_FOLDER, CREATE, UNLINK, RENAME, LINK, MKDIR, RMDIR, MARK };
enum action { COUNT, KILL, KILL_HALFWAY, FAIL_ONCE, FAIL_ON };
enum verdict { GO, HALF, REFUSE };

struct record { uint32_t kind, path, other, pad; uint64_t inode; int64_t offset; uint64_t size; };

/* Shared with the forking parent, so that it can ask where its killed child had got to. */
struct shared { long count; int kind; char path[PATH_MAX]; };

#define MAX_SKIPS 8
static struct shared *shared;
static char folder[PATH_MAX];
static size_t folder_size;
static int armed, action, error_number, log_fd = -1;
static long at;
static char skips[MAX_SKIPS][256];
static int skip_count;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void prepare(void) {
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) abort();
}

/* --- for Python --------------------------------------------------------------------------------- */

void calls_arm(const char *path, int what, long call, int error, int log) {
    snprintf(folder, sizeof folder, "%s", path);
    folder_size = strlen(folder);
    action = what;
    at = call;
    error_number = error;
    log_fd = log;
    shared->count = 0;
    shared->kind = 0;
    shared->path[0] = 0;
    armed = 1;
}

void calls_disarm(void) { armed = 0; }
long calls_count(void) { return shared->count; }
int calls_last_kind(void) { return shared->kind; }
const char *calls_last_path(void) { return shared->path; }

void calls_skip_sync(const char *pattern) {
    if (!pattern) skip_count = 0;
    else if (skip_count < MAX_SKIPS) snprintf(skips[skip_count++], sizeof skips[0], "%s", pattern);
}

static void note(int kind, const char *path, const char *other, uint64_t inode, int64_t offset,
                 uint64_t size, const void *data) {
    if (log_fd < 0) return;
    struct record head = {kind, strlen(path), other ? strlen(other) : 0, 0, inode, offset, size};
    struct iovec parts[] = {
        {&head, sizeof head},
        {(void *)path, head.path},
        {(void *)other, head.other},
        {(void *)data, data ? size : 0},
    };
    pthread_mutex_lock(&mutex);
    ssize_t wanted = sizeof head + head.path + head.other + (data ? size : 0);
    if (syscall(SYS_writev, log_fd, parts, 4) != wanted) abort();
    pthread_mutex_unlock(&mutex);
}

void calls_mark(const void *text, size_t size) { note(MARK, "", NULL, 0, 0, size, text); }

/* --- which calls count, and what becomes of them ------------------------------------------------ */

static int inside(const char *path) {
    return armed && !strncmp(path, folder, folder_size) &&
           (path[folder_size] == '/' || path[folder_size] == 0);
}

static const char *relative(const char *path) {
    return path[folder_size] == '/' ? path + folder_size + 1 : "";
}

static int of_descriptor(int fd, char *path) {
    char link[64];
    if (!armed) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return inside(path);
}

static int of_name(int at_fd, const char *name, char *path) {
    char base[PATH_MAX];
    if (!armed) return 0;
    if (name[0] == '/') {
        snprintf(path, PATH_MAX, "%s", name);
        return inside(path);
    }
    if (at_fd == AT_FDCWD) {
        if (syscall(SYS_getcwd, base, sizeof base) < 0) return 0;
    } else if (!of_descriptor(at_fd, base)) {
        return 0;
    }
    if (strlen(base) + strlen(name) + 2 > PATH_MAX) return 0;
    strcpy(path, base);
    strcat(path, "/");
    strcat(path, name);
    return inside(path);
}

static void die(void) {
    syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
    for (;;) pause();
}

/* A disk without space refuses what needs more of it, not what overwrites. */
static enum verdict judge(int kind, const char *path, int grows) {
    long number = __atomic_add_fetch(&shared->count, 1, __ATOMIC_SEQ_CST);
    if (action == COUNT || number < at || (number > at && action != FAIL_ON)) return GO;
    if (number == at) {
        shared->kind = kind;
        snprintf(shared->path, sizeof shared->path, "%s", relative(path));
    }
    if (action == KILL_HALFWAY && kind == WRITE) return HALF;
    if (action == KILL || action == KILL_HALFWAY) die();
    if (error_number == ENOSPC && !grows) return GO;
    if (kind == WRITE && number == at && action == FAIL_ON) return HALF;
    errno = error_number;
    return REFUSE;
}

static uint64_t inode_of(int fd) {
    struct stat found;
    return fstat(fd, &found) ? 0 : found.st_ino;
}

static uint64_t inode_at(const char *path) {
    struct stat found;
    return lstat(path, &found) ? 0 : found.st_ino;
}

/* --- writing ------------------------------------------------------------------------------------ */

static ssize_t put(int fd, const void *data, size_t size, off64_t offset) {
    if (offset < 0) return syscall(SYS_write, fd, data, size);
    return syscall(SYS_pwrite64, fd, data, size, offset);
}

/* offset < 0: at the descriptor's own place. */
static ssize_t changed(int fd, const void *data, size_t size, off64_t offset) {
    char path[PATH_MAX];
    if (!of_descriptor(fd, path)) return put(fd, data, size, offset);
    struct stat found;
    off64_t place = offset;
    if (fstat(fd, &found)) return -1;
    if (offset < 0) {
        int appends = syscall(SYS_fcntl, fd, F_GETFL) & O_APPEND;
        place = appends ? found.st_size : lseek64(fd, 0, SEEK_CUR);
    }
    enum verdict verdict = judge(WRITE, path, place + (off64_t)size > found.st_size);
    if (verdict == REFUSE) return -1;
    if (verdict == HALF) size = size / 2;
    ssize_t done = verdict == HALF && !size ? 0 : put(fd, data, size, offset);
    if (done > 0) note(WRITE, relative(path), NULL, inode_of(fd), place, done, data);
    if (verdict == HALF && action == KILL_HALFWAY) die();
    if (verdict == HALF && done <= 0) {
        errno = error_number;
        return -1;
    }
    return done;
}

ssize_t write(int fd, const void *data, size_t size) { return changed(fd, data, size, -1); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) { return changed(fd, data, size, offset); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) { return changed(fd, data, size, offset); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
    char path[PATH_MAX];
    if (!of_descriptor(fd, path)) return syscall(SYS_writev, fd, parts, count);
    return count ? changed(fd, parts[0].iov_base, parts[0].iov_len, -1) : 0;
}

/* The kernel's own copying would not be seen: say it is not to be had, and the caller writes. */
ssize_t sendfile64(int to, int from, off64_t *offset, size_t size) {
    char path[PATH_MAX];
    if (of_descriptor(to, path)) return errno = ENOTSOCK, -1;
    return syscall(SYS_sendfile, to, from, offset, size);
}
ssize_t sendfile(int to, int from, off_t *offset, size_t size) { return sendfile64(to, from, (off64_t *)offset, size); }

ssize_t copy_file_range(int from, off64_t *in, int to, off64_t *out, size_t size, unsigned flags) {
    char path[PATH_MAX];
    if (of_descriptor(to, path)) return errno = EXDEV, -1;
    return syscall(SYS_copy_file_range, from, in, to, out, size, flags);
}

static int resized(int fd, off64_t size) {
    char path[PATH_MAX];
    if (!of_descriptor(fd, path)) return syscall(SYS_ftruncate, fd, size);
    if (judge(TRUNCATE, path, 0) != GO) return -1;
    int result = syscall(SYS_ftruncate, fd, size);
    if (!result) note(TRUNCATE, relative(path), NULL, inode_of(fd), size, 0, NULL);
    return result;
}

int ftruncate(int fd, off_t size) { return resized(fd, size); }
int ftruncate64(int fd, off64_t size) { return resized(fd, size); }

static int resized_at(const char *name, off64_t size) {
    char path[PATH_MAX];
    if (!of_name(AT_FDCWD, name, path)) return syscall(SYS_truncate, name, size);
    if (judge(TRUNCATE, path, 0) != GO) return -1;
    int result = syscall(SYS_truncate, name, size);
    if (!result) note(TRUNCATE, relative(path), NULL, inode_at(path), size, 0, NULL);
    return result;
}

int truncate(const char *name, off_t size) { return resized_at(name, size); }
int truncate64(const char *name, off64_t size) { return resized_at(name, size); }

int posix_fallocate(int fd, off_t offset, off_t size) {
    char path[PATH_MAX];
    if (of_descriptor(fd, path)) return EOPNOTSUPP;
    return syscall(SYS_fallocate, fd, 0, offset, size) ? errno : 0;
}
int posix_fallocate64(int fd, off64_t offset, off64_t size) { return posix_fallocate(fd, offset, size); }

int fallocate(int fd, int mode, off_t offset, off_t size) {
    char path[PATH_MAX];
    if (of_descriptor(fd, path)) return errno = EOPNOTSUPP, -1;
    return syscall(SYS_fallocate, fd, mode, offset, size);
}
int fallocate64(int fd, int mode, off64_t offset, off64_t size) { return fallocate(fd, mode, offset, size); }

/* --- making durable ----------------------------------------------------------------------------- */

static int synced(int fd, long number) {
    char path[PATH_MAX];
    struct stat found;
    if (!of_descriptor(fd, path)) return syscall(number, fd);
    for (int i = 0; i < skip_count; i++)
        if (!fnmatch(skips[i], relative(path), 0)) return 0;
    int kind = !fstat(fd, &found) && S_ISDIR(found.st_mode) ? SYNC_FOLDER : SYNC;
    if (judge(kind, path, 0) != GO) return -1;
    int result = syscall(number, fd);
    if (!result) note(kind, relative(path), NULL, found.st_ino, 0, 0, NULL);
    return result;
}

int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

/* --- names -------------------------------------------------------------------------------------- */

static int opened(int at_fd, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    struct stat found;
    int changes = flags & (O_CREAT | O_TRUNC);
    if (!changes || !of_name(at_fd, name, path)) return syscall(SYS_openat, at_fd, name, flags, mode);
    int there = !stat(path, &found);
    int kind = there ? ((flags & O_TRUNC) && found.st_size ? TRUNCATE : 0) : (flags & O_CREAT ? CREATE : 0);
    if (kind && judge(kind, path, kind == CREATE) != GO) return -1;
    int fd = syscall(SYS_openat, at_fd, name, flags, mode);
    if (fd >= 0 && kind) note(kind, relative(path), NULL, inode_of(fd), 0, 0, NULL);
    return fd;
}

#define MODE mode_t mode = 0; if (flags & (O_CREAT | __O_TMPFILE)) { va_list list; va_start(list, flags); mode = va_arg(list, mode_t); va_end(list); }
int open(const char *name, int flags, ...) { MODE return opened(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE return opened(AT_FDCWD, name, flags, mode); }
int openat(int fd, const char *name, int flags, ...) { MODE return opened(fd, name, flags, mode); }
int openat64(int fd, const char *name, int flags, ...) { MODE return opened(fd, name, flags, mode); }
int creat(const char *name, mode_t mode) { return opened(AT_FDCWD, name, O_WRONLY | O_CREAT | O_TRUNC, mode); }
int creat64(const char *name, mode_t mode) { return creat(name, mode); }

static int removed(int at_fd, const char *name, int flags) {
    char path[PATH_MAX];
    if (!of_name(at_fd, name, path)) return syscall(SYS_unlinkat, at_fd, name, flags);
    int kind = flags & AT_REMOVEDIR ? RMDIR : UNLINK;
    uint64_t inode = inode_at(path);
    if (!inode) return errno = ENOENT, -1;
    if (judge(kind, path, 0) != GO) return -1;
    int result = syscall(SYS_unlinkat, at_fd, name, flags);
    if (!result) note(kind, relative(path), NULL, inode, 0, 0, NULL);
    return result;
}

int unlink(const char *name) { return removed(AT_FDCWD, name, 0); }
int unlinkat(int fd, const char *name, int flags) { return removed(fd, name, flags); }
int rmdir(const char *name) { return removed(AT_FDCWD, name, AT_REMOVEDIR); }
int remove(const char *name) {
    struct stat found;
    if (lstat(name, &found)) return -1;
    return removed(AT_FDCWD, name, S_ISDIR(found.st_mode) ? AT_REMOVEDIR : 0);
}

static int moved(int from_fd, const char *from, int to_fd, const char *to, unsigned flags) {
    char source[PATH_MAX], target[PATH_MAX];
    int ours = of_name(from_fd, from, source) & of_name(to_fd, to, target);
    if (!ours) return syscall(SYS_renameat2, from_fd, from, to_fd, to, flags);
    uint64_t inode = inode_at(source);
    if (inode && judge(RENAME, source, 1) != GO) return -1;
    int result = syscall(SYS_renameat2, from_fd, from, to_fd, to, flags);
    if (!result) note(RENAME, relative(source), relative(target), inode, 0, 0, NULL);
    return result;
}

int rename(const char *from, const char *to) { return moved(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int from_fd, const char *from, int to_fd, const char *to) { return moved(from_fd, from, to_fd, to, 0); }
int renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags) { return moved(from_fd, from, to_fd, to, flags); }

static int linked(int from_fd, const char *from, int to_fd, const char *to, int flags) {
    char source[PATH_MAX], target[PATH_MAX];
    int ours = of_name(from_fd, from, source) & of_name(to_fd, to, target);
    if (!ours) return syscall(SYS_linkat, from_fd, from, to_fd, to, flags);
    if (judge(LINK, target, 1) != GO) return -1;
    int result = syscall(SYS_linkat, from_fd, from, to_fd, to, flags);
    if (!result) note(LINK, relative(source), relative(target), inode_at(source), 0, 0, NULL);
    return result;
}

int link(const char *from, const char *to) { return linked(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int from_fd, const char *from, int to_fd, const char *to, int flags) { return linked(from_fd, from, to_fd, to, flags); }

static int made(int fd, const char *name, mode_t mode) {
    char path[PATH_MAX];
    if (!of_name(fd, name, path) || inode_at(path)) return syscall(SYS_mkdirat, fd, name, mode);
    if (judge(MKDIR, path, 1) != GO) return -1;
    int result = syscall(SYS_mkdirat, fd, name, mode);
    if (!result) note(MKDIR, relative(path), NULL, inode_at(path), 0, 0, NULL);
    return result;
}

int mkdir(const char *name, mode_t mode) { return made(AT_FDCWD, name, mode); }
int mkdirat(int fd, const char *name, mode_t mode) { return made(fd, name, mode); }
