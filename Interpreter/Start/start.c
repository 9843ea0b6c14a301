/*
 * Runs before .NET does, in the executable for Linux. .NET ends without a word, or by a signal, where a resource limit
 * leaves it too little to start: this file says so, with status 1.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
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

/* Main calls it first. What .NET has read is no part of the script's environment. */
void moonwire_begun(void)
{
    has_begun = 1;
    if (has_set_region)
    {
        unsetenv(REGION_SIZE);
    }
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
