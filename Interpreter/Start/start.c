/*
 * Runs before .NET starts, in the executable for Linux.
 * 1. If a resource limit leaves .NET too little to start, .NET ends without a message, or by a signal. This file
 *    reports the cause and ends with status 1.
 * 2. .NET ignores SIGPIPE. This file remembers whether the parent ignored it.
 * 3. .NET ignores a SIGSEGV or SIGFPE that another process sends. This file makes the signal end the process, as usual.
 * 4. The engine is built with paths for modules that differ from those in Debian's lua.
 * 5. .NET has no signal handlers without pipe2, and no sockets without epoll. This file has substitutes for sandboxes
 *    that refuse these calls.
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

/* With fewer bytes of address space, .NET does not start, or its collector faults (measured). */
#define LEAST_ADDRESSES (96L << 20)

/* .NET uses regions of 2 or 4 MB even if they barely fit. Its collector then faults for lack of regions (measured). */
#define REGION_SIZE "DOTNET_GCRegionSize"
#define ONE_MEGABYTE "100000"

static int has_begun;
static int is_bounded;
static int has_set_region;

int moonwire_ignores_pipe;

/* .NET's handlers of faults, by signal number. */
static struct sigaction fault_handlers[NSIG];

static void on_fault(int number, siginfo_t *info, void *context)
{
    if (info->si_code > 0)
    {
        fault_handlers[number].sa_sigaction(number, info, context); /* the kernel reports a fault of this process */
        return;
    }

    signal(number, SIG_DFL);
    raise(number); /* the signal is delivered when this handler returns */
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

/* Called first by Main. Removes the variable that was set for .NET from the script's environment. */
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
 * Replacements of functions of the C library, for this executable only. C libraries that it loads do not see them.
 */
#define OWN __attribute__((visibility("hidden")))

static int is_refused(void)
{
    return errno == ENOSYS || errno == EPERM;
}

/* .NET creates an epoll descriptor for its sockets, and a thread that waits on it. moonwire's sockets use neither. */
OWN int epoll_create1(int flags)
{
    int result = (int)syscall(SYS_epoll_create1, flags);
    return result < 0 && is_refused() ? open("/", O_PATH | O_CLOEXEC) : result;
}

/* .NET's thread cannot handle a refusal. */
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

/* The linker's names for the end of the code and the start of the writable data. The constants are between them. */
extern const char etext[], __init_array_start[] __attribute__((visibility("hidden")));

/*
 * The handle of the engine's library, the script's initial package.path and package.cpath, and the addresses where the
 * executable's constants begin and end.
 */
struct { void *engine; const char *paths[2]; const char *constants[2]; } moonwire_shared = {
    .constants = {etext, __init_array_start},
};

typedef struct lua_State lua_State;

/*
 * Replaces the engine's function, because the linker searches the executable first. A Lua state that a C library
 * creates with luaL_openlibs therefore searches modules where the script does, not in the folders that the engine is
 * built for.
 */
int luaopen_package(lua_State *state)
{
    static const char *const names[] = {"path", "cpath"};
    void *engine = moonwire_shared.engine;
    int (*open)(lua_State *) = (int (*)(lua_State *))dlsym(engine, "luaopen_package");
    const char *(*push)(lua_State *, const char *) =
        (const char *(*)(lua_State *, const char *))dlsym(engine, "lua_pushstring");
    void (*set)(lua_State *, int, const char *) =
        (void (*)(lua_State *, int, const char *))dlsym(engine, "lua_setfield");
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

/* Reports that .NET has ended the process before Main, which .NET itself does not report. */
static void at_exit(int status, void *nothing)
{
    (void)nothing;
    if (!has_begun && status != 0)
    {
        end(is_bounded ? ": not enough memory: the system does not provide what .NET needs to start\n"
                       : ": the system does not provide what .NET needs to start: memory, or a thread\n");
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
            end(": not enough memory: the system's limit on addresses is less than .NET needs\n");
        }

        has_set_region = getenv(REGION_SIZE) == NULL && setenv(REGION_SIZE, ONE_MEGABYTE, 1) == 0;
        mallopt(M_ARENA_MAX, 1); /* otherwise each thread reserves 64 MB of address space for its own heap */
    }

    on_exit(at_exit, NULL);
}
