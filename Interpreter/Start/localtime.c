/*
 * Replaces the C library's localtime, which the engine calls, in the executable for Linux. localtime asks the kernel at
 * each call whether the time zone has changed. lua is built for POSIX and calls localtime_r, which asks only once.
 */
#define _GNU_SOURCE
#include <time.h>

struct tm *localtime(const time_t *time)
{
    static struct tm result;
    return localtime_r(time, &result);
}
