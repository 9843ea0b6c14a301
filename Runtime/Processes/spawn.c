/*
 * Starts a program, for system.spawn. As with vfork(2), the child shares the memory of this process until it executes
 * the program, and the OS thread that started the child waits until then.
 * 1. fork(2) is not used, because it would copy a process whose other OS threads may hold locks, and because its time
 *    grows with the number of pages of the process.
 * 2. posix_spawn(3) cannot set the umask or the death signal, and cannot close all other descriptors.
 * 3. The child calls only functions that are safe between fork and exec. The child reports a failure in struct child,
 *    which the parent reads.
 * 4. All signals are blocked until the child has no handlers, because a handler in the child would write to the
 *    parent's memory.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

/* The child's descriptors have the numbers from 0 to MAX_DESCRIPTORS - 1. */
#define MAX_DESCRIPTORS 10

#define STACK_SIZE (64 * 1024)

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC 4
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

/* The step that failed. ProcessCalls.cs has the same numbers. */
enum step { START, SESSION, GROUP, DEATH_SIGNAL, DESCRIPTORS, DIRECTORY, EXECUTE };

/* ProcessCalls.cs has the same fields. */
struct child
{
    char **programs;         /* The paths to try, in order; NULL at the end. */
    char **arguments;        /* NULL at the end. */
    char **shell_arguments;  /* For a script without #!: "sh", room for the path, and the other arguments. */
    char **environment;      /* NULL at the end. */
    char *working_directory; /* NULL: the parent's. */
    int32_t descriptors[MAX_DESCRIPTORS]; /* The parent's descriptors, indexed by the child's number; -1: closed. */
    int32_t program;         /* The descriptor of an open file to execute, or -1. */
    int32_t new_session;
    int32_t group;           /* -1: the parent's; 0: a new one; else an existing one. */
    int32_t mask;            /* -1: the parent's. */
    int32_t death_signal;    /* 0: none. */
    int32_t parent;          /* The process id of the parent. */
    int32_t step;
    int32_t error;
};

static void reset_signals(void)
{
    struct sigaction action;
    for (int number = 1; number < NSIG; number++)
    {
        if (sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_IGN && action.sa_handler != SIG_DFL)
        {
            signal(number, SIG_DFL);
        }
    }
}

/* Sets FD_CLOEXEC of every descriptor from this number on. */
static void close_from(int first)
{
    struct rlimit limit;
    if (syscall(SYS_close_range, (unsigned)first, ~0u, CLOSE_RANGE_CLOEXEC) == 0
        || getrlimit(RLIMIT_NOFILE, &limit) != 0)
    {
        return;
    }

    int end = limit.rlim_cur > 65536 ? 65536 : (int)limit.rlim_cur;
    for (int descriptor = first; descriptor < end; descriptor++)
    {
        fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    }
}

/* Moves all descriptors to high numbers first, because a source may have the number of another target. */
static int arrange_descriptors(struct child *child)
{
    int moved[MAX_DESCRIPTORS];
    for (int i = 0; i < MAX_DESCRIPTORS; i++)
    {
        moved[i] = child->descriptors[i] < 0 ? -1 : fcntl(child->descriptors[i], F_DUPFD_CLOEXEC, MAX_DESCRIPTORS);
        if (child->descriptors[i] >= 0 && moved[i] < 0)
        {
            return -1;
        }
    }

    if (child->program >= 0 && (child->program = fcntl(child->program, F_DUPFD_CLOEXEC, MAX_DESCRIPTORS)) < 0)
    {
        return -1;
    }

    for (int i = 0; i < MAX_DESCRIPTORS; i++)
    {
        if (moved[i] < 0)
        {
            close(i);
        }
        else if (dup2(moved[i], i) < 0)
        {
            return -1;
        }
    }

    close_from(MAX_DESCRIPTORS);
    return 0;
}

static void execute(struct child *child)
{
    int error = ENOENT;
    if (child->program >= 0)
    {
        syscall(SYS_execveat, child->program, "", child->arguments, child->environment, AT_EMPTY_PATH);
        return;
    }

    for (char **program = child->programs; *program != NULL; program++)
    {
        execve(*program, child->arguments, child->environment);
        if (errno == ENOEXEC)
        {
            child->shell_arguments[1] = *program;
            execve("/bin/sh", child->shell_arguments, child->environment);
        }

        if (errno == EACCES)
        {
            error = EACCES; /* another folder may contain an executable program */
        }
        else if (errno != ENOENT && errno != ENOTDIR && errno != ESTALE && errno != ENODEV && errno != ETIMEDOUT)
        {
            return;
        }
    }

    errno = error;
}

static void fail(struct child *child, enum step step)
{
    child->error = errno;
    child->step = step;
    _exit(127);
}

static int run_child(void *argument)
{
    struct child *child = argument;
    sigset_t none;
    reset_signals();
    if (child->new_session && setsid() < 0)
    {
        fail(child, SESSION);
    }

    if (child->group >= 0 && setpgid(0, child->group) != 0)
    {
        fail(child, GROUP);
    }

    if (child->death_signal != 0 && prctl(PR_SET_PDEATHSIG, child->death_signal) != 0)
    {
        fail(child, DEATH_SIGNAL);
    }

    if (child->death_signal != 0 && getppid() != child->parent)
    {
        _exit(127); /* the parent ended before prctl(2) */
    }

    if (child->mask >= 0)
    {
        umask((mode_t)child->mask);
    }

    if (arrange_descriptors(child) != 0)
    {
        fail(child, DESCRIPTORS);
    }

    if (child->working_directory != NULL && chdir(child->working_directory) != 0)
    {
        fail(child, DIRECTORY);
    }

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execute(child);
    fail(child, EXECUTE);
    return 0;
}

/* Returns the process id of the child. On failure returns 0 and sets error and step of the struct. */
EXPORT int moonwire_spawn(struct child *child)
{
    sigset_t all, before;
    char *stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED)
    {
        child->error = errno;
        child->step = START;
        return 0;
    }

    child->error = 0;
    child->parent = getpid();
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int number = clone(run_child, stack + STACK_SIZE, CLONE_VM | CLONE_VFORK | SIGCHLD, child);
    if (number < 0)
    {
        child->error = errno;
        child->step = START;
    }

    pthread_sigmask(SIG_SETMASK, &before, NULL);
    munmap(stack, STACK_SIZE);
    if (number > 0 && child->error != 0)
    {
        while (waitpid(number, NULL, 0) < 0 && errno == EINTR)
        {
        }
    }

    return child->error == 0 ? number : 0;
}
