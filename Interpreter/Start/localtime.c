/*
 * A function of the C library that the engine calls, in the executable for Linux: localtime asks the system at each call whether the
 * time zone has changed. lua, which is built for POSIX, calls localtime_r, which asks once.
 */
#define _GNU_SOURCE
#include <time.h>

struct tm *localtime(const time_t *time)
{
    static struct tm result;
    return localtime_r(time, &result);
}
