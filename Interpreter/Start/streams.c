/*
 * Functions of the C library that the engine calls, in the executable for Linux. The engine is built without POSIX, so that
 * it takes the slower ones; lua takes these.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <time.h>

/* getc, for each byte of a line: a script's file is read by the loop's thread alone, so it needs no lock for each byte. */
int _IO_getc(FILE *stream)
{
    return getc_unlocked(stream);
}

/* Its name in newer headers. */
#undef getc
int getc(FILE *stream)
{
    return getc_unlocked(stream);
}

/* localtime asks the system at each call whether the time zone has changed. */
struct tm *localtime(const time_t *time)
{
    static struct tm result;
    return localtime_r(time, &result);
}
