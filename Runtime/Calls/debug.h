/* Functions shared by the files of the debug library. */
#ifndef MOONWIRE_DEBUG_H
#define MOONWIRE_DEBUG_H

#include <string.h>

#include "calls.h"

/* The source of all shims. */
#define OWN_SOURCE "=[moonwire]"

static inline int is_shim(const lua_Debug *frame)
{
    return strcmp(frame->source, OWN_SOURCE) == 0;
}

/*
 * Returns the thread that is the first argument, or the running thread. Sets *arguments to 1 if the first argument is a
 * thread, otherwise to 0.
 */
static inline lua_State *thread_of(lua_State *L, int *arguments)
{
    lua_State *other = api.lua_tothread(L, 1);
    *arguments = other != NULL;
    return other != NULL ? other : L;
}

#endif
