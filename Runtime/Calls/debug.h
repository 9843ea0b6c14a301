/* What the functions of the debug library share. */
#ifndef MOONWIRE_DEBUG_H
#define MOONWIRE_DEBUG_H

#include <string.h>

#include "calls.h"

/* The source of the chunks of shims. */
#define OWN_SOURCE "=[moonwire]"

static inline int is_shim(const lua_Debug *frame)
{
    return strcmp(frame->source, OWN_SOURCE) == 0;
}

/* The thread that a function of the debug library is about, and how many arguments name it. */
static inline lua_State *thread_of(lua_State *L, int *arguments)
{
    lua_State *other = api.lua_tothread(L, 1);
    *arguments = other != NULL;
    return other != NULL ? other : L;
}

#endif
