/* A disk that refuses on purpose: preloaded into a program, asked by it which call below one folder is to fail.
 *
 * No header is included, so that any C compiler will do. 64-bit Linux only.
 */

typedef unsigned long size; /* size_t, off_t, ssize_t and pointers have 64 bits here */
typedef long offset;

extern void *dlsym(void *handle, const char *name);
extern int *__errno_location(void);
extern int snprintf(char *to, size room, const char *format, ...);
extern offset readlink(const char *path, char *to, size room);
extern offset lseek(int fd, offset to, int whence);
extern size strlen(const char *text);
extern int strncmp(const char *one, const char *other, size bytes);
extern void *memcpy(void *to, const void *from, size bytes);

enum { NOTHING, EVERY_WRITE, GROWTH, FLUSH };
enum { FDS = 65536, NAME = 4096, FULL = 28 };

static char folder[NAME];
static int what = NOTHING, code;
static long left, failed, again;
static char spoilt[FDS]; /* a flush of it was refused, and it was not closed since */

#define REAL(type, name, ...)                                                                   \
    static type (*real)(__VA_ARGS__);                                                           \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym((void *)-1L, name)

/* From now on the nth such call fails; a full disk stays full, another fault passes. */
void disk_fails(const char *path, int kind, long nth, int error)
{
    memcpy(folder, path, strlen(path) + 1);
    what = kind, left = nth, code = error, failed = 0;
}

long disk_failed(void) { return failed; }
long disk_flushed_again(void) { return again; }

static int inside(int fd)
{
    char link[64], path[NAME];
    offset length;
    if (what == NOTHING || fd < 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, NAME - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return !strncmp(path, folder, strlen(folder));
}

static int refuses(void)
{
    if (left > 1) { left--; return 0; }
    if (left == 1) { if (code != FULL) left = 0; failed++; *__errno_location() = code; return 1; }
    return 0;
}

static int write_refused(int fd, offset end)
{
    offset place, there;
    if ((what != EVERY_WRITE && what != GROWTH) || !inside(fd)) return 0;
    place = lseek(fd, 0, 1), there = lseek(fd, 0, 2);
    lseek(fd, place, 0);
    return (what == EVERY_WRITE || end > there) && refuses();
}

offset write(int fd, const void *data, size count)
{
    REAL(offset, "write", int, const void *, size);
    if (what != NOTHING && write_refused(fd, lseek(fd, 0, 1) + count)) return -1;
    return real(fd, data, count);
}

offset pwrite(int fd, const void *data, size count, offset at)
{
    REAL(offset, "pwrite", int, const void *, size, offset);
    if (write_refused(fd, at + count)) return -1;
    return real(fd, data, count, at);
}

offset pwrite64(int fd, const void *data, size count, offset at) { return pwrite(fd, data, count, at); }

static int flush_refused(int fd)
{
    if (what == NOTHING && fd >= 0 && fd < FDS && spoilt[fd]) again++;
    if (what != FLUSH || !inside(fd)) return 0;
    if (!refuses()) return 0;
    if (fd < FDS) spoilt[fd] = 1;
    return 1;
}

int fsync(int fd)
{
    REAL(int, "fsync", int);
    return flush_refused(fd) ? -1 : real(fd);
}

int fdatasync(int fd)
{
    REAL(int, "fdatasync", int);
    return flush_refused(fd) ? -1 : real(fd);
}

int close(int fd)
{
    REAL(int, "close", int);
    if (fd >= 0 && fd < FDS) spoilt[fd] = 0;
    return real(fd);
}
