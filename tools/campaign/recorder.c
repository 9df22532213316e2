/* Writes down, in order, what a program does to the files of one folder: preloaded into it, asked by it to begin.
 *
 * No header is included, so that any C compiler will do, even where the C library's headers are not installed.
 * 64-bit Linux only. A write is noted after it was made, with the bytes that were taken; a flush after it returned.
 */

typedef unsigned long size;   /* size_t, off_t, ssize_t and pointers have 64 bits here */
typedef long offset;

extern void *dlsym(void *handle, const char *name);
extern int snprintf(char *to, size room, const char *format, ...);
extern offset lseek(int fd, offset to, int whence);
extern offset pread(int fd, void *to, size count, offset at);
extern void *malloc(size bytes);
extern void free(void *what);
extern void *memcpy(void *to, const void *from, size bytes);
extern size strlen(const char *text);
extern int strncmp(const char *one, const char *other, size bytes);

enum { OPENED = 1, WRITTEN, CUT, FLUSHED, CLOSED, RENAMED, UNLINKED, MADE, REMOVED, LINKED, ALLOCATED };
enum { FDS = 65536, NAME = 4096 };

struct head { unsigned kind; int fd; offset at; size bytes; unsigned name; unsigned flags; };
struct part { const void *start; size bytes; };

static char folder[NAME];
static size folder_length;
static int journal = -1; /* where the notes go; -1: nothing is noted */
static char watched[FDS];

#define REAL(type, name, ...)                                                                   \
    static type (*real)(__VA_ARGS__);                                                           \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym((void *)-1L, name)

void recorder_begin(const char *path, int fd)
{
    int i;
    for (i = 0; i < FDS; i++) watched[i] = 0;
    folder_length = strlen(path);
    memcpy(folder, path, folder_length + 1);
    journal = fd;
}

void recorder_end(void) { journal = -1; }

static int inside(const char *path)
{
    if (journal < 0 || !path || strncmp(path, folder, folder_length)) return 0;
    return path[folder_length] == '/' || path[folder_length] == 0;
}

static int is_watched(int fd) { return journal >= 0 && fd >= 0 && fd < FDS && watched[fd]; }

static void note(unsigned kind, int fd, offset at, unsigned flags, const char *name, size name_length,
                 const void *data, size bytes)
{
    REAL(offset, "writev", int, const struct part *, int);
    struct head head;
    struct part parts[3];
    head.kind = kind, head.fd = fd, head.at = at, head.bytes = bytes, head.name = name_length, head.flags = flags;
    parts[0].start = &head, parts[0].bytes = sizeof head;
    parts[1].start = name, parts[1].bytes = name_length;
    parts[2].start = data, parts[2].bytes = bytes;
    real(journal, parts, 3); /* opened for appending: one call, one note, whoever else writes one */
}

static void note_name(unsigned kind, const char *path) { note(kind, -1, 0, 0, path, strlen(path), 0, 0); }

/* Opening and closing. The mode is an int wherever it is passed, so a plain third argument does. */

static int opened(int fd, const char *path, int flags)
{
    if (fd >= 0 && fd < FDS && inside(path)) {
        watched[fd] = 1;
        note(OPENED, fd, 0, flags, path, strlen(path), 0, 0);
    }
    return fd;
}

int open(const char *path, int flags, int mode)
{
    REAL(int, "open", const char *, int, int);
    return opened(real(path, flags, mode), path, flags);
}

int open64(const char *path, int flags, int mode)
{
    REAL(int, "open64", const char *, int, int);
    return opened(real(path, flags, mode), path, flags);
}

int __open64_2(const char *path, int flags) { return open64(path, flags, 0); }

int openat(int at, const char *path, int flags, int mode)
{
    REAL(int, "openat", int, const char *, int, int);
    return opened(real(at, path, flags, mode), path, flags);
}

int openat64(int at, const char *path, int flags, int mode)
{
    REAL(int, "openat64", int, const char *, int, int);
    return opened(real(at, path, flags, mode), path, flags);
}

int close(int fd)
{
    REAL(int, "close", int);
    if (is_watched(fd)) {
        watched[fd] = 0;
        note(CLOSED, fd, 0, 0, 0, 0, 0, 0); /* before it is, so that nobody else has the number yet */
    }
    return real(fd);
}

/* Bytes. */

static offset written(int fd, offset at, const void *data, offset taken)
{
    if (taken > 0 && is_watched(fd)) note(WRITTEN, fd, at, 0, 0, 0, data, taken);
    return taken;
}

offset write(int fd, const void *data, size bytes)
{
    REAL(offset, "write", int, const void *, size);
    offset taken = real(fd, data, bytes);
    if (taken > 0 && is_watched(fd)) written(fd, lseek(fd, 0, 1) - taken, data, taken);
    return taken;
}

offset pwrite(int fd, const void *data, size bytes, offset at)
{
    REAL(offset, "pwrite", int, const void *, size, offset);
    return written(fd, at, data, real(fd, data, bytes, at));
}

offset pwrite64(int fd, const void *data, size bytes, offset at)
{
    REAL(offset, "pwrite64", int, const void *, size, offset);
    return written(fd, at, data, real(fd, data, bytes, at));
}

static offset sent(int to, int from, offset before, offset taken)
{
    if (taken > 0 && is_watched(to)) {
        char *copy = malloc(taken);
        pread(from, copy, taken, before);
        written(to, lseek(to, 0, 1) - taken, copy, taken);
        free(copy);
    }
    return taken;
}

offset sendfile(int to, int from, offset *at, size bytes)
{
    REAL(offset, "sendfile", int, int, offset *, size);
    offset before = at ? *at : is_watched(to) ? lseek(from, 0, 1) : 0;
    return sent(to, from, before, real(to, from, at, bytes));
}

offset sendfile64(int to, int from, offset *at, size bytes)
{
    REAL(offset, "sendfile64", int, int, offset *, size);
    offset before = at ? *at : is_watched(to) ? lseek(from, 0, 1) : 0;
    return sent(to, from, before, real(to, from, at, bytes));
}

static int cut(int fd, offset at, int problem)
{
    if (!problem && is_watched(fd)) note(CUT, fd, at, 0, 0, 0, 0, 0);
    return problem;
}

int ftruncate(int fd, offset at)
{
    REAL(int, "ftruncate", int, offset);
    return cut(fd, at, real(fd, at));
}

int ftruncate64(int fd, offset at)
{
    REAL(int, "ftruncate64", int, offset);
    return cut(fd, at, real(fd, at));
}

static int allocated(int fd, offset end, int problem)
{
    if (!problem && is_watched(fd)) note(ALLOCATED, fd, end, 0, 0, 0, 0, 0);
    return problem;
}

int posix_fallocate(int fd, offset at, offset bytes)
{
    REAL(int, "posix_fallocate", int, offset, offset);
    return allocated(fd, at + bytes, real(fd, at, bytes));
}

int posix_fallocate64(int fd, offset at, offset bytes)
{
    REAL(int, "posix_fallocate64", int, offset, offset);
    return allocated(fd, at + bytes, real(fd, at, bytes));
}

/* Flushes. */

static int flushed(int fd, int problem)
{
    if (!problem && is_watched(fd)) note(FLUSHED, fd, 0, 0, 0, 0, 0, 0);
    return problem;
}

int fsync(int fd)
{
    REAL(int, "fsync", int);
    return flushed(fd, real(fd));
}

int fdatasync(int fd)
{
    REAL(int, "fdatasync", int);
    return flushed(fd, real(fd));
}

/* Names. */

static int named(unsigned kind, const char *path, int problem)
{
    if (!problem && inside(path)) note_name(kind, path);
    return problem;
}

static int moved(unsigned kind, const char *from, const char *to, int problem)
{
    if (!problem && (inside(from) || inside(to))) {
        char both[2 * NAME];
        int length = snprintf(both, sizeof both, "%s\n%s", from, to);
        note(kind, -1, 0, 0, both, length, 0, 0);
    }
    return problem;
}

int rename(const char *from, const char *to)
{
    REAL(int, "rename", const char *, const char *);
    return moved(RENAMED, from, to, real(from, to));
}

int link(const char *from, const char *to)
{
    REAL(int, "link", const char *, const char *);
    return moved(LINKED, from, to, real(from, to));
}

int unlink(const char *path)
{
    REAL(int, "unlink", const char *);
    return named(UNLINKED, path, real(path));
}

int unlinkat(int at, const char *path, int flags)
{
    REAL(int, "unlinkat", int, const char *, int);
    int problem = real(at, path, flags);
    if (!problem && path[0] != '/' && is_watched(at)) note(UNLINKED, at, 0, 0, path, strlen(path), 0, 0);
    return path[0] == '/' ? named(UNLINKED, path, problem) : problem;
}

int mkdir(const char *path, int mode)
{
    REAL(int, "mkdir", const char *, int);
    return named(MADE, path, real(path, mode));
}

int rmdir(const char *path)
{
    REAL(int, "rmdir", const char *);
    return named(REMOVED, path, real(path));
}
