/*
 * Runs before .NET does, in the executable for Linux.
 * 1. .NET ends without a word, or by a signal, where a resource limit leaves it too little to start: this file says so, with
 *    status 1.
 * 2. .NET ignores SIGPIPE. This file remembers what the parent wanted.
 * 3. .NET passes over a SIGSEGV or SIGFPE that another process sends. Here the signal ends the process, as it ends any other.
 * 4. The engine is built with other paths for modules than Debian's lua has.
 * 5. .NET has no handlers for signals without pipe2, and no sockets without epoll. This file has substitutes for sandboxes that
 *    refuse these calls.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* Below so many bytes of addresses .NET does not start, or its collector faults: measured. */
#define LEAST_ADDRESSES (96L << 20)

/* .NET takes regions of 2 or 4 MB where they just fit, and its collector then faults for want of free ones: measured. */
#define REGION_SIZE "DOTNET_GCRegionSize"
#define ONE_MEGABYTE "100000"

static int has_begun;
static int is_bounded;
static int has_set_region;

int moonwire_ignores_pipe;

/* .NET's handlers of faults, by the signal's number. */
static struct sigaction fault_handlers[NSIG];

static void on_fault(int number, siginfo_t *info, void *context)
{
    if (info->si_code > 0)
    {
        fault_handlers[number].sa_sigaction(number, info, context); /* the kernel reports a fault of this process */
        return;
    }

    signal(number, SIG_DFL);
    raise(number); /* it waits until this handler returns */
}

static void take_over(int number)
{
    struct sigaction *theirs = &fault_handlers[number], ours;
    if (sigaction(number, NULL, theirs) == 0 && (theirs->sa_flags & SA_SIGINFO))
    {
        ours = *theirs;
        ours.sa_sigaction = on_fault;
        sigaction(number, &ours, NULL);
    }
}

/* Main calls it first. What .NET has read is no part of the script's environment. */
void moonwire_begun(void)
{
    has_begun = 1;
    take_over(SIGSEGV);
    take_over(SIGFPE);
    if (has_set_region)
    {
        unsetenv(REGION_SIZE);
    }
}

/*
 * Linked in place of the C library's functions, for this executable alone: C libraries that it loads do not see them.
 */
#define OWN __attribute__((visibility("hidden")))

static int is_refused(void)
{
    return errno == ENOSYS || errno == EPERM;
}

/* .NET makes an epoll descriptor for its sockets, and a thread that waits for it. Sockets that wait elsewhere never use either. */
OWN int epoll_create1(int flags)
{
    int result = (int)syscall(SYS_epoll_create1, flags);
    return result < 0 && is_refused() ? open("/", O_PATH | O_CLOEXEC) : result;
}

/* .NET's thread does not take a refusal. */
OWN int epoll_wait(int descriptor, struct epoll_event *events, int count, int milliseconds)
{
#ifdef SYS_epoll_wait
    int result = (int)syscall(SYS_epoll_wait, descriptor, events, count, milliseconds);
#else
    int result = (int)syscall(SYS_epoll_pwait, descriptor, events, count, milliseconds, NULL, _NSIG / 8);
#endif
    while (result < 0 && milliseconds < 0 && (is_refused() || errno == EINVAL || errno == EBADF))
    {
        pause();
    }
    return result;
}

OWN int pipe2(int ends[2], int flags)
{
    int result = (int)syscall(SYS_pipe2, ends, flags);
#ifdef SYS_pipe
    if (result != 0 && is_refused() && (result = (int)syscall(SYS_pipe, ends)) == 0)
    {
        for (int i = 0; i < 2; i++)
        {
            fcntl(ends[i], F_SETFD, flags & O_CLOEXEC ? FD_CLOEXEC : 0);
            fcntl(ends[i], F_SETFL, fcntl(ends[i], F_GETFL) | (flags & O_NONBLOCK));
        }
    }
#endif
    return result;
}

/* The engine, a library that is open, and the package.path and package.cpath of the script as it starts. */
struct { void *engine; const char *paths[2]; } moonwire_shared;

typedef struct lua_State lua_State;

/*
 * Takes the place of the engine's function, because the linker looks into the executable first. A Lua state that a C library
 * makes, with luaL_openlibs, looks for modules where the script does, rather than in the folders that the engine is built for.
 */
int luaopen_package(lua_State *state)
{
    static const char *const names[] = {"path", "cpath"};
    void *engine = moonwire_shared.engine;
    int (*open)(lua_State *) = (int (*)(lua_State *))dlsym(engine, "luaopen_package");
    const char *(*push)(lua_State *, const char *) = (const char *(*)(lua_State *, const char *))dlsym(engine, "lua_pushstring");
    void (*set)(lua_State *, int, const char *) = (void (*)(lua_State *, int, const char *))dlsym(engine, "lua_setfield");
    int results = open(state);
    for (int i = 0; i < 2 && moonwire_shared.paths[0] != NULL; i++)
    {
        push(state, moonwire_shared.paths[i]);
        set(state, -2, names[i]);
    }
    return results;
}

static void end(const char *reason)
{
    struct iovec parts[] = {
        {program_invocation_name, strlen(program_invocation_name)},
        {(char *)reason, strlen(reason)},
    };
    ssize_t written = writev(STDERR_FILENO, parts, 2);
    (void)written;
    _exit(1);
}

/* .NET has ended the process. Before Main it says nothing. */
static void at_exit(int status, void *nothing)
{
    (void)nothing;
    if (!has_begun && status != 0)
    {
        end(is_bounded ? ": not enough memory: the system does not give what .NET needs to start\n"
                       : ": the system does not give what .NET needs to start: memory, or a thread\n");
    }
}

__attribute__((constructor)) static void prepare(void)
{
    struct rlimit addresses;
    struct sigaction pipe_action;
    moonwire_ignores_pipe = sigaction(SIGPIPE, NULL, &pipe_action) == 0 && pipe_action.sa_handler == SIG_IGN;
    if (getrlimit(RLIMIT_AS, &addresses) == 0 && addresses.rlim_cur != RLIM_INFINITY)
    {
        is_bounded = 1;
        if (addresses.rlim_cur < LEAST_ADDRESSES)
        {
            end(": not enough memory: the limit of the system on addresses is below what .NET needs\n");
        }

        has_set_region = getenv(REGION_SIZE) == NULL && setenv(REGION_SIZE, ONE_MEGABYTE, 1) == 0;
        mallopt(M_ARENA_MAX, 1); /* else each thread takes 64 MB of addresses for a heap of its own */
    }

    on_exit(at_exit, NULL);
}
